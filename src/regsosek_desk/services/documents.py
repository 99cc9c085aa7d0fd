"""Between stored documents and the engine: views, judgement, and the columns that lists need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from regsosek_desk.core.domain.documents import DocumentState, RowKey, Summary
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Stamp, chain, fill
from regsosek_desk.core.domain.replay import apply
from regsosek_desk.core.engine.instance import Facts, FormInstance, Place, Record, UnknownPlace
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.review import Confirmation, Review, review
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form

FAMILY_FORM, LIST_FORM = "regsosek22-k", "regsosek22-vk1"
_COLUMNS = ("family_number", "building_number", "head_name", "kk_number", "kk_code", "family_status")


def instance_from(
    program: FormProgram, state: DocumentState, facts: Callable[[FormInstance], Facts] | None = None
) -> FormInstance:
    """The engine's view of a stored document. Raises MachineFault `document_differs` when it isn't of this form."""
    rosters = {name: [(row.id, row.answers) for row in rows] for name, rows in state.rosters.items()}
    try:
        return FormInstance(program, state.answers, rosters, facts)
    except UnknownPlace as unknown:
        raise MachineFault("document_differs") from unknown


def form_of(document: StoredDocument) -> FormProgram:
    """The form in the version that the document was keyed with. Raises InputFault `form_unknown`, `form_faulty`."""
    version = document.summary.form_version
    try:
        return load_form(document.form, version or None)
    except InputFault as fault:
        name = f"{document.form} {version}".strip()
        raise InputFault(fault.code, file=document.sls_id, form=name) from fault


def judge(instance: FormInstance, state: DocumentState, prelist: DocumentState) -> Review:
    """Violations and status of a document, its stored confirmations counted.

    It is blank while nothing is keyed beyond what the office gave (decisions.md §3).
    """
    return review(instance, _confirmations(state), blank=state.is_within(prelist))


def judge_stored(instance: FormInstance, stored: StoredDocument) -> Review:
    """The same for a document nobody has open: whether it is blank, the last commit has found."""
    return review(instance, _confirmations(stored.state), blank=stored.summary.status == "blank")


def _confirmations(state: DocumentState) -> dict[tuple[str, Place], Confirmation]:
    return {
        (rule, Place(question, row)): Confirmation(rule, Place(question, row), c.reason, str(c.seen))
        for (row, question, rule), c in state.confirmations.items()
    }


def summary_of(instance: FormInstance, found: Review, rows: Iterable[str] | None = None) -> Summary:
    """The columns that lists and searches need, from the questions that the form names for them.

    `rows` are the ids of roster rows that changed; all of them when None.
    """
    program = instance.program
    names = program.bound.form.summary
    columns = {column: text_of(instance.family, names.get(column)) for column in _COLUMNS}
    return Summary(
        form_version=program.bound.form.version,
        rule_hash=program.rule_hash,
        status=found.status,
        errors=found.count("E"),
        warnings=found.count("W"),
        infos=found.count("I"),
        row_keys={row: _row_key(instance, row) for row in (_row_ids(instance) if rows is None else rows)},
        **columns,
    )


def summary_for(program: FormProgram, state: DocumentState, prelist: DocumentState) -> Summary:
    """The columns of a state that no desk has open, as far as it can be judged without its neighbours."""
    instance = instance_from(program, state)
    return summary_of(instance, judge(instance, state, prelist))


def _row_ids(instance: FormInstance) -> list[str]:
    return [record.id for rows in instance.rosters.values() for record in rows]


def _row_key(instance: FormInstance, row: str) -> RowKey:
    names, record = instance.program.bound.form.summary, instance.record(row)
    return RowKey(text_of(record, names.get("row_name")), text_of(record, names.get("row_nik")))


def text_of(record: Record, question: str | None) -> str:
    """The answer as stored; "" when blank, or when the record has no such question."""
    slot = record.program.slot_of.get(question) if question else None
    return (record.texts[slot] or "") if slot is not None else ""


def area_code(instance: FormInstance) -> str:
    """The 16 digits of the SLS that the document says it belongs to; "" while a part is blank."""
    parts = [text_of(instance.family, question) for question in instance.program.bound.form.area]
    return "".join(parts) if all(parts) else ""


def drafts_of(
    answers: Mapping[str, Any], rosters: Iterable[str], there: Mapping[str, str] | None = None
) -> list[Draft]:
    """Drafts that key a whole document at once, from answers in the shape of a case file.

    `there` are the family's answers that stand already.
    """
    names = list(rosters)
    family = {question: text for question, text in answers.items() if question not in names}
    drafts = [fill(family, there)] if family else []
    for roster in names:
        for position, row_answers in enumerate(answers.get(roster) or []):
            drafts += row_drafts(roster, position, row_answers, uuid7())
    return drafts


def row_drafts(roster: str, position: int, answers: Mapping[str, str], row: str) -> list[Draft]:
    """Drafts that add one row under its stable id and fill it."""
    added = Draft("row_add", row=row, roster=roster, new=str(position))
    return [added, fill(answers, row=row)] if answers else [added]


def state_after(
    document: str, drafts: Sequence[Draft], stamp: Stamp, state: DocumentState | None = None
) -> DocumentState:
    """The document that these drafts make of a state (changed in place), or of nothing."""
    state = state or DocumentState()
    for entry in chain(document, START, drafts, stamp):
        apply(state, entry)
    return state
