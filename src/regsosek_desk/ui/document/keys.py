"""Which key means what. The ten-key pad alone is enough for keying; the rest is on the function keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from regsosek_desk.core.formdef.models import Question

_K, _M = Qt.Key, Qt.KeyboardModifier
_NONE, _SHIFT, _CTRL = _M.NoModifier, _M.ShiftModifier, _M.ControlModifier
_SAME = {_K.Key_Enter: _K.Key_Return}

COMMANDS: dict[tuple[Qt.Key, Qt.KeyboardModifier], str] = {
    (_K.Key_Return, _NONE): "enter",
    (_K.Key_Tab, _NONE): "enter",
    (_K.Key_Down, _NONE): "down",
    (_K.Key_Backtab, _SHIFT): "back",
    (_K.Key_Tab, _SHIFT): "back",
    (_K.Key_Up, _NONE): "up",
    (_K.Key_Left, _NONE): "left",
    (_K.Key_Right, _NONE): "right",
    (_K.Key_Home, _NONE): "home",
    (_K.Key_End, _NONE): "end",
    (_K.Key_Backspace, _NONE): "backspace",
    (_K.Key_Backspace, _SHIFT): "backspace",
    (_K.Key_Delete, _NONE): "delete",
    (_K.Key_Escape, _NONE): "escape",
    (_K.Key_Return, _SHIFT): "new_line",
    (_K.Key_Return, _CTRL): "open_row",
    (_K.Key_A, _CTRL): "take_sls",
    (_K.Key_V, _CTRL): "paste",
    (_K.Key_Insert, _SHIFT): "paste",
    (_K.Key_Z, _CTRL): "undo",
    (_K.Key_Y, _CTRL): "redo",
    (_K.Key_Z, _CTRL | _SHIFT): "redo",
    (_K.Key_F1, _NONE): "help",
    (_K.Key_F2, _NONE): "note",
    (_K.Key_F3, _NONE): "go_to",
    (_K.Key_F4, _NONE): "codes",
    (_K.Key_F5, _NONE): "recheck",
    (_K.Key_F6, _NONE): "next_finding",
    (_K.Key_F6, _SHIFT): "previous_finding",
    (_K.Key_F7, _NONE): "why",
    (_K.Key_F8, _NONE): "confirm",
    (_K.Key_F9, _NONE): "next_family",
    (_K.Key_F11, _NONE): "toggle_side",
    (_K.Key_PageDown, _NONE): "page_down",
    (_K.Key_PageUp, _NONE): "page_up",
    (_K.Key_PageDown, _CTRL): "next_stop",
    (_K.Key_PageUp, _CTRL): "previous_stop",
    (_K.Key_Home, _CTRL): "first_place",
    (_K.Key_End, _CTRL): "last_place",
    (_K.Key_Insert, _NONE): "add_row",
    (_K.Key_Delete, _CTRL): "remove_row",
    (_K.Key_Up, _CTRL): "row_earlier",
    (_K.Key_Down, _CTRL): "row_later",
    (_K.Key_Left, _CTRL | _SHIFT): "row_earlier",
    (_K.Key_Right, _CTRL | _SHIFT): "row_later",
}


def command_of(event: QKeyEvent, question: Question) -> str | None:
    """Name of the command; None for a character to be typed and for keys that mean nothing here."""
    modifiers = event.modifiers()
    if event.text() == "+" and question.type != "note":
        return "repeat"
    if event.key() == _K.Key_Minus and modifiers & _M.KeypadModifier and (question.boxed or question.type == "flag"):
        return "back"
    key = _SAME.get(Qt.Key(event.key()), Qt.Key(event.key()))
    return COMMANDS.get((key, modifiers & ~_M.KeypadModifier))


def typed_by(event: QKeyEvent) -> str:
    """The characters that the key writes; "" for one that writes none. AltGr writes, Ctrl and Alt alone don't."""
    text = event.text()
    modifiers = event.modifiers()
    held = bool(modifiers & _M.ControlModifier) != bool(modifiers & _M.AltModifier)
    writes = bool(text) and all(c.isprintable() or ord(c) > 0xFFFF for c in text)
    return text if writes and not held else ""
