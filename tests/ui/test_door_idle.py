"""When nobody is there: ten minutes, sleep, and clocks that somebody set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shell_rig import show

from regsosek_desk.ui.door.idle import IdleWatch

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Clocks:
    def __init__(self) -> None:
        self.running, self.wall = 1000.0, 5000.0

    def __call__(self) -> tuple[float, float]:
        return self.running, self.wall

    def pass_by(self, seconds: float, *, asleep: bool = False) -> None:
        self.wall += seconds
        self.running += 0 if asleep else seconds


class Idle:
    """A widget that is watched, and how often it was found alone."""

    def __init__(self, qtbot: QtBot) -> None:
        self.widget, self.clocks, self.count = Typed(), Clocks(), 0
        show(qtbot, self.widget)
        self.watch = IdleWatch(10, self.widget, self.clocks)
        self.watch.idle.connect(self._found)
        self.watch.start()

    def _found(self) -> None:
        self.count += 1
        self.watch.stop()

    def key(self) -> None:
        QTest.keyClick(self.widget.windowHandle(), Qt.Key.Key_1)


class Typed(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.keys = 0

    def keyPressEvent(self, event: object) -> None:
        self.keys += 1


@pytest.fixture
def idle(qtbot: QtBot) -> Iterator[Idle]:
    found = Idle(qtbot)
    yield found
    found.watch.stop()
    found.widget.close()


def test_idle_after_ten_minutes_and_not_before(idle: Idle) -> None:
    idle.clocks.pass_by(599)
    assert not idle.watch.look()
    idle.clocks.pass_by(1)
    assert idle.watch.look()
    assert idle.count == 1


def test_a_key_or_the_mouse_begins_the_time_anew(idle: Idle) -> None:
    idle.clocks.pass_by(599)
    idle.key()
    idle.clocks.pass_by(599)
    QTest.mouseMove(idle.widget.windowHandle(), QPoint(5, 5))
    idle.clocks.pass_by(599)
    assert not idle.watch.look()
    assert (idle.count, idle.widget.keys) == (0, 1)


def test_after_sleep_the_first_key_only_locks(idle: Idle) -> None:
    idle.clocks.pass_by(3600, asleep=True)
    idle.key()
    assert (idle.count, idle.widget.keys) == (1, 0)
    idle.key()
    assert (idle.count, idle.widget.keys) == (1, 1)


def test_a_clock_set_back_does_not_put_the_lock_off(idle: Idle) -> None:
    idle.clocks.wall -= 86_400
    idle.clocks.pass_by(600)
    assert idle.watch.look()


def test_another_number_of_minutes_counts_at_once(idle: Idle) -> None:
    idle.clocks.pass_by(301)
    assert not idle.watch.look()
    idle.watch.minutes = 5
    assert idle.watch.look()
