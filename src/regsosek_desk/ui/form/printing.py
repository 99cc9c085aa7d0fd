"""What never changes on the sheet: labels, code lists, lines, empty boxes. Collected once, painted into tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QLine, QRect, Qt
from PySide6.QtGui import QPainter, QPen

from regsosek_desk.ui.form.geometry import FieldBox
from regsosek_desk.ui.form.metrics import WRAP, Metrics, Role
from regsosek_desk.ui.theme import Theme

Ink = Literal["ink", "faint", "bar_ink"]
Ground = Literal["paper", "bar", "band", "computed", "desk"]
LEFT = int(Qt.AlignmentFlag.AlignLeft.value)
RIGHT = int(Qt.AlignmentFlag.AlignRight.value)
CENTRE = int(Qt.AlignmentFlag.AlignHCenter.value)
MIDDLE = int(Qt.AlignmentFlag.AlignVCenter.value)
MAX_CODE_LINES = 9
HAIRLINE = 0  # one device pixel at any scale


@dataclass(slots=True)
class Print:
    """Printed matter of one strip of paper, in the strip's own coordinates."""

    grounds: list[tuple[QRect, Ground]] = field(default_factory=list)
    lines: list[QLine] = field(default_factory=list)
    texts: list[tuple[QRect, int, str, Role, Ink]] = field(default_factory=list)
    boxes: list[QRect] = field(default_factory=list)
    computed: list[QRect] = field(default_factory=list)

    def text(self, rect: QRect, text: str, role: Role = "base", ink: Ink = "ink", align: int = LEFT) -> None:
        self.texts.append((rect, align | WRAP, text, role, ink))

    def hline(self, x: int, y: int, right: int) -> None:
        self.lines.append(QLine(x, y, right, y))

    def vline(self, x: int, y: int, bottom: int) -> None:
        self.lines.append(QLine(x, y, x, bottom))

    def field(self, box: FieldBox) -> None:
        """The empty boxes or the empty line of an answer."""
        self.boxes += box.boxes
        if not box.question.keyable:
            self.computed += box.boxes or (box.line,)
        rows = max(1, box.rows)
        for row in range(rows) if not box.boxes else ():
            self.hline(box.line.left(), box.line.top() + (row + 1) * box.line.height() // rows - 1, box.line.right())

    def paint(self, painter: QPainter, theme: Theme, m: Metrics) -> None:
        for rect, ground in self.grounds:
            painter.fillRect(rect, getattr(theme, ground))
        for rect in self.computed:
            painter.fillRect(rect, theme.computed)
        painter.setPen(QPen(theme.rule, HAIRLINE))
        painter.drawLines(self.lines)
        painter.setPen(QPen(theme.box, HAIRLINE))
        for rect in self.boxes:
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        for rect, flags, text, role, ink in self.texts:
            painter.setFont(m.fonts[role])
            painter.setPen(getattr(theme, ink))
            painter.drawText(rect, flags, text)


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes set in columns, with their top left corner at (0, 0)."""

    entries: tuple[tuple[QRect, str, QRect, str], ...]
    width: int
    height: int

    def print_at(self, page: Print, x: int, y: int) -> None:
        for code_rect, code, label_rect, label in self.entries:
            page.text(code_rect.translated(x, y), code, "small_bold", "faint")
            page.text(label_rect.translated(x, y), label, "small", "faint")


def set_codes(codes: Mapping[str, str], width: int, m: Metrics, most: int = MAX_CODE_LINES) -> CodeList | None:
    """The code list in as many columns as fit; None when it would be taller than `most` small lines."""
    one_line = _columns(codes, len(codes), width, m)
    tries = [one_line] if one_line else [_columns(codes, count, width, m) for count in (4, 3, 2, 1)]
    found = min((t for t in tries if t is not None), key=lambda t: t.height)
    return found if found.height <= most * m.small_line else None


def _columns(codes: Mapping[str, str], count: int, width: int, m: Metrics) -> CodeList | None:
    """The codes down `count` columns, each as wide as its longest label; None when they don't fit side by side."""
    items = list(codes.items())
    per_column = -(-len(items) // count)
    columns = [items[start : start + per_column] for start in range(0, len(items), per_column)]
    entries: list[tuple[QRect, str, QRect, str]] = []
    x, bottom = 0, 0
    for column in columns:
        placed, right = _column(column, x, width if count == 1 else None, m)
        entries += placed
        bottom = max(bottom, placed[-1][2].bottom() + 1)
        x = right + m.gap * 2
    x -= m.gap * 2
    return CodeList(tuple(entries), x, bottom) if x <= width or count == 1 else None


def _column(
    items: Sequence[tuple[str, str]], x: int, width: int | None, m: Metrics
) -> tuple[list[tuple[QRect, str, QRect, str]], int]:
    """One column from x on; labels wrap when a width is given.

    A pad is kept free: at a broken scale painted text is a little wider than measured, and a word that then
    wraps needs its line.
    """
    code_width = max(m.width("small_bold", code) for code, _ in items) + m.gap // 2
    natural = max(m.width("small", label) for _, label in items) + m.pad
    room = natural if width is None else max(1, min(natural, width - code_width))
    placed: list[tuple[QRect, str, QRect, str]] = []
    y = 0
    for code, label in items:
        height = max(m.small_line, m.height("small", label, room - m.pad))
        placed.append((QRect(x, y, code_width, height), code, QRect(x + code_width, y, room, height), label))
        y += height
    return placed, x + code_width + room
