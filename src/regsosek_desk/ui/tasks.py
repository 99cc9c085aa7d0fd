"""The one thread that owns the work file, and how the screens reach it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.collector import Collector

T = TypeVar("T")


class Task:
    """Work handed to the runner. Once cancelled it brings nothing back, and does not start if it still waits."""

    def __init__(self, future: Future[Any], done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        self._future = future
        self._done = done
        self._failed = failed
        self._wanted = True

    def cancel(self) -> None:
        self._wanted = False
        self._done = self._failed = _forget  # the other thread must not be the last to hold a widget
        self._future.cancel()

    def deliver(self) -> None:
        """Pass result or error on; in the main thread, after the work has ended."""
        if not self._wanted or self._future.cancelled():
            return
        error = self._future.exception()
        if error is None:
            self._done(self._future.result())
        elif isinstance(error, Exception):
            self._failed(error)


class TaskRunner(QObject):
    """Runs work on the open file: `runner(work)` waits for the result, `submit` brings it later.

    `changed` tells every screen what kind of thing has changed: "documents" or "sls".
    """

    changed = Signal(str)
    _ended = Signal(object)

    def __init__(self, opener: Callable[[], WorkFile], parent: QObject | None = None) -> None:
        """Open the file in its thread. Raises what `opener` raises; then no thread is left."""
        super().__init__(parent)
        self._collector = Collector(self)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workfile")
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        try:
            self._thread, self._file = self._pool.submit(lambda: (threading.get_ident(), opener())).result()
        except BaseException:
            self._end()
            raise
        self._open = True

    def __call__(self, work: Callable[[WorkFile], T], /) -> T:
        """Run `work` on the file and wait; its exceptions come back here. Work may call the runner again."""
        if threading.get_ident() == self._thread:
            return work(self._file)
        return self._pool.submit(work, self._file).result()

    def submit(
        self,
        work: Callable[[WorkFile], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Task:
        """Run `work` soon; `done` or `failed` is called in the main thread. An error nobody takes is raised there."""
        future = self._pool.submit(work, self._file)
        task = Task(future, done, failed or _raise)
        future.add_done_callback(lambda _: self._ended.emit(task))
        return task

    def close(self) -> None:
        """Finish what was submitted, close the file and end the thread; no result comes after. May be called twice."""
        if self._open:
            self._open = False
            closing = self._pool.submit(self._file.close)
            self._end()
            closing.result()

    def _end(self) -> None:
        self._pool.shutdown()
        self._collector.stop()

    @Slot(object)
    def _deliver(self, task: Task) -> None:
        if self._open:
            task.deliver()


def _forget(_: object) -> None:
    pass


def _raise(error: Exception) -> None:
    raise error
