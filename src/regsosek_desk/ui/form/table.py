"""A list of the paper: one line per row, one column per question. Only the lines in view are painted."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPen

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.formdef.bind import BoundForm
from regsosek_desk.core.formdef.models import Question, Section
from regsosek_desk.ui.form.blocks import Block, Brush, Placed, Slice, bar_height, print_bar
from regsosek_desk.ui.form.geometry import FieldBox, field_width, set_boxes
from regsosek_desk.ui.form.look import Scene
from regsosek_desk.ui.form.metrics import WRAP, Metrics
from regsosek_desk.ui.form.printing import HAIRLINE, LEFT, MIDDLE, RIGHT, Print

ROW = "row"  # all rows look alike in print


class TableBlock(Block):
    def __init__(self, section: Section, bound: BoundForm, width: int, m: Metrics) -> None:
        self.m = m
        self.name = section.roster or ""
        self.definition = bound.form.rosters[self.name]
        self.questions = section.questions
        self.counter = 0 if self.definition.number else m.width("base", "0000") + 2 * m.pad
        widths = _column_widths(section.questions, width - self.counter, m)
        super().__init__(max(width, self.counter + sum(widths)))
        self.row_height = m.up(m.box_height + 2 * m.pad + 1)
        self.lefts = [self.counter + sum(widths[:i]) for i in range(len(widths) + 1)]
        self.frozen = self._frozen()
        self.boxes = {q.id: self._box(q, self.lefts[i], widths[i]) for i, q in enumerate(section.questions)}
        self._print(section, width)
        self.height = self.first = self.header.bottom() + 1

    def _frozen(self) -> int:
        """The columns up to the first text stay in view: they say whose line it is."""
        first_text = next((i for i, q in enumerate(self.questions) if q.type == "text"), 0)
        return self.lefts[first_text + 1]

    def _box(self, question: Question, left: int, width: int) -> FieldBox:
        m, zone = self.m, QRect(left, 0, width, self.row_height - 1)
        if not question.boxed or not question.keyable:
            return FieldBox(question, (), zone, line=zone.adjusted(1, 1, -1, -1), rows=2, ruled=False)
        boxes = set_boxes(question, width - 2 * m.pad, m)
        echo = QRect(left + boxes.size.width() + m.gap + 2 * m.pad, 1, 0, self.row_height - 2)
        echo.setRight(left + width - m.pad)
        placed = boxes.at(QPoint(left + m.pad + 1, m.pad))
        return FieldBox(question, placed, zone, echo=echo if question.codes else QRect())

    def _print(self, section: Section, width: int) -> None:
        bar = Slice(0, bar_height(self.m), spanning=True)
        self.states[section.section] = print_bar(bar.page, section.title, QRect(0, 0, width, bar.height), self.m)
        rooms = [box.zone.width() - 2 * self.m.pad for box in self.boxes.values()]
        names = max(self.m.height("small", q.brief, room) for q, room in zip(self.questions, rooms, strict=True))
        self.header = QRect(0, bar.height, self.width, self.m.up(names + 2 * self.m.pad + self.m.line))
        self.slices = [bar, Slice(self.header.top(), self.header.height())]
        self.row = Print()
        for left in self.lefts[1:] if not self.counter else self.lefts:
            self.row.vline(left, 0, self.row_height)
        for box in self.boxes.values():
            self._print_cell(box)
        self.row.hline(0, self.row_height - 1, self.width)

    def _print_cell(self, box: FieldBox) -> None:
        if not box.question.keyable:
            self.row.computed.append(box.zone)
        elif box.boxes:
            self.row.field(box)

    def resize(self, scene: Scene) -> None:
        self.height = self.first + len(scene.instance.rows(self.name)) * self.row_height

    # --- finding -----------------------------------------------------------------------------------

    def _rows_in(self, rect: QRect) -> range:
        first = max(0, (rect.top() - self.first) // self.row_height)
        last = min((self.height - self.first) // self.row_height, (rect.bottom() - self.first) // self.row_height + 1)
        return range(first, last)

    def slices_in(self, rect: QRect) -> Iterator[tuple[int | str, Slice]]:
        yield from super().slices_in(rect)
        for number in self._rows_in(rect):
            yield ROW, Slice(self.first + number * self.row_height, self.row_height, self.row)

    def placed_in(self, rect: QRect, scene: Scene) -> Iterator[Placed]:
        rows = scene.instance.rows(self.name)
        columns = [b for b in self.boxes.values() if b.zone.left() <= rect.right() and b.zone.right() >= rect.left()]
        for number in self._rows_in(rect):
            corner = QPoint(0, self.first + number * self.row_height)
            for box in columns:
                yield Placed(Place(box.question.id, rows[number].id), box, corner)

    def find(self, place: Place, scene: Scene) -> Placed | None:
        box = self.boxes.get(place.question) if place.row else None
        if box is None or scene.instance.record(place.row).program.roster != self.name:
            return None
        number = scene.instance.position(place.row) - 1
        return Placed(place, box, QPoint(0, self.first + number * self.row_height))

    def around(self, placed: Placed) -> list[QRect]:
        row = QRect(0, placed.corner.y(), self.width, self.row_height - 1)
        column = placed.box.zone
        return [row, QRect(column.left(), self.header.top(), column.width(), self.header.height())]

    # --- painting ----------------------------------------------------------------------------------

    def paint_extras(self, painter: QPainter, rect: QRect, scene: Scene, brush: Brush) -> None:
        """The numbers of the rows where the list has none of its own."""
        if not self.counter or rect.left() > self.counter:
            return
        painter.setFont(self.m.fonts["base"])
        painter.setPen(brush.theme.faint)
        for number in self._rows_in(rect):
            where = QRect(0, self.first + number * self.row_height, self.counter - self.m.pad, self.row_height)
            painter.drawText(where, MIDDLE | RIGHT, str(number + 1))

    def paint_header(self, painter: QPainter, scene: Scene, brush: Brush) -> None:
        theme, height = brush.theme, self.header.height()
        painter.fillRect(QRect(0, 0, self.width, height), theme.band)
        here = scene.cursor.question if self.find(scene.cursor, scene) is not None else ""
        for question, left, right in zip(self.questions, self.lefts, self.lefts[1:], strict=False):
            rect = QRect(left, 0, right - left, height - 1)
            if question.id == here:
                painter.fillRect(rect.adjusted(1, 0, 0, 0), theme.cursor)
            ink = theme.paper if question.id == here else theme.ink
            self._column_header(painter, question, rect, brush, ink)
            painter.setPen(QPen(theme.rule, HAIRLINE))
            painter.drawLine(left, 0, left, height - 1)
        painter.setPen(QPen(theme.box, HAIRLINE))
        painter.drawLine(0, height - 1, self.width, height - 1)

    def _column_header(self, painter: QPainter, question: Question, rect: QRect, brush: Brush, ink: QColor) -> None:
        m, inner = brush.m, rect.adjusted(brush.m.pad, brush.m.pad, -brush.m.pad, -brush.m.pad)
        painter.setPen(ink)
        painter.setFont(m.fonts["bold"])
        painter.drawText(inner, LEFT, f"({question.number})" if question.number else "")
        painter.setFont(m.fonts["small"])
        painter.drawText(inner.adjusted(0, m.line, 0, 0), LEFT | WRAP, question.brief)


def _column_widths(questions: tuple[Question, ...], width: int, m: Metrics) -> list[int]:
    """Boxes and code labels take what they need; texts share the rest."""
    fixed = [_fixed(question, m) for question in questions]
    texts = sum(1 for w in fixed if w == 0)
    least = m.width("base", "n" * 11)
    each = max(least, (width - sum(fixed)) // max(1, texts))
    widths = [w or each for w in fixed]
    if not texts:
        widths[-1] += max(0, width - sum(widths))
    return widths


def _fixed(question: Question, m: Metrics) -> int:
    if not question.boxed:
        return 0
    own = field_width(question, m) if question.keyable else m.width("base", "0" * max(4, question.width))
    echo = m.width("small", "n" * 10) + m.gap + m.pad if question.codes else 0
    header = max(m.width("small", word) for word in question.brief.split()) + 2
    return max(own + echo, header) + 2 * m.pad + 3
