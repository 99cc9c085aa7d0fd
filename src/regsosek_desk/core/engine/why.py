"""Why a question is skipped, or what a red one rests on: the chain of answers that led there."""

from __future__ import annotations

from dataclasses import dataclass

from regsosek_desk.core.engine.evaluate import fails
from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Place
from regsosek_desk.core.engine.messages import shown
from regsosek_desk.core.expr.tree import And, Answer, Node, answers_in
from regsosek_desk.core.formdef.bind import Cell


@dataclass(frozen=True, slots=True)
class Reason:
    """One answer in the chain. `depth` 0 led to the place itself, 1 to an answer of depth 0, and so on."""

    place: Place
    number: str
    label: str
    answer: str
    depth: int


def why_skipped(instance: FormInstance, place: Place) -> list[Reason]:
    """The answers because of which the question is not asked; empty when it is."""
    return _trace(instance, place, 0, {place})


def why_passed(instance: FormInstance, place: Place) -> list[Reason]:
    """The answers because of which the question may stay blank though it is asked; empty when it may not."""
    cell = instance.cell(place)
    reads = [a for part in _parts(cell.required) if fails(instance, part, place.row) for a in answers_in(part)]
    answers = tuple(dict.fromkeys(a for a in reads if a not in answers_in(cell.relevant)))
    return why_violated(instance, answers, place.row)


def why_violated(instance: FormInstance, violation_reads: tuple[Answer, ...], row: str) -> list[Reason]:
    """The answers a check compared, as they stand."""
    places = [(_place(a, row), instance.program.bound.cell_of(a)) for a in violation_reads]
    own = {FAMILY, instance.record(row).program.roster}
    return [
        _reason(instance, place, cell, 0)
        for place, cell in places
        if cell is not None and (cell.roster or FAMILY) in own
    ]


def _trace(instance: FormInstance, place: Place, depth: int, seen: set[Place]) -> list[Reason]:
    if instance.asked(place) is not False:
        return []
    reasons: list[Reason] = []
    for part in _parts(instance.cell(place).relevant):
        if not fails(instance, part, place.row):
            continue
        for answer in answers_in(part):
            reasons += _follow(instance, answer, place, depth, seen)
    return reasons


def _follow(instance: FormInstance, answer: Answer, place: Place, depth: int, seen: set[Place]) -> list[Reason]:
    cell = instance.program.bound.cell_of(answer)
    target = _place(answer, place.row)
    if cell is None or target in seen or not instance.has(target):
        return []
    seen.add(target)
    return [_reason(instance, target, cell, depth), *_trace(instance, target, depth + 1, seen)]


def _parts(node: Node) -> tuple[Node, ...]:
    return node.operands if isinstance(node, And) else (node,)


def _place(answer: Answer, row: str) -> Place:
    return Place(answer.name, row if answer.roster else FAMILY)


def _reason(instance: FormInstance, place: Place, cell: Cell, depth: int) -> Reason:
    return Reason(place, cell.question.number, cell.question.brief, shown(instance, cell, instance.text(place)), depth)
