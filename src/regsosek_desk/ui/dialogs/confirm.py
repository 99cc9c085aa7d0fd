"""F8: let a warning stand, with a reason: a digit for a common one, or words of one's own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from regsosek_desk.core.engine.messages import Message
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept, Panel

REASONS = 5


def reason(number: int) -> str:
    """The common reason with that number, from 1."""
    return t(f"dialogs.confirm.reason_{number}")


class ConfirmPanel(Panel[str]):
    """A digit in the empty line takes a common reason at once."""

    characters = 80

    def __init__(self, title: str, message: Message, kept: str, accept: Accept[str]) -> None:
        super().__init__(t("dialogs.confirm.title", place=title), t("dialogs.confirm.keys"), accept)
        self.words(message.facts, "confirmFacts")
        self.words(message.action, "confirmAction", faint=True)
        for number in range(1, REASONS + 1):
            self.words(f"{number}   {reason(number)}", f"reason{number}")
        self.edit = _Reason(self)
        self.edit.setPlaceholderText(t("dialogs.confirm.own"))
        self.edit.setText(kept)
        self.edit.selectAll()
        self.body.addWidget(self.edit)
        self.finish_layout()

    def first_focus(self) -> QWidget:
        return self.edit

    def take(self) -> None:
        """The reason in the line; without one the warning stays open."""
        text = self.edit.text().strip()
        if text:
            self.accept(text)
        else:
            self.complain(t("dialogs.confirm.needs_reason"))


class _Reason(QLineEdit):
    def __init__(self, panel: ConfirmPanel) -> None:
        super().__init__(panel)
        self.setObjectName("reasonEdit")
        self.setMaxLength(200)
        self._panel = panel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        fresh = not self.text() or self.selectedText() == self.text()
        if fresh and event.text() in [str(n) for n in range(1, REASONS + 1)]:
            self._panel.accept(reason(int(event.text())))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._panel.take()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
