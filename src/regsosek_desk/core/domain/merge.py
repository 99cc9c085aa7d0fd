"""Work of several devices on one document brought together, from the journal alone.

What comes out depends only on which entries there are, not on the order in which they came. Changes to different
fields join. Where two wrote into the same field without knowing of each other, and neither wrote what had been there
before, both are kept: the later stands in the document and the conflict waits until somebody who has seen both
writes into that field. A row that one removed while another worked on it stays, and is such a conflict.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.domain.documents import Confirmation, DocumentState, RemovedRow, RowState
from regsosek_desk.core.domain.journal import Entry, Tip, in_order, verify
from regsosek_desk.core.domain.replay import answer_map, confirmation_of, replay
from regsosek_desk.core.errors import InputFault

Kind = Literal["answer", "note", "row"]
Key = tuple[str, ...]
"""("answer", row, question), ("note", row, question) or ("confirm", row, question, rule)."""
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
    line = in_order({entry.id: entry for entry in entries}.values())
    tip = verify(line)
    if line and line[-1].seq == len(line):  # one after the other, by one device at a time
        return Merged(replay(line), tip)
    return _Merge(line).result(tip)


def without_ancestors(line: Sequence[Entry]) -> DocumentState:
    """What these entries alone make, those between them left out, such as all that the prelist gave."""
    return _Merge(in_order(line), alone=True).state()


class _Merge:
    def __init__(self, line: Sequence[Entry], *, alone: bool = False) -> None:
        self._line = line
        self._before = [(1 << at) - 1 for at in range(len(line))] if alone else _ancestors(line)
        self._writes: dict[Key, list[tuple[int, str | None]]] = {}
        self._on_row: dict[str, list[int]] = {}
        self._conflicts: list[tuple[int, Conflict]] = []
        for at, entry in enumerate(line):
            self._note(at, entry)

    def result(self, tip: Tip) -> Merged:
        state = self.state()
        return Merged(state, tip, tuple(conflict for _, conflict in sorted(self._conflicts, key=lambda each: each[0])))

    def state(self) -> DocumentState:
        rosters, removed = self._rows()
        state = DocumentState(rosters=rosters, removed=removed)
        for key, writes in self._writes.items():
            at, value = self._standing(key, writes)
            if value is not None:
                self._put(state, key, value, self._line[at])
        return state

    # --- what was written where ---------------------------------------------------------------------

    def _note(self, at: int, entry: Entry) -> None:
        match entry.op:
            case "set":
                self._write(("answer", entry.row, entry.question), at, entry.new)
            case "fill":
                old, new = answer_map(entry, entry.old), answer_map(entry, entry.new)
                for question in old or new:
                    self._write(("answer", entry.row, question), at, new.get(question))
            case "note":
                self._write(("note", entry.row, entry.question), at, entry.new)
            case "confirm":
                rule = confirmation_of(entry, entry.new)[0] or confirmation_of(entry, entry.old)[0]
                self._write(("confirm", entry.row, entry.question, rule), at, entry.new)
            case "row_add" | "row_remove" | "row_move":
                pass
            case _:
                raise InputFault("unknown_op", op=entry.op, document=entry.document, seq=entry.seq)
        if entry.row and entry.op != "confirm":
            self._on_row.setdefault(entry.row, []).append(at)

    def _write(self, key: Key, at: int, value: str | None) -> None:
        self._writes.setdefault(key, []).append((at, value))

    def _knows(self, later: int, earlier: int) -> bool:
        return bool(self._before[later] >> earlier & 1)

    # --- one value each -----------------------------------------------------------------------------

    def _standing(self, key: Key, writes: list[tuple[int, str | None]]) -> tuple[int, str | None]:
        """The write that stands; a conflict about it is noted."""
        last = [w for w in writes if not any(self._knows(other[0], w[0]) for other in writes)]
        if len(last) == 1:
            return last[0]
        common = [w for w in writes if all(self._knows(other[0], w[0]) for other in last)]
        base = common[-1][1] if common else None
        changed = [w for w in last if w[1] != base] or last
        if key[0] != "confirm" and len({value for _, value in changed}) > 1:
            kind: Kind = "note" if key[0] == "note" else "answer"
            self._conflicts.append((changed[0][0], Conflict(kind, key[1], "", key[2], base, self._sides(changed))))
        return changed[-1]

    def _sides(self, writes: Sequence[tuple[int, str | None]]) -> tuple[Side, ...]:
        """One side for each value, the one that stands first."""
        found: dict[str | None, Side] = {}
        for at, value in reversed(writes):
            entry = self._line[at]
            found.setdefault(value, Side(value, entry.petugas, entry.device, entry.at, entry.id))
        return tuple(found.values())

    def _put(self, state: DocumentState, key: Key, value: str, entry: Entry) -> None:
        kind, row, question = key[:3]
        if kind == "note":
            state.notes[row, question] = value
        elif kind == "confirm":
            confirmation = confirmation_of(entry, value)[1]
            assert confirmation is not None
            state.confirmations[row, question, key[3]] = Confirmation(
                confirmation.reason, confirmation.seen, entry.petugas, entry.at
            )
        else:
            answers = state.answers_at(row)
            if answers is None and row in state.removed:
                answers = state.removed[row].answers
            if answers is None:
                raise InputFault("entry_stale", op=entry.op, document=entry.document, seq=entry.seq)
            answers[question] = value

    # --- rows ---------------------------------------------------------------------------------------

    def _rows(self) -> tuple[dict[str, list[RowState]], dict[str, RemovedRow]]:
        """Rows where the entries, one after the other, put them."""
        rosters: dict[str, list[RowState]] = {}
        removed: dict[str, RemovedRow] = {}
        home: dict[str, str] = {}
        for at, entry in enumerate(self._line):
            if not entry.op.startswith("row_"):
                continue
            rows = rosters.setdefault(home.setdefault(entry.row, entry.roster), [])
            here = next((place for place, row in enumerate(rows) if row.id == entry.row), None)
            if entry.op == "row_add":
                if here is None:
                    removed.pop(entry.row, None)
                    rows.insert(_place(entry, len(rows)), RowState(entry.row))
            elif here is not None and entry.op == "row_move":
                row = rows.pop(here)
                rows.insert(_place(entry, len(rows)), row)
            elif here is not None and not self._still_worked_on(at, entry):
                rows.pop(here)
                removed[entry.row] = RemovedRow(home[entry.row], here, {})
        return {name: rows for name, rows in rosters.items() if rows}, removed

    def _still_worked_on(self, at: int, removal: Entry) -> bool:
        """Whether somebody who didn't know of the removal worked on the row; noted until one who saw both did too."""
        on_row = self._on_row[removal.row]
        others = [
            other for other in on_row
            if self._line[other].op != "row_remove" and not self._knows(at, other) and not self._knows(other, at)
        ]  # fmt: skip
        if others and not any(
            self._knows(later, at) and all(self._knows(later, other) for other in others) for later in on_row
        ):
            last = self._line[others[-1]]
            sides = (
                Side(WORKED_ON, last.petugas, last.device, last.at, last.id),
                Side(REMOVED, removal.petugas, removal.device, removal.at, removal.id),
            )
            self._conflicts.append((at, Conflict("row", removal.row, removal.roster, "", None, sides)))
        return bool(others)


def _place(entry: Entry, end: int) -> int:
    text = entry.new or ""
    if not (text.isascii() and text.isdigit()):
        raise InputFault("entry_malformed", op=entry.op, document=entry.document, seq=entry.seq)
    return min(int(text), end)


def _ancestors(line: Sequence[Entry]) -> list[int]:
    """For each entry all that it was made upon, directly or not, as bits."""
    places: dict[str, int] = {}
    before: list[int] = []
    for at, entry in enumerate(line):
        known = 0
        for parent in entry.parents:
            known |= before[places[parent]] | 1 << places[parent]
        before.append(known)
        places[entry.hash] = at
    return before
