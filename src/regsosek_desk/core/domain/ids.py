"""Identifiers: some sort by the time they were made, some follow from what they name."""

from __future__ import annotations

import os
import threading
import time
from uuid import NAMESPACE_URL, UUID, uuid5

_RANDOM_BITS = 74
_MASK = (1 << _RANDOM_BITS) - 1
_DERIVED = uuid5(NAMESPACE_URL, "regsosek-desk")


class _Source:
    """Time and a counter that starts anywhere in 74 random bits (RFC 9562, 6.2).

    Counting keeps the order within a millisecond, and an id that follows another costs an exchange next to nothing.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = 0
        self._count = 0
        self._last = 0

    def next(self) -> int:
        with self._lock:
            if self._process != os.getpid():  # a forked process must not count on from the same place
                self._process, self._count = os.getpid(), int.from_bytes(os.urandom(9), "big")
            self._count += 1
            now = time.time_ns() // 1_000_000 << _RANDOM_BITS | self._count & _MASK
            self._last = max(now, self._last + 1)  # also when the clock is set back
            return self._last


_source = _Source()


def uuid7() -> str:
    """A new UUID version 7 (RFC 9562) as text, greater than all made before in this process."""
    return _text(_source.next())


def earliest_id(millis: int) -> str:
    """The least id that `uuid7` could make at this time, in milliseconds since 1970, or later."""
    return _text(millis << _RANDOM_BITS)


def derived_id(*parts: str) -> str:
    """The id that follows from these parts: everyone who knows them gets the same one."""
    return str(uuid5(_DERIVED, "\x1f".join(parts)))


def _text(bits: int) -> str:
    millis, rand_a, rand_b = bits >> 74, bits >> 62 & 0xFFF, bits & (1 << 62) - 1
    return str(UUID(int=millis << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b))
