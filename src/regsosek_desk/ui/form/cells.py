"""The answers of one roster line set in a member's column, and the printed heading of the line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QRect

from regsosek_desk.core.formdef.groups import Group, is_long_text
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.texts import t
from regsosek_desk.ui.form.geometry import FieldBox, line_height, set_boxes
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.printing import RIGHT, Print, set_codes

TEXT_ROWS = 2


def set_cell(group: Group, width: int, m: Metrics) -> tuple[list[FieldBox], int]:
    """The answers of the line in a column of that width, from its top left corner on, and the height they take."""
    if len(group.questions) > 1 and all(q.boxed for q in group.questions):
        return _side_by_side(group.questions, width, m)
    fields: list[FieldBox] = []
    y = m.pad
    for question in group.questions:
        box, bottom = _text(question, y, width, m) if is_long_text(question) else _boxed(question, y, width, m)
        fields.append(box)
        y = bottom + m.pad
    return fields, y


def share_cell(fields: Sequence[FieldBox], width: int, height: int) -> tuple[FieldBox, ...]:
    """The answers with their zones: side by side in upright strips, one below the other in lying ones."""
    found: list[FieldBox] = []
    left = top = 0
    for box in fields:
        last, beside = box is fields[-1], box.frame.top() == fields[-1].frame.top()
        right = width if last or not beside else box.frame.right() + 7
        bottom = height if last or beside else box.frame.bottom() + 2
        found.append(replace(box, zone=QRect(left, top, right - left, bottom - top)))
        left, top = (right, top) if beside else (left, bottom)
    return tuple(found)


def _text(question: Question, y: int, width: int, m: Metrics) -> tuple[FieldBox, int]:
    line = QRect(m.pad, y, width - 2 * m.pad, line_height(m, TEXT_ROWS) - m.pad)
    return FieldBox(question, line=line, rows=TEXT_ROWS), line.bottom() + 1


def _boxed(question: Question, y: int, width: int, m: Metrics) -> tuple[FieldBox, int]:
    room = width - 2 * m.pad
    boxes = set_boxes(question, room, m)
    placed = boxes.at(QPoint(m.pad, y))
    bottom = y + boxes.size.height()
    echo = QRect()
    if question.codes:
        left = m.pad + boxes.size.width() + m.gap + m.pad // 2
        echo = QRect(left, y - 1, width - m.pad - left, m.box_height + 2)
    return FieldBox(question, boxes=placed, echo=echo), bottom


def _side_by_side(questions: Sequence[Question], width: int, m: Metrics) -> tuple[list[FieldBox], int]:
    """Day, month and year: boxes of one size in one line."""
    count = sum(max(1, q.width) for q in questions)
    gaps = (len(questions) - 1) * (m.group_gap + 2)
    box = max(m.narrow_box, min(m.box, (width - 2 * m.pad - gaps - 1) // count))
    fields: list[FieldBox] = []
    x = m.pad
    for question in questions:
        rects = tuple(QRect(x + i * box, m.pad, box + 1, m.box_height) for i in range(max(1, question.width)))
        x += len(rects) * box + m.group_gap + 2
        fields.append(FieldBox(question, rects))
    return fields, m.box_height + 2 * m.pad


def print_row_heading(page: Print, group: Group, width: int, m: Metrics) -> int:
    """Number, label, code list and arrow of a line at the left of the table, from (0, 0) on; gives the height."""
    left = m.pad + m.number - m.gap // 2
    room = width - left - m.pad
    label = _row_label(group)
    height = m.height("base", label, room)
    page.text(QRect(m.pad + 1, m.pad, m.number, m.line), group.lead.number, "bold")
    page.text(QRect(left, m.pad, room, height), label)
    bottom = _row_codes(page, group, QRect(left, m.pad + height, room, 0), m)
    return _row_skip(page, group.lead.skip, QRect(left, bottom, room, m.small_line), label, m) + m.pad


def _row_label(group: Group) -> str:
    """`Tanggal lahir (tanggal, bulan, tahun)`: boxes of one size need no captions of their own."""
    parts = [group.caption(q) for q in group.questions]
    return f"{group.label} ({', '.join(parts)})" if group.label != group.lead.label else group.label


def _row_codes(page: Print, group: Group, where: QRect, m: Metrics) -> int:
    question = next((q for q in group.questions if q.codes), None)
    if question is None or group.codes_at != "line":
        return where.top()
    listed = set_codes(question.codes, where.width(), m)
    if listed is None:
        text = t("sheet.long_list", count=len(question.codes))
        page.text(QRect(where.left(), where.top(), where.width(), m.small_line), text, "small", "faint")
        return where.top() + m.small_line
    listed.print_at(page, where.left(), where.top())
    return where.top() + listed.height


def _row_skip(page: Print, skip: str | None, where: QRect, label: str, m: Metrics) -> int:
    """The arrow at the right end of the label's line, or below where the label is long."""
    if not skip:
        return where.top()
    width = m.width("small_bold", skip) + 2
    if m.width("base", label) + m.gap + width <= where.width():
        top = QRect(where.left(), m.pad + (m.line - m.small_line) // 2, where.width(), m.small_line)
        page.text(top, skip, "small_bold", "ink", RIGHT)
        return where.top()
    page.text(where, skip, "small_bold")
    return where.bottom() + 1
