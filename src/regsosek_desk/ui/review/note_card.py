"""The card that asks for a note: a digit takes one given before, or words of one's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept, Panel

_LENGTH = 200
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


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
        self.edit = _Line(self)
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


class _Line(QLineEdit):
    def __init__(self, card: NoteCard) -> None:
        super().__init__(card)
        self.setObjectName("noteLine")
        self.setMaxLength(_LENGTH)
        self._card = card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digits = [str(number) for number in range(1, len(self._card.notes) + 1)]
        if not self.text() and event.text() in digits:
            self._card.accept(self._card.notes[int(event.text()) - 1])
        elif event.key() in _ENTER:
            self._card.take()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
