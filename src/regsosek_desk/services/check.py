"""Checking without a screen: case files and whole work files, as decisions.md §4 prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from regsosek_desk.core.engine.instance import FormInstance
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.review import Review, review
from regsosek_desk.core.engine.scenario import instance_of
from regsosek_desk.core.errors import DeskError, InputFault
from regsosek_desk.core.formdef.values import normalise
from regsosek_desk.services.documents import FAMILY_FORM, form_of, instance_from, judge_stored
from regsosek_desk.services.facts import OthersAtOnce, facts_of
from regsosek_desk.services.opening import is_workfile, open_workfile
from regsosek_desk.storage.casefiles import Case, read_case
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import load_form, versions

Line = dict[str, Any]
Tell = Callable[[str, DeskError], None]
"""Is told of each document of a work file that can't be checked: where it is, and why."""


def raise_it(where: str, error: DeskError) -> None:
    raise error


def check_path(path: Path, tell: Tell = raise_it, pin: str | None = None) -> Iterator[Line]:
    """One line for a case file, one a family for a work file; after a bad family it goes on when `tell` returns.

    Raises InputFault, MachineFault.
    """
    if is_workfile(path):
        yield from _check_workfile(path, tell, pin)
    else:
        yield check_case(path)


def check_case(path: Path) -> Line:
    """The line of one case file. Raises InputFault, also `question_unknown` and `form_unknown`."""
    instance = instance_of_case(read_case(path), path.name)
    return {"file": str(path), **_result(instance, review(instance, {}))}


def program_of(form: str, file: str) -> FormProgram:
    """The form that a case names. Raises InputFault `form_unknown`, `form_faulty`."""
    try:
        return load_form(form)
    except InputFault as fault:
        raise InputFault(fault.code, file=file, form=form) from fault


def instance_of_case(case: Case, file: str) -> FormInstance:
    """A case as a document, short numbers padded. Raises InputFault `form_unknown`, `question_unknown`."""
    program = program_of(case.form, file)
    return instance_of(program, padded(program, case.answers, file))


def padded(program: FormProgram, answers: dict[str, Any], file: str) -> dict[str, Any]:
    """Answers as they are stored. Raises InputFault `question_unknown` for a question that the form hasn't."""
    rosters = program.bound.form.rosters
    result: dict[str, Any] = {}
    for question, value in answers.items():
        if question in rosters and isinstance(value, list):
            result[question] = [_padded_record(program, question, row, file) for row in value]
        elif isinstance(value, str):
            result.update(_padded_record(program, None, {question: value}, file))
        else:
            raise InputFault("question_unknown", file=file, question=question)
    return result


def _padded_record(program: FormProgram, roster: str | None, answers: dict[str, str], file: str) -> dict[str, str]:
    stored: dict[str, str] = {}
    for question, raw in answers.items():
        cell = program.bound.cells.get((roster, question))
        if cell is None or not isinstance(raw, str):
            raise InputFault("question_unknown", file=file, question=question)
        text = normalise(cell.question, raw)
        if text is not None:
            stored[question] = text
    return stored


def _check_workfile(path: Path, tell: Tell, pin: str | None) -> Iterator[Line]:
    with open_workfile(path, pin, write=False) as file:
        programs: dict[str, FormProgram] = {}
        others = OthersAtOnce(file)
        for document in file.every_document(form=FAMILY_FORM):
            name = f"{document.sls_id}-{document.summary.family_number}"
            try:
                result = _check_stored(document, programs, others)
            except DeskError as error:
                tell(f"{path}, {name}", error)
                continue
            yield {"file": str(path), "keluarga": name, **result}
        for form in sorted({row.form for row in file.lists.documents()}):
            if not versions(form):
                tell(str(path), InputFault("form_unknown", file=path.name, form=form))


def _check_stored(document: StoredDocument, programs: dict[str, FormProgram], others: OthersAtOnce) -> Line:
    version = document.summary.form_version
    program = programs.get(version) or programs.setdefault(version, form_of(document))
    instance = instance_from(program, document.state, partial(facts_of, others, document=document))
    return _result(instance, judge_stored(instance, document))


def _result(instance: FormInstance, found: Review) -> Line:
    return {
        "status": found.status,
        "violations": [
            {"rule": v.rule, "severity": v.severity, "at": v.at, "message": str(message_of(instance, v))}
            for v in found.violations
        ],
    }
