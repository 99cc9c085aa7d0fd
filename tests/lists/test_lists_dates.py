"""Dates that people write, and those a spreadsheet program made of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.services.lists.dates import iso_date
from regsosek_desk.services.lists.layout import Layout
from regsosek_desk.services.lists.line import Line
from regsosek_desk.services.lists.problems import Problem


def read(cell: Any, *, blank: bool = False) -> tuple[str, list[str]]:
    """The date, and the codes told."""
    told: list[Problem] = []
    line = Line(Layout("prelist", 1, {"tanggal": 0}, {"tanggal": "Tanggal"}, (), (), ()), told.append)
    line.start(2, [cell])
    return iso_date(line, "tanggal", blank=blank), [problem.code for problem in told]


@pytest.mark.parametrize("cell", [date(2022, 10, 3), datetime(2022, 10, 3, 7), "2022-10-03", " 2022-10-03\u00a0"])
def test_a_date_that_can_mean_one_day_only_is_taken_silently(cell: Any) -> None:
    assert read(cell) == ("2022-10-03", [])


@pytest.mark.parametrize("cell", ["3/10/22", "03/10/2022", "3.10.2022", "03-10-22"])
def test_the_day_stands_first_and_the_row_says_how_it_was_read(cell: str) -> None:
    assert read(cell) == ("2022-10-03", ["date_read"])


@pytest.mark.parametrize("cell", ["0000-00-00", "31/02/2022", "10/13/2022", "2022/10/03", "kemarin", 44837.0, True])
def test_what_is_no_date_is_refused(cell: Any) -> None:
    assert read(cell) == ("", ["not_a_date"])


def test_a_blank_is_refused_only_where_one_is_needed() -> None:
    assert read("") == ("", ["blank"])
    assert read("", blank=True) == ("", [])


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_every_day_comes_back_however_it_is_written(day: date) -> None:
    ways: list[Any] = [day, datetime.combine(day, datetime.min.time()) + timedelta(hours=5), day.isoformat()]
    assert {read(way)[0] for way in [*ways, f"{day.day}/{day.month}/{day.year}"]} == {day.isoformat()}
