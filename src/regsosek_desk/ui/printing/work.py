"""Making sheets and printing them while somebody goes on working: in a thread of its own, with a way to stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from threading import Event

from PySide6.QtCore import QObject, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from regsosek_desk.core.errors import MachineFault
from regsosek_desk.reports.viewing import Viewer
from regsosek_desk.services.print.desk import Stopped, Watch
from regsosek_desk.ui.door.aside import Aside
from regsosek_desk.ui.printing.preview import image_of
from regsosek_desk.ui.tasks import Task

Tell = Callable[[int, int], None]
_DPI = 300


@cache
def press() -> Aside:
    """Where sheets are made: one thread for the whole program."""
    return Aside()


@dataclass
class Job:
    """One work under way. Stopped, it brings nothing back."""

    _stop: Event = field(default_factory=Event)
    _task: Task | None = None

    def start(
        self, owner: QObject, work: Callable[[Watch], bytes], done: Callable[[bytes], None],
        failed: Callable[[Exception], None], tell: Tell,
    ) -> None:  # fmt: skip
        """Run `work` aside; `done`, `failed`, `tell` are called in the main thread."""
        watch = partial(self._watch, tell)
        self._task = press().submit(owner, lambda: work(watch), done, failed)

    def stop(self) -> None:
        self._stop.set()
        if self._task is not None:
            self._task.cancel()

    def _watch(self, tell: Tell, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Stopped
        press().tell(partial(self._say, tell, done, total))

    def _say(self, tell: Tell, done: int, total: int) -> None:
        if not self._stop.is_set():
            tell(done, total)


def print_pages(pdf: bytes, printer: QPrinter, watch: Watch) -> bytes:
    """Send all pages to a printer, each turned as it lies. Raises MachineFault `printer_failed`, and as `watch`."""
    viewer = Viewer(pdf)
    painter = QPainter()
    printer.setFullPage(True)
    try:
        for number in range(viewer.pages):
            watch(number, viewer.pages)
            _lay(printer, viewer.size(number))
            if not (printer.newPage() if number else painter.begin(printer)):
                raise MachineFault("printer_failed")
            picture = image_of(viewer.picture(number, _DPI))
            painter.drawImage(QRectF(painter.viewport()), picture)
    finally:
        if painter.isActive():
            painter.end()
        viewer.close()
    return b""


def _lay(printer: QPrinter, size: tuple[float, float]) -> None:
    """A4, on its long or on its short side."""
    lying = QSizeF(*size).width() > QSizeF(*size).height()
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    orientation = QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait
    printer.setPageOrientation(orientation)
