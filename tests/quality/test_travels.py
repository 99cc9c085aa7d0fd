"""The sample and the second keying travel by the exchange that carries everything else, to those who may have them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from field import SLS_A1, Laptop, Office
from quality_rig import BUDI, RINI, SITI

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.sample import COPY_FORM, Cause, Manner, Right
from regsosek_desk.services.documents import FAMILY_FORM, drafts_of, state_after, summary_for
from regsosek_desk.services.quality.judging import judge, read_case
from regsosek_desk.services.quality.sample import Choice, begin, draw, finish, sample_of
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import load_form

AREA = SLS_A1[:7]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office.make(tmp_path / "kantor")
    people = [Petugas(each.code, each.name, each.role, AREA) for each in (SITI, BUDI, RINI)]
    made.store.put_petugas(people)
    made.store.put_assignments([(SITI.code, SLS_A1), (RINI.code, SLS_A1)])
    yield made
    made.close()


@pytest.fixture
def laptops(office: Office, tmp_path: Path) -> Iterator[dict[str, Laptop]]:
    made = {who.name: office.enrol(who, tmp_path / f"{who.name}.regsosek") for who in (SITI, BUDI, RINI)}
    for laptop in made.values():
        laptop.exchange()
    yield made
    for laptop in made.values():
        laptop.close()


def keyed(laptop: Laptop, paper: dict[str, Any]) -> str:
    program = load_form(FAMILY_FORM)
    drafts = drafts_of({**paper, "r110": "001"}, ["anggota"])
    state = state_after("d", drafts, laptop.stamp())
    summary: Summary = summary_for(program, state, state_after("d", [], laptop.stamp()))
    return laptop.file.create_documents(laptop.stamp(), [NewDocument(FAMILY_FORM, SLS_A1, summary, drafts)])[0]


def forms_of(laptop: Laptop) -> set[str]:
    return {row.form for row in laptop.file.lists.documents()}


def test_from_the_draw_to_the_correction_over_three_laptops(laptops: dict[str, Laptop], family: dict[str, Any]) -> None:
    siti, budi, rini = (laptops[who.name] for who in (SITI, BUDI, RINI))
    document = keyed(siti, family)
    siti.exchange()
    rini.exchange()
    draw(rini.file, Choice("", Manner.INDEPENDENT, BUDI.code, numbers="1"), RINI.code, rini.stamp)
    rini.exchange()
    budi.exchange()

    [sampled] = sample_of(budi.file, SLS_A1).families
    assert (sampled.document, sampled.first) == (document, SITI.code)
    assert FAMILY_FORM not in forms_of(budi)  # blind: the first keying never was on this laptop
    copy = begin(budi.file, SLS_A1, sampled.id, BUDI, budi.stamp())
    there = budi.file.document(copy).state.answers
    assert (there["r105"], there["r110"]) == (SLS_A1[10:14], "001")
    rest = {q: a for q, a in family.items() if q not in there} | {"r302": "099"}
    drafts = drafts_of(rest, ["anggota"])
    state = state_after(copy, drafts, budi.stamp(), budi.file.document(copy).state)
    program = load_form(COPY_FORM)
    budi.file.commit(copy, drafts, budi.stamp(), summary_for(program, state, state_after("", [], budi.stamp())))
    finish(budi.file, SLS_A1, sampled.id, BUDI, budi.stamp())
    budi.exchange()
    assert set(budi.states().values()) == {"received"}
    siti.exchange()
    rini.exchange()

    case = read_case(rini.file, SLS_A1, sampled.id)
    assert [(each.cell.id, each.first, each.second) for each in case.comparison.differences] == [("r302", "048", "099")]
    judge(rini.run, case, case.comparison.differences[0], cause=Cause.MISREAD, right=Right.SECOND, stamp=rini.stamp)
    rini.exchange()
    siti.exchange()
    assert siti.answers(document)["r302"] == "099"
    siti.file.verify_document(document)


def test_the_office_counts_no_second_keying(office: Office, laptops: dict[str, Laptop], family: dict[str, Any]) -> None:
    siti, budi, rini = (laptops[who.name] for who in (SITI, BUDI, RINI))
    keyed(siti, family)
    siti.exchange()
    rini.exchange()
    draw(rini.file, Choice("", Manner.INDEPENDENT, numbers="1"), RINI.code, rini.stamp)
    rini.exchange()
    budi.exchange()
    before = conditions(office)
    begin(budi.file, SLS_A1, sample_of(budi.file, SLS_A1).families[0].id, BUDI, budi.stamp())
    budi.exchange()
    assert set(budi.states().values()) == {"received"}
    assert conditions(office) == before


def conditions(office: Office) -> list[object]:
    with office.store.reading() as transaction:
        return [each for each in transaction.conditions.all() if each.sls_id == SLS_A1]
