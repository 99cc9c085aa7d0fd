"""Periksa in the real window: the PML's day with keys alone, and Koseka's word coming back to her."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from document_rig import SLS
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from review_rig import KOSEKA, PML, PPL, make_review_file, put_family, put_papers, stage
from shell_rig import Launcher, press, type_text

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.review.note_card import NoteCard
from regsosek_desk.ui.review.sls_card import SlsCard
from regsosek_desk.ui.screens.review import ReviewScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K, _CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
FILE = "kerja.regsosek"
SMALL = {"r302": "005", "r111": "2"}
Open: TypeAlias = Callable[[Petugas], ReviewScreen]


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    """Four families: clean, with a warning, without a code, clean."""
    uncoded: dict[str, Any] = {"anggota": {"r417_kode": None, "r417_teks": "BURUH TANI PADI"}}
    changes: list[dict[str, Any]] = [{}, {**SMALL}, uncoded, {}]
    with make_review_file(tmp_path / FILE) as file:
        put_papers(file, {"001": "3", "002": "2", "003": "3", "004": "3"})
        return [put_family(file, f"00{at}", each) for at, each in enumerate(changes, 1)]


@pytest.fixture
def launch(qtbot: QtBot, tmp_path: Path, ids: list[str]) -> Iterator[Launcher]:
    made = Launcher(qtbot, tmp_path / FILE)
    yield made
    made.end()


@pytest.fixture
def review(qtbot: QtBot, tmp_path: Path, launch: Launcher) -> Open:
    """The screen in the window of this petugas, with its first family on the desk."""

    def open_it(petugas: Petugas = PML) -> ReviewScreen:
        launch.end()
        with WorkFile.open(tmp_path / FILE) as file:
            file.set_meta("petugas", petugas.code)
        window = launch()
        window.start()
        window.go(TeamPlace("review"))
        return at_review(qtbot, window)

    return open_it


def at_review(qtbot: QtBot, window: MainWindow) -> ReviewScreen:
    screen = window.page
    assert isinstance(screen, ReviewScreen)
    qtbot.waitUntil(lambda: screen.heading.text() != "")
    return screen


def family(screen: ReviewScreen) -> str:
    return screen.heading.text()[:3]


def said(screen: ReviewScreen) -> str:
    window = screen.window()
    assert isinstance(window, MainWindow)
    return window.status.message.text()


def stages(screen: ReviewScreen, ids: list[str]) -> list[str]:
    return screen.runner(lambda file: [stage(file, each) for each in ids])


def test_the_queue_shows_ppl_sls_and_families_and_opens_the_first(review: Open, ids: list[str]) -> None:
    screen = review(PML)
    lines = [screen.list.rows.data(screen.list.rows.index(at)) for at in range(screen.list.rows.rowCount())]
    assert lines[:3] == ["SITI AMINAH (02301)", "RT 001 RW 001", "001 SUNARJO"]
    assert family(screen) == "001"
    assert "Tidak ada yang perlu dilihat" in screen.detail.text


def test_a_day_of_the_pml_with_keys_alone(review: Open, ids: list[str]) -> None:
    screen = review(PML)
    press(_K.Key_A)  # 001 is clean: one key, and the next one is there
    assert family(screen) == "002"
    press(_K.Key_A)
    assert "harus diselesaikan" in said(screen)
    press(_K.Key_B)
    press(_K.Key_A)
    assert family(screen) == "003"
    assert "BURUH TANI PADI" in screen.detail.text
    assert "01  Pertanian tanaman padi dan palawija" in screen.detail.text
    press(_K.Key_1)
    press(_K.Key_A)
    assert family(screen) == "004"
    press(_K.Key_A)
    assert "Tidak ada dokumen yang menunggu" in screen.detail.text
    assert stages(screen, ids) == ["approved"] * 4
    assert "Menunggu  0" in screen.chips.chosen.button(0).text()


def test_a_family_goes_back_with_a_note_at_its_answer(review: Open, ids: list[str]) -> None:
    screen = review(PML)
    press(_K.Key_PageDown)
    press(_K.Key_R)
    assert isinstance(screen.stage.panel, NoteCard)
    type_text("KAB")  # letters that are keys of the screen go into the note
    press(_K.Key_Return)
    assert stages(screen, ids) == ["open"] * 4
    assert screen.places.here is not None
    assert screen.places.here.settled
    press(_K.Key_K)
    assert stages(screen, ids)[1] == "returned"
    assert family(screen) == "003"
    press(_K.Key_PageUp)
    press(_K.Key_K)  # nothing given back there: it asks for a note about the whole document
    assert isinstance(screen.stage.panel, NoteCard)
    press(_K.Key_1)  # the note written last
    assert stages(screen, ids)[:2] == ["returned", "returned"]
    decisions = screen.runner(lambda file: file.document(ids[0]).state.decisions)
    assert decisions[("", "")].note == "KAB"


def test_an_empty_note_is_refused_and_esc_only_closes_the_card(review: Open, ids: list[str]) -> None:
    screen = review(PML)
    press(_K.Key_K)
    press(_K.Key_Return)
    assert screen.stage.panel is not None
    press(_K.Key_Escape)
    assert screen.stage.panel is None
    assert screen.isVisible()
    press(_K.Key_A)
    assert stages(screen, ids)[0] == "approved"


def test_ctrl_z_brings_the_family_back_that_was_decided_last(review: Open, qtbot: QtBot, ids: list[str]) -> None:
    screen = review(PML)
    press(_K.Key_A)
    press(_K.Key_Z, _CTRL)
    assert family(screen) == "001"
    qtbot.waitUntil(lambda: screen.list.rows.line_of(ids[0]) >= 0)
    assert stages(screen, ids)[0] == "open"
    press(_K.Key_Z, _CTRL)
    assert "Belum ada putusan" in said(screen)


def test_enter_opens_the_form_at_the_place_and_esc_comes_back_to_it(review: Open, qtbot: QtBot, ids: list[str]) -> None:
    screen = review(PML)
    window = screen.window()
    assert isinstance(window, MainWindow)
    press(_K.Key_PageDown)
    press(_K.Key_Return)
    assert window.page.keyer.place.question == "r302"  # type: ignore[union-attr]
    press(_K.Key_Escape)
    assert family(at_review(qtbot, window)) == "002"


def test_an_open_document_waits_for_an_exchange_and_is_given_free_when_left(review: Open, ids: list[str]) -> None:
    screen = review(PML)
    session = screen.session
    assert session.on_desk() == {ids[0]}
    press(_K.Key_PageDown)
    assert session.on_desk() == {ids[1]}
    press(_K.Key_Escape)
    assert session.on_desk() == frozenset()


def test_the_groups_are_a_key_apart(review: Open, qtbot: QtBot, ids: list[str]) -> None:
    screen = review(PML)
    press(_K.Key_A)
    press(_K.Key_Right)
    qtbot.waitUntil(lambda: "Tidak ada dokumen yang sedang dikembalikan" in screen.detail.text)
    press(_K.Key_Right)
    qtbot.waitUntil(lambda: family(screen) == "001")
    press(_K.Key_Left)
    press(_K.Key_Left)
    qtbot.waitUntil(lambda: family(screen) == "002")


def test_the_whole_sls_says_what_it_lacks_and_goes_when_it_lacks_nothing(
    review: Open, qtbot: QtBot, ids: list[str]
) -> None:
    screen = review(PML)
    press(_K.Key_S)
    card = screen.stage.panel
    assert isinstance(card, SlsCard)
    assert any("002" in gap for gap in card.found.gaps)
    press(_K.Key_Return)
    assert screen.stage.panel is card
    press(_K.Key_Escape)
    press(_K.Key_PageDown)
    press(_K.Key_B)
    press(_K.Key_PageDown)
    press(_K.Key_1)
    press(_K.Key_S)
    press(_K.Key_Return)
    assert screen.stage.panel is None
    assert stages(screen, ids) == ["approved"] * 4
    assert "4 keluarga" in said(screen)


def test_what_a_koseka_rejects_waits_at_the_pml_with_the_note(review: Open, ids: list[str]) -> None:
    review(PML)
    press(_K.Key_A)
    screen = review(KOSEKA)
    assert family(screen) == "001"
    assert screen.list.rows.line_of(ids[1]) < 0  # not approved yet, so not his
    press(_K.Key_K)
    type_text("luas lantai")
    press(_K.Key_Return)
    assert stages(screen, ids)[0] == "rejected"
    screen = review(PML)
    assert family(screen) == "001"
    assert "FITRI" in screen.about.text()
    assert "luas lantai" in screen.about.text()
    press(_K.Key_A)
    assert stages(screen, ids)[0] == "approved"


def test_a_ppl_has_no_such_screen(launch: Launcher, tmp_path: Path) -> None:
    with WorkFile.open(tmp_path / FILE) as file:
        file.set_meta("petugas", PPL.code)
    window = launch()
    window.start()
    window.go(TeamPlace("review", SLS))
    assert not isinstance(window.page, ReviewScreen)
    assert "PPL" in window.status.message.text()
