"""Times and the identifiers that begin with one, as numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SECONDS = [f"{second:02}." for second in range(60)]
_MILLISECONDS = [f"{millisecond:03}Z" for millisecond in range(1000)]
_COUNT_BITS, _TAIL_BITS = 74, 48
COUNT_MASK, _TAIL_MASK = (1 << _COUNT_BITS) - 1, (1 << _TAIL_BITS) - 1


def moment_of(text: str) -> int | None:
    """Milliseconds since 1970 of a `Stamp.at`; None for a text that `text_of_moment` doesn't write."""
    try:
        moment = (datetime.fromisoformat(text) - _EPOCH) // _MILLISECOND
        return moment if text_of_moment(moment) == text else None
    except (ValueError, TypeError, OverflowError):
        return None


def text_of_moment(moment: int) -> str:
    """UTC, ISO 8601 with milliseconds. Raises OverflowError beyond the calendar."""
    minute, rest = divmod(moment, 60_000)
    return _minute(minute) + _SECONDS[rest // 1000] + _MILLISECONDS[rest % 1000]


@lru_cache(maxsize=1024)
def _minute(minute: int) -> str:
    return f"{_EPOCH + timedelta(minutes=minute):%Y-%m-%dT%H:%M:}"


def uuid7_of(text: str) -> tuple[int, int] | None:
    """Milliseconds and count of an id as core/domain/ids.py makes them; None for any other text."""
    try:
        bits = int(text.replace("-", ""), 16)
    except ValueError:
        return None
    moment, count = bits >> 80, (bits >> 64 & 0xFFF) << 62 | bits & (1 << 62) - 1
    return (moment, count) if 0 <= moment < 1 << 48 and text_of_uuid7(moment, count) == text else None


def text_of_uuid7(moment: int, count: int) -> str:
    """Raises ValueError for a moment out of range; of the count the lowest 74 bits are taken."""
    if not 0 <= moment < 1 << 48:
        raise ValueError(moment)
    middle = _middle((count & COUNT_MASK) >> _TAIL_BITS)
    return "%08x-%04x%s%012x" % (moment >> 16, moment & 0xFFFF, middle, count & _TAIL_MASK)  # noqa: UP031 - twice as fast


@lru_cache(maxsize=1024)
def _middle(head: int) -> str:
    """The part of an id that stays while the count goes on, version and variant within it."""
    return f"-7{head >> 14:03x}-{0x8000 | head & 0x3FFF:04x}-"


def count_step(count: int, before: int) -> int:
    """From one count to another, the short way round."""
    step = count - before & COUNT_MASK
    return step - COUNT_MASK - 1 if step > COUNT_MASK >> 1 else step
