"""Checking: the queue of 1,000 documents, and the one key that decides a document and brings the next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from bench.table import Line, timed
from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.services.checking.codes import codes_of
from regsosek_desk.services.checking.review import judge_of, read_queue
from regsosek_desk.services.checking.risk import risk_table
from regsosek_desk.services.session import Session
from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.workfile import WorkFile

_SIZES = (207, 207, 207, 207, 207)
"""Families per SLS, of which a few lines each are left open: a thousand documents, all keyed."""
_PML = Petugas("0230", "RATNA DEWI", "PML")
_DECIDED = 100


def lines(folder: Path) -> Iterator[Line]:
    path = folder / "periksa.regsosek"
    make_training_file(path, _SIZES, 1)
    with WorkFile.open(path) as file:
        file.add_petugas(_PML)
        file.set_meta("petugas", _PML.code)
        judge = judge_of(_PML)
        count = len(read_queue(file, judge, "waiting").rows)
        yield Line(f"queue of {count:,} documents, read", timed(lambda: read_queue(file, judge, "waiting"), 30))
        yield Line(f"codes given before, of {count:,} documents", timed(lambda: codes_of(file), 5))
        sls = file.sls_list()[0].id
        yield Line("risk table of an SLS of 200 families", timed(lambda: risk_table(file, sls), 5), budget=500.0)
    yield from _window(path, count)


def _window(path: Path, count: int) -> Iterator[Line]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from regsosek_desk.ui.models.addresses import TeamPlace
    from regsosek_desk.ui.models.preferences import Preferences
    from regsosek_desk.ui.screens.review import ReviewScreen
    from regsosek_desk.ui.tasks import TaskRunner
    from regsosek_desk.ui.window import MainWindow

    application = QApplication.instance() or QApplication([])
    with closing(TaskRunner(partial(WorkFile.open, path))) as runner:
        window = MainWindow(Session(runner, "bench"), runner, Preferences())
        window.resize(1366, 768)
        window.show()
        window.start()

        def open_screen() -> None:
            window.go(TeamPlace("review"))
            while isinstance(window.page, ReviewScreen) and not window.page.heading.text():
                application.processEvents()
            window.repaint()

        def go_back() -> None:
            window.back()
            application.processEvents()
            runner(lambda _: None)  # what Beranda reads is no part of it

        opened = timed(open_screen, 10, before=go_back)
        yield Line(f"queue of {count:,} documents, key to first family shown", opened, budget=200.0, judged="p95")
        screen = window.page
        assert isinstance(screen, ReviewScreen)
        application.processEvents()
        runner(lambda _: None)

        def decide() -> None:
            QTest.keyClick(screen, Qt.Key.Key_A)
            window.repaint()

        decided: list[float] = []
        while len(decided) < _DECIDED:
            if screen.checker.found.places:
                screen._step(1)
            else:
                decided += timed(decide)
        yield Line("clean document: key to the next one shown", decided, budget=100.0, judged="p95")
        window.close()
