"""Keys go first: what an exchange is doing on the file is undone for one, done later, and never forgotten."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from absorb_rig import SLS, STAMP, bundle, judge, new_document
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.exchange import breath as breath_module
from regsosek_desk.ui.exchange.breath import Breath


class Clock:
    """Goes on only while somebody sleeps; `at` does something at a time."""

    def __init__(self) -> None:
        self.now = 100.0
        self.at: list[tuple[float, Callable[[], object]]] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        for when, act in [each for each in self.at if each[0] <= self.now]:
            self.at.remove((when, act))
            act()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(breath_module, "time", SimpleNamespace(monotonic=clock.monotonic, sleep=clock.sleep))
    return clock


@pytest.fixture
def breath(clock: Clock) -> Breath:
    return Breath()


def press(breath: Breath) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier)
    assert not breath.eventFilter(QObject(), event)


def test_without_a_key_nobody_waits(breath: Breath, clock: Clock) -> None:
    breath.pause()
    assert clock.now == 100.0


def test_after_a_key_it_waits_until_that_is_dealt_with_but_not_for_ever(breath: Breath, clock: Clock) -> None:
    press(breath)
    breath.pause()
    assert clock.now == pytest.approx(100.04)
    clock.at = [(100.0 + step / 50, lambda: press(breath)) for step in range(200)]  # 50 keys a second
    press(breath)
    breath.pause()
    assert clock.now == pytest.approx(100.54)


def test_a_document_gives_way_to_a_key_whole_and_is_taken_in_afterwards(
    breath: Breath, clock: Clock, tmp_path: Path
) -> None:
    with WorkFile.create(tmp_path / "a.regsosek", {}) as there:
        there.add_sls(Sls(SLS))
        there.create_documents(STAMP, [new_document()])
        sent = bundle(there)
    tries: list[int] = []
    with WorkFile.create(tmp_path / "b.regsosek", {}) as file:
        file.add_sls(Sls(SLS))
        file.between = breath.between

        def take(here: WorkFile) -> str:
            tries.append(len(here.lists.documents()))
            if len(tries) == 1:
                press(breath)
            return here.absorb(sent, judge).code

        run = breath.giving_way(lambda work: work(file))
        assert run(take) == "accepted"
        assert tries == [0, 0]  # the first one has left nothing
        file.verify_document(sent.document)


def test_what_never_finds_a_quiet_moment_is_done_all_the_same(breath: Breath) -> None:
    file: Any = SimpleNamespace(between=breath.between)

    def work(here: Any) -> str:
        press(breath)
        here.between()
        return "done"

    assert breath.giving_way(lambda asked: asked(file))(work) == "done"


def test_only_the_exchange_gives_way(breath: Breath) -> None:
    press(breath)
    breath.between()
