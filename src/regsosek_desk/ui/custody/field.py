"""The one field that everything goes into: a scanner types here, and lists are pasted here."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from regsosek_desk.services.custody.labels import split_list

_ROWS: Mapping[int, int] = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10,
}  # fmt: skip


class ScanField(QLineEdit):
    """`scanned` with each text that was ended by Enter, or stood in a list that was pasted."""

    scanned = Signal(str)
    moved = Signal(int)
    """Rows down the list that is shown beside the field."""

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z is the screen's: it takes a scan back, not a letter."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.text())
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_list(QGuiApplication.clipboard().text())
        elif event.key() in _ROWS:
            self.moved.emit(_ROWS[event.key()])
        else:
            super().keyPressEvent(event)

    def paste_list(self, text: str) -> None:
        """One line is put into the field; several are put through."""
        if len(text.splitlines()) <= 1:
            self.insert(text.strip())
            return
        for each in split_list(text):
            self.scanned.emit(each)

    def _take(self, text: str) -> None:
        self.clear()
        for each in split_list(text):
            self.scanned.emit(each)
