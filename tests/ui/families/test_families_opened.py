"""Moving in the family list, opening and refreshing it."""

from __future__ import annotations

import pytest
from families_rig import ALT, current, heads, open_list, settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import FAMILIES, SLS_A, SLS_B, STAMP, new_family, press, type_text

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.family_query import FamilyPage, FamilyQuery
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.tasks import TaskRunner


def test_arrows_go_from_the_search_into_the_table_and_back(screen: FamiliesScreen, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Down)
    assert screen.table.hasFocus()
    press(Qt.Key.Key_Down)
    assert current(screen) == "BUDI"
    press(Qt.Key.Key_Up)
    assert (current(screen), screen.table.hasFocus()) == ("SITI", True)
    press(Qt.Key.Key_Up)
    assert screen.search.hasFocus()


def test_slash_in_the_table_goes_to_the_search(screen: FamiliesScreen, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Slash)
    assert screen.search.hasFocus()
    assert screen.search.text() == ""


def test_enter_opens_the_family_under_the_cursor(screen: FamiliesScreen, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    with qtbot.waitSignal(screen.open_document) as opened:
        press(Qt.Key.Key_Return)
    row = screen.model.row_at(1)
    assert row is not None
    assert opened.args == [row.id]


def test_v_opens_the_list_of_the_sls(screen: FamiliesScreen, qtbot: QtBot, runner: TaskRunner) -> None:
    with qtbot.waitSignal(screen.open_document) as opened:
        press(Qt.Key.Key_V, ALT)
    assert opened.args == [Session(runner, "laptop").list_of(SLS_A.id)]


def test_v_where_there_is_no_list_says_so(runner: TaskRunner, qtbot: QtBot) -> None:
    screen = open_list(runner, qtbot, FamilyQuery(SLS_B.id))
    press(Qt.Key.Key_Down)
    with qtbot.waitSignal(screen.message) as said, qtbot.assertNotEmitted(screen.open_document):
        press(Qt.Key.Key_V)
    assert "Daftar VK" in said.args[0]


def test_the_cursor_stays_on_its_family_when_others_come(
    screen: FamiliesScreen, qtbot: QtBot, runner: TaskRunner
) -> None:
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    runner(lambda file: file.create_documents(STAMP, [new_family("000", *FAMILIES[0][1:])]))
    runner.changed.emit("documents")
    settle(qtbot, screen)
    assert heads(screen) == ["SITI", "SITI", "BUDI", "AGUS", "DEWI"]
    assert current(screen) == "BUDI"


def test_a_hidden_list_does_not_read(screen: FamiliesScreen, runner: TaskRunner) -> None:
    screen.hide()
    runner.changed.emit("documents")
    assert screen._task is None


def test_coming_back_finds_what_was_wanted(runner: TaskRunner, qtbot: QtBot) -> None:
    query = FamilyQuery(SLS_A.id)
    first = open_list(runner, qtbot, query)
    type_text("di")
    press(Qt.Key.Key_K, ALT)
    settle(qtbot, first)
    assert heads(first) == ["BUDI"]
    second = open_list(runner, qtbot, query)
    assert heads(second) == ["BUDI"]
    assert second.search.selectedText() == "di"


def test_coming_from_another_family_no_search_hides_it() -> None:
    query = FamilyQuery(search="012", selected="a")
    query.come_from("a")
    assert (query.search, query.selected) == ("012", "a")
    query.come_from("b")
    assert (query.search, query.selected) == ("", "b")


def test_an_sls_without_families_says_what_to_do(runner: TaskRunner, qtbot: QtBot) -> None:
    runner(lambda file: file.add_sls(Sls("3321010001000300", "RT 003")))
    screen = open_list(runner, qtbot, FamilyQuery("3321010001000300"))
    assert "V" in screen.table.empty.text()
    assert screen.table.empty.isVisible()


def test_a_fault_while_reading_is_told(screen: FamiliesScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from regsosek_desk.core.errors import MachineFault

    def broken(_: WorkFile) -> FamilyPage:
        raise MachineFault("disk_error", file="a.regsosek")

    monkeypatch.setattr(FamilyQuery, "work", lambda _: broken)
    with qtbot.waitSignal(screen.message) as said:
        screen.refresh()
    assert "a.regsosek" in said.args[0]
    assert heads(screen) == ["SITI", "BUDI", "AGUS", "DEWI"]
