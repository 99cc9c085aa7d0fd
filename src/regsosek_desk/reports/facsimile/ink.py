"""What stands on a page before any answer does: set once for a form, drawn for all its documents.

Lengths are points; `top` is measured downward from the upper edge of the paper, which lies on its long side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from regsosek_desk.core.formdef.groups import box_groups
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.reports.page import BOLD, PLAIN, Style, printable

PAPER = (A4[1], A4[0])
LEFT, RIGHT = 58.0, PAPER[0] - 16
"""At the left there is room to bind, and for the QR code."""
TOP, FOOT = 14.0, PAPER[1] - 20
BLACK, GREY, PALE = 0.0, 0.82, 0.92
"""Shades of grey: ink, heading bars, and what is worked out or below a heading."""
FAMILY = -1
What = Literal["answer", "place", "set", "sets", "position"]
"""An answer, the name of the place it is the code of, this sheet and how many there are, the number of a line."""
Align = Literal["left", "center", "right"]


class Rect(NamedTuple):
    x: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an answer is written: into boxes, or on `rows` lines. `at` counts members or list lines of the page."""

    question: Question | None
    frame: Rect
    boxes: tuple[Rect, ...] = ()
    rows: int = 1
    at: int = FAMILY
    what: What = "answer"
    small: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes of letters and boxes at one scale."""

    scale: float

    @property
    def label(self) -> Style:
        return Style(PLAIN, 7.2 * self.scale)

    @property
    def bold(self) -> Style:
        return Style(BOLD, 7.2 * self.scale)

    @property
    def small(self) -> Style:
        return Style(PLAIN, 6.3 * self.scale)

    @property
    def small_bold(self) -> Style:
        return Style(BOLD, 6.3 * self.scale)

    @property
    def line(self) -> float:
        return 8.3 * self.scale

    @property
    def small_line(self) -> float:
        return 7.1 * self.scale

    @property
    def box(self) -> float:
        return 9.4 * self.scale

    @property
    def box_height(self) -> float:
        return 10.8 * self.scale

    @property
    def pad(self) -> float:
        return 1.1 * self.scale

    @property
    def gap(self) -> float:
        return 4.0 * self.scale

    @property
    def bar(self) -> float:
        return 10.2 * self.scale


class Ink:
    """Collects strokes and the slots for answers."""

    def __init__(self, m: Measures) -> None:
        self.m = m
        self.slots: list[Slot] = []
        self._strokes: list[Callable[[Canvas], None]] = []
        self.grounds: list[tuple[Rect, float]] = []

    def text(self, text: str, x: float, base: float, style: Style, align: Align = "left") -> None:
        shown = printable(text)

        def stroke(canvas: Canvas) -> None:
            canvas.setFont(style.font, style.size)
            draw = {"left": canvas.drawString, "right": canvas.drawRightString, "center": canvas.drawCentredString}
            draw[align](x, PAPER[1] - base, shown)

        self._strokes.append(stroke)

    def paragraph(self, lines: Sequence[str], x: float, top: float, style: Style, step: float) -> float:
        """Lines from `top` downward; gives where they end."""
        for number, line in enumerate(lines):
            self.text(line, x, top + (number + 0.8) * step, style)
        return top + len(lines) * step

    def line(self, x: float, top: float, right: float, bottom: float, width: float = 0.4) -> None:
        def stroke(canvas: Canvas) -> None:
            canvas.setLineWidth(width)
            canvas.line(x, PAPER[1] - top, right, PAPER[1] - bottom)

        self._strokes.append(stroke)

    def ground(self, rect: Rect, grey: float) -> None:
        self.grounds.append((rect, grey))

    def frame(self, rect: Rect, width: float = 0.5) -> None:
        def stroke(canvas: Canvas) -> None:
            canvas.setLineWidth(width)
            canvas.rect(rect.x, PAPER[1] - rect.bottom, rect.width, rect.height)

        self._strokes.append(stroke)

    def boxes(self, question: Question, corner: Rect, room: float, **slot: object) -> Rect:
        """Empty boxes of the question from a corner on, and the slot they make; gives the space they take."""
        placed = set_boxes(question, corner, room, self.m)
        for box in placed:
            self.frame(box)
            if not question.keyable:
                self.ground(box, PALE)
        frame = Rect(corner.x, corner.top, placed[-1].right - corner.x, placed[-1].bottom - corner.top)
        frame = frame._replace(width=max(box.right for box in placed) - corner.x)
        self.slots.append(Slot(question, frame, placed, **slot))  # type: ignore[arg-type]
        return frame

    def ruled(self, question: Question, rect: Rect, rows: int, **slot: object) -> None:
        """Lines to write a text on, and the slot they make."""
        for row in range(1, rows + 1):
            y = rect.top + row * rect.height / rows
            self.line(rect.x, y, rect.right, y, 0.3)
        self.slots.append(Slot(question, rect, rows=rows, **slot))  # type: ignore[arg-type]

    def draw(self, canvas: Canvas) -> None:
        for rect, grey in self.grounds:
            canvas.setFillGray(grey)
            canvas.rect(rect.x, PAPER[1] - rect.bottom, rect.width, rect.height, stroke=0, fill=1)
        canvas.setFillGray(BLACK)
        canvas.setStrokeGray(BLACK)
        for stroke in self._strokes:
            stroke(canvas)


def set_boxes(question: Question, corner: Rect, room: float, m: Measures) -> tuple[Rect, ...]:
    """The boxes as wide as the room allows; printed groups below each other where one line would be too narrow."""
    groups = box_groups(question)
    rows = [groups]
    if question.split and _box_width(groups, room, m) < m.box:
        rows = [(group,) for group in groups]
    box = min(m.box, *(_box_width(row, room, m) for row in rows))
    found = []
    for number, row in enumerate(rows):
        x, top = corner.x, corner.top + number * (m.box_height + 1)
        for group in row:
            found += [Rect(x + at * box, top, box, m.box_height) for at in range(group)]
            x += group * box + m.pad
    return tuple(found)


def _box_width(row: Sequence[int], room: float, m: Measures) -> float:
    return (room - (len(row) - 1) * m.pad) / sum(row)


def boxes_width(question: Question, m: Measures) -> float:
    """What the boxes take where there is room for all."""
    return max(box.right for box in set_boxes(question, Rect(0, 0, 0, 0), 10_000, m))
