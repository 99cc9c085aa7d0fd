"""Rows of a roster that come, go or move: what the form fills into a new one, and which change their number."""

from __future__ import annotations

from collections.abc import Sequence

from regsosek_desk.core.domain.journal import Draft
from regsosek_desk.core.engine.evaluate import value_of
from regsosek_desk.core.engine.instance import FormInstance, Record
from regsosek_desk.core.expr.tree import Window
from regsosek_desk.core.formdef.values import normalise


def first_values(instance: FormInstance, roster: str, row: str, at: int) -> dict[str, str]:
    """What the form fills in by itself in a new row at this position (from 0)."""
    bound = instance.program.bound
    first = {question: node for (owner, question), node in bound.initial.items() if owner == roster}
    instance.add_row(roster, row, at)
    try:
        values = {question: value_of(instance, node, row) for question, node in first.items()}
    finally:
        instance.remove_row(row)
    texts = {q: normalise(bound.cells[(roster, q)].question, str(v)) for q, v in values.items() if v is not None}
    return {question: text for question, text in texts.items() if text is not None}


def renumbered(
    instance: FormInstance, roster: str, before: Sequence[Record], after: Sequence[Record | None]
) -> list[Draft]:
    """Rows that carry their own position go on doing so when others come (None), go or move."""
    was = {record.id: number for number, record in enumerate(before, 1)}
    drafts: list[Draft] = []
    for question in _numbered(instance, roster):
        cell = instance.program.bound.cells[(roster, question)]
        for number, record in enumerate(after, 1):
            if record is None:
                continue
            old, new = record.texts[cell.slot], normalise(cell.question, str(number))
            if old != new and old == normalise(cell.question, str(was[record.id])):
                drafts.append(Draft("set", row=record.id, question=question, old=old, new=new))
    return drafts


def _numbered(instance: FormInstance, roster: str) -> list[str]:
    """Questions of the roster that start as the row's own number."""
    initial = instance.program.bound.initial.items()
    return [q for (owner, q), node in initial if owner == roster and node == Window("position", None)]
