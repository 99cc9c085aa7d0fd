"""Lets the keyer go first: the exchange holds its breath while keys are pressed."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject

from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.storage.workfile import GaveWay, WorkFile

T = TypeVar("T")
_QUIET = 0.04
"""Seconds after a key in which its answer is stored and painted."""
_AT_MOST = 0.5
"""Seconds: somebody who never stops keying must not stop the exchange."""
_TRIES = 10
"""So often a key may take a document's work back; then it is done in one go."""
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)


class Breath(QObject):
    """Sees every key of the application while it is installed; all else is for the threads of exchange and file."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last_key = 0.0
        self._gives_way = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _KEYS:
            self._last_key = time.monotonic()
        return False

    def pause(self) -> None:
        """Give the processor away until the last key has been dealt with."""
        until = time.monotonic() + _AT_MOST
        while (now := time.monotonic()) < min(until, self._last_key + _QUIET):
            time.sleep(max(0.0, min(until, self._last_key + _QUIET) - now))

    def between(self) -> None:
        """For `WorkFile.between`. Raises GaveWay when a key waits for the file."""
        if self._gives_way and time.monotonic() < self._last_key + _QUIET:
            raise GaveWay

    def giving_way(self, run: RunOnFile) -> RunOnFile:
        """A way to the file on which a key goes first, also in the middle of taking in a document."""

        def run_on_file(work: Callable[[WorkFile], T], /) -> T:
            for _ in range(_TRIES):
                with suppress(GaveWay):
                    return run(partial(self._interruptible, work))
                self.pause()
            return run(work)

        return run_on_file

    def _interruptible(self, work: Callable[[WorkFile], T], file: WorkFile) -> T:
        """In the thread of the file: only this work gives way, not the keyer's."""
        self._gives_way = True
        try:
            return work(file)
        finally:
            self._gives_way = False
