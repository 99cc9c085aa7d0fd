"""Blocks of a page: heading bars, the columns of family questions, the table of members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regsosek_desk.core.formdef.groups import Group, groups_of, is_long_text
from regsosek_desk.core.formdef.models import Question, Roster, Section
from regsosek_desk.reports.facsimile.codes import Printed, set_codes
from regsosek_desk.reports.facsimile.ink import GREY, PALE, Ink, Measures, Rect, Slot, boxes_width
from regsosek_desk.reports.facsimile.lines import print_label, print_line, put_slot
from regsosek_desk.texts import t

_NUMBER = 25.0
_FEWER = 0.66
"""Part of the width that is used where fewer columns are printed than there is room for."""
_TEXT_ROWS = 2
_TEXT_COLUMN = 72.0


def print_bar(ink: Ink, title: str, rect: Rect) -> float:
    m = ink.m
    bar = Rect(rect.x, rect.top, rect.width, m.bar)
    ink.ground(bar, GREY)
    ink.frame(bar)
    ink.text(title, rect.x + m.gap, rect.top + 0.74 * m.bar, m.bold)
    return bar.bottom


def print_heading(ink: Ink, text: str, codes: Mapping[str, str], rect: Rect) -> float:
    """A sub-heading with the codes that the lines below it share."""
    m = ink.m
    words = m.small_bold.width(text) + 3 * m.gap
    block = set_codes(codes, "", rect.width - words - m.gap, m)
    beside = block.height <= m.small_line
    lines = m.small_bold.lines(text, rect.width - 2 * m.gap)
    if not beside:
        block = set_codes(codes, "", rect.width - 2 * m.gap, m)
    height = len(lines) * m.small_line + (0 if beside else block.height) + m.pad
    ink.ground(Rect(rect.x, rect.top, rect.width, height), PALE)
    bottom = ink.paragraph(lines, rect.x + m.gap, rect.top + m.pad / 2, m.small_bold, m.small_line)
    if beside:
        block.draw(ink, rect.x + words, rect.top + m.pad / 2)
    else:
        block.draw(ink, rect.x + m.gap, bottom)
    return rect.top + height


def print_section(ink: Ink, section: Section, questions: Sequence[Question], rect: Rect, printed: Printed) -> float:
    """A block of family questions in the columns of the paper; gives where it ends."""
    top = print_bar(ink, section.title, rect)
    groups = groups_of(questions)
    numbers = any(q.number for q in questions)
    columns = sorted({group.lead.column for group in groups})
    share = rect.width / len(columns) * (1.0 if len(columns) == section.columns else _FEWER)
    bottom = top
    for at, column in enumerate(columns):
        strip = Rect(rect.x + at * share, top, share, rect.bottom - top)
        own = [group for group in groups if group.lead.column == column]
        bottom = max(bottom, _print_column(ink, own, strip, printed, numbers=numbers))
    for at in range(1, len(columns) + (share * len(columns) < rect.width)):
        ink.line(rect.x + at * share, top, rect.x + at * share, bottom)
    ink.frame(Rect(rect.x, top, rect.width, bottom - top))
    return bottom


def _print_column(ink: Ink, groups: Sequence[Group], rect: Rect, printed: Printed, *, numbers: bool) -> float:
    top = rect.top
    captions: tuple[str, ...] = ()
    for group in groups:
        here = Rect(rect.x, top, rect.width, rect.bottom - top)
        if group.lead.heading:
            codes = group.codes if group.codes_at == "heading" else {}
            top = print_heading(ink, group.lead.heading, codes, here)
            here, captions = Rect(rect.x, top, rect.width, rect.bottom - top), ()
        top = print_line(ink, group, here, printed, numbers=numbers, captions=group.captions != captions)
        captions = group.captions
        ink.line(rect.x, top, rect.right, top, 0.25)
    return top


# --- the table of members ------------------------------------------------------------------------------


class MemberTable:
    """The part of a roster that is on one page: a line for each rincian, a column for each member."""

    def __init__(self, ink: Ink, roster: Roster, rect: Rect, questions: Sequence[Question]) -> None:
        self.ink, self.roster, self.rect = ink, roster, rect
        self.column = _column_width(questions, ink.m)
        self.heading = rect.width - roster.per_set * self.column
        self.top = rect.top

    def print_header(self, number: Question | None, name: Question) -> None:
        """The numbers and names of the members once more, on every page but the first."""
        ink, m = self.ink, self.ink.m
        bottom = self.top + m.box_height + m.small_line + 2 * m.pad
        label = " / ".join(q.brief for q in (number, name) if q)
        ink.text(label, self.rect.x + m.gap, (self.top + bottom) / 2 + m.line / 3, m.bold)
        for at in range(self.roster.per_set):
            x = self._x(at)
            if number:
                ink.boxes(number, Rect(x + m.gap, self.top + m.pad, 0, 0), self.column, at=at)
            line = Rect(x + m.gap / 2, bottom - m.small_line - m.pad / 2, self.column - m.gap, m.small_line)
            ink.slots.append(Slot(name, line, at=at, small=True))
        self._close(self.top, bottom)

    def print_section(self, title: str, questions: Sequence[Question], printed: Printed) -> None:
        self.top = print_bar(self.ink, title, self.rect._replace(top=self.top))
        for group in groups_of(questions):
            if group.lead.heading:
                codes = group.codes if group.codes_at == "heading" else {}
                self.top = print_heading(self.ink, group.lead.heading, codes, self.rect._replace(top=self.top))
            self._print_row(group, printed)

    def _print_row(self, group: Group, printed: Printed) -> None:
        ink, m, top = self.ink, self.ink.m, self.top
        ink.text(group.lead.number, self.rect.x + m.gap, top + m.pad + 0.8 * m.line, m.bold)
        left = self.rect.x + m.gap + _NUMBER * m.scale
        room = self.rect.x + self.heading - m.gap - left
        bottom = print_label(ink, group, Rect(left, top, room, 0), room, printed)
        for at in range(self.roster.per_set):
            bottom = max(bottom, self._print_cell(group, Rect(self._x(at), top + m.pad, self.column, 0), at))
        self._close(top, bottom + m.pad)

    def _print_cell(self, group: Group, rect: Rect, at: int) -> float:
        m, ink = self.ink.m, self.ink
        x, top, bottom = rect.x + m.gap, rect.top, rect.top
        for question in group.questions:
            if is_long_text(question):
                space = Rect(rect.x + m.gap / 2, top, rect.width - m.gap, _TEXT_ROWS * m.line)
                ink.ruled(question, space, _TEXT_ROWS, at=at)
                top = bottom = space.bottom + m.pad
            else:
                frame = ink.boxes(question, Rect(x, top, 0, 0), rect.right - m.gap / 2 - x, at=at)
                x, bottom = frame.right + m.pad, max(bottom, frame.bottom)
        return bottom

    def _x(self, at: int) -> float:
        return self.rect.x + self.heading + at * self.column

    def _close(self, top: float, bottom: float) -> None:
        ink = self.ink
        for at in range(self.roster.per_set):
            ink.line(self._x(at), top, self._x(at), bottom)
        ink.frame(Rect(self.rect.x, top, self.rect.width, bottom - top), 0.3)
        self.top = bottom


def _column_width(questions: Sequence[Question], m: Measures) -> float:
    """As wide as the widest line of boxes, broken where the paper breaks it; a text needs a good line."""
    widest = 0.0
    for group in groups_of(questions):
        boxed = [q for q in group.questions if not is_long_text(q)]
        widest = max(widest, sum(_boxes(q, m) + m.pad for q in boxed))
        if len(boxed) < len(group.questions):
            widest = max(widest, _TEXT_COLUMN * m.scale)
    return widest + 2 * m.gap


def _boxes(question: Question, m: Measures) -> float:
    return question.split * m.box if question.split else boxes_width(question, m)


def print_long_lists(ink: Ink, questions: Sequence[Question], rect: Rect) -> float:
    """The long code lists of the members' questions, each once, with the numbers of all that use it."""
    m, top = ink.m, print_bar(ink, t("print.form.codes"), rect) + ink.m.pad
    while questions:
        codes = min((q.codes for q in questions), key=len)
        alike = [q for q in questions if codes.items() <= q.codes.items()]
        questions = [q for q in questions if q not in alike]
        more = {code: label for q in alike for code, label in q.codes.items() if code not in codes}
        named = ", ".join(dict.fromkeys(q.number for q in alike))
        ink.text(named, rect.x + m.gap, top + 0.8 * m.line, m.bold)
        left = rect.x + m.gap + 2 * _NUMBER * m.scale
        block = set_codes({**codes, **more}, "", rect.right - m.gap - left, m)
        block.draw(ink, left, top)
        top += max(m.line, block.height) + m.gap
    ink.frame(Rect(rect.x, rect.top, rect.width, top - rect.top), 0.3)
    return top


# --- head and foot of a page ---------------------------------------------------------------------------


def print_links(ink: Ink, links: Sequence[Question], right: float, top: float) -> float:
    """The boxes that tie the pages of a set together, up to the right edge, each below its number."""
    m = ink.m
    x = right - sum(boxes_width(question, m) + m.gap for question in links) + m.gap
    for question in links:
        width = boxes_width(question, m)
        ink.text(question.number, x + width / 2, top + 0.8 * m.small_line, m.small, "center")
        put_slot(ink, question, Rect(x, top + m.small_line, width, m.box_height))
        x += width + m.gap
    return top + m.small_line + m.box_height + m.pad


def print_sets(ink: Ink, right: float, top: float) -> None:
    """Boxes for "kuesioner ke – dari"."""
    m = ink.m
    for what, word in (("sets", t("print.form.of")), ("set", t("print.form.sheet"))):
        box = Rect(right - m.box, top, m.box, m.box_height)
        ink.frame(box)
        ink.slots.append(Slot(None, box, (box,), what=what))  # type: ignore[arg-type]
        ink.text(word, box.x - m.gap / 2, top + 0.75 * m.box_height, m.small, "right")
        right = box.x - m.small.width(word) - 2 * m.gap
