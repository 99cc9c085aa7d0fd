"""Scans wait here while the disk is busy: none is lost, none overtakes another, and no key waits for them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.custody import ledger
from regsosek_desk.services.custody.handover import Counts
from regsosek_desk.services.custody.scan import Deed, Doing, Scanned, Sitting, again
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import explain
from regsosek_desk.ui.custody.lines import Line, Lines
from regsosek_desk.ui.tasks import TaskRunner

_AT_ONCE = 25
"""Scans that share one transaction, when they come faster than the disk takes them."""


class ScanQueue(QObject):
    """One sitting: what was put through since the program was started, and what waits.

    It belongs to the runner and outlives the screen. `told` has a line of which something is known now; `idle` means
    that nothing waits any more.
    """

    told = Signal(object)
    idle = Signal()

    def __init__(self, session: Session, runner: TaskRunner) -> None:
        super().__init__(runner)
        self.lines = Lines(self)
        self._session = session
        self._runner = runner
        self._sitting = Sitting(session.petugas.code)
        self._waiting: deque[Line] = deque()
        self._under_way: list[Line] = []
        self._telling = False
        runner.changed.connect(self._changed)

    @classmethod
    def of(cls, session: Session, runner: TaskRunner) -> ScanQueue:
        found = runner.findChild(cls)
        return found if isinstance(found, cls) else cls(session, runner)

    def put(self, text: str, doing: Doing) -> None:
        """Take one scan; it is on the list at once."""
        self._waiting.append(self.lines.add(text, doing))
        self._pump()

    def _pump(self) -> None:
        if not self._under_way and self._waiting:
            self._under_way = self._next(_AT_ONCE)
            self._runner.submit(self._work(self._under_way), self._stored, self._failed)

    def _next(self, most: int) -> list[Line]:
        return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def _work(self, lines: Sequence[Line]) -> Callable[[WorkFile], list[list[Scanned]]]:
        texts = [(line.doing, line.text) for line in lines]
        return partial(self._sitting.put_through, texts=texts, stamp=self._session.stamp())

    def _stored(self, results: Sequence[Sequence[Scanned]]) -> None:
        done, self._under_way = self._under_way, []
        self._tell(done, results)
        self._pump()
        if not self._under_way:
            self._all_told()

    def _failed(self, error: Exception) -> None:
        """The disk refuses: these are not stored and say so; they can be scanned again."""
        if not isinstance(error, DeskError):
            raise error
        words = " ".join(explain(error))
        self._stored([[Scanned(line.text, "no", words)] for line in self._under_way])

    def _tell(self, lines: Sequence[Line], results: Sequence[Sequence[Scanned]]) -> None:
        for line, found in zip(lines, results, strict=True):
            for told in self.lines.tell(line, found):
                self.told.emit(told)

    def _all_told(self) -> None:
        self._telling = True
        self._runner.changed.emit("documents")
        self._telling = False
        self.idle.emit()

    def drain(self) -> None:
        """Bring what still waits to the file, before nobody does any more. Raises MachineFault."""
        lines = list(self._waiting)
        if lines:
            results = self._runner(self._work(lines))  # behind what is under way
            self._waiting.clear()
            self._tell(lines, results)

    def _changed(self, _kind: str) -> None:
        if not self._telling:
            self._runner.submit(lambda _: self._sitting.forget(), lambda _: None)

    # --- what is done about one that was stored -----------------------------------------------------

    def next_box(self, deed: Deed, done: Callable[[str], None], failed: Callable[[Exception], None]) -> None:
        self._runner.submit(partial(self._sitting.next_box, deed=deed), done, failed)

    def correct(self, line: Line, counts: Counts, reason: str, failed: Callable[[Exception], None]) -> None:
        """Put other counts to a line that was stored."""
        result, stamp = line.result, self._session.stamp()
        if result is None or result.entered is None:
            return
        work = partial(again, last=result, counts=counts, reason=reason, stamp=stamp)
        self._runner.submit(work, partial(self._corrected, line), failed)

    def _corrected(self, line: Line, result: Scanned) -> None:
        self._tell([line], [[result]])
        self._all_told()

    def undo(self, line: Line, failed: Callable[[Exception], None]) -> None:
        """Take a line back that was stored."""
        result, stamp = line.result, self._session.stamp()
        if result is None or result.entered is None:
            return
        sls_id, row = result.entered.sls.id, result.entered.move.id
        line.undone = True  # at once: the next undo is of the line before

        def work(file: WorkFile) -> None:
            ledger.take_back(file, sls_id, row, stamp)
            self._sitting.forget()

        def refused(error: Exception) -> None:
            line.undone = False
            failed(error)

        self._runner.submit(work, lambda _: self._undone(line), refused)

    def _undone(self, line: Line) -> None:
        self.lines.touch(line)
        self.told.emit(line)
        self._all_told()
