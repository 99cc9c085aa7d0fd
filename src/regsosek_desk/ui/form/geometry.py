"""Rectangles of one answer, and how the boxes of the paper are set in a given width."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPoint, QRect, QSize

from regsosek_desk.core.formdef.groups import SHORT_TEXT, box_groups
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.ui.form.metrics import Metrics

FEW_BOXES = 4  # up to which they never get narrower


@dataclass(frozen=True, slots=True)
class FieldBox:
    """Where one answer stands. `zone` is everything that changes with it: veiled, repainted, clicked as one."""

    question: Question
    boxes: tuple[QRect, ...] = ()
    zone: QRect = field(default_factory=QRect)
    line: QRect = field(default_factory=QRect)
    echo: QRect = field(default_factory=QRect)
    echo_left: bool = True
    rows: int = 1
    ruled: bool = True  # text stands on printed lines; else in the middle of its cell

    @property
    def frame(self) -> QRect:
        """The boxes together, or the line."""
        found = QRect(self.line)
        for box in self.boxes:
            found = found.united(box)
        return found

    def moved(self, dx: int, dy: int) -> FieldBox:
        return replace(
            self,
            zone=self.zone.translated(dx, dy),
            boxes=tuple(box.translated(dx, dy) for box in self.boxes),
            line=self.line.translated(dx, dy) if not self.line.isNull() else self.line,
            echo=self.echo.translated(dx, dy) if not self.echo.isNull() else self.echo,
        )


@dataclass(frozen=True, slots=True)
class Boxes:
    """Digit boxes with their top left corner at (0, 0)."""

    rects: tuple[QRect, ...]
    size: QSize

    def at(self, corner: QPoint) -> tuple[QRect, ...]:
        return tuple(rect.translated(corner) for rect in self.rects)


def set_boxes(question: Question, width: int, m: Metrics) -> Boxes:
    """The boxes as large as the width allows; where they don't fit in one line, one line per printed group."""
    groups = box_groups(question)
    if not question.split or _box_width([groups], width, m) >= m.narrow_box:
        return _rows([groups], width, m)
    return _rows([(group,) for group in groups], width, m)


def _box_width(rows: list[tuple[int, ...]], width: int, m: Metrics) -> int:
    return min((width - 1 - (len(row) - 1) * m.group_gap) // sum(row) for row in rows)


def _rows(rows: list[tuple[int, ...]], width: int, m: Metrics) -> Boxes:
    box = max(m.narrow_box, min(m.box, _box_width(rows, width, m)))
    rects: list[QRect] = []
    for number, row in enumerate(rows):
        x, y = 0, number * (m.box_height + 3)
        for group in row:
            rects += [QRect(x + i * box, y, box + 1, m.box_height) for i in range(group)]
            x += group * box + m.group_gap
    right, bottom = max(r.right() for r in rects) + 1, max(r.bottom() for r in rects) + 1
    return Boxes(tuple(rects), QSize(right, bottom))


def field_width(question: Question, m: Metrics) -> int:
    """Natural width of the boxes or of a short text line."""
    if question.boxed or question.type == "flag":
        return set_boxes(question, 10_000, m).size.width()
    characters = question.width if 0 < question.width <= SHORT_TEXT else 24
    return round(characters * m.width("base", "0") * 1.15) + 2 * m.pad


def least_width(question: Question, m: Metrics) -> int:
    """Width with narrow boxes, where there are more than a few."""
    natural = field_width(question, m)
    many = question.boxed and question.width > FEW_BOXES
    return min(natural, question.width * m.narrow_box + 2 * m.group_gap) if many else natural


def line_height(m: Metrics, rows: int = 1) -> int:
    """Height of a text answer of some rows."""
    return rows * m.line + 2 * m.pad
