"""Tells when nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_ACTS = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate,
})  # fmt: skip
_LOOK_MS = 10_000
Clock = Callable[[], tuple[float, float]]


def clocks() -> tuple[float, float]:
    """Seconds of two clocks: one that nobody can set, and one that goes on while the laptop sleeps."""
    return time.monotonic(), time.time()


class IdleWatch(QObject):
    """`idle` once nothing was done for `minutes`, also when the laptop slept that long: then the first touch only
    wakes the lock and reaches nothing else.

    It listens where the system's events enter a window, not at every widget: a key costs next to nothing.
    """

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None, clock: Clock = clocks) -> None:
        super().__init__(parent)
        self.minutes = minutes
        self._clock = clock
        self._last = clock()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)

    def start(self) -> None:
        """Begin to count now."""
        self._last = self._clock()
        self._timer.start()
        self._watch(QGuiApplication.focusWindow())

    def stop(self) -> None:
        self._timer.stop()

    @property
    def seconds(self) -> float:
        """Since the last touch."""
        return max(now - then for now, then in zip(self._clock(), self._last, strict=True))

    def look(self) -> bool:
        """Whether the time is up; then `idle` is sent."""
        if self._timer.isActive() and self.seconds >= self.minutes * 60:
            self.idle.emit()
            return True
        return False

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTS:
            if self.look():
                return True
            self._last = self._clock()
        return False
