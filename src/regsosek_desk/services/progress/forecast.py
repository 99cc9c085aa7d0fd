"""When it will be done at the pace of the last days, and what that means against the day that the office has named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Literal

Verdict = Literal["done", "idle", "safe", "late", "going"]
"""All is done · nothing moves · in time · too late at this pace · it moves, and no day is named to measure it by."""
DAYS = 7
"""Days whose pace counts."""
_FARTHEST = 3650
"""Days: what would take longer doesn't move."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """`pace` in families a day; `finish` is None where that can't be said."""

    left: int
    pace: float
    finish: date | None
    verdict: Verdict


def forecast(left: int, pace: float, today: date, deadline: date | None = None) -> Forecast:
    """What is left to be done, at so many a day from tomorrow on."""
    if left <= 0:
        return Forecast(0, pace, today, "done")
    if left > pace * _FARTHEST:
        return Forecast(left, pace, None, "idle")
    finish = today + timedelta(days=ceil(left / pace))
    if deadline is None:
        return Forecast(left, pace, finish, "going")
    return Forecast(left, pace, finish, "safe" if finish <= deadline else "late")


def per_day(left: int, today: date, deadline: date) -> int:
    """Families a day from today to the deadline, both counted, for it to be done; all of them once it has passed."""
    return ceil(max(0, left) / max(1, (deadline - today).days + 1))
