"""What the family list shows, and its parts."""

from __future__ import annotations

from datetime import datetime

import pytest
from families_rig import cell, heads, open_list
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from shell_rig import SLS_A, SLS_B, STAMP, new_family, press

from regsosek_desk.services.session import Session
from regsosek_desk.ui.models.codes import covered
from regsosek_desk.ui.models.families import COLUMNS, FamilyModel, column
from regsosek_desk.ui.models.family_query import FamilyPage, FamilyQuery, families_numbered
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.tasks import TaskRunner


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
