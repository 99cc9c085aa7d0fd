"""Work of several devices on one document brought together, from the journal alone.

What comes out depends only on which entries there are, not on the order in which they came. Changes to different
fields join. Where two wrote into the same field without knowing of each other, and neither wrote what had been there
before, both are kept: the later stands in the document and the conflict waits until somebody who has seen both
writes into that field. A row that one removed while another worked on it stays, and is such a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from regsosek_desk.core.domain.documents import Confirmation, DocumentState, RemovedRow, RowState
from regsosek_desk.core.domain.journal import PRELIST, Entry, Tip, in_order, verify
from regsosek_desk.core.domain.lineage import Lineage
from regsosek_desk.core.domain.replay import check, confirmation_of, decision_of, filled, replay, rule_of
from regsosek_desk.core.domain.rosters import Dispute, Rows
from regsosek_desk.core.errors import InputFault, MachineFault

Kind = Literal["answer", "note", "row"]
Key = tuple[str, ...]
"""("answer", row, question), ("note", row, question), ("confirm", row, question, rule) or ("decide", row, question)."""
Writes = dict[int, str | None]
"""Place of an entry in the line to what it wrote, in order."""
REMOVED, WORKED_ON = "removed", "worked_on"
"""Values of the sides of a conflict about a row."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one petugas wrote: None is blank."""

    value: str | None
    petugas: str
    device: str
    at: str
    entry: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two wrote differently. `base` is what both had started from; the first side stands now."""

    kind: Kind
    row: str
    roster: str
    """The roster of the row, for a conflict about a row itself."""
    question: str
    base: str | None
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """A document as all its entries make it."""

    state: DocumentState
    tip: Tip
    conflicts: tuple[Conflict, ...] = ()


def merge(entries: Iterable[Entry]) -> Merged:
    """The document that these entries make; one that is there twice counts once.

    Raises MachineFault `journal_broken` when entries are missing or changed, InputFault as `apply` does.
    """
    line = in_order(_once(entries))
    tip = verify(line)
    if tip.seq == len(line):  # each made upon the one before
        return Merged(replay(line), tip)
    merged = _Merge(Lineage.of(line))
    return Merged(merged.state(), tip, merged.conflicts())


def given(entries: Iterable[Entry]) -> DocumentState:
    """What the office gave, also in later packages: the document that the `prelist` entries alone make."""
    office = [entry for entry in entries if entry.source == PRELIST]
    rows = {"", *(entry.row for entry in office if entry.op == "row_add")}
    line = in_order(entry for entry in office if entry.row in rows)
    return _Merge(Lineage.in_single_file(line)).state()


def _once(entries: Iterable[Entry]) -> Iterable[Entry]:
    found: dict[str, Entry] = {}
    for entry in entries:
        if found.setdefault(entry.id, entry) != entry:
            raise MachineFault("journal_broken", document=entry.document, seq=entry.seq)
    return found.values()


class _Merge:
    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage
        self._line = lineage.line
        self._writes: dict[Key, Writes] = {}
        for at, entry in enumerate(self._line):
            for key, value in _written(entry):
                self._writes.setdefault(key, {})[at] = value

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self._lineage)

    def state(self) -> DocumentState:
        order = self._rows.order
        state = DocumentState(
            rosters={roster: [RowState(row) for row in rows] for roster, rows in order.rosters.items()},
            removed={row: RemovedRow(roster, position, {}) for row, (roster, position) in order.removed.items()},
        )
        for key, writes in self._writes.items():
            at = self._changed(writes)[-1]
            if (value := writes[at]) is not None:
                _put(state, key, value, self._line[at])
        return state

    def conflicts(self) -> tuple[Conflict, ...]:
        """All that are open, in the order of the entries that began them."""
        found = [(each.removal, self._about_row(each)) for each in self._rows.disputes()]
        for key, writes in self._writes.items():
            changed = self._changed(writes)
            if len({writes[at] for at in changed}) > 1 and self._is_open(key):
                found.append((changed[0], self._about_field(key, writes, changed)))
        return tuple(conflict for _, conflict in sorted(found, key=lambda each: each[0]))

    def _changed(self, writes: Writes) -> list[int]:
        """The writes that nobody has followed, those left out that only went back to the base; the last one stands."""
        last = self._lineage.latest(writes)
        base = self._base(writes, last) if len(last) > 1 else None
        return [at for at in last if writes[at] != base] or last

    def _base(self, writes: Writes, last: Sequence[int]) -> str | None:
        """What stood in the field before those who wrote last went apart."""
        knows = self._lineage.knows
        common = {at: value for at, value in writes.items() if all(knows(each, at) for each in last)}
        return writes[self._changed(common)[-1]] if common else None

    def _is_open(self, key: Key) -> bool:
        """Confirmations and decisions are asked for anew when they must be; in a row that is gone there is nothing to
        choose."""
        return key[0] not in ("confirm", "decide") and (not key[1] or self._rows.order.has(key[1]))

    def _about_field(self, key: Key, writes: Writes, changed: Sequence[int]) -> Conflict:
        sides: dict[str | None, Side] = {}
        for at in reversed(changed):
            sides.setdefault(writes[at], self._side(at, writes[at]))
        base = self._base(writes, self._lineage.latest(writes))
        return Conflict("note" if key[0] == "note" else "answer", key[1], "", key[2], base, tuple(sides.values()))

    def _about_row(self, each: Dispute) -> Conflict:
        sides = (self._side(each.work, WORKED_ON), self._side(each.removal, REMOVED))
        return Conflict("row", each.row, each.roster, "", None, sides)

    def _side(self, at: int, value: str | None) -> Side:
        entry = self._line[at]
        return Side(value, entry.petugas, entry.device, entry.at, entry.id)


def _written(entry: Entry) -> Iterable[tuple[Key, str | None]]:
    """What an entry wrote where."""
    check(entry)
    match entry.op:
        case "set":
            return [(("answer", entry.row, entry.question), entry.new)]
        case "fill":
            return [(("answer", entry.row, question), new) for question, (_, new) in filled(entry).items()]
        case "note":
            return [(("note", entry.row, entry.question), entry.new)]
        case "confirm":
            return [(("confirm", entry.row, entry.question, rule_of(entry)), entry.new)]
        case "decide":
            return [(("decide", entry.row, entry.question), entry.new)]
        case _:
            return []  # rows: see `rosters`


def _put(state: DocumentState, key: Key, value: str, entry: Entry) -> None:
    kind, row, question = key[:3]
    if kind == "note":
        state.notes[row, question] = value
    elif kind == "confirm":
        content = confirmation_of(entry, value)[1]
        assert content is not None
        state.confirmations[row, question, key[3]] = Confirmation(content.reason, content.seen, entry.petugas, entry.at)
    elif kind == "decide":
        decision = decision_of(entry, value)
        assert decision is not None
        state.decisions[row, question] = decision
    elif (answers := _answers(state, row)) is not None:
        answers[question] = value
    else:
        raise InputFault("entry_stale", op=entry.op, document=entry.document, seq=entry.seq)


def _answers(state: DocumentState, row: str) -> dict[str, str] | None:
    gone = state.removed.get(row)
    return gone.answers if gone else state.answers_at(row)
