"""A card with a few lines to fill in: Enter goes to the next one, on the last it takes them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.panel import Accept, Panel
from regsosek_desk.ui.widgets.labels import paragraph

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Field:
    """A line: what it asks, what stands in it, and pale what may stand there."""

    label: str
    value: str = ""
    hint: str = ""


class FormCard(Panel[Sequence[str]]):
    """Answered with the text of each line, in order."""

    characters = 94

    def __init__(self, title: str, fields: Sequence[Field], accept: Accept[Sequence[str]], about: str = "") -> None:
        super().__init__(title, t("quality.card_keys"), accept)
        if about:
            self.words(about, "cardAbout", faint=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 4)
        grid.setColumnStretch(1, 5)
        self.lines = [self._line(field) for field in fields]
        for at, (field, line) in enumerate(zip(fields, self.lines, strict=True)):
            grid.addWidget(paragraph(field.label), at, 0)
            grid.addWidget(line, at, 1)
        self.body.addLayout(grid)
        self.finish_layout()

    def _line(self, field: Field) -> QLineEdit:
        line = _Line(self)
        line.setText(field.value)
        line.setPlaceholderText(field.hint)
        line.setAccessibleName(field.label)
        return line

    def first_focus(self) -> QWidget:
        self.lines[0].selectAll()
        return self.lines[0]

    def step(self, line: QLineEdit, by: int) -> None:
        """To the line beside; behind the last one everything is taken."""
        at = self.lines.index(line) + by
        if at == len(self.lines):
            self.accept([each.text().strip() for each in self.lines])
        elif at >= 0:
            self.lines[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.lines[at].selectAll()


class _Line(QLineEdit):
    def __init__(self, card: FormCard) -> None:
        super().__init__(card)
        self._card = card

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER or event.key() == Qt.Key.Key_Down:
            self._go_on(last=event.key() in _ENTER)
        elif event.key() == Qt.Key.Key_Up:
            self._card.step(self, -1)
        else:
            super().keyPressEvent(event)

    def _go_on(self, *, last: bool) -> None:
        if last or self is not self._card.lines[-1]:
            self._card.step(self, 1)
