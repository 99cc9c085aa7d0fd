"""The sheet is a pile of blocks, each a strip of paper over the whole width with printed slices and answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.formdef.models import Form
from regsosek_desk.ui.form.geometry import FieldBox
from regsosek_desk.ui.form.look import Scene
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.printing import CENTRE, MIDDLE, RIGHT, Print, set_codes
from regsosek_desk.ui.theme import Theme


class Brush(NamedTuple):
    """What painting needs besides the painter."""

    theme: Theme
    m: Metrics


class Placed(NamedTuple):
    """An answer on the sheet. `corner` is added to the box's rectangles; a copy shows no cursor and no marks."""

    place: Place
    box: FieldBox
    corner: QPoint
    copy: bool = False

    @property
    def zone(self) -> QRect:
        return self.box.zone.translated(self.corner)


@dataclass(slots=True)
class Slice:
    """Printed matter from `top` on. A spanning slice doesn't move when the block is scrolled sideways."""

    top: int
    height: int
    page: Print = field(default_factory=Print)
    spanning: bool = False


class Block:
    """Coordinates are the block's own. Subclasses fill `slices`, `states` and `height`."""

    def __init__(self, width: int) -> None:
        self.width = width  # of its widest slice
        self.height = 0
        self.top = 0  # on the sheet
        self.frozen = 0  # what stays at the left when the rest moves sideways
        self.slices: list[Slice] = []
        self.states: dict[str, QRect] = {}  # where the state of each section stands
        self.header = QRect()  # stays in view while the block is; null if there is none

    def resize(self, scene: Scene) -> None:
        """Take the height that the document wants."""

    def placed_in(self, rect: QRect, scene: Scene) -> Iterator[Placed]:
        """The answers whose zones touch the rectangle."""
        return iter(())

    def find(self, place: Place, scene: Scene) -> Placed | None:
        return None

    def line_of(self, placed: Placed) -> QRect:
        """The answer with its printed label: what must be in view while it is keyed."""
        return placed.zone

    def around(self, placed: Placed) -> list[QRect]:
        """What is lit while the cursor is there: its label, its row, its member's header."""
        return []

    def copies(self, place: Place, scene: Scene) -> list[QRect]:
        """Where else the answer shows."""
        return []

    def slices_in(self, rect: QRect) -> Iterator[tuple[int | str, Slice]]:
        for index, piece in enumerate(self.slices):
            if piece.top < rect.bottom() + 1 and piece.top + piece.height > rect.top():
                yield index, piece

    def paint_extras(self, painter: QPainter, rect: QRect, scene: Scene, brush: Brush) -> None:
        """What changes with the document but is no answer."""

    def paint_header(self, painter: QPainter, scene: Scene, brush: Brush) -> None:
        """The header with its top left corner at (0, 0)."""


class PageMark(Block):
    """The gap between two pages, with the number of the next."""

    def __init__(self, page: int, width: int, m: Metrics) -> None:
        super().__init__(width)
        self.height = m.up(m.line + 3 * m.pad)
        piece = Slice(0, self.height)
        print_page_mark(piece.page, page, QRect(0, 0, width, self.height), m)
        self.slices = [piece]


def print_page_mark(page: Print, number: int, rect: QRect, m: Metrics) -> None:
    page.grounds.append((rect, "desk"))
    page.text(rect.adjusted(m.gap, 0, 0, 0), f"Halaman {number}", "small_bold", "ink", MIDDLE)


class TitleBlock(Block):
    """Head of page 1: secrecy, title, form code, and which questionnaire of how many this is."""

    def __init__(self, form: Form, width: int, m: Metrics) -> None:
        super().__init__(width)
        self.roster = next((n for n, r in form.rosters.items() if r.layout == "columns"), None)
        row = m.measures["title"].height()
        self.height = m.up(3 * m.pad + row + (m.box_height + m.pad if self.roster else 0))
        piece = Slice(0, self.height)
        line = QRect(m.gap, 2 * m.pad, width - 2 * m.gap, row)
        piece.page.text(line, form.secrecy, "bold", "ink", MIDDLE)
        piece.page.text(line, form.title, "title", "ink", MIDDLE | CENTRE)
        piece.page.text(line, form.code, "bold", "ink", MIDDLE | RIGHT)
        self.numbers = self._number_boxes(piece.page, width - m.gap, line.bottom() + m.pad, m) if self.roster else []
        self.slices = [piece]

    def _number_boxes(self, page: Print, right: int, top: int, m: Metrics) -> list[QRect]:
        """Boxes for "kuesioner ke – dari", from the right edge leftwards."""
        found: list[QRect] = []
        for word in ("dari", "Kuesioner ke"):
            box = QRect(right - m.box, top, m.box + 1, m.box_height)
            width = m.width("small", word) + 2
            page.text(QRect(box.left() - m.gap - width, top, width, m.box_height), word, "small", "ink", MIDDLE)
            right = box.left() - 2 * m.gap - width
            found.insert(0, box)
        page.boxes += found
        return found

    def paint_extras(self, painter: QPainter, rect: QRect, scene: Scene, brush: Brush) -> None:
        if self.roster is None or not rect.intersects(self.numbers[0].united(self.numbers[1])):
            return
        painter.setFont(brush.m.fonts["digit"])
        painter.setPen(brush.theme.pen)
        for box, number in zip(self.numbers, scene.sheet_of(self.roster), strict=True):
            painter.drawText(box, MIDDLE | CENTRE, str(number))


def print_bar(page: Print, title: str, rect: QRect, m: Metrics) -> QRect:
    """A block's heading bar; gives the place of its state at the right end."""
    page.grounds.append((rect, "bar"))
    page.text(rect.adjusted(m.gap, 0, 0, 0), title, "bold", "bar_ink", MIDDLE)
    page.hline(rect.left(), rect.top(), rect.right())
    page.hline(rect.left(), rect.bottom(), rect.right())
    width = m.width("bold", "belum lengkap") + 3 * m.line
    return QRect(rect.right() + 1 - width, rect.top() + 1, width, rect.height() - 2)


def bar_height(m: Metrics) -> int:
    return m.up(m.line + 2 * m.pad + 2)


def print_heading(page: Print, text: str, codes: Mapping[str, str], rect: QRect, m: Metrics) -> int:
    """A sub-heading, with the code list of the lines below it where they share one; gives its height."""
    words = m.width("small_bold", text) + 2 * m.gap
    room = rect.width() - 2 * m.gap
    listed = set_codes(codes, room, m, most=99) if codes else None
    beside = listed is not None and words + listed.width <= room and listed.height <= m.small_line
    text_height = m.height("small_bold", text, room)
    height = m.up(text_height + 2 * m.pad + (listed.height if listed and not beside else 0))
    page.grounds.append((QRect(rect.left(), rect.top(), rect.width(), height), "band"))
    where = QRect(rect.left() + m.gap, rect.top() + m.pad, room, text_height)
    page.text(where, text, "small_bold")
    if listed is not None and beside:
        far = words if room > 2 * (words + listed.width) else room - listed.width
        listed.print_at(page, where.left() + far, where.top())
    elif listed is not None:
        listed.print_at(page, where.left(), where.top() + text_height)
    page.hline(rect.left(), rect.top() + height - 1, rect.right())
    return height
