"""The answers of one document and everything the form derives from them.

Answers go in one at a time, in any order; states and violations depend on the answers alone. After each
change only the records that read the changed answer are looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from regsosek_desk.core.engine.program import FormProgram, RecordProgram
from regsosek_desk.core.formdef.bind import BoundCheck, Cell
from regsosek_desk.core.formdef.models import SEVERITIES
from regsosek_desk.core.formdef.values import Value, normalise

FAMILY = ""  # row id of the family's own record
Facts = Mapping[str, Mapping[str, str | int | None]]
"""What the host knows: row id (FAMILY too) → fact → value, None where unknown."""
_RANK = {severity: rank for rank, severity in enumerate(SEVERITIES)}


class Place(NamedTuple):
    """A question in the family's record (row == "") or in the roster row with that stable id."""

    question: str
    row: str = FAMILY


class UnknownPlace(KeyError):
    """A question or row the document doesn't have."""


@dataclass(slots=True, eq=False)
class Record:
    """Lists by slot: text as stored, value in expressions, and whether the text is wrong in itself."""

    id: str
    program: RecordProgram
    texts: list[str | None]
    values: list[Value]
    bad: list[bool]
    states: tuple[bool | None, ...] = ()
    found: list[int] = field(default_factory=list)
    cross: list[int] = field(default_factory=list)

    @classmethod
    def blank(cls, row: str, program: RecordProgram) -> Record:
        size = program.size
        return cls(row, program, [None] * size, [None] * size, [False] * size)

    def put(self, slot: int, text: str | None) -> None:
        self.texts[slot] = text
        if text is None:
            self.values[slot], self.bad[slot] = None, False
        else:
            self.values[slot], self.bad[slot] = self.program.check_text(slot, text)

    def fill(self, answers: Mapping[str, str]) -> None:
        """Put stored answers into a blank record. Raises UnknownPlace."""
        places, texts, values = self.program.known, self.texts, self.values
        try:
            for question, text in answers.items():
                slot, known = places[question]
                value = known.get(text)
                if value is None:
                    self.put(slot, text or None)
                else:
                    texts[slot] = text
                    values[slot] = value
        except KeyError as unknown:
            raise UnknownPlace(*unknown.args) from None

    def answers(self) -> dict[str, str]:
        """Question id → stored text of everything filled, in printed order."""
        return {c.id: t for c in self.program.cells if (t := self.texts[c.slot]) is not None}


@dataclass(frozen=True, slots=True)
class Violation:
    """A check that holds at a place. `position` is the row's number from 1, 0 for the family."""

    check: BoundCheck
    place: Place
    position: int

    @property
    def rule(self) -> str:
        return self.check.rule.rule

    @property
    def severity(self) -> str:
        return self.check.severity

    @property
    def order(self) -> tuple[int, int, int, int]:
        """Gravest first, then the order of the paper: block by block, member by member, down the column."""
        cell = self.check.cell
        return (_RANK[self.check.severity], *paper_order(cell, self.position))

    @property
    def at(self) -> str:
        """Place as cases write it: `r301b` or `anggota[2].r410`."""
        cell = self.check.cell
        return f"{cell.roster}[{self.position}].{cell.id}" if cell.roster else cell.id


def paper_order(cell: Cell, position: int) -> tuple[int, int, int]:
    """Order of a place on paper. The blocks of one roster form one table: its columns come one by one."""
    return (cell.order, 0, 0) if cell.roster is None else (cell.order - cell.slot, position, cell.slot)


class FormInstance:
    """One document in memory. Reads and changes answers; knows no screen, no file, no database."""

    def __init__(
        self,
        program: FormProgram,
        answers: Mapping[str, str] | None = None,
        rosters: Mapping[str, Iterable[tuple[str, Mapping[str, str]]]] | None = None,
        facts: Callable[[FormInstance], Facts] | None = None,
    ) -> None:
        """`rosters` gives (stable row id, answers) in order; `facts` is asked once the answers are in.

        Raises UnknownPlace for an unknown question.
        """
        self.program = program
        self.family = Record.blank(FAMILY, program.records[None])
        self.rosters: dict[str, list[Record]] = {name: [] for name in program.bound.form.rosters}
        self._rows: dict[str, Record] = {FAMILY: self.family}
        self._aggregates: tuple[Value, ...] = ()
        self.family.fill(answers or {})
        for name, rows in (rosters or {}).items():
            if name not in self.rosters:
                raise UnknownPlace(name)
            for row, row_answers in rows:
                record = Record.blank(row, program.records[name])
                record.fill(row_answers)
                self.rosters[name].append(record)
                self._rows[row] = record
        if facts is not None:
            self._take(facts(self))
        self.refresh()

    # --- reading ----------------------------------------------------------------------------------

    def record(self, row: str) -> Record:
        """The record with that row id. Raises UnknownPlace."""
        try:
            return self._rows[row]
        except KeyError:
            raise UnknownPlace(row) from None

    def has(self, place: Place) -> bool:
        record = self._rows.get(place.row)
        return record is not None and place.question in record.program.slot_of

    def cell(self, place: Place) -> Cell:
        record = self.record(place.row)
        return record.program.cells[_slot(record, place.question)]

    def text(self, place: Place) -> str | None:
        """The answer as stored; None when blank."""
        record = self.record(place.row)
        return record.texts[_slot(record, place.question)]

    def asked(self, place: Place) -> bool | None:
        """Whether the question's condition holds: True, plainly not (False), or can't be said yet (None)."""
        record = self.record(place.row)
        return record.states[record.program.asked_state[_slot(record, place.question)]]

    def required(self, place: Place) -> bool | None:
        """Whether a blank there counts as missing."""
        record = self.record(place.row)
        return record.states[record.program.required_state[_slot(record, place.question)]]

    def rows(self, roster: str) -> Sequence[Record]:
        return self.rosters[roster]

    def position(self, row: str) -> int:
        """The row's number from 1 in its roster; 0 for the family."""
        if row == FAMILY:
            return 0
        record = self.record(row)
        return self.rosters[record.program.roster or ""].index(record) + 1

    def answers(self) -> dict[str, Any]:
        """All answers in the shape of a case file: questions, and a list of rows per roster."""
        return {**self.family.answers(), **{n: [r.answers() for r in rows] for n, rows in self.rosters.items()}}

    def blank(self) -> bool:
        return not any(self.rosters.values()) and not any(self.family.answers())

    # --- changing ---------------------------------------------------------------------------------

    def set(self, place: Place, raw: str | None) -> str | None:
        """Store an answer (padded as its boxes want) and bring states and checks up to date.

        Returns the stored text. Raises UnknownPlace.
        """
        record = self.record(place.row)
        slot = _slot(record, place.question)
        text = None if raw is None else normalise(record.program.cells[slot].question, raw)
        if text != record.texts[slot]:
            record.put(slot, text)
            self._after(record, place.question)
        return text

    def set_facts(self, facts: Facts) -> None:
        """What the host knows now."""
        if self._take(facts):
            self.refresh()

    def _take(self, facts: Facts) -> bool:
        """Whether one of the facts is another than before."""
        changed = False
        for row, values in facts.items():
            record = self.record(row)
            for name, value in values.items():
                slot = _slot(record, name)
                changed = changed or record.values[slot] != value
                record.values[slot] = value
                record.texts[slot] = None if value is None else str(value)
        return changed

    def add_row(self, roster: str, row: str, position: int | None = None) -> Record:
        """Insert an empty row (position from 0; at the end when None) under its stable id."""
        record = Record.blank(row, self.program.records[roster])
        rows = self.rosters[roster]
        rows.insert(len(rows) if position is None else position, record)
        self._rows[row] = record
        self._run_row(record)
        self._rows_changed(roster)
        return record

    def remove_row(self, row: str) -> Record:
        record = self.record(row)
        roster = record.program.roster or ""
        self.rosters[roster].remove(record)
        del self._rows[row]
        self._rows_changed(roster)
        return record

    def move_row(self, row: str, position: int) -> None:
        record = self.record(row)
        roster = record.program.roster or ""
        rows = self.rosters[roster]
        rows.remove(record)
        rows.insert(position, record)
        self._rows_changed(roster)

    # --- deriving ---------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Derive everything anew."""
        self._run_aggregates()
        self._run_family()
        for name, rows in self.rosters.items():
            for record in rows:
                self._run_row(record)
            self._run_cross(name)

    def _after(self, record: Record, question: str) -> None:
        roster = record.program.roster
        aggregates = (roster, question) in self.program.aggregate_reads and self._run_aggregates()
        states = (roster is None or aggregates) and self._run_family()
        if roster is not None:
            self._run_row(record)
        for name in self.rosters:
            self._rerun_rows(name, question, roster is None, aggregates, states)

    def _rerun_rows(self, name: str, question: str, of_family: bool, aggregates: bool, states: bool) -> None:
        program = self.program.records[name]
        everywhere = (of_family and question in program.local_family_reads) or (
            (aggregates and program.local_reads_aggregates) or (states and program.local_reads_states)
        )
        if everywhere:
            for record in self.rosters[name]:
                self._run_row(record)
        if everywhere or aggregates or question in program.cross_reads:
            self._run_cross(name)

    def _rows_changed(self, roster: str) -> None:
        aggregates = roster in self.program.aggregate_rosters and self._run_aggregates()
        states = aggregates and self._run_family()
        for name, rows in self.rosters.items():
            program = self.program.records[name]
            if (aggregates and program.local_reads_aggregates) or (states and program.local_reads_states):
                for record in rows:
                    self._run_row(record)
            if name == roster or program.cross:
                self._run_cross(name)

    def _run_aggregates(self) -> bool:
        f = self.family
        found = self.program.aggregates(f.texts, f.values, f.bad, self.rosters)
        changed = found != self._aggregates
        self._aggregates = found
        return changed

    def _run_family(self) -> bool:
        f = self.family
        f.found = []
        states = f.program.run(f.texts, f.values, f.bad, self._aggregates, f.found)
        changed = states != f.states
        f.states = states
        return changed

    def _run_row(self, r: Record) -> None:
        f = self.family
        r.found = []
        r.states = r.program.run(
            f.texts, f.values, f.bad, f.states, self._aggregates, r.texts, r.values, r.bad, r.found
        )

    def _run_cross(self, roster: str) -> None:
        f = self.family
        cross = self.program.records[roster].cross
        if cross is not None:
            cross(f.texts, f.values, f.bad, f.states, self._aggregates, self.rosters[roster])

    # --- violations -------------------------------------------------------------------------------

    def found(self) -> Iterator[Violation]:
        """Every violation, in no particular order."""
        checks = self.program.checks
        for number in self.family.found:
            yield Violation(checks[number], Place(checks[number].cell.id), 0)
        for rows in self.rosters.values():
            for position, record in enumerate(rows, 1):
                for number in (*record.found, *record.cross):
                    yield Violation(checks[number], Place(checks[number].cell.id, record.id), position)

    def violations(self) -> list[Violation]:
        """All violations, gravest first, then in the order of the paper."""
        return sorted(self.found(), key=lambda v: v.order)


def _slot(record: Record, question: str) -> int:
    try:
        return record.program.slot_of[question]
    except KeyError:
        raise UnknownPlace(question) from None
