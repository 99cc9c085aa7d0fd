"""The value functions of the form language. Each gives a blank (None) for a blank or senseless input."""

from __future__ import annotations

from calendar import isleap
from datetime import date

UNKNOWN_PART = 98  # day or month nobody knows, as on the form
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def add(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def sub(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a - b


def mul(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a * b


def smaller(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else min(a, b)


def larger(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else max(a, b)


def length(text: str | None) -> int | None:
    return None if text is None else len(text)


def part(text: str | None, first: int, count: int) -> int | None:
    """Number made of `count` digits from position `first` (1 = the first character)."""
    piece = "" if text is None else text[first - 1 : first - 1 + count]
    return int(piece) if len(piece) == count and piece.isascii() and piece.isdigit() else None


def year(day: date | None) -> int | None:
    return None if day is None else day.year


def days_in_month(month: int | None, year: int | None) -> int | None:
    """Days of the month; without a year, the most it can have. Blank for a month outside 1–12."""
    if month is None or not 1 <= month <= 12:
        return None
    leap = month == 2 and (year is None or not 1 <= year <= 9999 or isleap(year))
    return _DAYS[month - 1] + leap


def month_number(month: int | None, year: int | None) -> int | None:
    """Months counted from year 0, to compare periods. Blank for a month outside 1–12."""
    return None if month is None or year is None or not 1 <= month <= 12 else year * 12 + month


def age_low(d: int | None, m: int | None, y: int | None, on: date | None) -> int | None:
    """Lowest completed years on a date: an unknown day or month (98) is taken as the last one."""
    return _age(d, m, y, on, latest=True)


def age_high(d: int | None, m: int | None, y: int | None, on: date | None) -> int | None:
    """Highest completed years on a date: an unknown day or month (98) is taken as the first one."""
    return _age(d, m, y, on, latest=False)


def _age(d: int | None, m: int | None, y: int | None, on: date | None, *, latest: bool) -> int | None:
    if d is None or m is None or y is None or on is None or not 1 <= y <= 9999:
        return None
    month = (12 if latest else 1) if m == UNKNOWN_PART else m
    last = days_in_month(month, y)
    if last is None:
        return None
    day = (last if latest else 1) if d == UNKNOWN_PART else d
    if not 1 <= day <= last:
        return None
    return on.year - y - ((on.month, on.day) < (month, day))
