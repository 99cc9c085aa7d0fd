"""F8: let a warning stand, with a reason: a digit for a common one, or words of one's own."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from regsosek_desk.core.engine.messages import Message
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.digit_line import DigitLine
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
        self.edit = DigitLine([reason(number) for number in range(1, REASONS + 1)], self.accept, self.take)
        self.edit.setObjectName("reasonEdit")
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
