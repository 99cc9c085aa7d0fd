"""The lock over the window: nothing readable, nothing lost, and back to the same place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from door_rig import PIN, copy_locked_file, enter, make_locked_file, open_window, shown
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, make_lists_file, press, type_text

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import InputFault
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.door.window_lock import WindowLock
from regsosek_desk.ui.fault_log import FaultLog
from regsosek_desk.ui.faults import FaultDesk
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.widgets.preference_dialog import PreferenceDialog
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kunci") / "kerja-02301.regsosek"
    make_locked_file(path)
    return path


@pytest.fixture
def window(template: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    path = copy_locked_file(template, tmp_path / "kerja-02301.regsosek")
    yield from shown(qtbot, open_window(path, preferences=Preferences(enter_always=True)))


def lock_of(window: MainWindow) -> WindowLock:
    assert window.lock is not None
    return window.lock


def unlock(window: MainWindow, qtbot: QtBot) -> None:
    type_text(PIN)
    enter()
    qtbot.waitUntil(lambda: not lock_of(window).locked)


def page(window: MainWindow) -> Any:
    return window.page


def readable(window: MainWindow) -> str:
    """Everything that stands on visible labels, and what the system shows of the window."""
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return " ".join([*labels, window.windowTitle()])


def press_at_window(
    window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """A key as the system brings it: to the window, which passes it on."""
    QTest.keyClick(window.windowHandle(), key, modifier)


# --- locked -------------------------------------------------------------------------------------------


def test_nothing_of_the_work_can_be_read_or_touched(window: MainWindow, qtbot: QtBot) -> None:
    row = window.session.families()[0]
    window.open_document(row.id)
    assert "SITI" in readable(window)
    press_at_window(window, Qt.Key.Key_L, CTRL)
    assert lock_of(window).locked
    assert "SITI" not in readable(window)
    assert "02301" not in window.windowTitle()
    assert not page(window).isVisible()
    press(Qt.Key.Key_F10)
    press(Qt.Key.Key_Escape)
    assert lock_of(window).locked
    assert QApplication.activeModalWidget() is None
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "pin"


def test_what_is_being_typed_is_stored_and_the_cursor_stays(window: MainWindow, qtbot: QtBot) -> None:
    window.open_document(window.session.families()[0].id)
    screen, place = page(window), page(window).keyer.place
    type_text("33")
    assert screen.desk.instance.text(place) is None
    lock_of(window).lock()
    assert screen.desk.instance.text(place) == "33"
    unlock(window, qtbot)
    assert page(window) is screen
    assert screen.keyer.place == place
    assert screen.hasFocus()
    assert "kerja-02301" in window.windowTitle()
    assert screen.keyer.buffer == "33"


def test_who_was_in_the_middle_of_a_number_types_the_rest(window: MainWindow, qtbot: QtBot) -> None:
    window.open_document(window.session.families()[0].id)
    keyer = page(window).keyer
    keyer.go(Place("r114"))
    type_text("332108")
    lock_of(window).lock()
    assert keyer.desk.instance.text(Place("r114")) == "332108"
    unlock(window, qtbot)
    type_text("1201990001")
    enter()
    assert keyer.desk.instance.text(Place("r114")) == "3321081201990001"


def test_a_card_stays_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    window.open_document(window.session.families()[0].id)
    press(Qt.Key.Key_F2)
    type_text("tanya PPL")
    lock_of(window).lock()
    unlock(window, qtbot)
    type_text(" lagi")
    panel = page(window).stage.panel
    assert panel.edit.toPlainText() == "tanya PPL lagi"


def test_the_file_stays_open_and_work_behind_the_lock_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    lock_of(window).lock()
    got: list[int] = []
    window.runner.submit(lambda file: len(file.petugas_list()), got.append)
    qtbot.waitUntil(lambda: got == [1])
    assert lock_of(window).locked


def test_the_keys_of_the_window_rest_while_it_is_locked(window: MainWindow, qtbot: QtBot) -> None:
    def working() -> set[str]:
        keys = window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return {key.key().toString() for key in keys if key.isEnabled()}

    before = working()
    lock_of(window).lock()
    assert working() == {"Ctrl+L", "Ctrl+Q"}
    unlock(window, qtbot)
    assert working() == before > {"F10"}


def test_a_wrong_pin_opens_nothing(window: MainWindow, qtbot: QtBot) -> None:
    lock_of(window).lock()
    type_text("salah123")
    enter()
    qtbot.waitUntil(lambda: "PIN salah" in readable(window))
    assert lock_of(window).locked
    assert not page(window).isVisible()


def test_locking_twice_is_locking_once(window: MainWindow, qtbot: QtBot) -> None:
    lock_of(window).lock()
    lock_of(window).lock()
    unlock(window, qtbot)
    assert page(window).isVisible()


def test_a_locked_window_may_be_closed(window: MainWindow) -> None:
    lock_of(window).lock()
    assert window.close()


def test_open_dialogs_go_away_and_change_nothing(window: MainWindow, qtbot: QtBot) -> None:
    before = window.preferences

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, PreferenceDialog)
        dialog.choose("text_size", "150")
        lock_of(window).lock()
        assert not dialog.isVisible()

    QTimer.singleShot(0, look)
    window.open_preferences()
    assert lock_of(window).locked
    assert window.preferences == before


def test_faults_and_new_colours_wait_until_somebody_may_look(window: MainWindow, qtbot: QtBot) -> None:
    desk = FaultDesk(FaultLog())
    desk.postponed = window.postponed
    told: list[str] = []
    window.open_families(None)
    shown_page = page(window)
    lock_of(window).lock()
    window.rebuild()
    desk._tell(InputFault("family_taken", family="012", file="SITI"))
    assert page(window) is shown_page
    assert QApplication.activeModalWidget() is None
    QTimer.singleShot(0, lambda: close_when_open(told))
    unlock(window, qtbot)
    qtbot.waitUntil(lambda: told == ["closed"])
    assert page(window) is not shown_page


def close_when_open(told: list[str]) -> None:
    dialog = QApplication.activeModalWidget()
    if dialog is None:
        QTimer.singleShot(1, lambda: close_when_open(told))
        return
    dialog.close()
    told.append("closed")


# --- which windows --------------------------------------------------------------------------------------


def test_training_is_not_locked(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "latihan.regsosek"
    make_lists_file(path)
    launcher = Launcher(qtbot, path)
    assert launcher().lock is None
    launcher.end()


def test_the_minutes_are_a_setting_of_work_files_only(window: MainWindow) -> None:
    assert lock_of(window).watch.minutes == 10
    window.use_preferences(Preferences(idle_minutes=5))
    assert lock_of(window).watch.minutes == 5
    assert "idle_minutes" in PreferenceDialog(window.preferences, window)._groups
    dialog = PreferenceDialog(Preferences(idle_minutes=30), window, without=["idle_minutes"])
    assert dialog.chosen.idle_minutes == 30


# --- by itself, and copied ------------------------------------------------------------------------------


def test_the_window_locks_by_itself(window: MainWindow) -> None:
    watch = lock_of(window).watch
    then, watch._clock = watch._clock(), lambda: (then[0] + 601, then[1] + 601)
    press_at_window(window, Qt.Key.Key_Down)
    assert lock_of(window).locked
    assert not page(window).isVisible()


def test_a_copy_of_the_file_needs_the_pin_too(window: MainWindow, tmp_path: Path) -> None:
    copy = tmp_path / "salinan.regsosek"
    shutil.copy(window.path, copy)
    with pytest.raises(InputFault, match="locked"):
        WorkFile.open(copy)
