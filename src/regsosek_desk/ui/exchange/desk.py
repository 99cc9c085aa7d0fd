"""The exchange while the window is open: one at a time, on its own thread, by hand or by itself."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Qt, QTimer, Signal, Slot

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.exchange.auto import Auto
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.discover import outward_address
from regsosek_desk.ui.exchange.breath import Breath
from regsosek_desk.ui.exchange.jobs import Jobs, Means, make_ready
from regsosek_desk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from regsosek_desk.services.exchange.laptop import Progress

_LOOK_EVERY = 5_000
"""Milliseconds between two looks whether an exchange by itself is due."""
_AUTOMATIC, _NEVER = "exchange", "by_hand"
"""Key in the work file, and its value when nothing shall start by itself."""
_SWITCH = 0.0005
"""Seconds a thread of Python keeps the interpreter while another one waits; the usual 5 ms would be felt in a key."""
_LET_GO = 3.0
"""Seconds that a job gets to stop when the window closes; longer it only waits for the network, and holds nothing."""
_RELAY_ENDS = 5_000
"""Milliseconds that a relay gets to end when the window closes."""
_AWAY = frozenset({"unreachable", "peer_busy", "peer_nonsense"})
"""Faults that say no more than that nobody is there just now."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[], object]
    office: bool = False
    """Whether its end tells if the office's endpoint can be reached."""
    quiet: bool = False
    """It began by itself."""


@dataclass(frozen=True, slots=True)
class _End:
    job: _Job
    result: object
    """What the job gave, or the exception that ended it."""


class ExchangeDesk(QObject):
    """Runs jobs one at a time outside the main thread and brings back how far they are and how they ended.

    `moved` brings a Progress, `ended` an Outcome, a list of files, or the DeskError that ended the job; both in the
    main thread; `told` is the same as `moved`, in the thread of the exchange. `state_changed` when it starts or stops
    working.
    """

    moved = Signal(object)
    ended = Signal(object)
    state_changed = Signal()
    told = Signal(object)
    _done = Signal(object)

    def __init__(self, session: Session, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._runner = runner
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._breath = Breath(self)
        self._jobs = Jobs(session, Means(self.told.emit, self._stop, self._breath))
        self._usual_switch = sys.getswitchinterval()
        self._auto = Auto()
        self._network = ""
        self._keyed_meanwhile = False
        self.closed = False
        self.last: Progress | None = None
        self.offline = False
        """The office's endpoint was not there at the last try."""
        self.fault: DeskError | None = None
        """What keeps an exchange with the office from going on and wants a person; None when nothing does."""
        self.enrolled = {"keys", "server"} <= session.meta.keys()
        self._clock = QTimer(self, interval=_LOOK_EVERY)
        self._clock.timeout.connect(self._look)
        self.told.connect(self._note, Qt.ConnectionType.QueuedConnection)
        self._done.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        if self.enrolled:
            session.run(self._watch)
            runner.changed.connect(self._changed)
            self._set_clock(session.run(lambda file: file.recall(_AUTOMATIC)) != _NEVER)

    def _watch(self, file: WorkFile) -> None:
        file.between = self._breath.between

    def make_ready(self) -> None:
        """Do what the first exchange would do besides, while the keyer reads the first screen."""
        if self.enrolled:
            self._runner.submit(lambda _: make_ready(), lambda _: None)

    # --- what it can do -----------------------------------------------------------------------------

    def exchange(self, *, by_itself: bool = False) -> None:
        """Receive from the office's endpoint and send what waits."""
        self._start(_Job(self._jobs.with_office, office=True, quiet=by_itself))

    def exchange_with(self, address: str, device: str) -> None:
        """The same with a PML's laptop at this address; `device` is who has to answer."""
        self._start(_Job(lambda: self._jobs.with_peer(address, device)))

    def collect(self, address: str) -> None:
        """Bring in what other laptops have given to our own relay at this address."""
        self._start(_Job(lambda: self._jobs.collect(address)))

    def save(self, folder: Path) -> None:
        """Write what waits to a stick."""
        self._start(_Job(lambda: self._jobs.save(folder)))

    def take(self, path: Path) -> None:
        """Take a file from a stick."""
        self._start(_Job(lambda: self._jobs.take(path)))

    def cancel(self) -> None:
        """Stop at the next safe place; what was done stays done."""
        self._stop.set()

    # --- by itself ----------------------------------------------------------------------------------

    @property
    def automatic(self) -> bool:
        """Whether an exchange starts by itself whenever there is a connection."""
        return self._clock.isActive()

    def set_automatic(self, wanted: bool) -> None:
        """Exchange by itself, or only when asked; the work file remembers it."""
        self._session.run(lambda file: file.remember(_AUTOMATIC, "" if wanted else _NEVER))
        self._set_clock(wanted)

    def _set_clock(self, wanted: bool) -> None:
        if wanted and self.enrolled:
            self._clock.start()
        else:
            self._clock.stop()

    def _look(self) -> None:
        """Start by itself when it is time, and at once when this computer has come into another network."""
        before, self._network = self._network, outward_address()
        if self._network and self._network != before:
            self._auto.connected(time.monotonic())
        if not self.busy and self._auto.due(time.monotonic()):
            self.exchange(by_itself=True)

    def _changed(self, kind: str) -> None:
        self._keyed_meanwhile = self.busy
        self._auto.changed(time.monotonic())
        if kind == "documents":
            self._runner.submit(self._can_take_up, self._take_up_if)

    def _can_take_up(self, file: WorkFile) -> bool:
        """Whether something waits for a document that is closed by now."""
        return any(each.document not in self._session.on_desk() for each in file.exchange.aside())

    def _take_up_if(self, wanted: bool) -> None:
        if wanted:
            self._start(_Job(self._jobs.take_up, quiet=True))

    # --- starting and ending ------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def _start(self, job: _Job) -> None:
        """Run a job, unless one is running."""
        if self.busy:
            return
        self.last, self._keyed_meanwhile = None, False
        self._stop.clear()
        self._make_way(True)
        self._thread = threading.Thread(target=self._work, args=(job,), name="exchange", daemon=True)
        self._thread.start()
        self.state_changed.emit()

    def _make_way(self, working: bool) -> None:
        """While it works keys go first; at other times nothing of it stands in their way."""
        sys.setswitchinterval(_SWITCH if working else self._usual_switch)
        if app := QCoreApplication.instance():
            (app.installEventFilter if working else app.removeEventFilter)(self._breath)

    def _work(self, job: _Job) -> None:
        """In the thread of the exchange."""
        result: object
        try:
            result = job.work()
        except Exception as error:  # it is raised again in the main thread unless it was to be expected
            result = error
        with suppress(RuntimeError):  # the window didn't wait, and has gone
            self._done.emit(_End(job, result))

    def close(self) -> None:
        """Stop, and let go of the work file. Nothing is told any more."""
        self.closed = True
        self._clock.stop()
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_LET_GO)
            self._make_way(False)
        if self._thread is None or not self._thread.is_alive():
            self._jobs.close()
        for child in self.findChildren(QProcess):  # a relay on its way to its end
            child.waitForFinished(_RELAY_ENDS)

    @Slot(object)
    def _note(self, progress: Progress) -> None:
        if not self.closed:
            self.last = progress
            self.moved.emit(progress)

    @Slot(object)
    def _finish(self, end: _End) -> None:
        if self.closed or self._thread is None:
            return
        self._thread.join()
        self._thread = self.last = None
        self._make_way(False)
        if isinstance(end.result, Exception) and not isinstance(end.result, DeskError):
            self.state_changed.emit()
            raise end.result
        self._tell_lists(end.result)
        if end.job.office:
            self._learn(end.result)
        self.state_changed.emit()
        if not (end.job.quiet and self.offline and isinstance(end.result, DeskError)):  # offline is a normal state
            self.ended.emit(end.result)

    def _tell_lists(self, result: object) -> None:
        from regsosek_desk.services.exchange.laptop import Outcome

        keyed_meanwhile = self._keyed_meanwhile  # what the exchange itself has changed needs no other one
        if isinstance(result, Outcome) and result.changed:
            self._runner.changed.emit("documents")
            if result.package:
                self._runner.changed.emit("sls")
        self._keyed_meanwhile = keyed_meanwhile

    def _learn(self, result: object) -> None:
        """When to try next, and whether somebody has to be told."""
        now = time.monotonic()
        if isinstance(result, DeskError):
            self.offline = result.code in _AWAY
            self.fault = None if self.offline else result
            self._auto.failed(now)
        else:
            self.offline, self.fault = False, None
            self._auto.succeeded(now)
            if self._keyed_meanwhile:
                self._auto.changed(now)
