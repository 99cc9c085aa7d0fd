"""One document on the desk: every change is in the journal on disk before the next one, checks follow at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from regsosek_desk.core.domain.documents import Confirmation, RemovedRow
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, confirmation_text
from regsosek_desk.core.domain.merge import Conflict, given
from regsosek_desk.core.domain.replay import apply
from regsosek_desk.core.domain.undo import UndoStack, own_tail, revert
from regsosek_desk.core.engine.evaluate import value_of
from regsosek_desk.core.engine.instance import FormInstance, Place, Record, Violation
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.review import Status, seen_print
from regsosek_desk.core.expr.tree import Window
from regsosek_desk.core.formdef.values import normalise
from regsosek_desk.services.documents import instance_from, judge, summary_of
from regsosek_desk.services.facts import Others, facts_of, touches_facts
from regsosek_desk.services.marks import Mark, Marks, SectionState
from regsosek_desk.storage.workfile import WHERE, WorkFile

T = TypeVar("T")


class RunOnFile(Protocol):
    """Runs a function on the open work file, in the one thread that owns it, and waits for the result."""

    def __call__(self, work: Callable[[WorkFile], T], /) -> T: ...


class DocumentDesk:
    """An open document: its answers, its violations, and the only way to change it.

    Every change is on disk when the method returns. When the disk refuses (MachineFault) the document is as it
    was before, in memory and in the file.
    """

    def __init__(self, run: RunOnFile, program: FormProgram, document: str, stamp: Callable[[], Stamp]) -> None:
        """Open a document of the work file. Raises InputFault `document_missing`."""
        self._run = run
        self._stamp = stamp
        self.program = program
        self.stored, history = run(lambda file: (file.document(document), file.history(document)))
        self.state = self.stored.state
        self._prelist = given(history)
        self._undo = UndoStack(own_tail(history, self.stored.tip, stamp().device))
        self.instance: FormInstance = instance_from(program, self.state)
        self._note_facts()
        self._look()

    @property
    def id(self) -> str:
        return self.stored.id

    # --- reading ----------------------------------------------------------------------------------

    @property
    def status(self) -> Status:
        return self.review.status

    @property
    def notes(self) -> Mapping[Place, str]:
        return {Place(question, row): text for (row, question), text in self.state.notes.items()}

    def mark(self, place: Place) -> Mark | None:
        """How the place is to be marked: the gravest thing that is wrong there."""
        return self.marks.places.get(place)

    def section_state(self, section: str) -> SectionState:
        return self.marks.sections.get(section, "empty")

    def is_given(self, place: Place) -> bool:
        """Whether the prelist gave the answer that stands there."""
        return place.question in (self._prelist.answers_at(place.row) or {})

    def conflicts(self) -> tuple[Conflict, ...]:
        """Where two devices wrote differently and nobody has chosen yet, as the file has it now."""
        return self._run(lambda file: file.conflicts(self.id))

    def violation_at(self, place: Place) -> Violation | None:
        """The gravest violation of the place."""
        return next((v for v in self.review.violations if v.place == place), None)

    # --- changing ---------------------------------------------------------------------------------

    def answer(self, place: Place, raw: str | None) -> None:
        """Store an answer, padded as its boxes want; "" or None makes it blank. Raises MachineFault, UnknownPlace."""
        old = self.instance.text(place)
        new = None if raw is None else normalise(self.instance.cell(place).question, raw)
        if new != old:
            self._commit([Draft("set", row=place.row, question=place.question, old=old, new=new)], place)

    def add_row(self, roster: str, position: int | None = None) -> str:
        """Insert a row (position from 0; at the end when None) with its first values; gives its stable id."""
        row, rows = uuid7(), list(self.instance.rows(roster))
        at = len(rows) if position is None else position
        drafts = [Draft("row_add", row=row, roster=roster, new=str(at))]
        for question, text in self._first_values(roster, row, at).items():
            drafts.append(Draft("set", row=row, question=question, new=text))
        after: list[Record | None] = [*rows]
        after.insert(at, None)
        self._commit([*drafts, *self._renumbered(roster, rows, after)], Place(self._name_of(roster), row))
        return row

    def remove_row(self, row: str) -> None:
        """Take a row out; the journal keeps it and undo brings it back."""
        roster, rows = self._roster_of(row)
        after = [record for record in rows if record.id != row]
        old = self.instance.position(row) - 1
        drafts = [Draft("row_remove", row=row, roster=roster, old=str(old))]
        self._commit([*drafts, *self._renumbered(roster, rows, after)], None)

    def move_row(self, row: str, position: int) -> None:
        """Bring a row to a position from 0, its answers with it; out of range does nothing."""
        roster, rows = self._roster_of(row)
        old = self.instance.position(row) - 1
        if old == position or not 0 <= position < len(rows):
            return
        after = list(rows)
        after.insert(position, after.pop(old))
        drafts = [Draft("row_move", row=row, roster=roster, old=str(old), new=str(position))]
        self._commit([*drafts, *self._renumbered(roster, rows, after)], None)

    def note(self, place: Place, text: str) -> None:
        """Put a note on a question; "" takes it away."""
        old, new = self.notes.get(place), text.strip() or None
        if old != new:
            self._commit([Draft("note", row=place.row, question=place.question, old=old, new=new)], place)

    def confirm(self, violation: Violation, reason: str) -> None:
        """Let a warning stand, with a reason. It falls open again when an answer that it read changes."""
        place, rule = violation.place, violation.rule
        old = self.state.confirmations.get((place.row, place.question, rule))
        draft = Draft(
            "confirm",
            row=place.row,
            question=place.question,
            old=confirmation_text(rule, old.reason, old.seen) if old else None,
            new=confirmation_text(rule, reason, seen_print(self.instance, violation)),
        )
        self._commit([draft], place)

    def decide(self, draft: Draft) -> None:
        """Write what settles a conflict, also where it is what stands already (see `services.conflicts`)."""
        self._commit([draft], None)

    def undo(self) -> Place | None:
        """Take the last command back, through the journal; gives the place it was at, None when there is none."""
        return self._revert(self._undo.undo)

    def redo(self) -> Place | None:
        """Take the last undo back."""
        return self._revert(self._undo.redo)

    def recheck(self) -> None:
        """Look again at what other documents say and judge the document anew."""
        self._note_facts()
        self._look()

    def stay_at(self, place: Place) -> None:
        """Remember where the keyer is, for the next start."""
        self._run(lambda file: file.remember(WHERE, self._where(place)))

    # --- inside -----------------------------------------------------------------------------------

    def _note_facts(self) -> None:
        self._facts = self._run(lambda file: facts_of(Others(file), self.instance, self.stored))
        self.instance.set_facts(self._facts)

    def _look(self) -> None:
        self.review = judge(self.instance, self.state, self._prelist)
        self.marks = Marks(self.instance, self.review, self._prelist)

    def _commit(self, drafts: Sequence[Draft], place: Place | None) -> None:
        stamp = self._stamp()
        trial = chain(self.id, START, drafts, stamp)
        before = (dict(self.state.removed), dict(self.state.confirmations), self._facts)
        self._follow(trial)
        try:
            self._apply(drafts)
            if touches_facts(self.program, drafts):
                self._note_facts()
            self._look()
            touched = {d.row for d in drafts if self.state.row(d.row) is not None}
            summary = summary_of(self.instance, self.review, touched)
            where = self._where(place) if place else None
            self._undo.add(self._run(lambda file: file.commit(self.id, drafts, stamp, summary, where)))
        except BaseException:
            self._follow(chain(self.id, START, revert(trial), stamp))
            self._restore(*before)
            raise

    def _restore(
        self,
        removed: dict[str, RemovedRow],
        confirmations: dict[tuple[str, str, str], Confirmation],
        facts: dict[str, dict[str, str | int | None]],
    ) -> None:
        """All derived views as they were. The file may have gone, so nothing is asked of it."""
        self.state.removed, self.state.confirmations = removed, confirmations
        self.instance = instance_from(self.program, self.state)
        self._facts = facts
        self.instance.set_facts(facts)
        self._look()

    def _follow(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            apply(self.state, entry)

    def _apply(self, drafts: Sequence[Draft]) -> None:
        """The drafts in the engine's view."""
        for draft in drafts:
            match draft.op:
                case "set":
                    self.instance.set(Place(draft.question, draft.row), draft.new)
                case "fill":
                    for question, text in json.loads(draft.new or "{}").items():
                        self.instance.set(Place(question, draft.row), text)
                case "row_add":
                    self.instance.add_row(draft.roster, draft.row, int(draft.new or 0))
                    for question, text in (self.state.answers_at(draft.row) or {}).items():
                        self.instance.set(Place(question, draft.row), text)
                case "row_remove":
                    self.instance.remove_row(draft.row)
                case "row_move":
                    self.instance.move_row(draft.row, int(draft.new or 0))
                case "note" | "confirm" | "decide":
                    pass  # no answer changes
                case _:
                    raise ValueError(draft.op)

    def _revert(self, group: Sequence[Entry]) -> Place | None:
        if not group:
            return None
        self._commit(revert(group), None)
        first = group[0]
        if not first.op.startswith("row_"):
            return Place(first.question, first.row)
        place = Place(self._name_of(first.roster), first.row)
        return place if self.instance.has(place) else self._beside(first)

    def _beside(self, gone: Entry) -> Place:
        """The row that stands where one has gone, else the question that gives their number."""
        rows, roster = self.instance.rows(gone.roster), self.program.bound.form.rosters[gone.roster]
        if rows:
            at = int(gone.new or gone.old or 0)
            return Place(roster.name, rows[min(max(at - 1, 0), len(rows) - 1)].id)
        return Place(roster.ends_at or self.instance.family.program.cells[0].id)

    def _where(self, place: Place) -> str:
        return f"{self.id}/{place.row}/{place.question}"

    def _name_of(self, roster: str) -> str:
        return self.program.bound.form.rosters[roster].name

    def _roster_of(self, row: str) -> tuple[str, Sequence[Record]]:
        roster = self.instance.record(row).program.roster or ""
        return roster, list(self.instance.rows(roster))

    def _first_values(self, roster: str, row: str, at: int) -> dict[str, str]:
        """What the form fills in by itself in a new row at this position."""
        first = {question: node for (owner, question), node in self.program.bound.initial.items() if owner == roster}
        self.instance.add_row(roster, row, at)
        try:
            values = {question: value_of(self.instance, node, row) for question, node in first.items()}
        finally:
            self.instance.remove_row(row)
        cells = self.program.bound.cells
        texts = {q: normalise(cells[(roster, q)].question, str(v)) for q, v in values.items() if v is not None}
        return {question: text for question, text in texts.items() if text is not None}

    def _numbered(self, roster: str) -> list[str]:
        """Questions of the roster that start as the row's own number."""
        initial = self.program.bound.initial.items()
        return [q for (owner, q), node in initial if owner == roster and node == Window("position", None)]

    def _renumbered(self, roster: str, before: Sequence[Record], after: Sequence[Record | None]) -> list[Draft]:
        """Rows that carry their own position go on doing so when others come, go or move."""
        was = {record.id: number for number, record in enumerate(before, 1)}
        drafts: list[Draft] = []
        for question in self._numbered(roster):
            cell = self.program.bound.cells[(roster, question)]
            for number, record in enumerate(after, 1):
                if record is None:
                    continue
                old, new = record.texts[cell.slot], normalise(cell.question, str(number))
                if old != new and old == normalise(cell.question, str(was[record.id])):
                    drafts.append(Draft("set", row=record.id, question=question, old=old, new=new))
        return drafts
