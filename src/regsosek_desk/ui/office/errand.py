"""One long piece of work beside the window: how far it is, and a way to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from regsosek_desk.ui.collector import Collector

T = TypeVar("T")
Tell = Callable[[str, int, int], None]
"""What is under way, done, all."""
Work = Callable[[Tell, Callable[[], bool]], T]
_TELL_EVERY = 0.05  # seconds


class Errand(QObject):
    """Runs one piece of work at a time; results and errors come back in the main thread."""

    progressed = Signal(str, int, int)
    changed = Signal(bool)
    """Whether there is work now."""
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collector = Collector(self)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="office")
        self._stop = threading.Event()
        self._told = 0.0
        self._receive: tuple[Callable[[Any], None], Callable[[Exception], None]] | None = None
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        return self._receive is not None

    def start(self, work: Work[T], done: Callable[[T], None], failed: Callable[[Exception], None]) -> bool:
        """Begin, unless there is work already; gives whether it began."""
        if self.busy:
            return False
        self._receive = done, failed
        self._stop.clear()
        self._told = 0.0
        self.changed.emit(True)
        self._pool.submit(work, self._tell, self._stop.is_set).add_done_callback(self._ended.emit)
        return True

    def cancel(self) -> None:
        """Ask the work to stop; it ends as it sees fit."""
        self._stop.set()

    def close(self) -> None:
        """Stop what is under way and wait for it; nothing comes back after."""
        self._receive = None
        self._stop.set()
        self._pool.shutdown()
        self._collector.stop()

    def _tell(self, what: str, done: int, of: int) -> None:
        if done >= of or monotonic() - self._told >= _TELL_EVERY:
            self._told = monotonic()
            self.progressed.emit(what, done, of)

    @Slot(object)
    def _deliver(self, future: Future[Any]) -> None:
        if self._receive is None:
            return
        (done, failed), self._receive = self._receive, None
        self.changed.emit(False)
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, Exception):
            failed(error)
