"""Ambil SLS in the real window: found by typing or scanning, taken, handed over and given back with one key each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rig import SLS_A, SLS_B, Launcher, make_lists_file, press, type_text
from team_rig import DEWI, EKA, FAJAR, GITA, NOBODYS, TEAM, claim, move
from window_rig import message, page, wait_for_list

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.kendali import ClaimAction, Count, Party
from regsosek_desk.services.team.books import read_book
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.addresses import FamilyList
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
Work = Callable[[WorkFile], object]
Open = Callable[..., MainWindow]
FREE, EKAS, LOST = NOBODYS[0].id, NOBODYS[1].id, NOBODYS[2].id


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SLS_A is DEWI's, with her families; the others have no documents here."""
    path = tmp_path_factory.mktemp("klaim") / "a.regsosek"
    make_lists_file(path)
    with WorkFile.open(path) as file:
        file.set_meta("mode", "kerja")
        file.add_petugas(*TEAM)
        file.add_sls(*NOBODYS[:3])
        claim(file, SLS_A.id, DEWI)
        claim(file, EKAS, EKA)
        move(file, EKAS, Party.IPDS, counts={"k": Count(57, 55)})
        claim(file, LOST, EKA)
        claim(file, LOST, DEWI)
        claim(file, LOST, EKA, ClaimAction.SETTLE)
    return path


@pytest.fixture
def launch(template: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    """A window of this petugas at Ambil SLS, gone to by its letter."""
    path = Path(shutil.copy(template, tmp_path / "a.regsosek"))
    launcher = Launcher(qtbot, path)

    def open_it(petugas: Petugas = DEWI) -> MainWindow:
        with WorkFile.open(path) as file:
            file.set_meta("petugas", petugas.code)
        window = launcher()
        window.start()
        press(Qt.Key.Key_A)
        wait_for_list(qtbot, window)
        return window

    yield open_it
    launcher.end()


def shown(window: MainWindow) -> list[list[str]]:
    model = page(window).model
    return [[model.index(row, at).data() for at in (0, 3, 5)] for row in range(model.rowCount())]


def holder(window: MainWindow, sls_id: str) -> str:
    found = window.session.run(lambda file: read_book(file, sls_id)).claim
    return found.petugas if found else ""


def find(window: MainWindow, text: str) -> None:
    """Type it where the keyboard is."""
    page(window).search.clear()
    type_text(text)
    assert page(window).model.rowCount() >= 1


def test_ones_own_and_what_was_lost_come_first_with_how_far_each_is(launch: Open) -> None:
    assert shown(launch()) == [
        ["RT 03 RW 007", "EKA PUTRA (41002), lebih dulu", "–"],
        ["RT 001 RW 001", "Anda", "3 / 4"],
        ["RT 002 RW 001", "belum diambil", "0 / 1"],
        ["RT 01 RW 007", "belum diambil", "–"],
        ["RT 02 RW 007", "EKA PUTRA (41002)", "0 / 57"],
    ]


def test_a_scanned_bundle_is_found_and_taken_with_enter(launch: Open, qtbot: QtBot) -> None:
    window = launch()
    find(window, f"RSK1|sls|{FREE}")
    assert page(window).model.rowCount() == 1
    assert "Enter mengambil RT 01 RW 007" in page(window).tell.text()
    press(Qt.Key.Key_Return)
    assert holder(window, FREE) == DEWI.code
    assert "sekarang milik Anda" in message(window)
    qtbot.waitUntil(lambda: page(window).model.counts()["mine"] == 2)
    assert page(window)._row().sls.id == FREE


def test_enter_on_ones_own_opens_its_families(launch: Open) -> None:
    window = launch()
    find(window, SLS_A.id)
    press(Qt.Key.Key_Return)
    here = window.history[-1]
    assert isinstance(here, FamilyList)
    assert here.query.sls_id == SLS_A.id


def test_what_another_has_is_refused_and_said(launch: Open) -> None:
    window = launch()
    find(window, EKAS)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F8, Qt.Key.Key_F7):
        press(key)
        assert "EKA PUTRA" in message(window)
    assert holder(window, EKAS) == EKA.code


def test_a_claim_that_came_in_after_the_list_was_shown_is_refused(launch: Open, qtbot: QtBot) -> None:
    window = launch()
    find(window, FREE)
    window.session.run(lambda file: claim(file, FREE, FAJAR))
    press(Qt.Key.Key_Return)
    assert holder(window, FREE) == FAJAR.code
    assert "sudah diambil FAJAR (41003)" in message(window)
    qtbot.waitUntil(lambda: page(window)._row() is not None and page(window)._row().state == "other")


def test_handing_over_is_one_key_and_a_name(launch: Open) -> None:
    window = launch()
    find(window, SLS_A.id)
    press(Qt.Key.Key_F7)
    type_text("faj")
    press(Qt.Key.Key_Return)
    assert holder(window, SLS_A.id) == FAJAR.code
    assert "dialihkan kepada FAJAR" in message(window)
    assert QApplication.focusWidget() is page(window).search


def test_giving_back_leaves_what_was_keyed(launch: Open) -> None:
    window = launch()
    before = [row.status for row in window.session.families(SLS_A.id)]
    find(window, SLS_A.id)
    press(Qt.Key.Key_F8)
    assert holder(window, SLS_A.id) == ""
    assert [row.status for row in window.session.families(SLS_A.id)] == before


def test_what_was_lost_is_put_away_with_enter(launch: Open, qtbot: QtBot) -> None:
    window = launch()
    find(window, LOST)
    assert "lebih dulu" in page(window).tell.text()
    press(Qt.Key.Key_Return)
    assert holder(window, LOST) == EKA.code
    qtbot.waitUntil(lambda: page(window).model.counts()["lost"] == 0)


def test_the_lead_gives_a_free_sls_and_moves_one_that_is_keyed(launch: Open) -> None:
    window = launch(GITA)
    find(window, SLS_B.id)
    press(Qt.Key.Key_Return)
    type_text("dewi")
    press(Qt.Key.Key_Return)
    assert holder(window, SLS_B.id) == DEWI.code
    find(window, EKAS)
    press(Qt.Key.Key_Return)
    assert [page(window).stage.panel.list.item(at).text()[:4] for at in (0, 1)] == ["DEWI", "FAJA"]
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert holder(window, EKAS) == FAJAR.code


def test_chips_and_esc_narrow_and_widen(launch: Open) -> None:
    window = launch()
    press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert [row[0] for row in shown(window)] == ["RT 002 RW 001", "RT 01 RW 007"]
    type_text("karangsono")
    assert [row[0] for row in shown(window)] == ["RT 01 RW 007"]
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert len(shown(window)) == 5
    press(Qt.Key.Key_Escape)
    assert window.history[-1].title == "Beranda"


@pytest.mark.parametrize("role", ["PPL", "PML", "Koseka", "penerima"])
def test_other_roles_have_no_such_screen(template: Path, tmp_path: Path, qtbot: QtBot, role: str) -> None:
    path = Path(shutil.copy(template, tmp_path / "b.regsosek"))
    with WorkFile.open(path) as file:
        file.add_petugas(Petugas("1", "X", role))
        file.set_meta("petugas", "1")
    launcher = Launcher(qtbot, path)
    window = launcher()
    window.start()
    press(Qt.Key.Key_A)
    assert window.history[-1].title == "Beranda"
    launcher.end()
