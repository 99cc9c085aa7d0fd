"""Unusual in its SLS: on both sides of each boundary, for numbers and for codes; and what must never count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.core.domain.documents import DocumentState, RowState
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.services.checking.unusual import CODES_FROM, NUMBERS_FROM, norms_of, why_unusual
from regsosek_desk.storage.formfiles import load_form

AREA, FLOOR, SIX, MONTH = "r302", "r303", "r306a", "r501a_bln"
"""A number, codes of a short list, another one, and a number of which 98 means that nobody knows."""


def why(program: FormProgram, question: str, usual: Sequence[str], answer: str) -> str:
    """Of families with these answers, one of them the one asked about."""
    states = [DocumentState(answers={question: text}) for text in usual]
    return why_unusual(norms_of(program, states), program.bound.cells[(None, question)], answer)


@pytest.mark.parametrize(("area", "told"), [("290", False), ("291", True), ("149", False), ("148", True)])
def test_a_number_is_unusual_beyond_three_ranges_from_the_quartiles(k: FormProgram, area: str, told: bool) -> None:
    """With one more, of 200 to 239 the quartiles are 210 and 230 or 209 and 229: three ranges of 20 from there."""
    usual = [str(value) for value in range(200, 240)]
    said = why(k, AREA, [*usual, area], area)
    assert bool(said) is told
    assert not told or area in said


def test_numbers_all_alike_leave_room_of_three(k: FormProgram) -> None:
    usual = ["050"] * 40
    assert why(k, AREA, [*usual, "053"], "053") == ""
    assert why(k, AREA, [*usual, "054"], "054")


@pytest.mark.parametrize(("count", "told"), [(NUMBERS_FROM - 1, False), (NUMBERS_FROM, True)])
def test_of_few_numbers_nothing_is_said(k: FormProgram, count: int, told: bool) -> None:
    usual = ["050"] * (count - 1)
    assert bool(why(k, AREA, [*usual, "050"], "900")) is told


@pytest.mark.parametrize(("great", "told"), [(2, True), (3, False)])
def test_where_more_than_one_in_twenty_is_so_that_is_how_the_sls_is(k: FormProgram, great: int, told: bool) -> None:
    assert bool(why(k, AREA, ["050"] * (40 - great) + ["500"] * great, "500")) is told


@pytest.mark.parametrize(
    ("families", "times", "told"),
    [(CODES_FROM, 0, True), (CODES_FROM - 1, 0, False), (51, 1, True), (50, 1, False), (101, 2, True), (400, 3, False)],
)
def test_a_code_is_unusual_where_hardly_anybody_has_it(k: FormProgram, families: int, times: int, told: bool) -> None:
    said = why(k, FLOOR, ["8"] * times + ["2"] * (families - times), "8")
    assert bool(said) is told


def test_what_stands_for_unknown_is_compared_with_nothing(k: FormProgram) -> None:
    assert why(k, MONTH, ["05"] * 40 + ["98"], "98") == ""


def test_what_a_family_has_of_its_own_is_not_compared(k: FormProgram) -> None:
    assert why(k, "r110", ["001"] * 40, "900") == ""
    assert why(k, "r111", ["3"] * 60, "1") == ""  # the status is the head's word, judged by rules of its own


def test_members_are_compared_with_members(k: FormProgram) -> None:
    rows = [RowState(f"m{at}", {"r404": "1"}) for at in range(60)]
    norms = norms_of(k, [DocumentState(rosters={"anggota": rows})])
    assert why_unusual(norms, k.bound.cells[("anggota", "r404")], "2")
    assert why_unusual(norms, k.bound.cells[("anggota", "r404")], "1") == ""


@given(st.lists(st.integers(1, 997), min_size=NUMBERS_FROM, max_size=80))
def test_the_middle_half_is_never_unusual(areas: list[int]) -> None:
    program, ordered = load_form("regsosek22-k"), sorted(areas)
    middle = ordered[len(ordered) // 2]
    assert why(program, AREA, [f"{area:03}" for area in areas], f"{middle:03}") == ""


@given(st.lists(st.sampled_from("12345"), min_size=1, max_size=120), st.randoms())
def test_the_order_of_the_families_changes_nothing(codes: list[str], rng: object) -> None:
    program, mixed = load_form("regsosek22-k"), list(codes)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    assert [why(program, FLOOR, codes, each) for each in "12345"] == [
        why(program, FLOOR, mixed, each) for each in "12345"
    ]
