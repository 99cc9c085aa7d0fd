"""When the next exchange by itself is due. Pure: whoever drives it passes the clock in and does the exchange."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

FIRST_WAIT, LONGEST_WAIT = 30.0, 30 * 60.0
"""Seconds after the first failure, and at most; each failure in a row doubles the wait."""
SETTLE = 60.0
"""Seconds from a change to the exchange that brings it, so that many changes go together."""
LOOK = 15 * 60.0
"""Seconds between two looks for something new, when nothing was changed here."""


@dataclass(slots=True)
class Auto:
    """Times are seconds of one clock that only goes forward."""

    jitter: Callable[[], float] = random.random
    """0 to 1: keeps 1,500 laptops from coming back at the same second."""
    next_at: float = 0.0
    """When to try next. The first time is at once."""
    _failures: int = field(default=0, repr=False)

    def due(self, now: float) -> bool:
        return now >= self.next_at

    def wait(self, now: float) -> float:
        """Seconds until it is due."""
        return max(0.0, self.next_at - now)

    def connected(self, now: float) -> None:
        """A network has appeared, or something else has just got through: try at once."""
        self.next_at = now

    def changed(self, now: float) -> None:
        """Something was keyed. A wait after a failure is not cut short by it."""
        if not self._failures:
            self.next_at = min(self.next_at, now + SETTLE)

    def succeeded(self, now: float) -> None:
        self._failures = 0
        self.next_at = now + LOOK * (0.5 + self.jitter())

    def failed(self, now: float) -> None:
        """Offline, or the other side is busy."""
        wait = min(FIRST_WAIT * 2.0**self._failures, LONGEST_WAIT)
        self._failures = min(self._failures + 1, 16)
        self.next_at = now + wait * (0.5 + self.jitter() / 2)
