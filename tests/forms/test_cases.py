"""Every case file of every form gives exactly what it expects (decisions.md §4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from regsosek_desk.core.domain.documents import STATUSES
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.services.check import check_case
from regsosek_desk.storage.casefiles import read_case
from regsosek_desk.storage.formfiles import forms_dir

CASES = [p for p in sorted(forms_dir().glob("*/*/cases/*.yaml")) if not p.name.startswith("batas_")]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    expect = read_case(path).expect
    line = check_case(path)
    found = line["violations"]
    errors = sorted((v["rule"], v["at"]) for v in found if v["severity"] == "E")
    assert errors == sorted((e["rule"], e["at"]) for e in expect["errors"])
    assert set(_rules(expect["warnings"])) <= {v["rule"] for v in found if v["severity"] == "W"}
    assert line["status"] == expect["status"]


def _rules(entries: list[object]) -> list[str]:
    return [str(entry["rule"]) if isinstance(entry, dict) else str(entry) for entry in entries]


def test_all_shapes_of_families_are_there() -> None:
    """The cases handed out with the specification are among them."""
    assert len(CASES) >= 7
    statuses = {read_case(path).expect["status"] for path in CASES}
    assert statuses <= set(STATUSES)
    assert {"error", "clean"} <= statuses


def test_cases_use_the_ids_of_the_specification(k: FormProgram) -> None:
    """Every id that decisions.md §1 names is a question of the form."""
    letters = "abcdefghijklmn"
    printed = (
        "r101 r102 r103 r104 r105 r105_sub r106 r107 r108 r109 r110 r111 r112 r113 r114 r115 "
        "r201 r202_nama r202_kode r202_ttd r203 r204_nama r204_kode r204_ttd r205 "
        "responden_nama responden_hp responden_ttd "
        "r301a r301b r302 r303 r304 r305 r306a r306b r307a r307b1 r307b2 r307b3 r308 r309a r309b r310 "
        "r503a r503b r504a r504b r504c r504d r504e r505 r506 r507 catatan"
    )
    family = printed.split()
    family += [f"r501{c}{part}" for c in letters[:7] for part in ("", "_bln", "_thn")]
    family += [f"r502{c}" for c in letters]
    printed = (
        "r401 r402 r403 r404 r405 r406_tgl r406_bln r406_thn r407 r408 r409 r410 r411 r412 r413 r414 r415 "
        "r416a r416b r417_teks r417_kode r418 r419 r420a r420b r421_teks r421_kode r422 r423 r424 r425 r426 "
        "r427 r429 r430 r431a r431b r431c r431d r431e r431f"
    )
    member = printed.split()
    member += [f"r428{c}" for c in letters[:10]]
    assert {c.id for c in k.bound.cells_of(None)} == set(family)
    assert {c.id for c in k.bound.cells_of("anggota")} == set(member)


def test_ids_of_the_list(vk: FormProgram) -> None:
    named = {"no_prelist", "nama_kk", "alamat", "keberadaan", "r109", "r110", "r111", "jumlah_ak", "hasil", "catatan"}
    prelist = {c.id for c in vk.bound.cells_of("vk_a")}
    added = {c.id for c in vk.bound.cells_of("vk_b")}
    assert named <= prelist
    assert named - {"no_prelist"} == added
    codes = vk.bound.cells[("vk_a", "keberadaan")].question.codes
    assert list(codes.values()) == [
        "Ditemukan",
        "Pindah",
        "Tidak ditemukan",
        "Meninggal seluruhnya",
        "Bergabung dengan keluarga lain",
    ]
