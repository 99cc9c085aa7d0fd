"""A tone for each scan, so that nobody has to look up: high and short is good, low and long is not."""

from __future__ import annotations

import sys
import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from regsosek_desk.services.custody.scan import Verdict

_TONES: dict[Verdict, tuple[int, int]] = {"ok": (1400, 60), "look": (900, 140), "no": (300, 320)}
"""Hertz and milliseconds."""
_BELLS: dict[Verdict, int] = {"ok": 1, "look": 2, "no": 3}
_BETWEEN_MS = 130
_GRAVITY = ("ok", "look", "no")


class Tones:
    """Plays one tone at a time. While one sounds only the gravest of those that come is kept: none lags behind."""

    def __init__(self) -> None:
        self._next: Verdict | None = None
        self._lock = threading.Lock()
        self._playing = False

    def play(self, verdict: Verdict) -> None:
        with self._lock:
            if self._next is None or _GRAVITY.index(verdict) > _GRAVITY.index(self._next):
                self._next = verdict
            if self._playing:
                return
            self._playing = True
        if sys.platform == "win32":
            threading.Thread(target=self._play_all, name="tones", daemon=True).start()
        else:
            self._ring()

    def _take(self) -> Verdict | None:
        with self._lock:
            verdict, self._next = self._next, None
            self._playing = verdict is not None
            return verdict

    def _play_all(self) -> None:
        if sys.platform == "win32":  # elsewhere there is no such module
            import winsound

            while verdict := self._take():
                winsound.Beep(*_TONES[verdict])

    def _ring(self) -> None:
        """The desktop's bell has one tone: good rings once, bad three times."""
        if verdict := self._take():
            self._playing = True
            count = _BELLS[verdict]
            for at in range(count):
                QTimer.singleShot(at * _BETWEEN_MS, QApplication.beep)
            QTimer.singleShot(count * _BETWEEN_MS, self._ring)
