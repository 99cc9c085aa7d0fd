"""Uji petik and catatan kerja in the real window: the pengawas draws and judges, the operator keys again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot
from quality_rig import BUDI, FROM_VK, RINI, SITI, SLS_ID, Bureau
from shell_rig import Launcher, press, type_text

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.journal import VERIFIED
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.storage.sheets import sheets
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.document.ulang import UlangScreen
from regsosek_desk.ui.screens.compare import CompareScreen
from regsosek_desk.ui.screens.operator_log import OperatorLogScreen
from regsosek_desk.ui.screens.quality import QualityScreen
from regsosek_desk.ui.screens.rates import RatesScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key
T = TypeVar("T")
S = TypeVar("S")


class Desk:
    """One work file that several sit down at, one after the other."""

    def __init__(self, qtbot: QtBot, path: Path, paper: dict[str, Any]) -> None:
        self.qtbot, self.path, self.paper = qtbot, path, paper
        self.launch = Launcher(qtbot, path)
        with WorkFile.create(path, {"mode": "latihan", "petugas": RINI.code}) as file:
            file.add_sls(Sls(SLS_ID, "RT 001 RW 001"))
            self.families = Bureau(file, paper).key(6).families

    def sit(self, who: Petugas) -> MainWindow:
        self.launch.end()
        self.look(lambda file: file.set_meta("petugas", who.code))
        window = self.launch()
        window.start()
        return window

    def look(self, work: Callable[[WorkFile], T]) -> T:
        """With no window open."""
        self.launch.end()
        with WorkFile.open(self.path) as file:
            return work(file)

    def go(self, window: MainWindow, key: Qt.Key, screen: type[S], ready: Callable[[S], bool]) -> S:
        """Press a key and wait for the screen it leads to."""
        press(key)
        self.qtbot.waitUntil(lambda: isinstance(window.page, screen))
        page = window.page
        assert isinstance(page, screen)
        self.qtbot.waitUntil(lambda: ready(page))
        return page


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, family: dict[str, Any]) -> Iterator[Desk]:
    made = Desk(qtbot, tmp_path / "kerja.regsosek", family)
    yield made
    made.launch.end()


def listed(count: int) -> Callable[[QualityScreen], bool]:
    return lambda screen: len(screen.model.rows) == count


def draw(desk: Desk, numbers: str, manner: str = "1") -> None:
    """The pengawas has BUDI key these again."""
    window = desk.sit(RINI)
    screen = desk.go(window, _K.Key_U, QualityScreen, lambda each: each._task is None)
    press(_K.Key_T)
    for text in ("", numbers, BUDI.code, manner, SLS_ID):
        press(_K.Key_A, Qt.KeyboardModifier.ControlModifier)
        type_text(text)
        press(_K.Key_Return)
    desk.qtbot.waitUntil(lambda: len(screen.model.rows) > 0)


def key_paper(window: MainWindow, paper: dict[str, Any]) -> None:
    """BUDI keys what is asked of the family itself into the open document."""
    screen = window.page
    assert isinstance(screen, UlangScreen)
    for question, answer in paper.items():
        if isinstance(answer, str) and question not in FROM_VK:
            screen.desk.answer(Place(question), answer)


def words(screen: CompareScreen) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def test_a_day_from_the_draw_to_the_rates(desk: Desk) -> None:
    draw(desk, "2, 5")
    window = desk.sit(BUDI)
    screen = desk.go(window, _K.Key_U, QualityScreen, listed(2))
    assert "SITI" not in "".join(column.text(row) for row in screen.model.rows for column in screen.model.columns)
    press(_K.Key_S)
    assert "belum dientri ulang" in window.status.message.text()
    sheet = desk.go(window, _K.Key_Return, UlangScreen, lambda _: True)
    assert sheet.title == "Entri ulang 002"
    key_paper(window, desk.paper | {"r302": "099"})
    back = desk.go(window, _K.Key_Escape, QualityScreen, listed(2))
    assert back.model.rows[0].state == "begun"
    press(_K.Key_S)
    desk.qtbot.waitUntil(lambda: back.model.rows[0].state == "judged")

    window = desk.sit(RINI)
    screen = desk.go(window, _K.Key_U, QualityScreen, listed(2))
    assert screen.model.rows[0].state == "done"
    compare = desk.go(window, _K.Key_Return, CompareScreen, lambda each: each.list.count() > 0)
    at = next(at for at in range(compare.list.count()) if "302" in compare.list.item(at).text())
    compare.list.setCurrentRow(at)
    assert "048" in words(compare)
    assert "099" in words(compare)
    press(_K.Key_2)
    assert "Lihat kertasnya" in window.status.message.text()
    press(_K.Key_Right)
    press(_K.Key_2)
    desk.qtbot.waitUntil(lambda: "salah baca" in compare.list.item(at).text())
    desk.go(window, _K.Key_Escape, QualityScreen, listed(2))
    rates = desk.go(window, _K.Key_R, RatesScreen, lambda each: bool(each.model.rows))
    [siti] = rates.model.rows
    assert (siti.name, siti.errors) == (SITI.code, 1)
    assert rates.model.columns[5].text(siti).endswith(" %")

    stands, sources = desk.look(
        lambda file: (
            file.document(desk.families[1]).state.answers["r302"],
            [entry.source for entry in file.history(desk.families[1])],
        )
    )
    assert stands == "099"
    assert sources[-1] == VERIFIED


def test_who_keyed_it_first_may_not_key_it_again(desk: Desk) -> None:
    window = desk.sit(RINI)
    screen = desk.go(window, _K.Key_U, QualityScreen, lambda each: each._task is None)
    press(_K.Key_T)
    for text in ("", "1", "", "1", ""):
        press(_K.Key_A, Qt.KeyboardModifier.ControlModifier)
        type_text(text) if text else press(_K.Key_Delete)
        press(_K.Key_Return)
    desk.qtbot.waitUntil(lambda: len(screen.model.rows) == 1)
    window = desk.sit(SITI)
    desk.go(window, _K.Key_U, QualityScreen, listed(1))
    press(_K.Key_Return)
    assert "oleh orang lain" in window.status.message.text()
    assert isinstance(window.page, QualityScreen)


def test_a_wrong_draw_is_told_on_its_card(desk: Desk) -> None:
    window = desk.sit(RINI)
    screen = desk.go(window, _K.Key_U, QualityScreen, lambda each: each._task is None)
    press(_K.Key_T)
    press(_K.Key_Return)
    type_text("99")
    for _ in range(4):
        press(_K.Key_Return)
    assert screen.stage.panel is not None
    assert "99" in screen.stage.panel.problem.text()
    press(_K.Key_Escape)
    assert screen.stage.panel is None
    assert window.page is screen


def test_dependent_keying_stops_in_the_window(desk: Desk) -> None:
    draw(desk, "3", "2")
    window = desk.sit(BUDI)
    desk.go(window, _K.Key_U, QualityScreen, listed(1))
    sheet = desk.go(window, _K.Key_Return, UlangScreen, lambda _: True)
    press(_K.Key_F3)
    type_text("302")
    press(_K.Key_Return)
    type_text("099")
    assert "berbeda dari entri pertama: 048" in sheet.bubble.text
    type_text("099")
    assert sheet.bubble.isHidden()
    assert desk.look(lambda file: file.document(desk.families[2]).state.answers["r302"]) == "099"


def test_the_log_shows_an_operator_her_own_and_a_pengawas_all(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = desk.sit(BUDI)
    own = desk.go(window, _K.Key_O, OperatorLogScreen, lambda each: each._task is None)
    assert own.model.rows == []
    window = desk.sit(RINI)
    screen = desk.go(window, _K.Key_O, OperatorLogScreen, lambda each: bool(each.model.rows))
    assert [(line.petugas, line.documents) for line in screen.model.rows] == [(SITI.code, 6)]
    press(_K.Key_S)
    type_text("06-12-2022")
    for _ in range(3):
        press(_K.Key_Return)
    desk.qtbot.waitUntil(lambda: screen.model.rows == [])
    assert "06-12-2022" in screen.since.text()
    press(_K.Key_S)
    type_text("05-12-2022")
    for _ in range(3):
        press(_K.Key_Return)
    desk.qtbot.waitUntil(lambda: len(screen.model.rows) == 1)
    press(_K.Key_R)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "hasil"))
    press(_K.Key_X)
    [book] = (tmp_path / "hasil").glob("catatan_kerja_petugas_*.xlsx")
    [table] = list(sheets(book))
    [heading, row] = [[str(cell) for cell in cells] for _, cells in table.rows()]
    assert heading == [
        "Email", "Username", "NamaOp", "DokCleanK", "DokWarningK", "DokErrorK", "Total_K",
        "DokCleanXK", "DokWarningXK", "DokErrorXK", "Total_XK", "Total_K_XK",
    ]  # fmt: skip
    assert row == ["", SITI.code, SITI.name, "6", "0", "0", "6", "0", "0", "0", "0", "6"]
    assert len(list((tmp_path / "hasil").glob("*.csv"))) == 1
