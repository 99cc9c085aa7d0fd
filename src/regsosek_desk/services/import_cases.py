"""Case files into a work file, each as a family document; nothing that was keyed is ever replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import DocumentState, Summary
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.merge import given
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.check import padded, program_of
from regsosek_desk.services.documents import FAMILY_FORM, drafts_of, instance_from, judge, state_after, summary_of
from regsosek_desk.services.facts import Others, facts_of
from regsosek_desk.storage.casefiles import read_case
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile

MANY_ROWS = 30
"""More members than this are taken, and said."""
Outcome = Literal["made", "filled", "same"]


@dataclass(frozen=True)
class Imported:
    """What became of one case: a new document, a blank one filled in, or the same answers found already there."""

    outcome: Outcome
    document: str
    family: str
    status: str
    rows: int
    new_area: bool


def import_case(file: WorkFile, path: Path, stamp: Stamp) -> Imported:
    """Bring one case file in.

    Raises InputFault as `read_case` does, `question_unknown`, `form_not_family`, `area_incomplete`, and
    `family_taken` when that family has other answers already.
    """
    case = read_case(path)
    program = program_of(case.form, path.name)
    if case.form != FAMILY_FORM:
        raise InputFault("form_not_family", file=path.name, form=case.form)
    return _Importer(file, program, padded(program, case.answers, path.name), path.name, stamp).run()


class _Importer:
    def __init__(
        self, file: WorkFile, program: FormProgram, answers: Mapping[str, Any], name: str, stamp: Stamp
    ) -> None:
        self.file = file
        self.program = program
        self.answers = answers
        self.name = name
        self.stamp = stamp
        self.sls_id = self._sls_id()

    def run(self) -> Imported:
        new_area = self._add_area()
        there = self._there()
        if there is None:
            document, outcome = self._make(), "made"
        else:
            document, outcome = there.id, self._fill(there.id)
        stored = self.file.document(document)
        rows = sum(map(len, stored.state.rosters.values()))
        key = f"{self.sls_id}-{stored.summary.family_number}"
        return Imported(outcome, document, key, stored.summary.status, rows, new_area)  # type: ignore[arg-type]

    def _sls_id(self) -> str:
        parts = [self.answers.get(question, "") for question in self.program.bound.form.area]
        code = "".join(parts)
        if not all(parts) or not (code.isascii() and code.isdigit() and len(code) == 16):
            raise InputFault("area_incomplete", file=self.name)
        return code

    def _add_area(self) -> bool:
        if any(sls.id == self.sls_id for sls in self.file.sls_list()):
            return False
        self.file.add_sls(Sls(self.sls_id))
        return True

    def _there(self) -> DocumentRow | None:
        number = self.answers.get(self.program.bound.form.summary["family_number"], "")
        rows = self.file.lists.documents(self.sls_id, form=FAMILY_FORM)
        return next((row for row in rows if number and row.family_number == number), None)

    def _make(self) -> str:
        drafts = drafts_of(self.answers, self.program.bound.form.rosters)
        new = NewDocument(FAMILY_FORM, self.sls_id, Summary(), drafts)
        with self.file.together():
            [document] = self.file.create_documents(self.stamp, [new])
            stored = self.file.document(document)
            self.file.save_summaries([(document, self._summary(stored, stored.state, DocumentState()))])
        return document

    def _summary(self, stored: StoredDocument, state: DocumentState, prelist: DocumentState) -> Summary:
        instance = instance_from(self.program, state)
        instance.set_facts(facts_of(Others(self.file), instance, stored))
        return summary_of(instance, judge(instance, state, prelist))

    def _fill(self, document: str) -> Outcome:
        """Fill a document that holds nothing but its prelist; the same answers again are no change."""
        stored = self.file.document(document)
        prelist = given(self.file.history(document))
        instance = instance_from(self.program, stored.state)
        if _same(instance.answers(), self.answers):
            return "same"
        if not stored.state.is_within(prelist):
            raise InputFault("family_taken", file=self.name, family=f"{self.sls_id}-{stored.summary.family_number}")
        changes = {q: a for q, a in self.answers.items() if isinstance(a, list) or stored.state.answers.get(q) != a}
        drafts = drafts_of(changes, self.program.bound.form.rosters, stored.state.answers)
        state = state_after(document, drafts, self.stamp, stored.state)
        self.file.commit(document, drafts, self.stamp, self._summary(stored, state, prelist))
        return "filled"


def _same(there: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    def filled(answers: Mapping[str, Any]) -> dict[str, Any]:
        return {q: a for q, a in answers.items() if a not in ("", [], None)}

    return filled(there) == filled(given)
