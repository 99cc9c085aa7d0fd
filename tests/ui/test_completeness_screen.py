"""Kelengkapan in the real window, by keys alone: a PML closes an SLS, and finds the way to every gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from complete_rig import NEXT_SLS, PML, RECEIVER, SLS, make_complete_file, put_k, put_minutes, take
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, press, type_text

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.completeness.gaps import Kind
from regsosek_desk.services.completeness.minutes import minutes_id
from regsosek_desk.services.completeness.ties import tie
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t
from regsosek_desk.ui.document.vk import VkScreen
from regsosek_desk.ui.models.addresses import Home, TeamPlace
from regsosek_desk.ui.models.completeness import COLUMNS
from regsosek_desk.ui.screens.beranda import BerandaScreen
from regsosek_desk.ui.screens.completeness import CompletenessScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key
Open = Callable[..., MainWindow]


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    """A window on the file, at Kelengkapan, once `prepare` has been at the file."""
    path = tmp_path / "pml.regsosek"
    launcher = Launcher(qtbot, path)

    def start(prepare: Callable[[WorkFile], object] = lambda file: None, petugas: Petugas = PML) -> MainWindow:
        with make_complete_file(path, petugas) as file:
            prepare(file)
        window = launcher()
        window.start()
        at_screen(qtbot, window)
        return window

    yield start
    launcher.end()


def at_screen(qtbot: QtBot, window: MainWindow) -> CompletenessScreen:
    """By its letter on Beranda."""
    qtbot.waitUntil(lambda: isinstance(window.page, BerandaScreen))
    press(_K.Key_K)
    return here(qtbot, window)


def here(qtbot: QtBot, window: MainWindow) -> CompletenessScreen:
    """Kelengkapan, once it has read everything."""
    qtbot.waitUntil(lambda: isinstance(window.page, CompletenessScreen) and window.page._task is None)
    screen = window.page
    assert isinstance(screen, CompletenessScreen)
    window.activateWindow()  # without a window manager a widget that goes may take the activity with it
    qtbot.waitUntil(window.isActiveWindow)
    return screen


def back(qtbot: QtBot, window: MainWindow) -> CompletenessScreen:
    """Out of a document, from its cell by way of its row."""
    for _ in range(4):
        if isinstance(window.page, VkScreen):
            press(_K.Key_Escape)
    return here(qtbot, window)


def cell(screen: CompletenessScreen, column: str, row: int = 0) -> str:
    return str(screen.model.index(row, COLUMNS.index(column)).data())


def gaps(screen: CompletenessScreen) -> list[str]:
    return [screen.gaps.item(at).text() for at in range(screen.gaps.count())]


def document(window: MainWindow) -> VkScreen:
    assert isinstance(window.page, VkScreen)
    return window.page


def to_gaps(screen: CompletenessScreen) -> None:
    if not screen.gaps.hasFocus():
        press(_K.Key_Return)
    assert screen.gaps.hasFocus()


def test_a_pml_closes_an_sls(qtbot: QtBot, opened: Open) -> None:
    window = opened()
    screen = here(qtbot, window)
    assert [cell(screen, name) for name in COLUMNS[1:]] == [
        "3", "3", "belum", "belum", "belum", "0", "2", "≠ 1", "3 celah"]  # fmt: skip
    assert gaps(screen)[0] == "003 WAGIMAN · belum ada K, dan tidak tercatat dalam BANR"
    # the family refused: B, a new row, its number, its name as VK has it, the reason, one visit, who said so
    press(_K.Key_B)
    assert document(window).title == "BANR · RT 001 RW 001"
    press(_K.Key_Insert)
    type_text("003")
    press(_K.Key_Plus)
    type_text("420102022")
    press(_K.Key_Return)
    press(_K.Key_Return)
    type_text("KETUA RT")
    press(_K.Key_Return)
    row = document(window).desk.instance.rows("banr")[0].answers()
    wanted = {"r110": "003", "nama_kk": "WAGIMAN", "alasan": "4", "kunjungan_1": "2022-10-20", "pelapor": "KETUA RT"}
    assert row == wanted
    screen = back(qtbot, window)
    assert (cell(screen, "banr"), cell(screen, "blank"), len(gaps(screen))) == ("1", "0", 2)
    # Rekap VK: R leads to its first number
    press(_K.Key_R)
    assert document(window).keyer.place == Place("rekap_verifikasi")
    for text in ("3", "0", "0", "3", "1"):
        type_text(text)
        press(_K.Key_Return)
    screen = back(qtbot, window)
    assert (cell(screen, "rekap"), gaps(screen)) == ("3", [t("complete.gap.not_counted")])
    # the sheets are counted where bundles are taken
    window.runner(lambda file: take(file, 3, 2))
    window.runner.changed.emit("documents")
    screen = here(qtbot, window)
    qtbot.waitUntil(lambda: screen.gaps.count() == 0)
    assert (cell(screen, "state"), screen.count.text()) == ("lengkap", "1 dari 2 SLS lengkap")
    assert window.runner(lambda file: tie(file, SLS)).is_complete


def test_a_gap_leads_to_its_family_and_back_to_the_next(qtbot: QtBot, opened: Open) -> None:
    window = opened()
    to_gaps(here(qtbot, window))
    press(_K.Key_Return)
    assert document(window).keyer.place.question in ("r110", "no_prelist", "keberadaan")
    assert document(window).on_row
    press(_K.Key_Return)  # on the row Enter opens the K, which is made
    qtbot.waitUntil(lambda: not isinstance(window.page, VkScreen))
    press(_K.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(window.page, VkScreen))
    screen = back(qtbot, window)
    assert gaps(screen)[0].startswith("003 WAGIMAN · K-nya masih kosong")
    assert screen.gaps.hasFocus()
    press(_K.Key_Escape)
    assert screen.table.hasFocus()
    press(_K.Key_Escape)
    qtbot.waitUntil(lambda: isinstance(window.history[-1], Home))


def test_the_unequal_cells_are_marked_and_no_other(qtbot: QtBot, opened: Open) -> None:
    def prepare(file: WorkFile) -> None:
        put_minutes(file, "003")
        take(file, 4, 2)

    screen = here(qtbot, opened(prepare))
    assert [cell(screen, name) for name in COLUMNS[1:]] == [
        "3", "3", "belum", "≠ 4", "≠ 2", "1", "2", "0", "3 celah"]  # fmt: skip


def test_a_gap_of_counting_leads_to_the_handing_over(qtbot: QtBot, opened: Open) -> None:
    window = opened()
    to_gaps(here(qtbot, window))
    press(_K.Key_End)
    press(_K.Key_Return)
    place = window.history[-1]
    assert isinstance(place, TeamPlace)
    assert (place.name, place.sls_id) == ("custody", SLS)


def test_n_goes_to_the_next_sls_that_is_not_complete(qtbot: QtBot, opened: Open) -> None:
    screen = here(qtbot, opened())
    press(_K.Key_N)
    assert screen.row is not None
    assert screen.row.sls.id == NEXT_SLS
    assert gaps(screen)[0] == t("complete.gap.no_list")
    press(_K.Key_N)
    assert screen.row.sls.id == SLS


def test_an_sls_without_a_list_says_so_at_r_and_v(qtbot: QtBot, opened: Open) -> None:
    window = opened()
    screen = here(qtbot, window)
    screen.table.selectRow(1)
    for letter in (_K.Key_R, _K.Key_V):
        window.show_message("")
        press(letter)
        assert window.status.message.text() == t("complete.gap.no_list")


def test_the_receiver_looks_and_begins_no_minutes(qtbot: QtBot, opened: Open) -> None:
    window = opened(petugas=RECEIVER)
    screen = here(qtbot, window)
    press(_K.Key_B)
    assert window.status.message.text() == t("complete.no_minutes")
    assert not window.runner(lambda file: any(file.documents([minutes_id(SLS)])))
    assert window.page is screen


def test_every_kind_of_gap_has_a_way_or_a_word(qtbot: QtBot, opened: Open) -> None:
    """Enter on each gap leaves the screen, or says what to do."""

    def prepare(file: WorkFile) -> None:
        put_minutes(file, "001", "009", "009")
        put_k(file, "003", line="elsewhere")
        put_k(file, "003", line="elsewhere-too")
        take(file, 2, 9)

    window = opened(prepare)
    screen = here(qtbot, window)
    found = [gap.kind for gap in screen.row.tie.gaps] if screen.row else []
    assert {Kind.K_TWICE, Kind.K_AND_BANR, Kind.BANR_OFF_LIST, Kind.BANR_TWICE} <= set(found)
    for at in range(len(found)):
        screen = here(qtbot, window)
        to_gaps(screen)
        screen.gaps.setCurrentRow(at)
        depth = len(window.history)
        press(_K.Key_Return)
        assert len(window.history) == depth + 1
        while len(window.history) > depth:
            press(_K.Key_Escape)


def test_insert_in_the_block_of_changes_adds_a_part_of_a_split_sls(qtbot: QtBot, opened: Open) -> None:
    window = opened()
    press(_K.Key_R)
    screen = document(window)
    assert screen.go(Place("perubahan"))
    type_text("1")
    screen.go(Place("perubahan"))
    for code in ("3321010001000101", "3321010001000102"):
        press(_K.Key_Insert)
        type_text(code)
        type_text("RT BARU")
        press(_K.Key_Return)
    assert [row.answers()["idsubsls_pecahan"] for row in screen.desk.instance.rows("pecahan")] == [
        "3321010001000101", "3321010001000102"]  # fmt: skip
    assert screen.desk.stored.sls_id == SLS
    assert screen.desk.instance.text(Place("r101")) == "33"
    screen.go(Place("rekap_miskin"))
    press(_K.Key_Insert)
    assert len(screen.desk.instance.rows("vk_b")) == 1
