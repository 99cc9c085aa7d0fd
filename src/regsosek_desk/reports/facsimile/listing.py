"""A list of the paper: one line for each family, one column for each question, on as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence

from regsosek_desk.core.formdef.models import Question, Roster, Section
from regsosek_desk.reports.facsimile.blocks import print_bar
from regsosek_desk.reports.facsimile.codes import set_codes
from regsosek_desk.reports.facsimile.ink import PALE, Ink, Measures, Rect, Slot, boxes_width

_COUNTER = 16.0
_LEAST_TEXT, _TEXT_ROWS = 60.0, 2


def print_listing(ink: Ink, section: Section, roster: Roster, rect: Rect) -> int:
    """Print the empty list, down to the end of the page; gives how many lines it has."""
    m = ink.m
    top = print_bar(ink, section.title, rect)
    top = _print_codes(ink, section.questions, rect._replace(top=top))
    lefts = _lefts(section.questions, rect, counter=0 if roster.number else _COUNTER * m.scale, m=m)
    height = m.box_height + m.gap + m.pad
    first = _print_header(ink, section.questions, lefts, rect._replace(top=top))
    lines = int((rect.bottom - first) / height)
    for at in range(lines):
        _print_line(ink, section.questions, lefts, Rect(rect.x, first + at * height, rect.width, height), at)
    bottom = first + lines * height
    for x in (*lefts[:-1], rect.x):
        ink.line(x, top, x, bottom, 0.3)
    ink.frame(Rect(rect.x, top, rect.width, bottom - top))
    return lines


def _print_codes(ink: Ink, questions: Sequence[Question], rect: Rect) -> float:
    """The code lists of all columns above the table, each in one line where it fits."""
    m, top = ink.m, rect.top + ink.m.pad
    for question in questions:
        if question.codes:
            name = f"({question.number}) {question.brief}: "
            left = rect.x + m.gap + m.small_bold.width(name) + m.gap
            ink.text(name, rect.x + m.gap, top + 0.8 * m.small_line, m.small_bold)
            block = set_codes(question.codes, "", rect.right - left, m)
            block.draw(ink, left, top)
            top += max(m.small_line, block.height)
    ink.frame(Rect(rect.x, rect.top, rect.width, top + m.pad - rect.top), 0.3)
    return top + m.pad


def _lefts(questions: Sequence[Question], rect: Rect, *, counter: float, m: Measures) -> list[float]:
    """Left edge of each column and the right one of the last; texts share what boxes leave."""
    fixed = [_fixed(question, m) for question in questions]
    texts = sum(width == 0 for width in fixed)
    share = (rect.width - counter - sum(fixed)) / max(1, texts)
    lefts = [rect.x + counter]
    for width in fixed:
        lefts.append(lefts[-1] + (width or share))
    return lefts


def _fixed(question: Question, m: Measures) -> float:
    if not question.boxed:
        return 0.0
    words = max(m.small.width(word) for word in question.brief.split())
    return max(boxes_width(question, m), words) + 2 * m.gap


def _print_header(ink: Ink, questions: Sequence[Question], lefts: Sequence[float], rect: Rect) -> float:
    m = ink.m
    names = [
        m.small.lines(q.brief, right - left - m.gap)
        for q, left, right in zip(questions, lefts, lefts[1:], strict=False)
    ]
    height = (max(map(len, names)) + 1) * m.small_line + 2 * m.pad
    ink.ground(Rect(rect.x, rect.top, rect.width, height), PALE)
    for question, left, lines in zip(questions, lefts, names, strict=False):
        ink.text(f"({question.number})" if question.number else "", left + m.gap / 2,
                 rect.top + m.pad + 0.8 * m.small_line, m.small_bold)  # fmt: skip
        ink.paragraph(lines, left + m.gap / 2, rect.top + m.pad + m.small_line, m.small, m.small_line)
    ink.line(rect.x, rect.top + height, rect.right, rect.top + height)
    return rect.top + height


def _print_line(ink: Ink, questions: Sequence[Question], lefts: Sequence[float], rect: Rect, at: int) -> None:
    m = ink.m
    if lefts[0] > rect.x:
        place = Rect(rect.x, rect.top + m.pad, lefts[0] - rect.x - m.pad, m.box_height)
        ink.slots.append(Slot(None, place, at=at, what="position"))
    for question, left, right in zip(questions, lefts, lefts[1:], strict=False):
        if question.boxed:
            ink.boxes(question, Rect(left + m.gap, rect.top + m.gap / 2 + m.pad / 2, 0, 0), right - left, at=at)
        else:
            space = Rect(left + m.pad, rect.top + m.pad, right - left - 2 * m.pad, rect.height - 2 * m.pad)
            ink.slots.append(Slot(question, space, rows=_TEXT_ROWS, at=at, small=True))
    ink.line(rect.x, rect.bottom, rect.right, rect.bottom, 0.25)
