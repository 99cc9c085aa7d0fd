"""Numbers that must not repeat: NIK, KK and landmark ids, shaped like real ones and belonging to nobody."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

_LANDMARK_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WOMAN_DAY = 40


class Numbers:
    """Hands out each number once; give the same one to all SLS that share a work file."""

    def __init__(self) -> None:
        self._issued: Counter[str] = Counter()
        self._landmarks: set[str] = set()

    def nik(self, area: str, birth: date, woman: bool) -> str:
        """16 digits: 6 of the area, day of birth (+40 for a woman), month, year, serial number."""
        day = birth.day + (_WOMAN_DAY if woman else 0)
        return self._next(f"{area}{day:02d}{birth:%m%y}")

    def kk(self, area: str, issued: date) -> str:
        """16 digits: 6 of the area, date of issue, serial number."""
        return self._next(f"{area}{issued:%d%m%y}")

    def landmark(self, rng: Random) -> str:
        """Six letters or digits."""
        while True:
            landmark = "".join(rng.choices(_LANDMARK_SIGNS, k=6))
            if landmark not in self._landmarks:
                self._landmarks.add(landmark)
                return landmark

    def _next(self, stem: str) -> str:
        self._issued[stem] += 1
        return f"{stem}{self._issued[stem]:04d}"
