"""From what is keyed to what is stored, and whether that is right by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.core.formdef.values import (
    is_valid,
    normalise,
    parse_date,
    parse_number,
    sum_bits,
    ticked,
)


def question(of: str, **more: Any) -> Question:
    defaults: dict[str, Any] = {"id": "q", "number": "1", "label": "Q", "type": of, "width": 2}
    return Question(**{**defaults, **more})


@pytest.mark.parametrize("of", ["text", "digits", "number", "select_one", "select_sum", "date", "flag", "note"])
@pytest.mark.parametrize("raw", ["", " ", "  \t\n"])
def test_nothing_but_space_is_blank(of: str, raw: str) -> None:
    assert normalise(question(of), raw) is None


@pytest.mark.parametrize(
    ("of", "raw", "stored"),
    [
        ("number", "4", "04"),
        ("number", " 4 ", "04"),
        ("number", "004", "004"),  # too many boxes: kept as keyed, found by `invalid`
        ("number", "4x", "4x"),
        ("number", "４", "４"),  # a digit, but none of ours
        ("select_one", "1", "01"),
        ("select_sum", "0", "00"),
        ("digits", "4", "4"),  # an identifier is never padded
        ("text", " SITI ", "SITI"),
        ("note", " baris satu\n dua ", " baris satu\n dua "),
        ("flag", "1", "1"),
    ],
)
def test_stored(of: str, raw: str, stored: str) -> None:
    assert normalise(question(of), raw) == stored


def test_a_number_as_typed() -> None:
    assert normalise(question("number", width=9, pad=False), "2500000") == "2500000"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("20102022", "2022-10-20"),
        ("201022", "2022-10-20"),
        ("290224", "2024-02-29"),
        ("290223", "290223"),  # no such day: kept as keyed
        ("31022022", "31022022"),
        ("00102022", "00102022"),
        ("2010222", "2010222"),
        ("2022-10-20", "2022-10-20"),
        ("20-10-2022", "20-10-2022"),
    ],
)
def test_dates(raw: str, stored: str) -> None:
    assert normalise(question("date", width=8), raw) == stored
    assert is_valid(question("date", width=8), stored) == (stored.startswith("20") and stored[4:5] == "-")


@pytest.mark.parametrize("text", ["2022-W42-4", "2022-13-01", "20221020", "2022-1-1", "2022-10-20 ", "２０２２-10-20"])
def test_other_ways_to_write_a_date_are_none(text: str) -> None:
    assert parse_date(text) is None


def test_numbers_beyond_all_boxes_are_none() -> None:
    assert parse_number("9" * 18) == 10**18 - 1
    assert parse_number("9" * 19) is None
    assert parse_number("9" * 5000) is None
    assert parse_number("") is None


def test_ranges_include_both_ends() -> None:
    day = question("number", min=1, max=31, also=(98,))
    assert [t for t in ("00", "01", "31", "32", "97", "98", "99") if is_valid(day, t)] == ["01", "31", "98"]
    from_zero = question("number")
    assert is_valid(from_zero, "00")


def test_identifiers_fill_their_boxes() -> None:
    nik, phone = question("digits", width=16), question("digits", width=16, pad=False)
    assert not is_valid(nik, "1" * 15)
    assert is_valid(nik, "1" * 16)
    assert not is_valid(nik, "1" * 17)
    assert is_valid(phone, "1" * 15)
    assert not is_valid(phone, "1" * 17)
    assert not is_valid(phone, "0812-34")


def test_codes_are_exactly_those_of_the_list() -> None:
    sex = question("select_one", width=2, choices={"01": "a", "10": "b"})
    assert [t for t in ("1", "01", "02", "10", "010") if is_valid(sex, t)] == ["01", "10"]


def test_a_tick_is_one() -> None:
    assert [t for t in ("0", "1", "2", "01", "x") if is_valid(question("flag", width=1), t)] == ["1"]


def test_text_fits_its_line_and_its_pattern() -> None:
    landmark = question("text", width=6, pattern="[0-9A-Z]{6}")
    assert is_valid(landmark, "67B4PT")
    assert not is_valid(landmark, "67B4P")
    assert not is_valid(landmark, "67B4PTX")
    assert not is_valid(landmark, "67b4pt")


@pytest.fixture
def insurance(k: FormProgram) -> Question:
    return k.bound.cells[("anggota", "r431a")].question


@pytest.mark.parametrize("number", range(100))
def test_sums_of_distinct_codes(insurance: Question, number: int) -> None:
    assert is_valid(insurance, f"{number:02}") == (number <= 15 or number == 99)


@given(codes=st.sets(st.sampled_from(("01", "02", "04", "08"))))
def test_ticks_make_the_number_and_the_number_the_ticks(k: FormProgram, codes: set[str]) -> None:
    insurance = k.bound.cells[("anggota", "r431a")].question
    number = f"{sum(map(int, codes)):02}"
    assert ticked(insurance, number) == (codes or {"00"})
    assert is_valid(insurance, number)


def test_what_stands_alone_is_ticked_alone(insurance: Question) -> None:
    assert ticked(insurance, "99") == {"99"}
    assert ticked(insurance, None) == frozenset()
    assert ticked(insurance, "x") == frozenset()
    assert sum_bits(insurance) == 15


@given(text=st.text(max_size=20))
@pytest.mark.parametrize("of", ["text", "digits", "number", "select_one", "select_sum", "date", "flag", "note"])
def test_storing_twice_changes_nothing(of: str, text: str) -> None:
    q = question(of, choices={"01": "a", "02": "b"} if of.startswith("select") else None)
    once = normalise(q, text)
    assert once is None or normalise(q, once) == once
    if once is not None:
        is_valid(q, once)  # whatever was keyed, it is judged and nothing breaks
