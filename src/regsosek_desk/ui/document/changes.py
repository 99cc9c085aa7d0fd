"""Which places look different after a change, so that only those are painted anew."""

from __future__ import annotations

from collections.abc import Iterable

from regsosek_desk.core.engine.instance import FAMILY, Place, Record
from regsosek_desk.services.entry import DocumentDesk


class Changes:
    """Remembers how the document looked when it was last asked."""

    def __init__(self, desk: DocumentDesk) -> None:
        self._desk = desk
        self._computed = [Place(question) for roster, question in desk.program.bound.calculated if roster is None]
        self._take()

    def since(self, committed: Iterable[Place] = ()) -> set[Place] | None:
        """Places whose mark, condition or computed value may be another now; None when rows came or went."""
        marks, states, rows = self._marks, self._states, self._rows
        self._take()
        if rows != self._rows:
            return None
        found = {*committed, *self._computed}
        found |= {place for place, mark in marks.items() ^ self._marks.items() if mark}
        for record in self._records():
            if states[record.id] != self._states[record.id]:
                found |= set(_reconsidered(record, states[record.id]))
        return found

    def _take(self) -> None:
        self._marks = dict(self._desk.marks.places)
        self._states = {record.id: record.states for record in self._records()}
        self._rows = tuple(self._states)

    def _records(self) -> list[Record]:
        instance = self._desk.instance
        return [instance.record(FAMILY), *(r for rows in instance.rosters.values() for r in rows)]


def _reconsidered(record: Record, before: tuple[bool | None, ...]) -> Iterable[Place]:
    """Questions that are asked now and weren't, or the other way round."""
    for cell in record.program.cells:
        state = record.program.asked_state[cell.slot]
        if before[state] != record.states[state]:
            yield Place(cell.id, record.id)
