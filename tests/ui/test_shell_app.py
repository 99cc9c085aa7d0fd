"""The whole program: from the work file to the window and back to the desktop."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.app import NOT_OPENED, run
from regsosek_desk.ui.models.preferences import PreferenceFile, Preferences
from regsosek_desk.ui.widgets.fault_dialog import FaultDialog
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
Window = TypeVar("Window", bound=QWidget)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Path]:
    """A home of its own for the program, and the look of the application as it was, afterwards."""
    monkeypatch.setenv("REGSOSEK_DESK_HOME", str(tmp_path))
    palette, font, hook = qapp.palette(), qapp.font(), sys.excepthook
    yield tmp_path
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)
    gc.unfreeze()
    assert sys.excepthook == hook


def when_open(kind: type[Window], act: Callable[[Window], None]) -> None:
    """Do this as soon as a window of this kind is on the screen."""

    def look() -> None:
        found = next((w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()), None)
        if found is None:
            QTimer.singleShot(1, look)
        else:
            act(found)

    QTimer.singleShot(0, look)


def test_from_start_to_end(home: Path, qtbot: QtBot) -> None:
    path, seen = home / "latihan.regsosek", []
    make_training_file(path, sizes=(12,))
    PreferenceFile(home / "setelan.ini").save(Preferences(text_size=125))

    def look(window: MainWindow) -> None:
        seen.extend([window.history[-1].title, window.preferences.text_size, gc.isenabled()])
        window.use_preferences(Preferences(mode="bebas"))
        window.close()

    when_open(MainWindow, look)
    assert run(path, "002") == 0
    assert str(seen[0]).startswith("002 ·")
    assert seen[1:] == [125, False]
    assert PreferenceFile(home / "setelan.ini").load() == Preferences(mode="bebas")
    assert gc.isenabled()
    WorkFile.open(path).close()  # closed properly, and free


def test_a_file_that_does_not_open_ends_kindly(home: Path, qtbot: QtBot) -> None:
    seen: list[tuple[str, str, str]] = []

    def close(dialog: FaultDialog) -> None:
        seen.append(dialog.parts)
        button = dialog.findChild(QPushButton, "close")
        assert isinstance(button, QPushButton)
        button.click()

    when_open(FaultDialog, close)
    assert run(home / "none.regsosek") == NOT_OPENED
    assert "none.regsosek" in seen[0][0]
