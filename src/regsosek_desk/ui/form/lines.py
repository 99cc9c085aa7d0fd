"""One line of a family block set in its column: number, label, boxes at the right edge, code list below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from PySide6.QtCore import QPoint, QRect

from regsosek_desk.core.formdef.groups import DATE_CAPTIONS, Group, is_long_text
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.ui.form.geometry import FEW_BOXES, Boxes, FieldBox, field_width, line_height, set_boxes
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.printing import CENTRE, LEFT, RIGHT, Print, set_codes

NOTE_ROWS = 4
TWO_ROWS_FROM = 150  # characters from which a text has two rows
SEVERAL = ("number", "select_one", "select_sum")  # kinds whose captions stand above the boxes


@dataclass(frozen=True, slots=True)
class LineSet:
    height: int
    fields: tuple[FieldBox, ...]


class LineSetter:
    """Sets one line into a strip of paper, from (x, y) on and `width` wide.

    `number` is the width of the printed number, 0 where the block has none. `captions`: whether those above the
    boxes are printed; they aren't where the line above has the same.
    """

    def __init__(self, page: Print, group: Group, column: QRect, m: Metrics, *, number: int, captions: bool) -> None:
        self.page, self.group, self.m, self.captions = page, group, m, captions
        self.left, self.top = column.left(), column.top()
        self.content = self.left + m.pad + (number or m.pad)
        self.right = column.left() + column.width() - 2 * m.pad - 2
        self.end = column.left() + column.width()
        self.above = m.small_line + 2  # a caption, clear of the cursor's frame
        self.y = self.number_top = self.top + m.pad + 1

    def set(self) -> LineSet:
        fields, bottom = self._fields()
        bottom = self._codes(bottom, fields[-1])
        height = bottom + self.m.pad + 1 - self.top
        self._number()
        return LineSet(height, tuple(_zoned(fields, QRect(self.left, self.top, self.end - self.left, height))))

    def _number(self) -> None:
        where = QRect(self.left + self.m.pad + 2, self.number_top, self.content - self.left, self.m.line)
        self.page.text(where, self.group.lead.number, "bold")

    def _fields(self) -> tuple[list[FieldBox], int]:
        """The answers of the line and where they end."""
        if self.group.alike:
            return self._alike()
        if self.group.lead.type == "note":
            return self._note()
        return self._flow()

    # --- a line of its own kind: 307b1 to b3 side by side, the notes of Blok VI -------------------

    def _alike(self) -> tuple[list[FieldBox], int]:
        count = len(self.group.questions)
        slot = (self.right - self.content) // count
        top = self.y + self.above
        fields = []
        for index, question in enumerate(self.group.questions):
            x = self.content + index * slot
            self._caption(question, QRect(x, self.y, slot, self.m.small_line))
            boxes = set_boxes(question, slot, self.m)
            echo_x = x + boxes.size.width() + self.m.gap
            echo = QRect(echo_x, top, x + slot - echo_x - self.m.gap, self.m.box_height)
            fields.append(FieldBox(question, boxes.at(QPoint(x, top)), echo=echo))
        return fields, top + self.m.box_height

    def _note(self) -> tuple[list[FieldBox], int]:
        rect = QRect(self.content, self.y, self.right - self.content, 0)
        rect.setHeight(NOTE_ROWS * round(self.m.line * 1.35))
        return [FieldBox(self.group.lead, line=rect, rows=NOTE_ROWS)], rect.bottom() + 1

    # --- everything else: parts from the right edge leftwards, the label in what remains ----------

    def _flow(self) -> tuple[list[FieldBox], int]:
        above = self._caption_height()
        top, x = self.y + above, self.right
        fields: list[FieldBox] = []
        for question in reversed(self.group.questions[1:]):
            box, x = self._part(question, x, top)
            fields.insert(0, box)
        lead, bottom = self._lead(x, top)
        return [lead, *fields], max(bottom, top + self.m.box_height) if fields else bottom

    def _caption_height(self) -> int:
        lead = self.group.lead
        wanted = lead.type == "date" or any(q.type in SEVERAL for q in self.group.questions[1:])
        return self.above if wanted and self.captions else 0

    def _part(self, question: Question, x: int, top: int) -> tuple[FieldBox, int]:
        """A part that ends at x; gives it and where its caption begins."""
        caption = self.group.caption(question)
        boxes = set_boxes(question, 10_000, self.m)
        width = boxes.size.width() if question.boxed else field_width(question, self.m)
        if question.type in SEVERAL:
            space = max(width, self.m.width("small", caption) + 4)
            if self.captions:
                self._caption(question, QRect(x - space, top - self.above, space, self.m.small_line), RIGHT)
            start = x - space
        else:
            space = min(self.m.width("base", caption) + 2, self.m.width("base", "n" * 16))
            start = x - width - self.m.gap - space
            self.page.text(QRect(start, self._text_top(top), space, self.m.line), caption)
        return self._box(question, boxes, QPoint(x - width, top), width), start - 2 * self.m.gap

    def _box(self, question: Question, boxes: Boxes, corner: QPoint, width: int) -> FieldBox:
        if question.boxed or question.type == "flag":
            return FieldBox(question, boxes.at(corner))
        return FieldBox(question, line=QRect(corner.x(), corner.y(), width, line_height(self.m)))

    def _lead(self, x: int, top: int) -> tuple[FieldBox, int]:
        if is_long_text(self.group.lead):
            return self._text_lead(x, top)
        return self._boxed_lead(x, top)

    def _text_lead(self, x: int, top: int) -> tuple[FieldBox, int]:
        question = self.group.lead
        rows = 2 if question.width >= TWO_ROWS_FROM else 1
        label = min(self.m.width("base", self.group.label) + 2, (x - self.content) * 9 // 20)
        label_height = self._label(label, self._text_top(top))
        start = self.content + label + self.m.gap
        line = QRect(start, top, x - start, line_height(self.m, rows))
        return FieldBox(question, line=line, rows=rows), max(line.bottom() + 1, top + label_height)

    def _boxed_lead(self, x: int, top: int) -> tuple[FieldBox, int]:
        question = self.group.lead
        boxes = set_boxes(question, self._room_for_boxes(x), self.m)
        corner = QPoint(x - boxes.size.width(), top)
        self._date_captions(boxes, corner)
        room = corner.x() - self.content - self.m.gap
        label = min(self.m.width("base", self.group.label) + 2, room - self._echo_need(room))
        label_height = self._label(label, self._text_top(top))
        echo = QRect(self.content + label + self.m.gap, 0, 0, min(2, max(1, label_height // self.m.line)) * self.m.line)
        echo.moveTop(min(self._text_top(top), top + (self.m.box_height - echo.height()) // 2))
        echo.setRight(corner.x() - self.m.gap - 2)
        field = FieldBox(question, boxes.at(corner), echo=echo, echo_left=False)
        codes_follow = bool(question.codes) and self.group.codes_at == "line"
        bottom = self._text_top(top) + label_height
        return field, bottom if codes_follow else max(bottom, top + boxes.size.height())

    def _room_for_boxes(self, x: int) -> int:
        """Many boxes get narrower so that the label has a decent line."""
        label = min(self.m.width("base", self.group.label), self.m.width("base", "n" * 20))
        return x - self.content - label if self.group.lead.width > FEW_BOXES else x - self.content

    def _echo_need(self, room: int) -> int:
        """What the longest code label takes, within a third of the room."""
        labels = self.group.codes.values()
        longest = max((self.m.width("base", text) + 2 * self.m.gap for text in labels), default=0)
        return min(longest, room // 3)

    def _label(self, width: int, y: int) -> int:
        height = self.m.height("base", self.group.label, width)
        self.number_top = y
        self.page.text(QRect(self.content, y, width, height), self.group.label)
        return height

    def _text_top(self, top: int) -> int:
        """Where a line of text begins that stands beside boxes: higher where a code list follows."""
        codes_follow = self.group.codes and self.group.codes_at == "line"
        return top + (1 if codes_follow else (self.m.box_height - self.m.line) // 2)

    def _caption(self, question: Question, rect: QRect, align: int = LEFT) -> None:
        text = self.m.elided("small", self.group.caption(question), rect.width())
        self.page.text(rect, text, "small", "faint", align)

    def _date_captions(self, boxes: Boxes, corner: QPoint) -> None:
        if self.group.lead.type != "date" or not self.captions:
            return
        for first, last, caption in zip((0, 2, 4), (1, 3, 7), DATE_CAPTIONS, strict=True):
            rect = boxes.rects[first].united(boxes.rects[last]).translated(corner)
            wide = rect.adjusted(-self.m.gap, -self.above, self.m.gap, -self.m.box_height)
            self.page.text(wide, caption, "small", "faint", CENTRE)

    # --- the code list and the arrow ---------------------------------------------------------------

    def _codes(self, bottom: int, last: FieldBox) -> int:
        group, m = self.group, self.m
        if not group.codes or group.codes_at != "line":
            return self._skip(bottom)
        top = bottom + 1
        clear = group.alike or top >= last.frame.bottom()
        room = (self.right if clear else last.frame.left() - m.gap) - self.content
        codes = set_codes(group.codes, room, m, most=99)
        assert codes is not None
        codes.print_at(self.page, self.content, top)
        return self._skip(max(top + codes.height, last.frame.bottom() + 1), codes.width, room, top + codes.height)

    def _skip(self, bottom: int, used: int = 0, room: int = 0, codes_bottom: int = 0) -> int:
        """The printed arrow, at the end of the last code line if there is room, else below."""
        text = self.group.lead.skip
        if not text:
            return bottom
        width = self.m.width("small_bold", text) + 4
        if used and used + 2 * self.m.gap + width <= room:
            where = QRect(self.content + room - width, codes_bottom - self.m.small_line, width, self.m.small_line)
            self.page.text(where, text, "small_bold", "ink", RIGHT)
            return bottom
        start = codes_bottom or bottom
        self.page.text(QRect(self.content, start, width, self.m.small_line), text, "small_bold")
        return max(bottom, start + self.m.small_line)


def _zoned(fields: Sequence[FieldBox], line: QRect) -> list[FieldBox]:
    """Every answer with its share of the line: from where the one before ends to where it ends itself."""
    found, left = [], line.left()
    for box, following in zip_longest(fields, fields[1:]):
        extent = box.frame.united(box.echo) if box.echo.isValid() else box.frame
        right = line.right() if following is None else min(extent.right() + 9, following.frame.left() - 5)
        found.append(replace(box, zone=QRect(left, line.top(), right - left + 1, line.height())))
        left = right + 1
    return found
