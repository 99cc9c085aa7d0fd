"""From the start to the open file: which one, its PIN, the training file, and from one file to another."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from traceback import print_exc
from typing import Any

import pytest
from door_rig import PIN, copy_locked_file, enter, make_locked_file
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shell_rig import make_lists_file, press, type_text

from regsosek_desk.cli.window import own_file
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.app import NOT_OPENED, enrol, run
from regsosek_desk.ui.door.card import Card, DoorWindow
from regsosek_desk.ui.door.enrol import CodeCard
from regsosek_desk.ui.door.pin_card import PinCard
from regsosek_desk.ui.door.start import ChooseCard
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
WORK, TRAINING = "3321-02301.regsosek", "latihan.regsosek"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mulai") / WORK
    make_locked_file(path, {"root_key": "A" * 43})
    make_lists_file(path.with_name(TRAINING))
    return path


@pytest.fixture
def home(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Path]:
    """The data folder of the program with a training file, and the look of the application put back afterwards."""
    monkeypatch.setenv("REGSOSEK_DESK_HOME", str(tmp_path))
    (tmp_path / TRAINING).write_bytes(template.with_name(TRAINING).read_bytes())
    palette, font, hook = qapp.palette(), qapp.font(), sys.excepthook
    yield tmp_path
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)
    gc.unfreeze()
    assert sys.excepthook == hook


@pytest.fixture
def work(home: Path, template: Path) -> Path:
    return copy_locked_file(template, home / WORK)


class Visitor:
    """Waits for one thing after the other and does what a person would."""

    def __init__(self, *steps: tuple[Callable[[], Any], Callable[[Any], object]]) -> None:
        self._steps = list(steps)
        QTimer.singleShot(0, partial(Visitor._look, self))  # not the bound method: Qt would not keep it alive

    def _look(self) -> None:
        found, act = self._steps[0]
        seen = found()
        if seen:
            self._steps.pop(0)
            try:
                act(seen)
            except Exception:
                print_exc()  # a dialog about it would wait for somebody
                QApplication.closeAllWindows()
                self._steps = [(lambda: None, act)]
                return
        if self._steps:
            QTimer.singleShot(1, partial(Visitor._look, self))

    @property
    def done(self) -> bool:
        return not self._steps


def card(kind: type[Card]) -> Callable[[], Any]:
    """The card of that kind at the door, once it has the keyboard."""

    def find() -> Card | None:
        for window in QApplication.topLevelWidgets():
            panel = window.cover.panel if isinstance(window, DoorWindow) and window.isVisible() else None
            if isinstance(panel, kind) and has_keyboard(panel):
                return panel
        return None

    return find


def has_keyboard(widget: QWidget) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and widget.isAncestorOf(focus)


def main_window(title: str) -> Callable[[], MainWindow | None]:
    """The main window, once it shows that file and has the keyboard."""

    def find() -> MainWindow | None:
        windows = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible())
        ready = (w for w in windows if title in w.windowTitle() and has_keyboard(w))
        return next(ready, None)

    return find


def type_pin(_: Card) -> None:
    type_text(PIN)
    enter()


def training(home: Path) -> Callable[[], Path]:
    return lambda: home / TRAINING


def test_pin_then_the_window(work: Path, qtbot: QtBot) -> None:
    seen: list[bool] = []

    def look(window: MainWindow) -> None:
        seen.extend([window.lock is not None, window.session.training])
        window.close()

    visitor = Visitor((card(PinCard), type_pin), (main_window(WORK), look))
    assert run(work) == 0
    assert (visitor.done, seen) == (True, [True, False])
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, DoorWindow) and w.isVisible()]


def test_closing_the_door_opens_nothing(work: Path, qtbot: QtBot) -> None:
    Visitor((card(PinCard), lambda found: found.window().close()))
    assert run(work) == NOT_OPENED


def test_the_training_file_without_the_pin(home: Path, work: Path, qtbot: QtBot) -> None:
    seen: list[bool] = []

    def look(window: MainWindow) -> None:
        seen.append(window.session.training)
        window.close()

    Visitor((card(PinCard), lambda found: found.button("training").click()), (main_window(TRAINING), look))
    assert run(work, None, training(home)) == 0
    assert seen == [True]


def test_one_of_two_files(home: Path, work: Path, template: Path, qtbot: QtBot) -> None:
    copy_locked_file(template, home / "3321-02302.regsosek")

    def second(_: Card) -> None:
        press(Qt.Key.Key_Down)
        enter()

    visitor = Visitor(
        (card(ChooseCard), second), (card(PinCard), type_pin), (main_window("02302"), lambda window: window.close())
    )
    assert run(None, None, training(home)) == 0
    assert visitor.done


def test_from_work_to_training_and_back(home: Path, work: Path, qtbot: QtBot) -> None:
    offered: list[list[str]] = []

    def to_training(window: MainWindow) -> None:
        offered.append([name for name, _ in window.errands.offered()])
        window.errands.run("training")

    def to_work(window: MainWindow) -> None:
        offered.append([name for name, _ in window.errands.offered()])
        window.errands.run("work")

    visitor = Visitor(
        (card(PinCard), type_pin),
        (main_window(WORK), to_training),
        (main_window(TRAINING), to_work),
        (card(PinCard), type_pin),
        (main_window(WORK), lambda window: window.close()),
    )
    assert run(work, None, training(home)) == 0
    assert visitor.done
    assert offered == [["change_pin", "receipt", "training"], ["enrol", "work"]]
    WorkFile.open(home / TRAINING).close()  # both were closed properly


def test_enrolment_from_beranda_can_be_left(home: Path, qtbot: QtBot) -> None:
    seen: list[str] = []

    def begin(window: MainWindow) -> None:
        press(Qt.Key.Key_D)
        seen.append(type_of_card(window))
        press(Qt.Key.Key_F10)
        press(Qt.Key.Key_Escape)
        seen.append(type_of_card(window))
        window.close()

    Visitor((main_window(TRAINING), begin))
    assert run(home / TRAINING, None, training(home)) == 0
    assert seen == ["CodeCard", ""]


def type_of_card(window: MainWindow) -> str:
    focus = QApplication.focusWidget()
    while focus is not None and not isinstance(focus, Card):
        focus = focus.parentWidget()
    return type(focus).__name__ if focus else ""


def test_enrolment_by_itself_can_be_given_up(home: Path, qtbot: QtBot) -> None:
    seen: list[str] = []

    def leave(found: CodeCard) -> None:
        seen.append(found.code.text())
        press(Qt.Key.Key_Escape)

    Visitor((card(CodeCard), leave))
    assert enrol("7K2M-Q9XF-3ADT", training(home)) == NOT_OPENED
    assert seen == ["7K2M-Q9XF-3ADT"]


# --- what opens without being named ---------------------------------------------------------------------


def test_a_laptop_not_enrolled_opens_training(home: Path) -> None:
    assert own_file(training=False) == (home / TRAINING, True)


def test_an_enrolled_laptop_opens_its_work(work: Path) -> None:
    assert own_file(training=False) == (work, True)


def test_training_stays_within_reach(home: Path, work: Path) -> None:
    assert own_file(training=True) == (home / TRAINING, True)


def test_with_two_files_the_user_is_asked(home: Path, work: Path, template: Path) -> None:
    copy_locked_file(template, home / "3321-02302.regsosek")
    assert own_file(training=False) == (None, True)
