"""Masalah aplikasi: one line on what went wrong, and beneath it everything that will be sent, to be read before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from regsosek_desk.core.domain.problem import NOTE_MOST, without_persons
from regsosek_desk.core.errors import DeskError
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.door.card import Card, Cover

_LINES = 9


class ProblemCard(Card):
    """Enter files it, Esc closes. `keep` takes the note and may raise DeskError; the card then stays."""

    characters = 86

    def __init__(self, report: str, answers: Sequence[str], keep: Callable[[str], None], *, enrolled: bool) -> None:
        """`answers` are what the note must not repeat: they are struck out of what is shown and kept."""
        super().__init__(t("problem.title"))
        self._report, self._answers, self._keep = report, answers, keep
        self.words(t("problem.text"), faint=True)
        self.note = self.field("problemNote", t("problem.note"))
        self.note.setMaxLength(NOTE_MOST)
        self.words(t("problem.sent" if enrolled else "problem.not_sent"), faint=True)
        self.shown = QPlainTextEdit(self)
        self.shown.setReadOnly(True)
        self.shown.setObjectName("problemShown")
        self.shown.setAccessibleName(t("problem.sent"))
        self.shown.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES)
        self.body.addWidget(self.shown)
        self.note.textChanged.connect(self._show)
        self.finish([("keep", t("problem.keep"), self._file), ("escape", t("door.cancel"), self.finished.emit)])
        self._show()

    def first_focus(self) -> QWidget:
        return self.note

    def _show(self) -> None:
        """Above the report the note as it will be sent."""
        note = without_persons(self.note.text(), self._answers)
        self.shown.setPlainText("\n\n".join(part for part in (note, self._report) if part))
        self.say(t("problem.struck_out") if note != " ".join(self.note.text().split()) else "")

    def _file(self) -> None:
        try:
            self._keep(self.note.text())
        except DeskError as fault:
            self.complain_of(fault)
        else:
            self.finished.emit()


class Veil(Cover):
    """Keeps the keys of the window silent as a cover does, but what is behind stays in sight."""

    def paintEvent(self, event: QPaintEvent) -> None:
        Stage.paintEvent(self, event)
