"""Python's garbage collection, kept in the main thread.

Python collects cycles in whatever thread happens to allocate. A window found as garbage by the thread of the work
file would be destroyed there; Qt then waits for the main thread, which waits for the work file: the program stands
still. So, while there is such a thread, collecting by itself is off and the main thread does it now and then.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 500
_holders: set[int] = set()


class Collector(QObject):
    """From its making until `stop` garbage is collected in the thread that made it; there may be several."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        _holders.add(id(self))
        gc.disable()
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(collect_what_is_due)
        self._timer.start()

    def stop(self) -> None:
        """Let Python collect by itself again, when this is the last collector. May be called twice."""
        self._timer.stop()
        _holders.discard(id(self))
        if not _holders:
            gc.enable()


def collect_what_is_due() -> None:
    """Collect the oldest generation that has grown past its threshold."""
    counts, limits = gc.get_count(), gc.get_threshold()
    due = [at for at in range(len(counts)) if limits[at] and counts[at] > limits[at]]
    if due:
        gc.collect(due[-1])
