"""One document on the desk: every change is in the journal on disk before the next one, checks follow at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from regsosek_desk.core.domain.decisions import RETURN, draft_about_answer, draft_about_document, holds
from regsosek_desk.core.domain.documents import Confirmation, Decision, RemovedRow
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, confirmation_text
from regsosek_desk.core.domain.merge import Conflict, given
from regsosek_desk.core.domain.replay import apply
from regsosek_desk.core.domain.undo import UndoStack, own_tail, revert
from regsosek_desk.core.engine.instance import FormInstance, Place, Record, Violation
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.review import Status, seen_print
from regsosek_desk.core.errors import InputFault
from regsosek_desk.core.formdef.values import normalise
from regsosek_desk.services.documents import instance_from, judge, summary_of
from regsosek_desk.services.facts import Others, facts_of, touches_facts
from regsosek_desk.services.marks import Mark, Marks, SectionState
from regsosek_desk.services.rows import first_values, renumbered
from regsosek_desk.services.team.rights import Refusal
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.workfile import WHERE, WorkFile

T = TypeVar("T")
Right = Callable[[WorkFile, StoredDocument], Refusal | None]
"""Why a document may not be changed now; None when it may."""
_KEYING = frozenset({"set", "fill", "row_add", "row_remove", "row_move", "confirm"})
"""What only somebody does who may change the document; notes and decisions others may write too."""


class RunOnFile(Protocol):
    """Runs a function on the open work file, in the one thread that owns it, and waits for the result."""

    def __call__(self, work: Callable[[WorkFile], T], /) -> T: ...


class DocumentDesk:
    """An open document: its answers, its violations, and the only way to change it.

    Every change is on disk when the method returns. When the disk refuses (MachineFault) the document is as it
    was before, in memory and in the file.
    """

    def __init__(
        self, run: RunOnFile, program: FormProgram, document: str, stamp: Callable[[], Stamp],
        right: Right = lambda _file, _stored: None,
    ) -> None:  # fmt: skip
        """Open a document of the work file. Raises InputFault `document_missing`."""
        self._run = run
        self._stamp = stamp
        self._right = right
        self.program = program
        self.stored, history = run(lambda file: (file.document(document), file.history(document)))
        self.state = self.stored.state
        self._look_at_right()
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
    def refusal(self) -> str:
        """Code of why its answers and rows may not be changed here and now, "" when they may; see `refused`."""
        return self.refused.code if self.refused else ""

    @property
    def status(self) -> Status:
        return self.review.status

    @property
    def notes(self) -> Mapping[Place, str]:
        return {Place(question, row): text for (row, question), text in self.state.notes.items()}

    @property
    def returned(self) -> Mapping[Place, str]:
        """Notes of the answers that somebody gave back and nobody has dealt with since."""
        standing = {at: holds(self.state, *at) for at in self.state.decisions}
        back = {at: found.note for at, found in standing.items() if found and found.decision == RETURN}
        return {Place(question, row): note for (row, question), note in back.items() if question}

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

    # --- changing: InputFault `not_yours` where there is a refusal, for all but notes and decisions -----

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
        for question, text in first_values(self.instance, roster, row, at).items():
            drafts.append(Draft("set", row=row, question=question, new=text))
        after: list[Record | None] = [*rows]
        after.insert(at, None)
        self._commit([*drafts, *renumbered(self.instance, roster, rows, after)], Place(self._name_of(roster), row))
        return row

    def remove_row(self, row: str, *, settling: bool = False) -> None:
        """Take a row out; the journal keeps it and undo brings it back. `settling`: as `decide` does."""
        roster, rows = self._roster_of(row)
        after = [record for record in rows if record.id != row]
        old = self.instance.position(row) - 1
        drafts = [Draft("row_remove", row=row, roster=roster, old=str(old))]
        self._commit([*drafts, *renumbered(self.instance, roster, rows, after)], None, settling=settling)

    def move_row(self, row: str, position: int) -> None:
        """Bring a row to a position from 0, its answers with it; out of range does nothing."""
        roster, rows = self._roster_of(row)
        old = self.instance.position(row) - 1
        if old == position or not 0 <= position < len(rows):
            return
        after = list(rows)
        after.insert(position, after.pop(old))
        drafts = [Draft("row_move", row=row, roster=roster, old=str(old), new=str(position))]
        self._commit([*drafts, *renumbered(self.instance, roster, rows, after)], None)

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
        self._commit([draft], None, settling=True)

    def record(self, decision: str, place: Place | None, note: str = "") -> None:
        """Decide about the answer at a place, with None about the whole document (see `core.domain.decisions`)."""
        if place is None:
            self._commit([draft_about_document(self.state, decision, note)], None)
        else:
            self._commit([draft_about_answer(self.state, place.row, place.question, decision, note)], place)

    def undo(self) -> Place | None:
        """Take the last command back, through the journal; gives the place it was at, None when there is none."""
        return self._revert(self._undo.undo)

    def redo(self) -> Place | None:
        """Take the last undo back."""
        return self._revert(self._undo.redo)

    def recheck(self) -> None:
        """Look again at what other documents and the control book say, and judge the document anew."""
        self._look_at_right()
        self._note_facts()
        self._look()

    def stay_at(self, place: Place) -> None:
        """Remember where the keyer is, for the next start."""
        self._run(lambda file: file.remember(WHERE, self._where(place)))

    # --- inside -----------------------------------------------------------------------------------

    def _look_at_right(self) -> None:
        self.refused = self._run(lambda file: self._right(file, self.stored))

    def _note_facts(self) -> None:
        self._facts = self._run(lambda file: facts_of(Others(file), self.instance, self.stored))
        self.instance.set_facts(self._facts)

    def _look(self) -> None:
        self.review = judge(self.instance, self.state, self._prelist)
        self.marks = Marks(self.instance, self.review, self._prelist)

    def _commit(self, drafts: Sequence[Draft], place: Place | None, *, settling: bool = False) -> None:
        if self.refused and not settling and any(draft.op in _KEYING for draft in drafts):
            raise InputFault("not_yours", why=self.refused.words)
        stamp = self._stamp()
        trial = chain(self.id, START, drafts, stamp)
        state = self.state
        before = (dict(state.removed), dict(state.confirmations), dict(state.decisions), self._facts)
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
        if any(draft.op == "decide" for draft in drafts):
            self._look_at_right()  # the document is with somebody else now, or back

    def _restore(
        self,
        removed: dict[str, RemovedRow],
        confirmations: dict[tuple[str, str, str], Confirmation],
        decisions: dict[tuple[str, str], Decision],
        facts: dict[str, dict[str, str | int | None]],
    ) -> None:
        """All derived views as they were. The file may have gone, so nothing is asked of it."""
        self.state.removed, self.state.confirmations, self.state.decisions = removed, confirmations, decisions
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
            return Place(first.question or self.instance.family.program.cells[0].id, first.row)
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
