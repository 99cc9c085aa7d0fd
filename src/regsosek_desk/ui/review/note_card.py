"""The card that asks for a note: a digit takes one given before, or words of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.digit_line import DigitLine
from regsosek_desk.ui.dialogs.panel import Accept, Panel


class NoteCard(Panel[str]):
    """Enter takes what is in the line. `needed`: an empty line is refused."""

    characters = 80

    def __init__(
        self, title: str, about: Sequence[str], notes: Sequence[str], accept: Accept[str], *, needed: bool = True
    ) -> None:
        super().__init__(title, t("review.note_keys"), accept)
        self._needed = needed
        self.notes = list(notes)
        for line in about:
            self.words(line, "noteAbout", faint=True)
        for number, note in enumerate(self.notes, 1):
            self.words(f"{number}   {note}", f"note{number}")
        self.edit = DigitLine(self.notes, self.accept, self.take)
        self.edit.setObjectName("noteLine")
        self.edit.setPlaceholderText(t("review.note_own"))
        self.body.addWidget(self.edit)
        self.finish_layout()

    def first_focus(self) -> QWidget:
        return self.edit

    def take(self) -> None:
        """The note in the line."""
        text = self.edit.text().strip()
        if text or not self._needed:
            self.accept(text)
        else:
            self.complain(t("review.note_needed"))
