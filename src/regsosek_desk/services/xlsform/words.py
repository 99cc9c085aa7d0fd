"""Words of XPath that need no tree: joining, constants, functions."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from regsosek_desk.core.formdef.models import Question
from regsosek_desk.core.formdef.values import sum_bits

TRUE, FALSE = "true()", "false()"
NUMBERS = ("number", "select_one", "select_sum")
COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


class Unsayable(Exception):
    """XPath has no words for this. `reason`: fact, window, function or pattern."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def both(parts: Iterable[str]) -> str:
    """All of the parts."""
    said = [part for part in dict.fromkeys(parts) if part != TRUE]
    if FALSE in said:
        return FALSE
    return " and ".join(said) if said else TRUE


def either(parts: Iterable[str]) -> str:
    """One of the parts, in brackets when there are more."""
    said = [part for part in dict.fromkeys(parts) if part != FALSE]
    if TRUE in said:
        return TRUE
    if not said:
        return FALSE
    return said[0] if len(said) == 1 else "(" + " or ".join(said) + ")"


def negation(said: str) -> str:
    return {TRUE: FALSE, FALSE: TRUE}.get(said) or f"not({said})"


def constant(value: Any) -> str:
    """A constant; XPath can't write a text that has both kinds of quotes."""
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    if not isinstance(value, str):
        return str(value)
    if "'" in value and '"' in value:
        raise Unsayable("pattern")
    return f'"{value}"' if "'" in value else f"'{value}'"


def sums(question: Question) -> list[int]:
    bits = sum_bits(question)
    alone = [int(question.alone)] if question.alone else []
    return [n for n in range(bits + 1) if n & ~bits == 0] + alone


def has_gaps(question: Question) -> bool:
    """Whether some number below the largest sum is no sum."""
    bits = sum_bits(question)
    return bits & (bits + 1) != 0


def _days(month: str, year: str) -> str:
    leap = f"({year} = '' or ({year} mod 4 = 0 and ({year} mod 100 != 0 or {year} mod 400 = 0)))"
    short = " or ".join(f"{month} = {n}" for n in (4, 6, 9, 11))
    return f"if({month} = 2, if({leap}, 29, 28), if({short}, 30, 31))"


FUNCTIONS: dict[str, Callable[..., str]] = {
    "length": str,
    "min": lambda a, b: f"min({a}, {b})",
    "max": lambda a, b: f"max({a}, {b})",
    "year": lambda day: f"number(format-date({day}, '%Y'))",
    "month_number": lambda month, year: f"({year} * 12 + {month})",
    "days_in_month": _days,
    "part": lambda text, first, count: f"number(substr({text}, {int(first) - 1}, {int(first) - 1 + int(count)}))",
}
