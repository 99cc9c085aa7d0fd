"""Two keyings of the same paper, answer by answer.

Members are matched by NIK, then by name, then in the order that is left, so that one who was passed over doesn't make
everybody after them differ. An answer is compared only where the question is asked in both: of a wrong filter and all
that it hides, the filter alone is a difference.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.sample import DifferenceKey
from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Place, Record, paper_order
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.bind import Cell
from regsosek_desk.services.documents import instance_from

Pair = tuple[Record | None, Record | None]
_KNOWN_BY = ("row_nik", "row_name")
"""Columns of a form's summary that tell one member from another."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two keyings say different things; None is blank. Rows are "" for the family's own record, and where
    one of the two has no such member (then the answers are the member's name)."""

    first_row: str
    second_row: str
    cell: Cell
    first: str | None
    second: str | None
    missing_row: bool = False
    """The whole member stands in one keying only."""

    @property
    def key(self) -> DifferenceKey:
        return self.first_row, self.second_row, self.cell.id

    @property
    def first_place(self) -> Place:
        return Place(self.cell.id, self.first_row)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`compared`: question ids of all that was held against each other, one for each place."""

    differences: tuple[Difference, ...]
    compared: Counter[str]


def compare(
    program: FormProgram, first: DocumentState, second: DocumentState, given: DocumentState | None = None
) -> Comparison:
    """Differences in the order of the paper. What the office `given` both and neither changed isn't counted.

    Raises MachineFault `document_differs` when one isn't of this form.
    """
    one, other = instance_from(program, first), instance_from(program, second)
    office = given or DocumentState()
    found: list[tuple[tuple[int, int, int], Difference]] = []
    compared: Counter[str] = Counter()
    for position, (left, right) in enumerate(_pairs(one, other)):
        if left is None or right is None:
            difference = _alone(program, left, right)
            compared[difference.cell.id] += 1
            found.append((paper_order(difference.cell, position), difference))
            continue
        untouched = office.answers if left.id == FAMILY else {}
        for cell, texts in _both_asked(one, other, left, right):
            if texts[0] == texts[1] == untouched.get(cell.id):
                continue
            compared[cell.id] += 1
            if texts[0] != texts[1]:
                found.append((paper_order(cell, position), Difference(left.id, right.id, cell, *texts)))
    return Comparison(tuple(each for _, each in sorted(found, key=lambda pair: pair[0])), compared)


def _pairs(one: FormInstance, other: FormInstance) -> Iterator[Pair]:
    """The records of both that speak of the same; the family's own first."""
    yield one.family, other.family
    for roster in one.rosters:
        yield from paired(one.program, one.rows(roster), other.rows(roster))


def _both_asked(
    one: FormInstance, other: FormInstance, left: Record, right: Record
) -> Iterator[tuple[Cell, tuple[str | None, str | None]]]:
    """What was answered in one of the two at least and could be in both; None, None is no answer to compare."""
    for cell in left.program.cells:
        texts = left.texts[cell.slot], right.texts[cell.slot]
        if not cell.question.keyable or texts == (None, None):
            continue
        if one.asked(Place(cell.id, left.id)) is not False and other.asked(Place(cell.id, right.id)) is not False:
            yield cell, texts


def _alone(program: FormProgram, left: Record | None, right: Record | None) -> Difference:
    record = left or right
    assert record is not None
    name = program.bound.form.rosters[record.program.roster or ""].name
    cell = record.program.cells[record.program.slot_of[name]]
    texts = (left.texts[cell.slot] if left else None), (right.texts[cell.slot] if right else None)
    return Difference(left.id if left else "", right.id if right else "", cell, *texts, missing_row=True)


def paired(program: FormProgram, left: Sequence[Record], right: Sequence[Record]) -> list[Pair]:
    """The members of two keyings side by side, in the order of the first; who is in one alone comes at the end."""
    rest, others = list(left), list(right)
    made: dict[str, Record] = {}
    summary = program.bound.form.summary
    for question in (summary[name] for name in _KNOWN_BY if name in summary):
        matched = _matched(rest, others, question)
        made.update({one.id: other for one, other in matched})
        rest = [one for one in rest if one.id not in made]
        taken = {other.id for _, other in matched}
        others = [other for other in others if other.id not in taken]
    made.update({one.id: other for one, other in zip(rest, others, strict=False)})
    pairs: list[Pair] = [(one, made[one.id]) for one in left if one.id in made]
    pairs += [(one, None) for one in rest[len(others) :]]
    return pairs + [(None, other) for other in others[len(rest) :]]


def _text(record: Record, question: str) -> str | None:
    slot = record.program.slot_of.get(question)
    return record.texts[slot] if slot is not None else None


def _matched(left: Sequence[Record], right: Sequence[Record], question: str) -> list[tuple[Record, Record]]:
    """Those whose answer nobody else on their side has, and one on the other side has too."""
    ones, others = _once(left, question), _once(right, question)
    return [(record, others[text]) for text, record in ones.items() if text in others]


def _once(records: Sequence[Record], question: str) -> dict[str, Record]:
    texts = [(text, record) for record in records if (text := _text(record, question))]
    times = Counter(text for text, _ in texts)
    return {text: record for text, record in texts if times[text] == 1}
