"""A block of family questions: heading bar, then its questions in the columns of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.formdef.groups import Group, groups_of
from regsosek_desk.core.formdef.models import Section
from regsosek_desk.ui.form.blocks import Block, Placed, Slice, bar_height, print_bar, print_heading
from regsosek_desk.ui.form.geometry import FieldBox, least_width
from regsosek_desk.ui.form.lines import LineSetter
from regsosek_desk.ui.form.look import Scene
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.printing import Print

TIGHT = 1.1  # columns that need so much more than the width still stand side by side; labels wrap


class SectionBlock(Block):
    def __init__(self, section: Section, width: int, m: Metrics) -> None:
        super().__init__(width)
        self.m = m
        self.number = m.number if any(q.number for q in section.questions) else 0
        self.boxes: dict[str, FieldBox] = {}
        self.lines: dict[str, QRect] = {}
        page = Print()
        top = bar_height(m)
        self.states[section.section] = print_bar(page, section.title, QRect(0, 0, width, top), m)
        self.height = self._columns(page, groups_of(section.questions), section.columns, top)
        page.hline(0, self.height - 1, width)
        self.slices = [Slice(0, self.height, page)]

    def _columns(self, page: Print, groups: Sequence[Group], wanted: int, top: int) -> int:
        columns = next(c for c in (_dealt(groups, count) for count in range(wanted, 0, -1)) if self._fit(c))
        widths = self._widths(columns, wanted)
        x, bottom, edges = 0, top, []
        for column, width in zip(columns, widths, strict=True):
            bottom = max(bottom, self._column(page, column, QRect(x, top, width, 0)))
            x += width
            edges.append(x)
        for edge in edges if x < self.width else edges[:-1]:
            page.vline(edge, top, bottom)
        return self.m.up(bottom + 1)

    def _fit(self, columns: Sequence[Sequence[Group]]) -> bool:
        return len(columns) == 1 or sum(self._needs(columns)) <= self.width * TIGHT

    def _needs(self, columns: Sequence[Sequence[Group]]) -> list[int]:
        return [max(self._need(group) for group in column) for column in columns]

    def _widths(self, columns: Sequence[Sequence[Group]], wanted: int) -> list[int]:
        """What each column needs, and an equal part of what is over or lacking."""
        printed = {group.lead.column for column in columns for group in column}
        total = self.width * 2 // 3 if len(printed) < wanted else self.width
        needs = self._needs(columns)
        widths = [need + (total - sum(needs)) // len(needs) for need in needs]
        widths[-1] += total - sum(widths)
        return widths

    def _need(self, group: Group) -> int:
        m = self.m
        label = min(m.width("base", group.label), m.width("base", "n" * 20))
        fields = sum(least_width(q, m) + 3 * m.gap for q in group.questions)
        echo = min(6 * m.line, max((m.width("base", label) + m.gap for label in group.codes.values()), default=0))
        return self.number + label + fields + echo + 4 * m.pad

    def _column(self, page: Print, groups: Sequence[Group], column: QRect) -> int:
        """The lines of one column; gives where they end."""
        y = column.top()
        captions: tuple[str, ...] = ()
        for group in groups:
            rect = QRect(column.left(), y, column.width(), 0)
            if group.lead.heading:
                codes = group.codes if group.codes_at == "heading" else {}
                y += print_heading(page, group.lead.heading, codes, rect, self.m)
                rect.moveTop(y)
                captions = ()
            own = group.captions
            y += self._line(page, group, rect, captions=own != captions)
            captions = own
            page.hline(column.left(), y - 1, column.right())
        return y

    def _line(self, page: Print, group: Group, rect: QRect, *, captions: bool) -> int:
        placed = LineSetter(page, group, rect, self.m, number=self.number, captions=captions).set()
        for box in placed.fields:
            page.field(box)
            self.boxes[box.question.id] = box
            self.lines[box.question.id] = QRect(rect.left(), rect.top(), rect.width(), placed.height - 1)
        return placed.height

    def placed_in(self, rect: QRect, scene: Scene) -> Iterator[Placed]:
        for question, box in self.boxes.items():
            if box.zone.intersects(rect):
                yield Placed(Place(question), box, QPoint())

    def find(self, place: Place, scene: Scene) -> Placed | None:
        box = self.boxes.get(place.question) if not place.row else None
        return Placed(place, box, QPoint()) if box is not None else None

    def line_of(self, placed: Placed) -> QRect:
        return self.lines[placed.place.question]

    def around(self, placed: Placed) -> list[QRect]:
        return [self.lines[placed.place.question]]


def _dealt(groups: Sequence[Group], count: int) -> list[list[Group]]:
    """The groups by column; where fewer columns fit than printed, neighbours are joined in order."""
    printed = sorted({group.lead.column for group in groups})
    count = min(count, len(printed))
    columns: list[list[Group]] = [[] for _ in range(count)]
    for group in groups:
        columns[printed.index(group.lead.column) * count // len(printed)].append(group)
    return columns
