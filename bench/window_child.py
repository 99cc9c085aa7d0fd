"""Runs in a process of its own: the real program, what it was asked to measure, one JSON line.

`start FILE FAMILY`: the moment at which the first key is taken (seconds since the epoch).
`open FILE DOCUMENT`: milliseconds from asking for a family to its painted screen, the first one of the process.
`keys FILE DOCUMENT MEMBERS`: milliseconds from each key to painted, and of adding a member.
`exchange FILE PIN DOCUMENT MEMBERS`: milliseconds of each key with pauses between keys, without and with an exchange.
`memory FILE SLS FAMILY`: megabytes with that SLS's list and then a family open.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from time import perf_counter, time
from traceback import format_exc
from typing import Any

from regsosek_desk.__main__ import main as program

_PATIENCE = 20.0  # seconds until something that should come is given up
_SCREEN = (1366, 768)
_PAUSES = (0.03, 0.13)  # seconds between two keys: a quick hand on the ten-key pad
_FIELDS_ALONE = 200


def main(job: str, *arguments: str) -> int:
    jobs: dict[str, Callable[..., tuple[Any, str]]] = {
        "start": start,
        "open": open_cold,
        "keys": keys,
        "exchange": exchange,
        "memory": memory,
    }
    found, fault = jobs[job](*arguments)
    print(fault or json.dumps(found), file=sys.stderr if fault else sys.stdout, flush=True)
    return 1 if fault else 0


def in_program(arguments: list[str], job: Callable[[Any], Any]) -> tuple[Any, str]:
    """Start the program by its own front door and do a job in its window; what it gave, or what went wrong."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from regsosek_desk.ui import app

    outcome: list[Any] = [None, ""]
    make = app.make_window

    def work(window: Any) -> None:
        try:
            outcome[0] = job(window)
        except Exception:
            outcome[1] = format_exc()
        window.close()
        QApplication.quit()

    def make_and_work(*given: Any, **named: Any) -> Any:
        window = make(*given, **named)
        QTimer.singleShot(0, window, lambda: work(window))
        return window

    app.make_window = make_and_work
    program(arguments)
    return outcome[0], outcome[1]


def start(path: str, family: str) -> tuple[Any, str]:
    """A digit on a document, an arrow on a list; when the window has shown what came of it, it is taken."""

    def first_key(window: Any) -> float:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        _wait(lambda: QApplication.focusWidget() is not None)
        focus, keyer = QApplication.focusWidget(), getattr(window.page, "keyer", None)
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_1 if keyer else Qt.Key.Key_Down)
        assert keyer is None or keyer.buffer or keyer.desk.instance.text(keyer.place) is not None
        _painted()
        return time()

    return in_program([path, "--keluarga", family] if family else [path], first_key)


def open_cold(path: str, document: str) -> tuple[Any, str]:
    def opened(window: Any) -> float:
        _size(window)
        window.runner(lambda file: None)  # after what the program makes ready while the first screen stands
        begun = perf_counter()
        window.open_document(document)
        _painted()
        return (perf_counter() - begun) * 1000

    return in_program([path], opened)


def keys(path: str, document: str, members: str) -> tuple[Any, str]:
    def keyed(window: Any) -> dict[str, list[float]]:
        from bench.family import changed, family

        _size(window)
        window.open_document(document)
        _painted()
        screen, paper = window.page, family(int(members))
        presses: list[float] = []
        for wanted in (changed(paper), paper):
            screen.go(screen.keyer.route.first())
            list(_timed_typist(screen, wanted, presses).key_all())
        return {"keys": presses, "add": _add_members(screen)}

    return in_program([path], keyed)


def exchange(path: str, pin: str, document: str, members: str) -> tuple[Any, str]:
    from itertools import cycle, islice

    from bench.family import changed, family
    from regsosek_desk.storage.vault import open_vault
    from regsosek_desk.ui import app
    from regsosek_desk.ui.door.entry import Entry

    app.Program._unlock = lambda _, path: Entry(path, open_vault(path, pin))  # type: ignore[method-assign, assignment]

    def keyed(window: Any) -> dict[str, Any]:
        _size(window)
        window.open_document(document)
        _painted()
        screen, paper = window.page, family(int(members))
        presses: list[float] = []
        ends: list[Any] = []
        window.exchange.ended.connect(ends.append)

        def fields() -> Any:
            for wanted in cycle((changed(paper), paper)):
                screen.go(screen.keyer.route.first())
                yield from _timed_typist(screen, wanted, presses, _PAUSES).key_all()

        keying = fields()
        list(islice(keying, _FIELDS_ALONE))
        alone = presses.copy()
        presses.clear()
        window.exchange.exchange()
        begun = perf_counter()
        while window.exchange.busy:
            next(keying)
        seconds = perf_counter() - begun
        [end] = ends
        return {"alone": alone, "exchange": presses, "sent": end.sent, "received": end.received, "seconds": seconds}

    return in_program([path], keyed)


def memory(path: str, sls_id: str, family: str) -> tuple[Any, str]:
    def held(window: Any) -> dict[str, float | None]:
        from bench.memory import resident_megabytes

        _size(window)
        window.open_families(sls_id)
        _wait(lambda: window.page.model.rowCount() > 100)
        listed = resident_megabytes()
        window.open_family(family)
        _painted()
        return {"list": listed, "family": resident_megabytes()}

    return in_program([path], held)


# --- hands ----------------------------------------------------------------------------------------


def _timed_typist(
    screen: Any, paper: dict[str, Any], presses: list[float], pauses: tuple[float, float] = (0.0, 0.0)
) -> Any:
    """`pauses`: seconds from one key to the next, from and to."""
    from random import Random

    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from regsosek_desk.ui.typist import Typist

    dice = Random(1)

    class Timed(Typist):
        def _key(self, key: Any, modifier: Any) -> None:
            _let_pass(dice.uniform(*pauses))
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
        screen.run(screen.keyer.undo)
    return found


def _size(window: Any) -> None:
    """The window as on a small laptop."""
    window.showNormal()
    window.resize(*_SCREEN)
    window.activateWindow()
    _wait(window.isActiveWindow)
    _painted()


def _wait(until: Callable[[], bool]) -> None:
    end = perf_counter() + _PATIENCE
    while not until():
        assert perf_counter() < end, "the window did not get there"
        _painted()


def _let_pass(seconds: float) -> None:
    """Wait as the program does while nobody presses a key."""
    from PySide6.QtCore import QEventLoop, QTimer

    if seconds:
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()


def _painted() -> None:
    """Let Qt paint everything that waits to be painted."""
    from PySide6.QtWidgets import QApplication

    QApplication.processEvents()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
