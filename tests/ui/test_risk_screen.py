"""Tabel risiko: what a Koseka weighs of each family, and families or the whole SLS going back or on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from document_rig import SLS
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from review_rig import KOSEKA, OTHER_SLS, PML, checker_of, make_review_file, put_family, put_papers, stage
from shell_rig import Launcher, press, type_text
from window_rig import message

from regsosek_desk.services.checking.risk import risk_table
from regsosek_desk.services.team.books import read_book
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.screens.review import ReviewScreen
from regsosek_desk.ui.screens.risk import RiskScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key
FILE = "kerja.regsosek"


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    """Clean; poor with a car, which the PML let stand; crowded. All approved by the PML."""
    car, crowded = {"r111": "1", "r502k": "1"}, {"r302": "020", "r111": "2"}
    with make_review_file(tmp_path / FILE, KOSEKA) as file:
        put_papers(file, {"001": "3", "002": "1", "003": "2"})
        made = [put_family(file, f"00{at}", each) for at, each in enumerate(({}, car, crowded), 1)]
        for each in made:
            checker = checker_of(file, PML, each)
            for place in list(checker.found.places):
                checker.right(place)
            assert checker.approve().finished
            checker.close()
        file.set_meta("petugas", KOSEKA.code)
        return made


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, ids: list[str]) -> Iterator[MainWindow]:
    launch = Launcher(qtbot, tmp_path / FILE)
    shown = launch()
    shown.start()
    shown.go(TeamPlace("risk"))
    assert isinstance(shown.page, RiskScreen)
    qtbot.waitUntil(lambda: screen_of(shown).model.rowCount() == 3)
    yield shown
    launch.end()


def screen_of(window: MainWindow) -> RiskScreen:
    assert isinstance(window.page, RiskScreen)
    return window.page


def numbers(window: MainWindow) -> list[str]:
    return [line.row.family_number for line in screen_of(window).model.rows]


def stages(window: MainWindow, ids: list[str]) -> list[str]:
    return window.runner(lambda file: [stage(file, each) for each in ids])


def test_what_speaks_against_a_family_comes_first_in_words(window: MainWindow) -> None:
    assert numbers(window) == ["002", "003", "001"]
    assert "mobil" in screen_of(window).detail.text
    assert "Dinyatakan benar" in screen_of(window).detail.text  # the PML's reason beside it
    press(_K.Key_Down)
    assert "m² per orang" in screen_of(window).detail.text


def test_it_is_sorted_by_a_digit(window: MainWindow) -> None:
    for key, order in ((_K.Key_2, ["001", "002", "003"]), (_K.Key_3, ["003", "001", "002"])):
        press(key)
        assert numbers(window) == order or numbers(window)[0] == order[0]
    press(_K.Key_4)
    assert numbers(window) == ["002", "003", "001"]  # 111: 1, 2, 3


def test_work_stands_there_as_described_and_coded(window: MainWindow, ids: list[str]) -> None:
    [line] = [line for line in screen_of(window).model.rows if line.row.id == ids[0]]
    assert line.jobs
    assert all(job.text and job.code and job.label for job in line.jobs)


def test_families_that_were_marked_go_back_with_one_note(window: MainWindow, ids: list[str]) -> None:
    press(_K.Key_Space)
    press(_K.Key_Space)
    press(_K.Key_K)
    type_text("cek status")
    press(_K.Key_Return)
    assert stages(window, ids) == ["approved", "rejected", "rejected"]
    assert "2 keluarga" in message(window)
    press(_K.Key_Up)
    press(_K.Key_K)  # what is with the PML can't go back again
    assert screen_of(window).stage.panel is None or stages(window, ids)[1] == "rejected"


def test_the_sls_is_accepted_with_its_row_in_the_book(window: MainWindow, ids: list[str]) -> None:
    press(_K.Key_S)
    press(_K.Key_Return)
    assert stages(window, ids) == ["accepted"] * 3
    said = window.runner(lambda file: read_book(file, SLS)).approvals
    assert [(each.level, each.verdict, each.petugas) for each in said] == [("2", "1", KOSEKA.code)]


def test_the_whole_sls_goes_back(window: MainWindow, ids: list[str]) -> None:
    press(_K.Key_T)
    type_text("kode usaha")
    press(_K.Key_Return)
    assert stages(window, ids) == ["rejected"] * 3


def test_the_other_sls_is_a_key_away_and_enter_shows_the_family(
    window: MainWindow, qtbot: QtBot, ids: list[str]
) -> None:
    press(_K.Key_Right)
    qtbot.waitUntil(lambda: screen_of(window).address.sls_id == OTHER_SLS)
    qtbot.waitUntil(lambda: screen_of(window).model.rowCount() == 0)
    press(_K.Key_Left)
    qtbot.waitUntil(lambda: screen_of(window).model.rowCount() == 3)
    press(_K.Key_Return)
    assert window.page.desk.id == ids[1]  # type: ignore[union-attr]
    press(_K.Key_Escape)
    assert isinstance(window.page, RiskScreen)
    assert not isinstance(window.page, ReviewScreen)


@pytest.mark.parametrize(("floor", "cramped"), [("031", True), ("032", False)])
def test_less_than_eight_square_metres_each_is_little(tmp_path: Path, floor: str, cramped: bool) -> None:
    with make_review_file(tmp_path / "lain.regsosek", KOSEKA) as file:
        put_family(file, "001", {"r302": floor, "r111": "2"})  # four members
        [line] = risk_table(file, SLS)
    assert line.cramped is cramped
    assert line.per_person == int(floor) / 4
