"""What a Koseka weighs before a whole SLS is approved: room, work, and the status of each family against its house."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.messages import label_of, message_of, row_name, shown
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.models import Risk
from regsosek_desk.core.formdef.values import parse_number
from regsosek_desk.services.documents import FAMILY_FORM, form_of, instance_from, judge_stored
from regsosek_desk.services.facts import OthersAtOnce, facts_of
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile


@dataclass(frozen=True, slots=True)
class Job:
    """Work of a member, as it was described and as it was coded."""

    number: str
    name: str
    text: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """One family."""

    row: DocumentRow
    status: str
    """With its label, "" while it isn't keyed."""
    per_person: float | None
    """m² of floor for each, None where one of the two is blank or nobody lives there."""
    cramped: bool
    jobs: tuple[Job, ...]
    against: tuple[str, ...]
    """What speaks against the status, in words, those that somebody confirmed with the reason."""

    @property
    def weight(self) -> int:
        """Reasons to look at the family before others."""
        uncoded = any(not job.code for job in self.jobs)
        return len(self.against) + self.cramped + uncoded + (self.row.errors > 0)


def risk_table(file: WorkFile, sls_id: str) -> list[RiskLine]:
    """The keyed families of an SLS, those with most against them first. Raises MachineFault."""
    rows = {row.id: row for row in file.lists.documents(sls_id, form=FAMILY_FORM) if row.status != "blank"}
    others, programs = OthersAtOnce(file), dict[str, FormProgram]()
    lines: list[RiskLine] = []
    for stored in file.documents(list(rows)):
        version = stored.summary.form_version
        program = programs.get(version) or programs.setdefault(version, form_of(stored))
        lines.append(_line(program, others, stored, rows[stored.id]))
    return sorted(lines, key=lambda line: (-line.weight, line.row.family_number))


def _line(program: FormProgram, others: OthersAtOnce, stored: StoredDocument, row: DocumentRow) -> RiskLine:
    instance = instance_from(program, stored.state, partial(facts_of, others, document=stored))
    form = program.bound.form
    per_person = _per_person(instance, form.risk) if form.risk else None
    against = tuple(_against(instance, stored, form.risk)) if form.risk else ()
    cramped = form.risk is not None and per_person is not None and per_person < form.risk.least
    return RiskLine(row, _status(instance), per_person, cramped, tuple(_jobs(instance)), against)


def _status(instance: FormInstance) -> str:
    place = Place(instance.program.bound.form.summary["family_status"])
    text = instance.text(place)
    return shown(instance, instance.cell(place), text) if text else ""


def _per_person(instance: FormInstance, risk: Risk) -> float | None:
    space, persons = (parse_number(instance.text(Place(name)) or "") for name in (risk.space, risk.persons))
    return space / persons if space is not None and persons else None


def _against(instance: FormInstance, stored: StoredDocument, risk: Risk) -> Iterator[str]:
    for violation in judge_stored(instance, stored).violations:
        if violation.rule not in risk.rules:
            continue
        facts = message_of(instance, violation).facts
        place = violation.place
        kept = stored.state.confirmations.get((place.row, place.question, violation.rule))
        yield f"{facts} ({kept.reason})" if kept else facts


def _jobs(instance: FormInstance) -> Iterator[Job]:
    """Every description with its code, member by member."""
    for rows in instance.rosters.values():
        for record in rows:
            for cell in record.program.cells:
                source = cell.question.propose_from
                text = instance.text(Place(source, record.id)) if source else None
                if text is not None:
                    code = record.texts[cell.slot]
                    name = row_name(instance, record.id)
                    yield Job(cell.question.number, name, text, code or "", label_of(cell, code))
