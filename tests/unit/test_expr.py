"""Functions of the form language at their edges: blanks, malformed answers, calendars, ages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.core.engine.evaluate import fails, holds, value_of
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.expr import runtime
from regsosek_desk.core.expr.parse import parse
from regsosek_desk.core.expr.scope import ExpressionFault
from regsosek_desk.core.formdef.values import Value

ON = date(2022, 10, 20)


def truth(program: FormProgram, text: str, member: dict[str, str] | None = None, **family: str) -> bool | None:
    """The truth of an expression of the questionnaire, seen from its only member when one is given."""
    instance = FormInstance(program, family, {"anggota": [("m", member)]} if member is not None else None)
    scope = program.bound.scope.within("anggota" if member is not None else None)
    node, row = parse(text, scope), "" if member is None else "m"
    return True if holds(instance, node, row) else False if fails(instance, node, row) else None


def worth(program: FormProgram, text: str, **family: str) -> Value:
    return value_of(FormInstance(program, family), parse(text, program.bound.scope))


# --- blanks and malformed answers -----------------------------------------------------------------


def test_a_comparison_with_a_blank_is_unknown(k: FormProgram) -> None:
    for text in ("r112 == 1", "r112 != 1", "r112 < 1", "r112 in (1, 2)", "r112 not in (1, 2)", "not r112 == 1"):
        assert truth(k, text) is None
    assert truth(k, "blank(r112)") is True
    assert truth(k, "filled(r112)") is False


@pytest.mark.parametrize("text", ["4x", "x", "-1", "1.0", "１２", "9" * 5000])
def test_what_is_no_number_reads_as_blank_and_is_invalid(k: FormProgram, text: str) -> None:
    assert truth(k, "r112 > 0", r112=text) is None
    assert truth(k, "invalid(r112)", r112=text) is True
    assert truth(k, "blank(r112)", r112=text) is False


def test_invalid_is_never_unknown(k: FormProgram) -> None:
    assert truth(k, "invalid(r112)") is False
    assert truth(k, "invalid(r112)", r112="04") is False
    assert truth(k, "invalid(r112)", r112="100") is True


def test_digits_length_matches_speak_of_the_text(k: FormProgram) -> None:
    assert truth(k, "digits(r114)") is None
    assert truth(k, "digits(r114)", r114="12") is True
    assert truth(k, "digits(r114)", r114="12X") is False
    assert worth(k, "length(r114)", r114="0012") == 4
    assert worth(k, "length(r114)") is None
    assert truth(k, "matches(r113, '[0-9A-Z]{6}')", r113="67B4PT") is True
    assert truth(k, "matches(r113, '[0-9A-Z]{6}')", r113="67B4PTX") is False  # the whole answer
    assert truth(k, "matches(r113, '[0-9A-Z]{6}')") is None


def test_parts_of_a_number(k: FormProgram) -> None:
    nik = "3321015708840001"
    assert worth(k, "part(r114, 7, 2)", r114=nik) == 57
    assert worth(k, "part(r114, 15, 2)", r114=nik) == 1
    assert worth(k, "part(r114, 16, 2)", r114=nik) is None  # beyond the end
    assert worth(k, "part(r114, 7, 2)", r114="332101XX08840001") is None
    assert worth(k, "part(r114, 7, 2)") is None


def test_sums_of_codes(k: FormProgram) -> None:
    def owns(code: int, answer: str) -> bool | None:
        return truth(k, f"has(r431a, {code})", {"r431a": answer})

    assert [owns(code, "05") for code in (1, 2, 4, 8)] == [True, False, True, False]
    assert owns(1, "00") is False
    assert owns(1, "99") is False  # "don't know" is no sum, although 99 has the bits of 1 and 2
    assert owns(1, "") is None
    assert truth(k, "not has(r431f, 8)", {"r431f": "99"}) is True


def test_groups_count_blanks_as_no(k: FormProgram) -> None:
    assert truth(k, "any_in(program, 1)") is False
    assert truth(k, "not any_in(program, 1)") is True
    assert truth(k, "any_in(program, 1, 2)", r501g="2") is True
    assert truth(k, "any_in(program, 1)", r501g="2", r501a="x") is False


def test_smaller_and_larger_need_both(k: FormProgram) -> None:
    assert worth(k, "min(r112, 3)", r112="05") == 3
    assert worth(k, "max(r112, 3)", r112="05") == 5
    assert worth(k, "min(r112, 3)") is None
    assert worth(k, "r112 * 2 - 1", r112="05") == 9
    assert worth(k, "r112 + r109", r112="05") is None


def test_dates_compare_as_dates(k: FormProgram) -> None:
    assert truth(k, "r203 < r201", r201="2022-10-20", r203="2022-10-19") is True
    assert truth(k, "r203 < r201", r201="2022-10-20", r203="2022-10-20") is False
    assert truth(k, "r201 > akhir_pendataan", r201="2022-11-15") is True
    assert truth(k, "r201 > akhir_pendataan", r201="31022022") is None
    assert worth(k, "year(r201)", r201="2022-10-20") == 2022
    assert worth(k, "year(r201)", r201="2022-02-30") is None


# --- the calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("month", "year", "days"),
    [(1, 2022, 31), (4, 2022, 30), (2, 2022, 28), (2, 2020, 29), (2, 1900, 28), (2, 2000, 29), (2, None, 29)],
)
def test_days_in_a_month(month: int, year: int | None, days: int) -> None:
    assert runtime.days_in_month(month, year) == days


@pytest.mark.parametrize("month", [None, 0, 13, 98])
def test_no_month_has_no_days(month: int | None) -> None:
    assert runtime.days_in_month(month, 2022) is None
    assert runtime.month_number(month, 2022) is None


def test_months_are_counted_through(k: FormProgram) -> None:
    assert worth(k, "month_number(1, 2022) - month_number(12, 2021)") == 1
    assert worth(k, "month_number(r501a_bln, r501a_thn)", r501a_bln="10") is None


@pytest.mark.parametrize(
    ("day", "month", "year", "low", "high"),
    [
        (20, 10, 1980, 42, 42),  # birthday on the day
        (21, 10, 1980, 41, 41),  # tomorrow
        (19, 10, 1980, 42, 42),  # yesterday
        (20, 10, 2022, 0, 0),  # born today
        (21, 10, 2022, -1, -1),  # born tomorrow
        (29, 2, 2000, 22, 22),
        (98, 10, 1980, 41, 42),  # any day of the month of the birthday
        (98, 9, 1980, 42, 42),
        (98, 11, 1980, 41, 41),
        (98, 98, 1980, 41, 42),
        (20, 98, 1980, 41, 42),
        (98, 98, 2022, -1, 0),
        (1, 1, 1900, 122, 122),
    ],
)
def test_ages(day: int, month: int, year: int, low: int, high: int) -> None:
    assert runtime.age_low(day, month, year, ON) == low
    assert runtime.age_high(day, month, year, ON) == high


@pytest.mark.parametrize(
    ("day", "month", "year"), [(31, 2, 2000), (0, 1, 2000), (32, 1, 2000), (1, 13, 2000), (29, 2, 1999)]
)
def test_a_day_that_never_was_has_no_age(day: int, month: int, year: int) -> None:
    assert runtime.age_low(day, month, year, ON) is None
    assert runtime.age_high(day, month, year, ON) is None


@pytest.mark.parametrize("missing", range(4))
def test_an_age_needs_all_its_parts(missing: int) -> None:
    parts: list[object] = [20, 10, 1980, ON]
    parts[missing] = None
    assert runtime.age_low(*parts) is None  # type: ignore[arg-type]


def test_born_on_the_leap_day() -> None:
    """The year is completed on the first of March where there is no 29th of February."""
    assert runtime.age_high(29, 2, 2000, date(2022, 2, 28)) == 21
    assert runtime.age_high(29, 2, 2000, date(2022, 3, 1)) == 22
    assert runtime.age_high(29, 2, 2000, date(2024, 2, 28)) == 23
    assert runtime.age_high(29, 2, 2000, date(2024, 2, 29)) == 24


@given(born=st.dates(date(1900, 1, 1), ON), on=st.dates(date(2022, 1, 1), date(2022, 12, 31)))
def test_age_changes_on_the_birthday_and_nowhere_else(born: date, on: date) -> None:
    age = runtime.age_low(born.day, born.month, born.year, on)
    assert age == runtime.age_high(born.day, born.month, born.year, on)
    next_day = on + timedelta(days=1)
    older = runtime.age_low(born.day, born.month, born.year, next_day)
    assert age is not None
    assert older is not None
    leap_child = (born.month, born.day) == (2, 29) and (next_day.month, next_day.day) == (3, 1)
    birthday = (next_day.month, next_day.day) == (born.month, born.day) or leap_child
    assert older - age == int(birthday)


@given(born=st.dates(date(1900, 1, 1), ON), unknown=st.sampled_from(["day", "month", "both"]))
def test_unknown_parts_widen_the_age(born: date, unknown: str) -> None:
    exact = runtime.age_low(born.day, born.month, born.year, ON)
    day = 98 if unknown != "month" else min(born.day, 28)
    month = 98 if unknown != "day" else born.month
    low, high = runtime.age_low(day, month, born.year, ON), runtime.age_high(day, month, born.year, ON)
    assert low is not None
    assert high is not None
    assert low <= high <= low + 1
    if unknown != "month":
        assert exact is not None
        assert low <= exact <= high


# --- rows -----------------------------------------------------------------------------------------


def test_windows_look_up_and_only_up(k: FormProgram) -> None:
    ages = ("30", None, "x", "05")
    rows = [(f"m{i}", {"r407": a} if a else {}) for i, a in enumerate(ages)]
    instance = FormInstance(k, None, {"anggota": rows})

    def along(text: str) -> list[Value]:
        node = parse(text, k.bound.scope.within("anggota"))
        return [value_of(instance, node, row) for row, _ in rows]

    assert along("position()") == [1, 2, 3, 4]
    assert along("previous(r407)") == [None, 30, None, None]
    assert along("max_before(r407)") == [None, 30, 30, 30]
    assert along("seen_before(r407)") == [0, None, None, 0]
    assert along("count_before(r407 >= 5)") == [0, 1, 1, 1]
    assert along("count_before(blank(r407))") == [0, 0, 1, 1]


def test_aggregates_leave_blanks_out(k: FormProgram) -> None:
    rows = [("a", {"r407": "30", "r402": "ANI"}), ("b", {}), ("c", {"r407": "05", "r402": "BUDI"})]
    instance = FormInstance(k, None, {"anggota": rows})

    def value(text: str) -> Value:
        return value_of(instance, parse(text, k.bound.scope))

    assert value("count(anggota)") == 3
    assert value("count(anggota, r407 > 4)") == 2
    assert value("count(anggota, not r407 > 4)") == 0  # the blank is neither
    assert value("sum(anggota, r407)") == 35
    assert value("highest(anggota, r407)") == 30
    assert value("first(anggota, r407 < 10, r402)") == "BUDI"
    assert value("first(anggota, r407 > 50, r402)") is None
    scope = k.bound.scope
    assert holds(instance, parse("any(anggota, r407 == 5)", scope))
    assert fails(instance, parse("all(anggota, r407 > 4)", scope))
    empty = FormInstance(k)
    assert holds(empty, parse("all(anggota, r407 > 4)", scope))
    assert fails(empty, parse("any(anggota, r407 > 4)", scope))
    assert value_of(empty, parse("highest(anggota, r407)", scope)) is None
    assert value_of(empty, parse("sum(anggota, r407)", scope)) == 0


def test_a_row_sees_its_own_answer_before_that_of_the_family(vk: FormProgram) -> None:
    """Both rosters of the list use the same names."""
    rows = {"vk_a": [("a", {"r109": "001"})], "vk_b": [("b", {"r109": "007"})]}
    instance = FormInstance(vk, None, rows)
    for roster, row, number in (("vk_a", "a", 1), ("vk_b", "b", 7)):
        assert value_of(instance, parse("r109", vk.bound.scope.within(roster)), row) == number
    with pytest.raises(ExpressionFault, match="needs_roster"):
        parse("r109", vk.bound.scope)


def test_states(k: FormProgram) -> None:
    """asked, missing and excess follow the question's condition; where that is unknown all three are silent."""
    assert truth(k, "asked(r301b)", r301a="1") is True
    assert truth(k, "asked(r301b)", r301a="2") is False
    assert truth(k, "asked(r301b)") is None
    assert truth(k, "missing(r301b)", r301a="1", r205="1") is True
    assert truth(k, "missing(r301b)", r301a="1") is None  # nobody has said yet that the family was interviewed
    assert truth(k, "missing(r301b)", r301a="1", r205="3") is False
    assert truth(k, "excess(r301b)", r301a="2", r301b="1") is True
    assert truth(k, "excess(r301b)", r301b="1") is None


def test_an_answer_is_changed_and_taken_back(k: FormProgram) -> None:
    instance = FormInstance(k, {"r301a": "1"})
    node = parse("asked(r301b)", k.bound.scope)
    assert holds(instance, node)
    instance.set(Place("r301a"), "2")
    assert fails(instance, node)
    instance.set(Place("r301a"), "")
    assert not holds(instance, node)
    assert not fails(instance, node)
