"""What tests of the main window ask of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.ui.window import MainWindow


def families(window: MainWindow) -> list[DocumentRow]:
    return window.session.families()


def titles(window: MainWindow) -> list[str]:
    return [address.title for address in window.history]


def page(window: MainWindow) -> Any:
    return window.page


def message(window: MainWindow) -> str:
    return window.status.message.text()


def wait_for_list(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: page(window).model.rowCount() > 0)


def while_open(dialog: type, act: Callable[[Any], None]) -> None:
    """Do this with the dialog that opens next."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, dialog):
            act(found)
        else:
            QTimer.singleShot(1, look)

    QTimer.singleShot(0, look)
