"""Identifiers that sort by the time they were made."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID


class _Source:
    """The last id given; counting on from it keeps the order within a millisecond and when the clock is set back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        random74 = int.from_bytes(os.urandom(10), "big") >> 6
        with self._lock:
            self._last = max(time.time_ns() // 1_000_000 << 74 | random74, self._last + 1)
            return self._last


_source = _Source()


def uuid7() -> str:
    """A new UUID version 7 (RFC 9562) as text, greater than all made before in this process."""
    return _text(_source.next())


def _text(bits: int) -> str:
    millis, rand_a, rand_b = bits >> 74, bits >> 62 & 0xFFF, bits & (1 << 62) - 1
    return str(UUID(int=millis << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b))
