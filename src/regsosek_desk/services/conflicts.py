"""Where two people wrote differently: what each wrote, in words, and the choice between them."""

from __future__ import annotations

from dataclasses import dataclass

from regsosek_desk.core.domain.journal import Draft
from regsosek_desk.core.domain.merge import REMOVED, Conflict, Side
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.messages import row_name, shown
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import form_of, instance_from
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t


@dataclass(frozen=True, slots=True)
class Choice:
    """One side as people read it; the first of a conflict stands in the document now."""

    side: Side
    value: str
    """The answer with the label of its code, the note, or what was done with the row."""
    who: str
    """Name of the petugas; the code where the name isn't known."""
    at: str
    """UTC, ISO 8601, by the clock of the laptop it was written on."""


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A conflict with the words of the form."""

    conflict: Conflict
    number: str
    """As printed; "" for a row."""
    label: str
    """Of the question; of the roster for a row."""
    row: str
    """Name of the row, "" for the family."""
    base: str
    """What both had started from, in words; "" for a row."""
    choices: tuple[Choice, ...]

    @property
    def place(self) -> Place | None:
        """Where it is on the paper; None for a row as a whole."""
        return Place(self.conflict.question, self.conflict.row) if self.conflict.question else None


def open_conflicts(file: WorkFile, document: str) -> list[OpenConflict]:
    """The open conflicts of a document. Raises InputFault `document_missing`, `form_unknown`."""
    stored = file.document(document)
    instance = instance_from(form_of(stored), stored.state)
    names = file.petugas_names()
    return [_in_words(instance, names, each) for each in file.conflicts(document)]


def choose(desk: DocumentDesk, conflict: Conflict, side: Side) -> None:
    """Let one side stand, through the journal, so that the conflict is settled on every device it gets to.

    Raises InputFault `conflict_gone` when it isn't open any more, or not so; MachineFault.
    """
    if conflict not in desk.conflicts() or side not in conflict.sides:
        raise InputFault("conflict_gone")
    if conflict.kind == "row" and side.value == REMOVED:
        desk.remove_row(conflict.row, settling=True)
    else:
        desk.decide(_draft(desk, conflict, side))


def _draft(desk: DocumentDesk, conflict: Conflict, side: Side) -> Draft:
    if conflict.kind == "row":
        here = str(desk.instance.position(conflict.row) - 1)
        return Draft("row_move", row=conflict.row, roster=conflict.roster, old=here, new=here)
    key = (conflict.row, conflict.question)
    if conflict.kind == "note":
        return Draft("note", *_at(key), old=desk.state.notes.get(key), new=side.value)
    answers = desk.state.answers_at(conflict.row) or {}
    return Draft("set", *_at(key), old=answers.get(conflict.question), new=side.value)


def _at(key: tuple[str, str]) -> tuple[str, str, str]:
    """Row, roster and question of a draft about a field."""
    return key[0], "", key[1]


def _in_words(instance: FormInstance, names: dict[str, str], conflict: Conflict) -> OpenConflict:
    row = row_name(instance, conflict.row) if conflict.row else ""
    if conflict.kind == "row":
        number, label, base = "", instance.program.bound.form.rosters[conflict.roster].label, ""
    else:
        question = instance.cell(Place(conflict.question, conflict.row)).question
        number, label, base = question.number, question.label, _value(instance, conflict, conflict.base)
    choices = [
        Choice(side, _value(instance, conflict, side.value), names.get(side.petugas, side.petugas), side.at)
        for side in conflict.sides
    ]
    return OpenConflict(conflict, number, label, row, base, tuple(choices))


def _value(instance: FormInstance, conflict: Conflict, value: str | None) -> str:
    if conflict.kind == "row":
        return t("merge.row.removed" if value == REMOVED else "merge.row.worked_on")
    if conflict.kind == "note" and value is not None:
        return value
    return shown(instance, instance.cell(Place(conflict.question, conflict.row)), value)
