"""The members' table of the paper: one line per rincian, five member columns, row headings that stay in view."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter, QPen

from regsosek_desk.core.engine.instance import Place, Record
from regsosek_desk.core.formdef.bind import BoundForm
from regsosek_desk.core.formdef.groups import Group, groups_of
from regsosek_desk.core.formdef.models import Section
from regsosek_desk.ui.form.blocks import (
    Block,
    Brush,
    Placed,
    Slice,
    bar_height,
    print_bar,
    print_heading,
    print_page_mark,
)
from regsosek_desk.ui.form.cells import print_row_heading, set_cell, share_cell
from regsosek_desk.ui.form.geometry import FieldBox, set_boxes
from regsosek_desk.ui.form.look import Scene
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.printing import CENTRE, HAIRLINE, MIDDLE, Print

NARROWEST_HEADING = 34  # letters
WIDEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: its answers in one member's column, from the cell's top left corner on."""

    top: int
    height: int
    boxes: tuple[FieldBox, ...]


class RosterBlock(Block):
    """All sections of one roster that follow each other: on paper they are one table."""

    def __init__(self, sections: Sequence[Section], bound: BoundForm, width: int, m: Metrics) -> None:
        self.m = m
        self.name = sections[0].roster or ""
        self.definition = bound.form.rosters[self.name]
        self.count = self.definition.per_set
        heading, self.column = _widths(width, self.count, m)
        super().__init__(heading + self.count * self.column)
        self.frozen = heading
        self.view_width = width
        self.rows: list[Row] = []
        self.row_of: dict[str, Row] = {}
        self.box_of: dict[str, FieldBox] = {}
        self.links = [bound.cells[(None, q)].question for q in self.definition.link]
        self.link_boxes: dict[str, FieldBox] = {}
        self._page = sections[0].questions[0].page or sections[0].page
        for section in sections:
            self._section(section, first=section is sections[0])
        self._tops = [row.top for row in self.rows]

    # --- setting -----------------------------------------------------------------------------------

    def _section(self, section: Section, *, first: bool) -> None:
        self._page_mark(section.questions[0].page or section.page)
        piece = self._slice(bar_height(self.m), spanning=True)
        place = print_bar(piece.page, section.title, QRect(0, 0, self.view_width, piece.height), self.m)
        self.states[section.section] = place.translated(0, piece.top)
        if first:
            self._header_row()
        for group in groups_of(section.questions):
            self._page_mark(group.lead.page or section.page)
            self._heading(group)
            self._row(group)

    def _slice(self, height: int, *, spanning: bool = False) -> Slice:
        piece = Slice(self.height, height, spanning=spanning)
        self.slices.append(piece)
        self.height += height
        return piece

    def _header_row(self) -> None:
        self.header = QRect(0, self.height, self.width, self.m.up(2 * self.m.line + 2 * self.m.pad))
        self._slice(self.header.height())

    def _page_mark(self, page: int) -> None:
        """Where the paper goes on to another page; with the boxes that tie the two pages together."""
        if page == self._page:
            return
        self._page = page
        piece = self._slice(self.m.up(self.m.box_height + self.m.small_line + 3 * self.m.pad), spanning=True)
        print_page_mark(piece.page, page, QRect(0, 0, self.view_width, piece.height), self.m)
        if not self.link_boxes:
            self._links(piece)

    def _links(self, piece: Slice) -> None:
        """The link boxes, from the right edge leftwards, each under its printed number."""
        m = self.m
        right = self.view_width - m.gap
        for question in reversed(self.links):
            boxes = set_boxes(question, 10_000, m)
            corner = QPoint(right - boxes.size.width(), m.pad + m.small_line)
            rects = boxes.at(corner)
            caption = QRect(corner.x() - m.gap, m.pad, boxes.size.width() + 2 * m.gap, m.small_line)
            piece.page.text(caption, question.number, "small", "ink", CENTRE)
            piece.page.grounds += [(rect, "paper") for rect in rects]
            piece.page.boxes += rects
            zone = QRect(corner, boxes.size).translated(0, piece.top)
            placed = tuple(rect.translated(0, piece.top) for rect in rects)
            self.link_boxes[question.id] = FieldBox(question, placed, zone)
            right = corner.x() - 2 * m.gap

    def _heading(self, group: Group) -> None:
        if not group.lead.heading:
            return
        piece = self._slice(0, spanning=True)
        codes = group.codes if group.codes_at == "heading" else {}
        where = QRect(0, 0, self.view_width, 0)
        piece.height = print_heading(piece.page, group.lead.heading, codes, where, self.m)
        self.height += piece.height

    def _row(self, group: Group) -> None:
        page = Print()
        fields, needed = set_cell(group, self.column, self.m)
        height = self.m.up(max(needed, print_row_heading(page, group, self.frozen, self.m)) + 1)
        whole = share_cell(fields, self.column, height - 1)
        page.grounds.append((QRect(0, 0, self.width, height), "paper"))
        for column in range(self.count):
            x = self.frozen + column * self.column
            page.vline(x, 0, height)
            for box in whole:
                page.field(box.moved(x, 0))
        page.hline(0, height - 1, self.width)
        self._keep(Row(self.height, height, whole), page)

    def _keep(self, row: Row, page: Print) -> None:
        self.slices.append(Slice(row.top, row.height, page))
        self.height += row.height
        self.rows.append(row)
        for box in row.boxes:
            self.row_of[box.question.id] = row
            self.box_of[box.question.id] = box

    # --- finding -----------------------------------------------------------------------------------

    def _corner(self, row: Row, column: int) -> QPoint:
        return QPoint(self.frozen + column * self.column, row.top)

    def _members_in(self, rect: QRect, scene: Scene) -> list[tuple[int, Record]]:
        first = max(0, (rect.left() - self.frozen) // self.column)
        last = (rect.right() - self.frozen) // self.column
        return list(enumerate(scene.members(self.name)))[first : last + 1] if last >= 0 else []

    def placed_in(self, rect: QRect, scene: Scene) -> Iterator[Placed]:
        members = self._members_in(rect, scene)
        first = max(0, bisect_right(self._tops, rect.top()) - 1)
        for row in self.rows[first : bisect_right(self._tops, rect.bottom())]:
            for column, record in members:
                corner = self._corner(row, column)
                for box in row.boxes:
                    if box.zone.translated(corner).intersects(rect):
                        yield Placed(Place(box.question.id, record.id), box, corner)
        for question, box in self.link_boxes.items():
            if box.zone.intersects(rect):
                yield Placed(Place(question), box, QPoint(), copy=True)

    def find(self, place: Place, scene: Scene) -> Placed | None:
        box = self.box_of.get(place.question) if place.row else None
        for column, record in enumerate(scene.members(self.name)):
            if box is not None and record.id == place.row:
                return Placed(place, box, self._corner(self.row_of[place.question], column))
        return None

    def line_of(self, placed: Placed) -> QRect:
        row = self.row_of[placed.place.question]
        return QRect(placed.corner.x(), row.top, self.column, row.height)

    def around(self, placed: Placed) -> list[QRect]:
        row = self.row_of[placed.place.question]
        member = QRect(placed.corner.x(), self.header.top(), self.column, self.header.height())
        return [QRect(0, row.top, self.frozen, row.height), member]

    def copies(self, place: Place, scene: Scene) -> list[QRect]:
        if not place.row:
            box = self.link_boxes.get(place.question)
            return [box.zone] if box is not None else []
        placed = self.find(place, scene) if place.question in (self.definition.name, self.definition.number) else None
        return self.around(placed)[1:] if placed is not None else []

    # --- painting ----------------------------------------------------------------------------------

    def paint_extras(self, painter: QPainter, rect: QRect, scene: Scene, brush: Brush) -> None:
        """Columns without a member are paler."""
        used = self.frozen + len(scene.members(self.name)) * self.column
        for row in self.rows if used < self.width else ():
            empty = QRect(used + 1, row.top, self.width - used, row.height - 1).intersected(rect)
            if not empty.isEmpty():
                painter.fillRect(empty, brush.theme.veil)

    def paint_header(self, painter: QPainter, scene: Scene, brush: Brush) -> None:
        theme, m, height = brush.theme, brush.m, self.header.height()
        painter.fillRect(QRect(0, 0, self.width, height), theme.band)
        shown, sheets = scene.sheet_of(self.name)
        where = QRect(m.gap, m.pad, self.frozen - m.gap, height - 2 * m.pad)
        painter.setPen(theme.ink)
        painter.setFont(m.fonts["bold"])
        painter.drawText(where, int(MIDDLE), f"{self.definition.label}\nSet {shown} dari {sheets}")
        members = scene.members(self.name)
        for column in range(self.count):
            record = members[column] if column < len(members) else None
            number = self._number_of(record, (shown - 1) * self.count + column + 1)
            lit = record is not None and scene.cursor.row == record.id
            self._member_header(painter, self._member_rect(column), [number, *self._names_of(record)], brush, lit=lit)
        painter.setPen(QPen(theme.box, HAIRLINE))
        painter.drawLine(0, height - 1, self.width, height - 1)

    def _member_rect(self, column: int) -> QRect:
        return QRect(self.frozen + column * self.column, 0, self.column, self.header.height())

    def _member_header(self, painter: QPainter, rect: QRect, lines: Sequence[str], brush: Brush, *, lit: bool) -> None:
        """Number and name of a member; a column without member has a number only."""
        theme, m = brush.theme, brush.m
        if lit:
            painter.fillRect(rect.adjusted(1, 0, 0, -1), theme.cursor)
        painter.setPen(QPen(theme.rule, HAIRLINE))
        painter.drawLine(rect.topLeft(), rect.bottomLeft())
        painter.setPen(theme.paper if lit else theme.ink if len(lines) > 1 else theme.faint)
        painter.setFont(m.fonts["bold"])
        inner = rect.adjusted(m.pad + 1, m.pad, -m.pad, -m.pad)
        for number, line in enumerate(lines):
            painter.drawText(inner.translated(0, number * m.line), 0, m.elided("bold", line, inner.width()))

    def _names_of(self, record: Record | None) -> list[str]:
        if record is None:
            return []
        return [record.texts[record.program.slot_of[self.definition.name]] or "(nama kosong)"]

    def _number_of(self, record: Record | None, position: int) -> str:
        question = self.definition.number
        keyed = record.texts[record.program.slot_of[question]] if record is not None and question else None
        return keyed or f"{position:02}"


def _widths(width: int, count: int, m: Metrics) -> tuple[int, int]:
    """Width of the row headings and of a member's column; together wider than the view where it is too narrow."""
    narrowest = 8 * m.narrow_box + 2 * m.pad + 2 * (m.group_gap + 2) + 2
    widest_heading = min(m.width("base", "n" * WIDEST_HEADING), width // 3)
    column = max(narrowest, (width - widest_heading) // count)
    return max(m.width("base", "n" * NARROWEST_HEADING), width - count * column), column
