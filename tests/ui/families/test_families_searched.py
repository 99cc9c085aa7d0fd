"""Searching, filtering and ordering the family list."""

from __future__ import annotations

import pytest
from families_rig import ALT, heads, open_list, settle
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import SLS_B, press, type_text

from regsosek_desk.ui.models.families import column
from regsosek_desk.ui.models.family_query import FamilyQuery
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.tasks import TaskRunner


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("bud", ["BUDI"]),
        ("rini", ["AGUS"]),
        ("12", ["DEWI"]),
        ("012", ["DEWI"]),
        ("5511800002", ["BUDI"]),
        ("203080056", ["AGUS"]),
        ("si", ["SITI"]),
        ("zzz", []),
    ],
)
def test_search_as_one_types(screen: FamiliesScreen, qtbot: QtBot, typed: str, found: list[str]) -> None:
    type_text(typed)
    settle(qtbot, screen)
    assert heads(screen) == found


def test_enter_opens_what_belongs_to_the_text_even_before_it_is_found(screen: FamiliesScreen, qtbot: QtBot) -> None:
    with qtbot.waitSignal(screen.open_document) as opened:
        type_text("012")
        press(Qt.Key.Key_Return)
    assert heads(screen) == ["DEWI"]
    assert opened.args == [screen.query.selected]


def test_only_the_last_question_is_answered(screen: FamiliesScreen, qtbot: QtBot) -> None:
    shown: list[int] = []
    screen.model.modelReset.connect(lambda: shown.append(screen.model.rowCount()))
    type_text("budi")
    settle(qtbot, screen)
    qtbot.wait(0)
    assert shown == [1]


def test_nothing_found_says_what_to_do(screen: FamiliesScreen, qtbot: QtBot) -> None:
    type_text("zzz")
    settle(qtbot, screen)
    assert "“zzz”" in screen.table.empty.text()
    assert "Esc" in screen.table.empty.text()
    assert screen.table.empty.isVisible()
    with qtbot.waitSignal(screen.message) as said:
        press(Qt.Key.Key_Return)
    assert said.args == [screen.table.empty.text()]


def test_escape_takes_back_search_then_status_then_leaves(screen: FamiliesScreen, qtbot: QtBot) -> None:
    press(Qt.Key.Key_2, ALT)
    type_text("bu")
    settle(qtbot, screen)
    press(Qt.Key.Key_Escape)
    settle(qtbot, screen)
    assert (screen.search.text(), screen.query.status) == ("", "error")
    press(Qt.Key.Key_Escape)
    settle(qtbot, screen)
    assert heads(screen) == ["SITI", "BUDI", "AGUS", "DEWI"]
    with qtbot.waitSignal(screen.back_requested):
        press(Qt.Key.Key_Escape)


BY_DIGIT = [
    (Qt.Key.Key_1, ["DEWI"]),
    (Qt.Key.Key_2, ["BUDI"]),
    (Qt.Key.Key_3, ["AGUS"]),
    (Qt.Key.Key_4, ["SITI"]),
    (Qt.Key.Key_0, ["SITI", "BUDI", "AGUS", "DEWI"]),
]


@pytest.mark.parametrize(("key", "found"), BY_DIGIT)
def test_digits_filter_in_the_table(screen: FamiliesScreen, qtbot: QtBot, key: Qt.Key, found: list[str]) -> None:
    press(Qt.Key.Key_Down)
    press(key)
    settle(qtbot, screen)
    assert heads(screen) == found


@pytest.mark.parametrize(("key", "found"), BY_DIGIT)
def test_alt_digits_filter_while_searching(screen: FamiliesScreen, qtbot: QtBot, key: Qt.Key, found: list[str]) -> None:
    press(key, ALT)
    settle(qtbot, screen)
    assert heads(screen) == found
    assert screen.search.text() == ""


def test_digits_while_searching_are_text(screen: FamiliesScreen, qtbot: QtBot) -> None:
    press(Qt.Key.Key_2)
    settle(qtbot, screen)
    assert (screen.search.text(), screen.query.status) == ("2", "")


def test_chips_tell_the_counts_whatever_is_searched(screen: FamiliesScreen, qtbot: QtBot) -> None:
    type_text("zzz")
    settle(qtbot, screen)
    texts = [" ".join(screen.filter.text_of(status).split()) for status in ("", "blank", "error", "warning", "clean")]
    assert texts == ["0 Semua 4", "1 Belum 1", "2 Salah 1", "3 Peringatan 1", "4 Bersih 1"]


def test_an_empty_status_says_what_to_do(runner: TaskRunner, qtbot: QtBot) -> None:
    screen = open_list(runner, qtbot, FamilyQuery(SLS_B.id, status="error"))
    assert "Salah" in screen.table.empty.text()


@pytest.mark.parametrize(
    ("key", "order", "turned"),
    [
        (Qt.Key.Key_B, ["SITI", "AGUS", "DEWI", "BUDI"], ["BUDI", "DEWI", "AGUS", "SITI"]),
        (Qt.Key.Key_K, ["AGUS", "BUDI", "DEWI", "SITI"], ["SITI", "DEWI", "BUDI", "AGUS"]),
        (Qt.Key.Key_S, ["BUDI", "AGUS", "DEWI", "SITI"], ["SITI", "DEWI", "AGUS", "BUDI"]),
        (Qt.Key.Key_N, ["DEWI", "AGUS", "BUDI", "SITI"], ["SITI", "BUDI", "AGUS", "DEWI"]),
    ],
)
def test_alt_letters_sort_and_turn_round(
    screen: FamiliesScreen, qtbot: QtBot, key: Qt.Key, order: list[str], turned: list[str]
) -> None:
    for expected in (order, turned):
        press(key, ALT)
        settle(qtbot, screen)
        assert heads(screen) == expected


def test_the_last_changes_come_first() -> None:
    query = FamilyQuery()
    query.sort_by("updated")
    assert query.descending
    query.sort_by("updated")
    assert not query.descending
    query.sort_by("name")
    assert not query.descending


def test_clicks_on_headings_sort(screen: FamiliesScreen, qtbot: QtBot) -> None:
    header = screen.table.horizontalHeader()
    header.sectionClicked.emit(column("head"))
    settle(qtbot, screen)
    assert heads(screen) == ["AGUS", "BUDI", "DEWI", "SITI"]
    header.sectionClicked.emit(column("kk"))  # has no order of its own
    settle(qtbot, screen)
    assert heads(screen) == ["AGUS", "BUDI", "DEWI", "SITI"]
    assert header.sortIndicatorSection() == column("head")
