"""Asks before something goes: Enter does it, Esc leaves it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept, Panel

_YES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AskPanel(Panel[None]):
    characters = 56

    def __init__(self, title: str, text: str, accept: Accept[None]) -> None:
        super().__init__(title, t("dialogs.ask.keys"), accept)
        self.words(text, "askText")
        self.finish_layout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _YES and not event.isAutoRepeat():
            self.accept(None)
        else:
            super().keyPressEvent(event)
