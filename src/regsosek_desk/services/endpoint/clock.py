"""Times as text: UTC, ISO 8601 with milliseconds and a Z, so that the order of texts is the order of times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], str]


def utc_now() -> str:
    return _text(datetime.now(UTC))


def later(at: str, seconds: float) -> str:
    """So many seconds after a time, before it when negative."""
    return _text(datetime.fromisoformat(at) + timedelta(seconds=seconds))


def seconds_between(earlier: str, at: str) -> float:
    return (datetime.fromisoformat(at) - datetime.fromisoformat(earlier)).total_seconds()


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
