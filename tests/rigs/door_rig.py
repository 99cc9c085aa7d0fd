"""A work file with a PIN, cheap to open, and hands at the cards of the door."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyrage
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rig import FAMILIES, SLS_A, SLS_B, STAMP, new_family, show

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.session import Session
from regsosek_desk.storage import pin as pin_module
from regsosek_desk.storage.vault import create_vault, vault_path
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.door.card import Card, DoorWindow
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.window import MainWindow

PIN = "kopi7294"
PAD = Qt.KeyboardModifier.KeypadModifier


def make_locked_file(path: Path, meta: dict[str, str] | None = None) -> None:
    """Four families of one SLS, behind PIN, whose stretching is as short as the file format lets it be."""
    with pytest.MonkeyPatch.context() as cheap:
        cheap.setattr(pin_module, "COST", pin_module.Cost(8 * 1024, 1, 1))
        recipient = str(pyrage.x25519.Identity.generate().to_public())
        key = create_vault(path, PIN, recipient, device="d-1")
    with WorkFile.create(path, {"mode": "kerja", "petugas": "02301", **(meta or {})}, key) as file:
        file.add_petugas(Petugas("02301", "SITI AMINAH"))
        file.add_sls(SLS_A, SLS_B)
        file.create_documents(STAMP, [new_family(*family) for family in FAMILIES])


def copy_locked_file(source: Path, target: Path) -> Path:
    shutil.copy(source, target)
    shutil.copy(vault_path(source), vault_path(target))
    return target


def open_window(path: Path, pin: str = PIN, preferences: Preferences | None = None) -> MainWindow:
    """The main window on a locked file, not shown yet."""
    runner = TaskRunner(partial(open_workfile, path, pin))
    return MainWindow(Session(runner, "laptop"), runner, preferences or Preferences())


def shown(qtbot: QtBot, window: MainWindow) -> Iterator[MainWindow]:
    """Shown and started; closed at the end."""
    window.resize(1366, 768)
    show(qtbot, window)
    window.start()
    yield window
    window.close()
    window.runner.close()
    window.deleteLater()


def at_door(qtbot: QtBot, card: Card) -> Iterator[Card]:
    """The card in a window of its own, with the keyboard."""
    window = DoorWindow(lambda: None)
    window.resize(911, 480)
    show(qtbot, window)
    window.cover.open(card)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is card.first_focus())
    yield card
    window.hide()
    window.deleteLater()


def enter() -> None:
    """The Enter of the ten-key pad."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Enter, PAD)


def on_pad(digits: str) -> None:
    """Digits of the ten-key pad."""
    focus = QApplication.focusWidget()
    assert focus is not None
    for digit in digits:
        QTest.keyClick(focus, digit, PAD)  # type: ignore[call-overload]
