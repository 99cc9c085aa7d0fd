"""What tests of the family list ask of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import show

from regsosek_desk.services.session import Session
from regsosek_desk.ui.models.families import column
from regsosek_desk.ui.models.family_query import FamilyQuery
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.tasks import TaskRunner

ALT = Qt.KeyboardModifier.AltModifier


def open_list(runner: TaskRunner, qtbot: QtBot, query: FamilyQuery) -> FamiliesScreen:
    screen = FamiliesScreen(Session(runner, "laptop"), runner, query)
    qtbot.addWidget(screen, before_close_func=lambda _: screen.leave())
    screen.resize(1366, 700)
    show(qtbot, screen)
    screen.setFocus()
    settle(qtbot, screen)
    return screen


def settle(qtbot: QtBot, screen: FamiliesScreen) -> None:
    qtbot.waitUntil(lambda: screen._task is None)


def heads(screen: FamiliesScreen) -> list[str]:
    model = screen.model
    return [model.index(row, column("head")).data() for row in range(model.rowCount())]


def cell(screen: FamiliesScreen, row: int, name: str) -> str:
    return str(screen.model.index(row, column(name)).data())


def current(screen: FamiliesScreen) -> str:
    return cell(screen, screen.table.currentIndex().row(), "head")
