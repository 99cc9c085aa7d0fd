"""One line of a family block: number, label, codes beside it, boxes or a line to write on at the right edge."""

from __future__ import annotations

from regsosek_desk.core.formdef.groups import DATE_CAPTIONS, Group, is_long_text
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.reports.facsimile.codes import LONG, CodeBlock, Printed, set_codes
from regsosek_desk.reports.facsimile.ink import Ink, Measures, Rect, Slot, boxes_width
from regsosek_desk.texts import t

TWO_ROWS_FROM = 150
"""Characters from which a text has two rows."""
_ABOVE = ("number", "select_one", "select_sum")
"""Kinds whose captions stand above their boxes."""
_NUMBER = 25.0
_LABEL_SHARE = 0.42


def print_line(ink: Ink, group: Group, rect: Rect, printed: Printed, *, numbers: bool, captions: bool) -> float:
    """Print the line from the top of `rect` on; gives where it ends. `captions`: those above boxes are printed."""
    m = ink.m
    above = m.small_line if captions and _has_captions(group) else 0.0
    number = "" if group.alike else group.lead.number
    ink.text(number, rect.x + m.gap, rect.top + above + 2 * m.pad + 0.8 * m.line, m.bold)
    left = rect.x + m.gap + (_NUMBER * m.scale if numbers else 0)
    inner = Rect(left, rect.top + m.pad, rect.right - m.gap - left, rect.height)
    if group.lead.type == "note":
        return _note(ink, group.lead, inner)
    if group.alike:
        return _alike(ink, group, inner)
    if group.lead.type == "flag":
        return _signature(ink, group, inner)
    return _flow(ink, group, inner._replace(top=inner.top + above), printed, captions=above > 0)


def _note(ink: Ink, question: Question, rect: Rect) -> float:
    """As many lines as there is paper; at least four."""
    step = ink.m.line * 2
    rows = max(4, int(rect.height / step))
    ink.ruled(question, Rect(rect.x, rect.top, rect.width, rows * step), rows)
    return rect.top + rows * step + ink.m.pad


def _alike(ink: Ink, group: Group, rect: Rect) -> float:
    """Several questions with one code list side by side, each below its caption."""
    m = ink.m
    share = rect.width / len(group.questions)
    for number, question in enumerate(group.questions):
        x = rect.x + number * share
        ink.text(f"{question.number} {question.brief}", x, rect.top + 0.8 * m.small_line, m.small)
        ink.boxes(question, Rect(x, rect.top + m.small_line + m.pad, 0, 0), share)
    bottom = rect.top + m.small_line + m.pad + m.box_height + m.pad
    codes = set_codes(group.codes, group.lead.skip or "", rect.width, m) if group.codes_at == "line" else CodeBlock()
    codes.draw(ink, rect.x, bottom)
    return bottom + codes.height + m.pad


def _signature(ink: Ink, group: Group, rect: Rect) -> float:
    """Room to sign, and the box that says it was done."""
    m = ink.m
    height = 1.7 * m.box_height
    label = m.label.width(group.label) + m.gap
    ink.text(group.label, rect.x, rect.top + m.pad + 0.8 * m.line, m.label)
    ink.line(rect.x + label, rect.top + height, rect.right - m.box - m.gap, rect.top + height, 0.3)
    put_slot(ink, group.lead, Rect(rect.right - m.box, rect.top, m.box, m.box_height))
    return rect.top + height + m.pad


def _flow(ink: Ink, group: Group, rect: Rect, printed: Printed, *, captions: bool) -> float:
    m, top, right = ink.m, rect.top, rect.right
    for question in reversed(group.questions[1:]):
        right = _part(ink, group, question, Rect(right, top, 0, 0), captions=captions)
    if is_long_text(group.lead):
        bottom = _text_lead(ink, group, Rect(rect.x, top, right - rect.x, 0))
    else:
        bottom = _boxed_lead(ink, group, Rect(rect.x, top, right - rect.x, 0), printed, captions=captions)
    return max(bottom, top + m.box_height) + m.pad


def _has_captions(group: Group) -> bool:
    return group.lead.type == "date" or any(q.type in _ABOVE for q in group.questions[1:])


def _part(ink: Ink, group: Group, question: Question, corner: Rect, *, captions: bool) -> float:
    """A part that ends at the corner; gives where it begins, its caption included."""
    m, caption = ink.m, group.caption(question)
    above = question.type in _ABOVE
    width = slot_width(question, m)
    x = corner.x - width
    put_slot(ink, question, Rect(x, corner.top, width, m.box_height))
    needs = m.small.width(caption) + m.gap
    if above and captions:
        ink.text(caption, corner.x, corner.top - m.pad, m.small, "right")
        return min(x, corner.x - needs) - m.gap
    if above:
        return min(x, corner.x - needs) - m.gap
    ink.text(caption, x - m.gap, corner.top + 0.8 * m.box_height, m.small, "right")
    return x - needs - 2 * m.gap


def slot_width(question: Question, m: Measures) -> float:
    """What the boxes or a short line take."""
    if question.boxed or question.type == "flag":
        return boxes_width(question, m)
    return question.width * 0.62 * 8 * m.scale + 2 * m.gap


def put_slot(ink: Ink, question: Question, rect: Rect) -> None:
    if question.boxed or question.type == "flag":
        ink.boxes(question, rect, rect.width + 0.01)
    else:
        ink.ruled(question, rect, 1)


def _text_lead(ink: Ink, group: Group, rect: Rect) -> float:
    m, rows = ink.m, 2 if group.lead.width >= TWO_ROWS_FROM else 1
    lines = m.label.lines(group.label, max(rect.width * 0.45, 30))
    width = max(map(m.label.width, lines))
    bottom = ink.paragraph(lines, rect.x, rect.top + m.pad, m.label, m.line)
    left = rect.x + width + m.gap
    ink.ruled(group.lead, Rect(left, rect.top, rect.right - left, rows * m.box_height), rows)
    return max(bottom, rect.top + rows * m.box_height)


def _boxed_lead(ink: Ink, group: Group, rect: Rect, printed: Printed, *, captions: bool) -> float:
    m, question = ink.m, group.lead
    width = min(slot_width(question, m), rect.width * 0.6)
    put_slot(ink, question, Rect(rect.right - width, rect.top, width, m.box_height))
    slot = ink.slots[-1]
    if captions:
        _date_captions(ink, slot)
    room = rect.width - width - m.gap
    if question.names_from:
        return _named(ink, group, Rect(rect.x, rect.top, room, slot.frame.height))
    return max(
        slot.frame.bottom, print_label(ink, group, Rect(rect.x, rect.top, room, 0), rect.width, printed)
    )  # fmt: skip


def _named(ink: Ink, group: Group, rect: Rect) -> float:
    """A code with a line for the name it stands for."""
    m = ink.m
    width = m.label.width(group.label) + m.gap
    ink.text(group.label, rect.x, rect.top + m.pad + 0.8 * m.line, m.label)
    line = Rect(rect.x + width, rect.top, rect.width - width, m.box_height)
    ink.line(line.x, line.bottom, line.right, line.bottom, 0.3)
    ink.slots.append(Slot(group.lead, line, what="place"))
    return rect.top + m.box_height


def _date_captions(ink: Ink, slot: Slot) -> None:
    if slot.question is None or slot.question.type != "date":
        return
    for first, last, caption in zip((0, 2, 4), (1, 3, 7), DATE_CAPTIONS, strict=True):
        middle = (slot.boxes[first].x + slot.boxes[last].right) / 2
        ink.text(caption, middle, slot.frame.top - ink.m.pad, ink.m.small, "center")


def print_label(ink: Ink, group: Group, rect: Rect, whole: float, printed: Printed) -> float:
    """Label with its codes, beside it or below, whichever is lower; `whole` is the width below the boxes."""
    m = ink.m
    codes, skip = _codes_of(group, printed)
    beside_room = rect.width - min(m.label.width(group.label), rect.width * _LABEL_SHARE) - 2 * m.gap
    beside = set_codes(codes, skip, beside_room, m)
    label_room = rect.width - beside.width - 2 * m.gap if codes or skip else rect.width
    lines = m.label.lines(group.label, label_room)
    below = set_codes(codes, skip, max(rect.width, whole - m.box * 3), m)
    wide = m.label.lines(group.label, rect.width)
    if max(len(lines) * m.line, beside.height) <= len(wide) * m.line + below.height:
        bottom = ink.paragraph(lines, rect.x, rect.top + m.pad, m.label, m.line)
        beside.draw(ink, rect.right - beside.width, rect.top + m.pad)
        return max(bottom, rect.top + m.pad + beside.height)
    bottom = ink.paragraph(wide, rect.x, rect.top + m.pad, m.label, m.line)
    below.draw(ink, rect.x, bottom)
    return bottom + below.height


def _codes_of(group: Group, printed: Printed) -> tuple[dict[str, str], str]:
    """The codes to be printed with the line, or a word on where they stand; and the way on."""
    skip = group.lead.skip or ""
    if not group.codes or group.codes_at != "line":
        return _codes_of_part(group, printed), skip
    if printed.elsewhere and len(group.codes) >= LONG:
        return {t("print.form.codes_on", number=printed.elsewhere): ""}, skip
    where, codes = printed.look(group.lead.number, group.codes)
    if not where:
        return dict(codes), skip
    return {t("print.form.codes_as", number=where): "", **dict(sorted(codes.items()))}, skip


def _codes_of_part(group: Group, printed: Printed) -> dict[str, str]:
    """Where the codes stand of an answer that is written out beside them."""
    long = any(len(question.codes) >= LONG for question in group.questions[1:])
    return {t("print.form.codes_on", number=printed.elsewhere): ""} if printed.elsewhere and long else {}
