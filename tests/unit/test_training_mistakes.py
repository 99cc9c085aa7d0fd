"""Training data: exactly as clean or as faulty as it says."""

from __future__ import annotations

import csv
from random import Random
from typing import Any

import pytest

from regsosek_desk.core.engine.instance import FormInstance
from regsosek_desk.services.training import Family, SlsPackage, demak_sls, generate_sls
from regsosek_desk.services.training.material import material
from regsosek_desk.settings import data_root
from regsosek_desk.storage.formfiles import load_form

AREA = {
    "r101": "33",
    "r102": "21",
    "r103": "010",
    "r104": "007",
    "r105": "0004",
    "r105_sub": "00",
    "r106": "RT 004 RW 001",
    "r202_nama": "SITI AMINAH",
    "r202_kode": "02301",
    "r204_nama": "BUDI SANTOSO",
    "r204_kode": "0230",
}


def wilayah() -> list[dict[str, str]]:
    with (data_root() / "resources" / "wilayah-contoh.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def packages() -> list[SlsPackage]:
    return demak_sls(wilayah(), seed=7, sizes=[100] * 20)


@pytest.fixture(scope="module")
def families(packages: list[SlsPackage]) -> list[Family]:
    return [family for package in packages for family in package.families]


@pytest.mark.parametrize("share", [0.0, 0.08, 0.5])
def test_the_share_of_planted_mistakes_is_as_asked(share: float) -> None:
    package = generate_sls(Random(2), AREA, 100, mistakes=share)
    assert sum(bool(family.planted) for family in package.families) == round(100 * share)


def test_asked_for_more_mistakes_than_there_are_papers_it_spoils_what_it_can() -> None:
    package = generate_sls(Random(2), AREA, 100, mistakes=1.0)
    assert all(f.planted for f in package.families if f.answers["r205"] == "1")


def violated(answers: dict[str, Any]) -> set[str]:
    """Rules with an error or a warning."""
    own = {question: answer for question, answer in answers.items() if question != "anggota"}
    rows = [(str(place), member) for place, member in enumerate(answers["anggota"])]
    instance = FormInstance(load_form("regsosek22-k"), own, {"anggota": rows})
    return {violation.rule for violation in instance.violations() if violation.severity != "I"}


def test_clean_families_break_no_rule_and_planted_ones_exactly_theirs(families: list[Family]) -> None:
    for family in families:
        assert violated(family.answers) == set(family.planted)


def test_each_kind_of_mistake_breaks_its_rule_and_no_other() -> None:
    clean = [f.answers for p in demak_sls(wilayah(), seed=11, sizes=[100] * 12, mistakes=0) for f in p.families]
    rng = Random(1)
    for mistake in material().mistakes:
        for answers in clean:
            copy = {**answers, "anggota": [dict(member) for member in answers["anggota"]]}
            if copy["anggota"] and "catatan" not in copy and mistake.plant(rng, copy, "anggota"):
                assert violated(copy) == {mistake.rule}
                break
        else:
            pytest.fail(f"no family offers the occasion for {mistake.rule}")


def test_a_mistake_that_finds_no_occasion_changes_nothing() -> None:
    answers: dict[str, Any] = {"r205": "3", "anggota": []}
    planted = [m.rule for m in material().mistakes if m.member and m.plant(Random(1), answers, "anggota")]
    assert planted == []
    assert answers == {"r205": "3", "anggota": []}
