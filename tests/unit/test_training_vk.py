"""Training data: buildings, family cards and the VK list agree with the questionnaires."""

from __future__ import annotations

import csv
from itertools import pairwise

import pytest

from regsosek_desk.services.training import Family, SlsPackage, demak_sls
from regsosek_desk.settings import data_root


@pytest.fixture(scope="module")
def packages() -> list[SlsPackage]:
    with (data_root() / "resources" / "wilayah-contoh.csv").open(encoding="utf-8", newline="") as file:
        return demak_sls(list(csv.DictReader(file)), seed=7, sizes=[100] * 20)


@pytest.fixture(scope="module")
def families(packages: list[SlsPackage]) -> list[Family]:
    return [family for package in packages for family in package.families]


def test_buildings_and_families_are_numbered_without_a_gap(packages: list[SlsPackage]) -> None:
    for package in packages:
        numbers = [int(f.answers["r110"]) for f in package.families]
        buildings = [int(f.answers["r109"]) for f in package.families]
        assert numbers == list(range(1, len(numbers) + 1))
        assert buildings[0] == 1
        assert all(later - earlier in (0, 1) for earlier, later in pairwise(buildings))


def test_families_of_one_building_share_landmark_address_and_house(packages: list[SlsPackage]) -> None:
    sharing = 0
    for package in packages:
        for one, other in pairwise(f for f in package.families if not f.planted):
            if one.answers["r109"] == other.answers["r109"]:
                sharing += 1
                assert all(one.answers[q] == other.answers[q] for q in ("r107", "r111"))
                if one.answers["anggota"] and other.answers["anggota"]:
                    assert one.answers["r303"] == other.answers["r303"]
    assert sharing > 20


def test_landmarks_belong_to_one_building(packages: list[SlsPackage]) -> None:
    for package in packages:
        sites = {
            (f.answers["r113"], f.answers["r109"]) for f in package.families if len(f.answers.get("r113", "")) == 6
        }
        assert len({landmark for landmark, _ in sites}) == len(sites)


def test_a_kk_number_is_shared_by_a_main_family_and_its_split_only(families: list[Family]) -> None:
    whole = [f.answers["r114"] for f in families if f.answers["r115"] == "0" and len(f.answers["r114"]) == 16]
    main = [f.answers["r114"] for f in families if f.answers["r115"] == "1"]
    split = [f.answers["r114"] for f in families if f.answers["r115"] == "2"]
    assert main
    assert main == split
    assert len({*whole, *main}) == len(whole) + len(main)


def test_each_family_found_has_its_line_in_the_vk(packages: list[SlsPackage]) -> None:
    for package in packages:
        found = [row for row in (*package.vk_a, *package.vk_b) if row["keberadaan"] == "1"]
        assert found == [family.vk for family in package.families]
        for family in package.families:
            assert family.vk["nama_kk"] == family.answers["r108"]
            assert all(family.vk[q] == family.answers[q] for q in ("r109", "r110", "r111"))


def test_a_few_families_are_added_and_a_few_prelist_lines_lead_nowhere(packages: list[SlsPackage]) -> None:
    for package in packages:
        assert 2 <= len(package.vk_b) <= 4
        assert len(package.vk_b) == sum(family.added for family in package.families)
        unfound = [row for row in package.vk_a if row["keberadaan"] != "1"]
        assert len(unfound) == round(0.06 * (100 - len(package.vk_b)))
        assert all(row["prelist_nama"] and row["catatan"] and "r110" not in row for row in unfound)
    assert {row["keberadaan"] for package in packages for row in package.vk_a} == {"1", "2", "3", "4", "5"}


def test_the_prelist_is_numbered_as_printed_and_spells_some_names_otherwise(
    packages: list[SlsPackage],
) -> None:
    for package in packages:
        assert [row["no_prelist"] for row in package.vk_a] == [f"{n:04d}" for n in range(1, len(package.vk_a) + 1)]
        assert all("no_prelist" not in row and "prelist_nama" not in row for row in package.vk_b)
    lines = [f.vk for package in packages for f in package.families if not f.added]
    respelled = sum(line["prelist_nama"] != line["nama_kk"] for line in lines)
    assert 0.05 * len(lines) < respelled < 0.25 * len(lines)
