"""What the form works out for the whole document (counts of a list), live beside the sheet."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from regsosek_desk.core.engine.evaluate import calculated
from regsosek_desk.core.engine.instance import FAMILY
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.ui.document.brushes import metrics_of, theme_of

_VCENTER = int(Qt.AlignmentFlag.AlignVCenter.value)
_RIGHT = int(Qt.AlignmentFlag.AlignRight.value)


class Recap(QWidget):
    """One line for each calculated question of the family; hidden where there is none."""

    def __init__(self, desk: DocumentDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("recap")
        self._desk = desk
        self.lines: list[tuple[Question, str]] = []
        self._computed = [
            question
            for question in desk.program.bound.form.questions_of(None)
            if (None, question.id) in desk.program.bound.calculated
        ]
        self.setVisible(bool(self._computed))

    def refresh(self) -> None:
        lines = [(question, self._value(question.id)) for question in self._computed]
        if lines != self.lines:
            self.lines = lines
            self.setAccessibleName(", ".join(f"{q.brief} {value}" for q, value in lines))
            self.updateGeometry()
            self.update()

    def _value(self, question: str) -> str:
        value = calculated(self._desk.instance, question, FAMILY)
        return "" if value is None else str(value)

    def sizeHint(self) -> QSize:
        m = metrics_of(self)
        headings = sum(bool(question.heading) for question in self._computed)
        return QSize(100, len(self._computed) * m.small_line + headings * (m.small_line + m.pad))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, m, theme = QPainter(self), metrics_of(self), theme_of(self)
        y = 0
        for question, value in self.lines:
            if question.heading:
                painter.setFont(m.fonts["small_bold"])
                painter.setPen(theme.ink)
                painter.drawText(QRect(0, y + m.pad, self.width(), m.small_line), _VCENTER, question.heading)
                y += m.small_line + m.pad
            painter.setFont(m.fonts["small"])
            painter.setPen(theme.faint)
            painter.drawText(QRect(0, y, self.width(), m.small_line), _VCENTER, question.brief)
            painter.setFont(m.fonts["small_bold"])
            painter.setPen(theme.ink)
            painter.drawText(QRect(0, y, self.width() - m.pad, m.small_line), _VCENTER | _RIGHT, value)
            y += m.small_line
