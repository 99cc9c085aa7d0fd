"""Lists, search, counts and look-ups over documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.search import SORTS
from regsosek_desk.storage.workfile import WorkFile

Make = Callable[..., NewDocument]
SLS, OTHER = "3321010001000100", "3321010001000200"


@pytest.fixture
def families(work: WorkFile, stamp: Stamp, new_document: Make) -> WorkFile:
    kk, nik = "3321011203080012", "3321015511800001"
    new = [
        new_document("012", (("SITI", nik), ("BAYU 50%", "3321010101010002")), head_name="SITI", status="clean"),
        new_document(
            "002",
            (("ÉLISA", "3321010101010003"),),
            head_name="BUDI",
            status="error",
            kk_number=kk,
            kk_code="1",
        ),
        new_document(
            "001",
            (("TONO", nik),),
            OTHER,
            head_name="AGUS",
            status="error",
            kk_number=kk,
            kk_code="2",
            building_number="120",
        ),
        new_document("", (), form="vk", status="blank"),
    ]
    work.create_documents(stamp, new)
    return work


def names(work: WorkFile, **conditions: object) -> list[str]:
    return [row.head_name for row in work.lists.documents(**{"form": "k"} | conditions)]  # type: ignore[arg-type]


def test_conditions(families: WorkFile) -> None:
    assert names(families) == ["BUDI", "SITI", "AGUS"]
    assert names(families, sls_id=OTHER) == ["AGUS"]
    assert names(families, statuses={"clean"}) == ["SITI"]
    assert names(families, statuses={"clean", "error"}, sls_id=SLS) == ["BUDI", "SITI"]
    assert names(families, statuses={"warning"}) == []
    assert len(families.lists.documents()) == 4


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["BUDI", "SITI", "AGUS"]),
        ("  ", ["BUDI", "SITI", "AGUS"]),
        ("siti", ["SITI"]),
        ("  Bud", ["BUDI"]),
        ("tono", ["AGUS"]),
        ("élisa", ["BUDI"]),
        ("12", ["SITI"]),
        ("012", ["SITI"]),
        ("332", []),
        ("3321", ["BUDI", "SITI", "AGUS"]),
        ("0308", ["BUDI", "AGUS"]),
        ("15511", ["SITI", "AGUS"]),
        ("50%", ["SITI"]),
        ("%", ["SITI"]),
        ("_", []),
        ("'; DROP TABLE dokumen", []),
        ("zzz", []),
    ],
)
def test_search_as_typed(families: WorkFile, text: str, found: list[str]) -> None:
    assert names(families, search=text) == found


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("number", ["BUDI", "SITI", "AGUS"]),
        ("building", ["BUDI", "SITI", "AGUS"]),
        ("name", ["AGUS", "BUDI", "SITI"]),
        ("status", ["BUDI", "AGUS", "SITI"]),
        ("updated", ["BUDI", "SITI", "AGUS"]),
    ],
)
def test_sorts(families: WorkFile, sort: str, order: list[str]) -> None:
    assert names(families, sort=sort) == order
    assert {sort} <= set(SORTS)


def test_descending(families: WorkFile) -> None:
    assert names(families, sort="name", descending=True) == ["SITI", "BUDI", "AGUS"]


def test_counts(families: WorkFile) -> None:
    assert families.lists.counts("k") == {SLS: {"clean": 1, "error": 1}, OTHER: {"error": 1}}
    assert families.lists.counts()[SLS]["blank"] == 1


def test_same_nik_elsewhere(families: WorkFile, stamp: Stamp) -> None:
    agus, siti = (names_to_id(families)[name] for name in ("AGUS", "SITI"))
    lists, nik = families.lists, "3321015511800001"
    assert lists.niks_elsewhere([nik, "3321010101010002"], siti) == {nik: 1}
    assert lists.niks_elsewhere([], siti) == {}
    assert lists.repeated_niks() == {nik: 2}
    (row,) = families.document(agus).state.rows("anggota")
    families.commit(agus, [Draft("row_remove", row=row.id, roster="anggota", old="0")], stamp, Summary())
    assert lists.niks_elsewhere([nik], siti) == {}
    assert lists.repeated_niks() == {}


def test_same_kk_elsewhere(families: WorkFile) -> None:
    budi, siti = (names_to_id(families)[name] for name in ("BUDI", "SITI"))
    lists, kk = families.lists, "3321011203080012"
    assert [(row.head_name, row.kk_code) for row in lists.kk_elsewhere(kk, budi)] == [("AGUS", "2")]
    assert lists.kk_elsewhere("", siti) == []
    assert lists.repeated_kks() == {kk: {"1": 1, "2": 1}}
    changed = replace(families.document(budi).summary, kk_number="3321011203080013")
    families.save_summaries([(budi, changed)])
    assert lists.repeated_kks() == {}


def names_to_id(work: WorkFile) -> dict[str, str]:
    return {row.head_name: row.id for row in work.lists.documents(form="k")}
