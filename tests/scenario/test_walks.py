"""Walks through the questionnaire, as the skips printed on paper lead."""

from __future__ import annotations

from typing import Any

import pytest

from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.scenario import Scenario

BOY, WIFE = "anggota[3]", "anggota[2]"


@pytest.fixture
def house(k: FormProgram, family: dict[str, Any]) -> Scenario:
    """The clean family of four: head 42, wife 38, boy 12 at school, girl 3."""
    return Scenario(k, family)


@pytest.fixture
def empty(k: FormProgram) -> Scenario:
    return Scenario(k).answer("r205", "1")


def test_a_rented_house_is_not_asked_for_its_deed(empty: Scenario) -> None:
    assert empty.answer("r301a", "1").next("r301a") == "r301b"
    for code in "2345":
        assert empty.answer("r301a", code).next("r301a") == "r302"


def test_before_301a_is_known_nothing_is_passed_over(empty: Scenario) -> None:
    assert empty.next("r301a") == "r301b"
    assert empty.asked("r301b") is None


def test_distance_is_asked_of_wells_and_springs(empty: Scenario) -> None:
    asked = [code for code in range(1, 12) if empty.answer("r306a", str(code)).next("r306a") == "r306b"]
    assert asked == [4, 5, 6, 7, 8]


def test_meters_are_asked_only_with_a_meter(empty: Scenario) -> None:
    assert empty.answer("r307a", "1").next("r307a") == "r307b1"
    for code in "234":
        assert empty.answer("r307a", code).next("r307a") == "r308"


def test_closet_follows_the_toilet_and_310_can_always_be_keyed(empty: Scenario) -> None:
    for code in "123":
        assert empty.answer("r309a", code).next("r309a") == "r309b"
    for code in "456":
        assert empty.answer("r309a", code).next("r309a") == "r310"


def test_somebody_who_moved_away_ends_after_404(house: Scenario) -> None:
    for code in "2346":
        house.answer(f"{WIFE}.r404", code)
        assert house.next(f"{WIFE}.r404") is None
    for code in "15":
        house.answer(f"{WIFE}.r404", code)
        assert house.next(f"{WIFE}.r404") == f"{WIFE}.r405"


def test_what_was_keyed_of_somebody_who_moved_stays_and_is_told(house: Scenario) -> None:
    """Nothing typed is thrown away by a skip: it is greyed, and wrong until somebody clears it."""
    filled = [q for q in house.instance.rows("anggota")[1].answers() if q not in ("r401", "r402", "r403", "r404")]
    house.answer(f"{WIFE}.r404", "3").answer("r112", "03")
    assert house.violations("E") == {("K4-08", f"{WIFE}.{q}") for q in filled}
    for question in filled:
        house.answer(f"{WIFE}.{question}", None)
    assert house.violations("E") == set()


def test_who_never_went_to_school_goes_on_with_work(house: Scenario) -> None:
    house.answer(f"{BOY}.r412", "1")
    assert house.next(f"{BOY}.r412") == f"{BOY}.r416a"
    assert house.violations("E") == {("K4-31", f"{BOY}.{q}") for q in ("r413", "r414", "r415")}
    for code in "23":
        assert house.answer(f"{BOY}.r412", code).next(f"{BOY}.r412") == f"{BOY}.r413"


def test_who_does_not_work_goes_on_with_the_tax_number(house: Scenario) -> None:
    assert house.answer(f"{WIFE}.r416a", "2").next(f"{WIFE}.r416a") == f"{WIFE}.r419"
    assert house.answer(f"{WIFE}.r416a", "1").next(f"{WIFE}.r416a") == f"{WIFE}.r416b"


def test_without_a_business_health_follows(house: Scenario) -> None:
    """420a = 2 leads to 427; for a grown-up that is not asked either, so 428a is next."""
    assert house.answer(f"{WIFE}.r420a", "2").next(f"{WIFE}.r420a") == f"{WIFE}.r428a"
    assert house.answer(f"{WIFE}.r420a", "1").next(f"{WIFE}.r420a") == f"{WIFE}.r420b"


def test_a_small_child_is_asked_little(house: Scenario) -> None:
    """Under five: no school, no work, no business, but nutrition; difficulties from two."""
    girl = "anggota[4]"
    house.answer(f"{girl}.r407", "04")
    assert house.next(f"{girl}.r411") == f"{girl}.r427"
    assert house.next(f"{girl}.r427") == f"{girl}.r428a"
    assert house.next(f"{girl}.r428f") == f"{girl}.r430"
    assert house.next(f"{girl}.r431a") is None
    house.answer(f"{girl}.r407", "01")
    assert house.next(f"{girl}.r427") == f"{girl}.r430"


@pytest.mark.parametrize(
    ("age", "asked"),
    [("04", "r427"), ("05", "r412"), ("14", "r412"), ("15", "r412"), ("31", "r412")],
)
def test_ages_at_which_blocks_begin(house: Scenario, age: str, asked: str) -> None:
    house.answer(f"{BOY}.r407", age)
    assert house.next(f"{BOY}.r411") == f"{BOY}.{asked}"
    assert house.asked(f"{BOY}.r431f") is (age >= "15")
    assert house.asked(f"{BOY}.r431e") is ("05" <= age <= "30")


@pytest.mark.parametrize(
    ("age", "status", "sex", "asked"),
    [
        ("09", "2", "2", False),
        ("10", "2", "2", True),
        ("54", "2", "2", True),
        ("55", "2", "2", False),
        ("30", "1", "2", False),
        ("30", "3", "2", True),
        ("30", "4", "2", True),
        ("30", "2", "1", False),
    ],
)
def test_pregnancy_is_asked_of_women_from_10_to_54(
    house: Scenario, age: str, status: str, sex: str, asked: bool
) -> None:
    house.answer(f"{WIFE}.r405", sex).answer(f"{WIFE}.r407", age).answer(f"{WIFE}.r408", status)
    assert house.asked(f"{WIFE}.r410") is asked
    house.answer(f"{WIFE}.r410", None)
    missing = ("K4-20", f"{WIFE}.r410")
    assert (missing in house.violations("E")) == asked


def test_a_carer_is_asked_of_the_old_and_of_who_needs_one(house: Scenario) -> None:
    head = "anggota[1]"
    assert house.asked(f"{head}.r429") is False
    assert house.answer(f"{head}.r407", "60").asked(f"{head}.r429") is True
    assert house.answer(f"{head}.r407", "59").asked(f"{head}.r429") is False
    assert house.answer(f"{head}.r428j", "2").asked(f"{head}.r429") is True
    assert house.answer(f"{head}.r428j", "3").asked(f"{head}.r429") is False


def test_nobody_at_home_leaves_the_rest_empty(k: FormProgram, family: dict[str, Any]) -> None:
    """205 = 4 with an explanation is a clean document without Blok III to V."""
    blocks = ("blok_1", "blok_2", "blok_6")
    kept = {c.id for c in k.bound.cells_of(None) if c.section.section in blocks}
    refused = {q: a for q, a in family.items() if q in kept} | {"r112": "00", "r205": "4"}
    walk = Scenario(k, refused)
    assert walk.violations("E") == {("K2-02", "catatan")}
    assert walk.answer("catatan", "RESPONDEN MENOLAK").status == "clean"
    assert walk.answer("r205", "1").status == "error"
    assert ("K3-01", "r301a") in walk.violations("E")
    assert ("K5-01", "r501a") in walk.violations("E")
    assert ("K1-08", "r112") in walk.violations("E")


@pytest.mark.parametrize("result", ["3", "4", "5"])
def test_a_family_that_was_not_interviewed_but_has_answers(house: Scenario, result: str) -> None:
    """A warning on 205; the answers themselves are not called wrong."""
    house.answer("r205", result).answer("catatan", "TIDAK ADA RESPONDEN")
    assert house.violations("E") == set()
    assert house.violations("W") == {("K2-03", "r205")}


def test_a_family_half_interviewed_must_say_why(house: Scenario) -> None:
    house.answer("r205", "2")
    assert house.violations("E") == {("K2-02", "catatan")}
    house.answer("catatan", "   ")
    assert house.violations("E") == {("K2-02", "catatan")}
    assert house.answer("catatan", "ISTRI TIDAK DI RUMAH").status == "clean"


def test_a_member_more_than_the_paper_says(house: Scenario) -> None:
    house.add("anggota")
    assert ("K1-09", "r112") not in house.violations("E")
    house.answer("anggota[5].r404", "1")
    assert ("K1-09", "r112") in house.violations("E")
    house.answer("r112", "05")
    assert ("K1-09", "r112") not in house.violations("E")
