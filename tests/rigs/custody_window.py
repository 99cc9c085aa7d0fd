"""The scanning day of a receiving clerk: the bundles that were announced, and the keys of a scanner."""

from __future__ import annotations

from typing import Any

from custody_rig import sls_ids
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import press, type_text

from regsosek_desk.core.domain.kendali import Kendali, Party
from regsosek_desk.services.team.books import read_book
from regsosek_desk.ui.screens.custody import CustodyScreen
from regsosek_desk.ui.window import MainWindow

BUNDLES = sls_ids(60)
ANNOUNCED = BUNDLES[:50]
A, B, C, *_ = BUNDLES
DAY = "2022-11-21"


def scan(*texts: str) -> None:
    """As a scanner does: it types wherever the keyboard is, and ends with Enter."""
    for text in texts:
        type_text(text)
        press(Qt.Key.Key_Return)


def settled(qtbot: QtBot, screen: CustodyScreen, lines: int) -> None:
    """Wait until there are so many lines and none waits."""
    told = screen.queue.lines
    qtbot.waitUntil(lambda: told.rowCount() == lines and "waiting" not in told.counts(), timeout=20_000)


def book(window: MainWindow, sls_id: str) -> Kendali:
    return window.runner(lambda file: read_book(file, sls_id))


def at_tu(window: MainWindow) -> list[str]:
    """Every bundle that the file says is at TU."""

    def found(file: Any) -> list[str]:
        holders = {each: read_book(file, each).holder for each in BUNDLES}
        return [each for each, holder in holders.items() if holder and holder.party is Party.TU]

    return window.runner(found)
