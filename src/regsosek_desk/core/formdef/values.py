"""From what is keyed to what is stored and to what an expression reads: the one place that knows types."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial

from regsosek_desk.core.formdef.models import Question

Value = int | str | date | None
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_DIGITS = 18


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def normalise(question: Question, raw: str) -> str | None:
    """The answer as stored: blank is None, a short number padded to its boxes, a date as ISO if it is one."""
    text = raw if question.type == "note" else raw.strip()
    if not text.strip():
        return None
    if question.type in ("number", "select_one", "select_sum") and question.pad and is_digits(text):
        return text.zfill(question.width)
    if question.type == "date":
        return _iso(text)
    return text


def _iso(text: str) -> str:
    """Six or eight digits, day first, become an ISO date; anything that is no date stays as it is."""
    if not is_digits(text) or len(text) not in (6, 8):
        return text
    year = text[4:] if len(text) == 8 else f"20{text[4:]}"
    iso = f"{year}-{text[2:4]}-{text[:2]}"
    return iso if parse_date(iso) else text


def parse_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def parse_number(text: str) -> int | None:
    """A whole number; None for anything else, and for more digits than any question or database has room for."""
    return int(text) if is_digits(text) and len(text) <= _MOST_DIGITS else None


def parser_of(question: Question) -> Callable[[str], Value]:
    """How the stored text of this question reads in an expression; None when it isn't of its type."""
    if question.type in ("number", "select_one", "select_sum"):
        return parse_number
    return parse_date if question.type == "date" else str


@lru_cache(maxsize=2048)
def validator_of(question_type: str, width: int, pad: bool, pattern: str | None) -> Callable[[str], bool]:
    """Whether a text has the shape of its boxes: digits, width, pattern."""
    match = re.compile(pattern).fullmatch if pattern else None
    exact = question_type == "digits" and pad
    needs_digits = question_type in ("digits", "number", "select_one", "select_sum")

    def fits(text: str) -> bool:
        if needs_digits and not is_digits(text):
            return False
        if len(text) > width and question_type != "date":
            return False
        return not (exact and len(text) != width) and (match is None or match(text) is not None)

    return fits


def is_valid(question: Question, text: str) -> bool:
    """Whether a stored text is right for its question by itself: shape, codes, range, calendar."""
    if not validator_of(question.type, question.width, question.pad, question.pattern)(text):
        return False
    if question.type == "date":
        return parse_date(text) is not None
    if question.type == "flag":
        return text == "1"
    if question.type == "select_one":
        return text in question.codes
    if question.type == "select_sum":
        return _is_sum(question, int(text))
    return question.type != "number" or _in_range(question, int(text))


def valid_of(question: Question) -> Callable[[str], bool]:
    """`is_valid` for one question; where the shape is all there is to it, only that is looked at."""
    if question.type in ("text", "digits", "note"):
        return validator_of(question.type, question.width, question.pad, question.pattern)
    return partial(is_valid, question)


def _in_range(question: Question, number: int) -> bool:
    low = question.min if question.min is not None else 0
    return (low <= number and (question.max is None or number <= question.max)) or number in question.also


def _is_sum(question: Question, number: int) -> bool:
    """A sum of distinct codes, or the code that stands alone."""
    if question.alone is not None and number == int(question.alone):
        return True
    return number & ~sum_bits(question) == 0


def sum_bits(question: Question) -> int:
    """All codes of a sum question that may be added, as one number."""
    return sum(int(code) for code in question.codes if code.lstrip("0") != (question.alone or "").lstrip("0"))


def ticked(question: Question, text: str | None) -> frozenset[str]:
    """The codes that make up a sum answer; the zero code when nothing is ticked."""
    number = parse_number(text or "")
    if number is None:
        return frozenset()
    if question.alone is not None and number == int(question.alone):
        return frozenset({question.alone.zfill(question.width)})
    codes = {c for c in question.codes if int(c) and int(c) & number == int(c) and int(c) <= sum_bits(question)}
    return frozenset(codes or {c for c in question.codes if int(c) == 0 and number == 0})
