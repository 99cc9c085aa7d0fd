"""Runs in a process of its own: the real program, what it was asked to measure, one JSON line.

`start FILE FAMILY`: the moment at which the first key is taken (seconds since the epoch).
`open FILE DOCUMENT`: milliseconds from asking for a family to its painted screen, the first one of the process.
`keys FILE DOCUMENT MEMBERS`: milliseconds from each key to painted, and of adding a member.
`memory FILE SLS FAMILY`: megabytes with that SLS's list and then a family open.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, time
from typing import Any

_PATIENCE = 20.0


def main(job: str, *arguments: str) -> None:
    result = {"start": start, "open": open_cold, "keys": keys, "memory": memory}[job](*arguments)
    print(json.dumps(result), flush=True)


def start(path: str, family: str) -> float:
    """Through the program's own front door; only the first key and the leaving are added."""
    from PySide6.QtCore import QTimer

    from regsosek_desk.cli.window import run_window
    from regsosek_desk.ui import app

    taken: list[float] = []
    make = app.make_window

    def make_and_key(*arguments: Any, **named: Any) -> Any:
        window = make(*arguments, **named)
        QTimer.singleShot(0, lambda: _first_key(window, taken))
        return window

    app.make_window = make_and_key
    run_window([path, "--keluarga", family] if family else [path])
    return taken[0]


def _first_key(window: Any, taken: list[float]) -> None:
    """A digit on a document, an arrow on a list; when the window has shown what came of it, it is taken."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    focus = QApplication.focusWidget()
    if focus is None or not window.isVisible():
        QTimer.singleShot(1, lambda: _first_key(window, taken))
        return
    keyer = getattr(window.page, "keyer", None)
    QTest.keyClick(focus, Qt.Key.Key_1 if keyer else Qt.Key.Key_Down)
    assert keyer is None or keyer.buffer or keyer.desk.instance.text(keyer.place) is not None
    QApplication.processEvents()
    taken.append(time())
    window.close()
    QApplication.quit()


def open_cold(path: str, document: str) -> float:
    window, wait = _window(path)
    window.start()
    wait(lambda: _form_ready())
    begun = perf_counter()
    window.open_document(document)
    _painted()
    return (perf_counter() - begun) * 1000


def keys(path: str, document: str, members: str) -> dict[str, list[float]]:
    from bench.family import changed, family
    from regsosek_desk.ui.typist import Typist

    window, _ = _window(path)
    window.open_document(document)
    _painted()
    screen = window.page
    screen.go(screen.keyer.route.first())
    paper = family(int(members))
    presses: list[float] = []
    for wanted in (changed(paper), paper):
        screen.go(screen.keyer.route.first())
        list(_TimedTypist(screen, wanted, presses).key_all())
    return {"keys": presses, "add": _add_members(screen)}


def _TimedTypist(screen: Any, paper: dict[str, Any], presses: list[float]) -> Any:  # noqa: N802
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from regsosek_desk.ui.typist import Typist

    class Timed(Typist):
        def _key(self, key: Any, modifier: Any) -> None:
            self.presses += 1
            begun = perf_counter()
            QTest.keyClick(self._target, key, modifier)
            _painted()
            presses.append((perf_counter() - begun) * 1000)

        def type(self, text: str) -> None:
            for character in text:
                self._key(character, Qt.KeyboardModifier.NoModifier)

        def press(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
            self._key(key, modifier)

    return Timed(screen, paper)


def _add_members(screen: Any) -> list[float]:
    """The key that adds a member, pressed where the members are; each is taken out again."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from bench.family import ROSTER

    found = []
    for _ in range(30):
        last = screen.desk.instance.rows(ROSTER)[-1]
        screen.go(next(p for p in screen.keyer.route.places() if p.row == last.id))
        _painted()
        count = len(screen.desk.instance.rows(ROSTER))
        begun = perf_counter()
        QTest.keyClick(screen.sheet, Qt.Key.Key_Insert)
        _painted()
        found.append((perf_counter() - begun) * 1000)
        assert len(screen.desk.instance.rows(ROSTER)) == count + 1
        screen.run(lambda: screen.keyer.undo())
    return found


def memory(path: str, sls_id: str, family: str) -> dict[str, float | None]:
    from bench.memory import resident_megabytes

    window, wait = _window(path)
    window.start()
    wait(lambda: _form_ready())
    window.open_families(sls_id)
    wait(lambda: window.page.model.rowCount() > 100)
    listed = resident_megabytes()
    window.open_family(family)
    _painted()
    return {"list": listed, "family": resident_megabytes()}


# --- the window -----------------------------------------------------------------------------------


def _window(path: str) -> tuple[Any, Callable[[Callable[[], bool]], None]]:
    """The real window at the size of a small laptop, and a way to wait for what comes from the file."""
    from functools import partial

    from PySide6.QtWidgets import QApplication

    from regsosek_desk.storage.workfile import WorkFile
    from regsosek_desk.ui.app import make_window
    from regsosek_desk.ui.models.preferences import Preferences
    from regsosek_desk.ui.tasks import TaskRunner
    from regsosek_desk.ui.widgets.look import apply_look

    application = QApplication(["bench"])
    apply_look(application, 100)
    window = make_window(TaskRunner(partial(WorkFile.open, Path(path))), Preferences())
    window.resize(1366, 768)
    window.show()
    window.activateWindow()
    _kept.extend([application, window])

    def wait(until: Callable[[], bool]) -> None:
        end = perf_counter() + _PATIENCE
        while not until():
            assert perf_counter() < end, "the window did not get there"
            application.processEvents()

    wait(window.isActiveWindow)
    return window, wait


_kept: list[Any] = []


def _form_ready() -> bool:
    from regsosek_desk.storage.formfiles import load_form

    return load_form.cache_info().currsize > 0


def _painted() -> None:
    """Let Qt paint everything that waits to be painted."""
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()


if __name__ == "__main__":
    main(*sys.argv[1:])
