"""The family that everything is measured with: as many members as wanted, filled, nothing wrong."""

from __future__ import annotations

from typing import Any

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.services.documents import FAMILY_FORM, drafts_of
from regsosek_desk.storage.casefiles import read_case
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import form_dir
from regsosek_desk.storage.workfile import WorkFile

SLS = "3321010001000100"
ROSTER = "anggota"
PRELIST = ("r101", "r102", "r103", "r104", "r105", "r105_sub", "r106", "r107", "r108", "r109", "r110", "r111")
CHANGED = {
    "r302": "060",
    "r303": "3",
    "r430": "02",
    **{f"r428{c}": "3" for c in "abcdefghij"},
    "r431b": "8",
    "r504a": "001",
}
"""Answers that are as right as those of the family, to have something to change."""


def family(members: int) -> dict[str, Any]:
    """Answers in the shape of a case: head and spouse, then children, each with a NIK of their own."""
    answers = read_case(form_dir(FAMILY_FORM) / "cases" / "keluarga-bersih.yaml").answers
    head, spouse, child, *_ = answers[ROSTER]
    rows = [head, spouse, *(child for _ in range(members - 2))]
    numbered = [row | {"r401": f"{i:02}", "r403": f"{row['r403'][:12]}{i:04}"} for i, row in enumerate(rows, 1)]
    return answers | {"r112": f"{members:02}", ROSTER: numbered}


def changed(answers: dict[str, Any]) -> dict[str, Any]:
    """The same family with other answers wherever CHANGED has one and the family was asked."""
    family_part = {q: CHANGED[q] for q in CHANGED if q in answers}
    rows = [row | {q: CHANGED[q] for q in CHANGED if q in row} for row in answers[ROSTER]]
    return answers | family_part | {ROSTER: rows}


def put_in(file: WorkFile, answers: dict[str, Any], sls_id: str = SLS, device: str = "bench") -> str:
    """Make it a document of the file, its first entries prelist, the rest keyed; gives its id."""
    if sls_id not in {sls.id for sls in file.sls_list()}:
        file.add_sls(Sls(sls_id, "RT 001 RW 001"))
    given = {q: answers[q] for q in PRELIST}
    prelist = NewDocument(FAMILY_FORM, sls_id, Summary(), drafts_of(given, [ROSTER]))
    [document] = file.create_documents(Stamp.now("02301", device, "prelist"), [prelist])
    keyed = {q: a for q, a in answers.items() if q not in given}
    file.commit(document, drafts_of(keyed, [ROSTER]), Stamp.now("02301", device), Summary(status="clean"))
    return document
