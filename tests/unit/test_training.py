"""Training data: repeatable papers in the form's own terms, of plausible families."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from regsosek_desk.services.training import Family, SlsPackage, demak_sls, generate_sls
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
NO_INTERVIEW = ("3", "4", "5")
Row = dict[str, str]


def wilayah() -> list[Row]:
    with (data_root() / "resources" / "wilayah-contoh.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def packages() -> list[SlsPackage]:
    return demak_sls(wilayah(), seed=7, sizes=[100] * 20)


@pytest.fixture(scope="module")
def families(packages: list[SlsPackage]) -> list[Family]:
    return [family for package in packages for family in package.families]


def interviewed(families: list[Family]) -> Iterator[Family]:
    """Complete and clean families."""
    return (f for f in families if f.answers["r205"] not in NO_INTERVIEW and not f.planted)


def residents(family: Family) -> list[Row]:
    return [member for member in family.answers["anggota"] if member["r404"] in ("1", "5")]


def in_relation(family: Family, code: str) -> list[Row]:
    return [member for member in residents(family) if member["r409"] == code]


# ---- the same every time


def test_the_same_seed_gives_the_same_papers() -> None:
    assert generate_sls(Random(3), AREA, 40) == generate_sls(Random(3), AREA, 40)


def test_another_seed_gives_other_papers() -> None:
    assert generate_sls(Random(3), AREA, 40).families != generate_sls(Random(4), AREA, 40).families


def test_the_training_file_is_one_median_and_one_large_sls_side_by_side() -> None:
    small, large = demak_sls(wilayah())
    assert [len(small.families), len(large.families)] == [56, 123]
    assert [small.area[q] for q in ("r101", "r102", "r105_sub")] == ["33", "21", "00"]
    assert all(small.area[q] == large.area[q] for q in ("r103", "r104", "r202_kode"))
    assert int(large.area["r105"]) == int(small.area["r105"]) + 1


def test_its_village_is_one_of_the_list() -> None:
    villages = {(r["kode_kec"], r["kode_desa"]) for r in wilayah() if (r["kode_prov"], r["kode_kab"]) == ("33", "21")}
    assert all((p.area["r103"], p.area["r104"]) in villages for p in demak_sls(wilayah()))


def test_many_sls_spread_over_villages_without_repeating_an_area(packages: list[SlsPackage]) -> None:
    codes = [tuple(p.area[q] for q in ("r103", "r104", "r105")) for p in packages]
    assert len(set(codes)) == len(codes)


def test_without_villages_of_demak_it_says_so() -> None:
    with pytest.raises(ValueError, match="Demak"):
        demak_sls([row for row in wilayah() if row["kode_kab"] != "21"])


@pytest.mark.parametrize("count", [1, 999])
def test_smallest_and_largest_sls(count: int) -> None:
    package = generate_sls(Random(1), AREA, count)
    assert len(package.families) == count
    assert package.families[-1].answers["r201"] <= "2022-11-14"


@pytest.mark.parametrize("count", [0, 1000])
def test_sizes_that_the_numbers_cannot_hold_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="999"):
        generate_sls(Random(1), AREA, count)


def test_every_paper_is_marked_as_training(packages: list[SlsPackage]) -> None:
    assert {p.meta["asal"] for p in packages} == {"latihan"}
    assert {f.meta["asal"] for p in packages for f in p.families} == {"latihan"}


# ---- what is written


def test_answers_have_the_width_of_their_boxes_and_known_ids(families: list[Family]) -> None:
    form = load_form("regsosek22-k")
    own, row = form.records[None], form.records["anggota"]
    for family in interviewed(families):
        header = {q: a for q, a in family.answers.items() if q != "anggota"}
        for record, answers in ((own, header), *((row, member) for member in family.answers["anggota"])):
            for question, answer in answers.items():
                assert answer != ""
                assert record.check_text(record.slot_of[question], answer)[1] is False, (question, answer)


def test_fixed_widths_keep_their_zeros(families: list[Family]) -> None:
    widths = {
        "r109": 3,
        "r110": 3,
        "r112": 2,
        "r113": 6,
        "r114": 16,
        "r302": 3,
        "r306a": 2,
        "r308": 2,
        "r504a": 3,
    }
    member_widths = {
        "r401": 2,
        "r403": 16,
        "r406_tgl": 2,
        "r407": 2,
        "r413": 2,
        "r416b": 2,
        "r422": 3,
        "r431a": 2,
    }
    for family in interviewed(families):
        assert all(len(family.answers[q]) == width for q, width in widths.items() if q in family.answers)
        for member in family.answers["anggota"]:
            assert all(len(member[q]) == width for q, width in member_widths.items() if q in member)


def test_shared_answers_are_those_of_the_area(families: list[Family]) -> None:
    package = generate_sls(Random(5), AREA, 30, mistakes=0)
    assert all(f.answers[q] == answer for f in package.families for q, answer in AREA.items())


def test_family_sizes_are_those_of_the_country(families: list[Family]) -> None:
    sizes = Counter(int(f.answers["r112"]) for f in interviewed(families))
    mean = sum(size * n for size, n in sizes.items()) / sizes.total()
    assert 3.3 <= mean <= 3.9
    assert min(sizes) == 1
    assert max(sizes) == 10


@pytest.mark.parametrize("seed", range(8))
def test_even_the_small_sls_has_families_on_two_sheets_of_seven_or_more(seed: int) -> None:
    package = generate_sls(Random(seed), AREA, 56)
    assert sum(len(residents(f)) >= 7 for f in package.families) >= 2


def test_visits_fall_into_the_field_period_and_are_checked_afterwards(families: list[Family]) -> None:
    for family in interviewed(families):
        assert "2022-10-15" <= family.answers["r201"] <= family.answers["r203"] <= "2022-11-14"


def test_some_visits_end_without_an_interview_and_say_why(families: list[Family]) -> None:
    ends = Counter(f.answers["r205"] for f in families)
    assert set(ends) == {"1", "2", "3", "4", "5"}
    assert ends["1"] > 0.9 * len(families)
    for family in families:
        if family.answers["r205"] in NO_INTERVIEW:
            assert family.answers["catatan"]
            assert family.answers["anggota"] == []
            assert family.answers["r112"] == "00"
            assert "r301a" not in family.answers


# ---- plausible people


def test_every_family_has_one_head_who_gives_it_its_name(families: list[Family]) -> None:
    for family in interviewed(families):
        (head,) = in_relation(family, "1")
        assert head["r401"] == "01"
        assert head["r402"] == family.answers["r108"]


def test_members_are_numbered_from_one_and_have_names_of_their_own(families: list[Family]) -> None:
    for family in interviewed(families):
        members = family.answers["anggota"]
        assert [m["r401"] for m in members] == [f"{n:02d}" for n in range(1, len(members) + 1)]
        assert len({m["r402"] for m in members}) == len(members)


def test_absent_members_have_nothing_beyond_their_presence(families: list[Family]) -> None:
    absent = [m for f in interviewed(families) for m in f.answers["anggota"] if m["r404"] not in ("1", "5")]
    assert {m["r404"] for m in absent} == {"2", "3", "4", "6"}
    assert all(set(m) == {"r401", "r402", "r403", "r404"} for m in absent)


def test_age_is_that_of_the_birth_date_on_the_day_of_the_visit(families: list[Family]) -> None:
    for family in interviewed(families):
        visit = date.fromisoformat(family.answers["r201"])
        for member in residents(family):
            if member["r406_tgl"] == "98":
                assert int(member["r407"]) >= 60
                continue
            born = date(int(member["r406_thn"]), int(member["r406_bln"]), int(member["r406_tgl"]))
            assert born <= visit
            had_birthday = (visit.month, visit.day) >= (born.month, born.day)
            assert int(member["r407"]) == visit.year - born.year - (not had_birthday)


def test_nik_holds_area_birth_date_and_sex(families: list[Family]) -> None:
    for family in interviewed(families):
        for member in residents(family):
            nik = member["r403"]
            assert nik[:6] == "3321" + family.answers["r103"][:2]
            assert nik[10:12] == member["r406_thn"][2:]
            if member["r406_tgl"] != "98":
                day = int(member["r406_tgl"]) + (40 if member["r405"] == "2" else 0)
                assert nik[6:10] == f"{day:02d}{member['r406_bln']}"


def test_no_nik_repeats_among_sls_that_share_numbers(families: list[Family]) -> None:
    niks = [m["r403"] for f in families for m in f.answers["anggota"] if len(m["r403"]) == 16]
    assert len(set(niks)) == len(niks)


def test_parents_are_old_enough_for_their_children(families: list[Family]) -> None:
    for family in interviewed(families):
        couple = in_relation(family, "1") + in_relation(family, "2")
        for child in in_relation(family, "3"):
            assert all(int(parent["r407"]) - int(child["r407"]) >= 17 for parent in couple)
        for elder in in_relation(family, "6"):
            assert int(elder["r407"]) - int(couple[0]["r407"]) >= 17
        for grandchild in in_relation(family, "5"):
            assert int(couple[0]["r407"]) - int(grandchild["r407"]) >= 34


def test_grandchildren_of_a_couple_are_younger_than_both_by_a_generation(families: list[Family]) -> None:
    for family in interviewed(families):
        for in_law in in_relation(family, "4"):
            for grandchild in in_relation(family, "5"):
                assert int(in_law["r407"]) - int(grandchild["r407"]) >= 17


def test_husband_and_wife_are_married_and_of_different_sex(families: list[Family]) -> None:
    for family in interviewed(families):
        for spouse in in_relation(family, "2"):
            (head,) = in_relation(family, "1")
            assert {head["r405"], spouse["r405"]} == {"1", "2"}
            assert (head["r408"], spouse["r408"]) == ("2", "2")


def test_pregnancy_is_asked_of_ever_married_women_of_10_to_54_only(families: list[Family]) -> None:
    for family in interviewed(families):
        for member in residents(family):
            due = member["r405"] == "2" and 10 <= int(member["r407"]) <= 54 and member["r408"] != "1"
            assert ("r410" in member) is due


def test_who_owns_the_business_he_works_in_names_it_twice(families: list[Family]) -> None:
    owners = [m for f in interviewed(families) for m in residents(f) if m.get("r420a") == "1"]
    assert owners
    assert all((m["r417_teks"], m["r417_kode"]) == (m["r421_teks"], m["r421_kode"]) for m in owners)
