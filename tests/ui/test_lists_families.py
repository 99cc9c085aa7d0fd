"""The list of families: found as one types, filtered, sorted, opened; all with the keyboard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from shell_rig import FAMILIES, SLS_A, SLS_B, STAMP, make_lists_file, new_family, open_runner, press, show, type_text

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.codes import covered
from regsosek_desk.ui.models.families import COLUMNS, FamilyModel, column
from regsosek_desk.ui.models.family_query import FamilyPage, FamilyQuery, families_numbered
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "a.regsosek"
    make_lists_file(path)
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "a.regsosek"))


@pytest.fixture
def runner(path: Path, qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = open_runner(path)
    yield runner
    runner.close()


@pytest.fixture
def screen(runner: TaskRunner, qtbot: QtBot) -> FamiliesScreen:
    return open_list(runner, qtbot, FamilyQuery(SLS_A.id))


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


# --- what is shown ------------------------------------------------------------------------------------


def test_the_families_of_one_sls(screen: FamiliesScreen) -> None:
    assert heads(screen) == ["SITI", "BUDI", "AGUS", "DEWI"]
    assert screen.title == "RT 001 RW 001"
    assert screen.count.text() == "4 dari 4 keluarga"
    assert screen.table.isColumnHidden(column("sls"))
    assert not screen.table.isColumnHidden(column("building"))


def test_the_families_of_the_file(runner: TaskRunner, qtbot: QtBot) -> None:
    screen = open_list(runner, qtbot, FamilyQuery())
    assert heads(screen) == ["SITI", "BUDI", "AGUS", "DEWI", "DEWI"]
    assert cell(screen, 3, "sls") == "RT 001 RW 001, BANYUMENENG"
    assert cell(screen, 4, "sls") == "RT 002 RW 001, BANYUMENENG"
    assert not screen.table.isColumnHidden(column("sls"))


def test_status_is_sign_and_word_with_its_counts(screen: FamiliesScreen) -> None:
    assert [cell(screen, row, "status") for row in range(4)] == ["Bersih", "Salah", "Peringatan", "Belum"]
    assert [cell(screen, row, "errors") for row in range(4)] == ["", "3", "", ""]
    assert [cell(screen, row, "warnings") for row in range(4)] == ["", "1", "2", ""]


def test_a_document_nobody_keyed_has_no_time_of_change(screen: FamiliesScreen) -> None:
    assert cell(screen, 0, "updated") != ""
    assert cell(screen, 3, "updated") == ""


def test_kk_numbers_are_covered_until_f2(screen: FamiliesScreen, qtbot: QtBot) -> None:
    assert cell(screen, 0, "kk") == "3321 •••• •••• 0012"
    with qtbot.waitSignal(screen.model.dataChanged):
        press(Qt.Key.Key_F2)
    assert cell(screen, 0, "kk") == "3321 0112 0308 0012"
    press(Qt.Key.Key_F2)
    assert cell(screen, 0, "kk") == "3321 •••• •••• 0012"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("", ""), ("12345678", "12345678"), ("123456789", "1234•6789"), ("1" * 16, "1111••••••••1111")],
)
def test_covered_keeps_both_ends(number: str, shown: str) -> None:
    assert covered(number) == shown


def test_names_keep_their_room_in_a_narrow_window(screen: FamiliesScreen, qtbot: QtBot) -> None:
    def hidden(name: str) -> bool:
        return screen.table.isColumnHidden(column(name))

    screen.resize(640, 500)
    qtbot.waitUntil(lambda: hidden("updated"))
    assert hidden("building")
    assert not hidden("status")
    qtbot.waitUntil(lambda: screen.filter.y() > screen.search.geometry().bottom())
    screen.resize(1366, 700)
    qtbot.waitUntil(lambda: not hidden("updated") and not hidden("building"))
    qtbot.waitUntil(lambda: screen.filter.x() > screen.search.geometry().right())


# --- searching ----------------------------------------------------------------------------------------


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


# --- filter and order ---------------------------------------------------------------------------------

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


# --- moving, opening, refreshing ----------------------------------------------------------------------


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
    row = screen.model.document_at(1)
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


# --- parts --------------------------------------------------------------------------------------------


def test_the_model_keeps_qts_rules(screen: FamiliesScreen, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(screen.model, force_py=True)  # type: ignore[no-untyped-call]
    tester = QAbstractItemModelTester(screen.model, QAbstractItemModelTester.FailureReportingMode.Warning)
    screen.model.show_page(FamilyPage([], {}, {}))
    assert tester.model() is screen.model
    assert (screen.model.rowCount(), screen.model.columnCount()) == (0, len(COLUMNS))


def test_a_family_without_a_name_or_sls_still_has_words(runner: TaskRunner, qtbot: QtBot) -> None:
    family = new_family("099", "", "", "", "", "", "blank", 0, 0)
    runner(lambda file: file.create_documents(STAMP, [family]))
    rows = runner(lambda file: file.lists.documents(search="099"))
    model = FamilyModel(now=lambda: datetime(2022, 10, 20, 12, 0))
    model.show_page(FamilyPage(rows, {}, {}))
    assert model.index(0, column("head")).data() == "(belum ada nama)"
    assert model.index(0, column("sls")).data() == SLS_A.id


@pytest.mark.parametrize(
    ("text", "count"), [("012", 2), ("12", 2), (f"{SLS_B.id}-012", 1), ("001", 1), ("1", 1), ("777", 0), ("", 0)]
)
def test_families_by_number(runner: TaskRunner, text: str, count: int) -> None:
    assert len(families_numbered(Session(runner, "laptop"), text)) == count
