"""When it will be done, on both sides of each boundary."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.services.progress.forecast import forecast, per_day

TODAY = date(2022, 11, 20)


@pytest.mark.parametrize(
    ("left", "pace", "days_left", "verdict"),
    [
        (0, 0.0, 5, "done"), (1, 0.0, 5, "idle"), (1, 0.1, None, "going"),
        (50, 10.0, 5, "safe"), (51, 10.0, 5, "late"), (1, 0.0001, 5, "idle"),
    ],
)  # fmt: skip
def test_a_verdict(left: int, pace: float, days_left: int | None, verdict: str) -> None:
    deadline = None if days_left is None else TODAY + timedelta(days=days_left)
    assert forecast(left, pace, TODAY, deadline).verdict == verdict


@pytest.mark.parametrize(
    ("left", "days_left", "wanted"), [(10, 0, 10), (10, 1, 5), (11, 1, 6), (10, -3, 10), (0, 4, 0)]
)
def test_what_a_day_asks_for(left: int, days_left: int, wanted: int) -> None:
    assert per_day(left, TODAY, TODAY + timedelta(days=days_left)) == wanted


@given(st.integers(0, 10_000), st.floats(0, 500), st.integers(0, 400))
def test_who_keeps_the_pace_is_done_on_the_day_that_was_told(left: int, pace: float, days: int) -> None:
    found = forecast(left, pace, TODAY, TODAY + timedelta(days=days))
    if found.finish is not None and left:
        worked = (found.finish - TODAY).days
        assert pace * worked >= left * 0.999999
        assert pace * (worked - 1) < left
        assert (found.verdict == "safe") == (worked <= days)
