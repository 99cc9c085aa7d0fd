"""Lets the keyer go first: the exchange holds its breath while keys are pressed."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject

_QUIET = 0.04
"""Seconds after a key in which its answer is stored and painted."""
_AT_MOST = 0.5
"""Seconds: somebody who never stops keying must not stop the exchange."""
_SLICE = 0.002
"""Seconds given away after each piece of work in any case."""


class Breath(QObject):
    """Sees every key of the application; `pause` is for the thread of the exchange."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._last_key = 0.0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            self._last_key = time.monotonic()
        return False

    def pause(self) -> None:
        """Give the processor away until the last key has been dealt with."""
        until = time.monotonic() + _AT_MOST
        time.sleep(_SLICE)
        while (now := time.monotonic()) < min(until, self._last_key + _QUIET):
            time.sleep(max(0.0, min(until, self._last_key + _QUIET) - now))
