"""Slow work that no work file is needed for: stretching a PIN, enrolling. It never holds up a key or a repaint."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from regsosek_desk.ui.tasks import Task

T = TypeVar("T")


class Aside(QObject):
    """Runs one work after the other in a thread of its own and brings results back into the main thread."""

    _called = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")
        self._called.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def submit(
        self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> Task:
        """Run `work`; `done` or `failed` is called in the main thread, unless the owner has gone by then."""
        future = self._pool.submit(work)
        task = Task(future, done, failed)
        owner.destroyed.connect(task.cancel)
        future.add_done_callback(lambda _: self._called.emit(task.deliver))
        return task

    def tell(self, call: Callable[[], None]) -> None:
        """From work under way: have this called soon in the main thread."""
        self._called.emit(call)

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        call()


@cache
def aside() -> Aside:
    """The one of this program; it lives as long as the program, so that no thread outlives what it reports to."""
    assert threading.current_thread() is threading.main_thread()
    return Aside()
