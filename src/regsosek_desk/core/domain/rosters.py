"""Where the rows of the rosters stand once the work of several devices has come together.

The entries are followed in order. A row comes behind the one that its author saw before it, wherever that is by now.
A removal counts unless somebody who didn't know of it worked on the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from regsosek_desk.core.domain.journal import Entry
from regsosek_desk.core.domain.lineage import Lineage
from regsosek_desk.core.errors import InputFault

_ROW_OPERATIONS = ("row_add", "row_remove", "row_move")


@dataclass(slots=True)
class Order:
    """Ids of the rows of each roster in order, and of those taken out, with roster and position from 0."""

    rosters: dict[str, list[str]] = field(default_factory=dict)
    removed: dict[str, tuple[str, int]] = field(default_factory=dict)
    removals: dict[str, list[int]] = field(default_factory=dict)
    """Row to the removals that count."""

    def has(self, row: str) -> bool:
        return any(row in rows for rows in self.rosters.values())

    def copy(self) -> Order:
        rosters = {roster: list(rows) for roster, rows in self.rosters.items()}
        return Order(rosters, dict(self.removed), {row: list(places) for row, places in self.removals.items()})


@dataclass(frozen=True, slots=True)
class Dispute:
    """A row that stays because one worked on it while another removed it: the last entry of each."""

    row: str
    roster: str
    work: int
    removal: int


class Rows:
    """Rows in the order that all entries make, and what is in dispute."""

    def __init__(self, lineage: Lineage) -> None:
        self._lineage = lineage
        self._line = lineage.line
        self._structural = [at for at, entry in enumerate(self._line) if entry.op in _ROW_OPERATIONS]
        self._home: dict[str, str] = {}
        for entry in (self._line[at] for at in self._structural):
            if not entry.row:
                raise _malformed(entry)
            self._home.setdefault(entry.row, entry.roster)
        self._places = {entry.id: at for at, entry in enumerate(self._line)}
        self._start, self._started = Order(), 0
        self._seen: dict[int, Order] = {}
        self._follow_start()
        for at in self._structural:
            if not lineage.knows_all(at):
                self._seen[at] = self._follow(lineage.before[at])
        self.order = self._follow((1 << len(self._line)) - 1)

    def disputes(self) -> list[Dispute]:
        """One for each row that stays and that nobody touched who knew of the removal."""
        found: dict[str, Dispute] = {}
        everything = (1 << len(self._line)) - 1
        for at in self._structural:
            row = self._line[at].row
            if self._line[at].op != "row_remove" or not self.order.has(row) or self._is_settled(at):
                continue
            if work := self._work_beside(at, everything):
                found[row] = Dispute(row, self._home[row], work[-1], at)
        return list(found.values())

    def _is_settled(self, removal: int) -> bool:
        """Whether one who knew of the removal took the row up again, or removed it once more."""
        on_row = self._lineage.on_row[self._line[removal].row]
        return any(self._line[at].op != "note" and self._lineage.knows(at, removal) for at in on_row)

    def _follow_start(self) -> None:
        """The rows that all started from, as those of a prelist, are followed once."""
        for at in self._structural:
            if self._line[at].op == "row_remove" or not self._lineage.knows_all(at):
                break
            self._step(self._start, at, 0)
            self._started |= 1 << at

    def _follow(self, known: int) -> Order:
        """The order that these entries (as bits) make."""
        whole = known & self._started == self._started
        order = self._start.copy() if whole else Order()
        for at in self._structural:
            if known >> at & 1 and not (whole and self._started >> at & 1):
                self._step(order, at, known)
        order.rosters = {roster: rows for roster, rows in order.rosters.items() if rows}
        return order

    def _step(self, order: Order, at: int, known: int) -> None:
        entry = self._line[at]
        roster = self._home[entry.row]
        rows = order.rosters.setdefault(roster, [])
        here = entry.row in rows
        if entry.op == "row_add" and not here and self._may_come_back(order, at):
            order.removed.pop(entry.row, None)
            self._insert(rows, at)
        elif entry.op == "row_move" and here:
            rows.remove(entry.row)
            self._insert(rows, at)
        elif entry.op == "row_remove" and not self._work_beside(at, known):
            order.removals.setdefault(entry.row, []).append(at)
            if here:
                order.removed[entry.row] = (roster, rows.index(entry.row))
                rows.remove(entry.row)

    def _may_come_back(self, order: Order, at: int) -> bool:
        """Who took a removal back has not spoken of another one that he didn't know."""
        return all(self._lineage.knows(at, each) for each in order.removals.get(self._line[at].row, ()))

    def _insert(self, rows: list[str], at: int) -> None:
        entry = self._line[at]
        seen = self._seen[at].rosters.get(self._home[entry.row], []) if at in self._seen else rows
        if entry.row in seen:
            seen = [row for row in seen if row != entry.row]
        last = next((row for row in reversed(seen[: _position(entry)]) if row in rows), None)
        rows.insert(0 if last is None else rows.index(last) + 1, entry.row)

    def _work_beside(self, removal: int, known: int) -> list[int]:
        """What others, who didn't know of the removal, did on the row, and he who removed it didn't know."""
        on_row = self._lineage.on_row[self._line[removal].row]
        return [at for at in on_row if known >> at & 1 and self._lineage.apart(at, removal) and self._is_work(at)]

    def _is_work(self, at: int) -> bool:
        """Not that a row came or went, nor that it got another number because one beside it did."""
        entry = self._line[at]
        if entry.undoes in self._places:
            return self._is_work(self._places[entry.undoes])
        first = self._line[self._places.get(entry.group, at)]
        besides = entry.op == "set" and first.op in _ROW_OPERATIONS and first.row != entry.row
        return not besides and entry.op not in ("row_add", "row_remove")


def _position(entry: Entry) -> int:
    text = entry.new or ""
    if not (text.isascii() and text.isdigit()):
        raise _malformed(entry)
    return int(text)


def _malformed(entry: Entry) -> InputFault:
    return InputFault("entry_malformed", op=entry.op, document=entry.document, seq=entry.seq)
