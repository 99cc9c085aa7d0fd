"""The window: going places, coming back, closing at any time, and what a crash leaves."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, open_runner, press, type_text

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.session import Session
from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import set_language
from regsosek_desk.ui.models.addresses import FamilyList, Home, OpenDocument
from regsosek_desk.ui.models.preferences import PreferenceFile, Preferences
from regsosek_desk.ui.screens.beranda import BerandaScreen
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.widgets.key_dialog import KeyDialog
from regsosek_desk.ui.widgets.preference_dialog import PreferenceDialog
from regsosek_desk.ui.window import DESK, MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shell") / "latihan.regsosek"
    make_training_file(path, sizes=(12, 13))
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "latihan.regsosek"))


@pytest.fixture
def launch(path: Path, qtbot: QtBot) -> Iterator[Launcher]:
    launcher = Launcher(qtbot, path)
    yield launcher
    launcher.end()


@pytest.fixture
def window(launch: Launcher) -> MainWindow:
    return launch()


def families(window: MainWindow) -> list[DocumentRow]:
    return window.session.families()


def titles(window: MainWindow) -> list[str]:
    return [address.title for address in window.history]


def page(window: MainWindow) -> Any:
    return window.page


def message(window: MainWindow) -> str:
    return window.status.message.text()


def wait_for_list(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: page(window).model.rowCount() > 0)


def while_open(dialog: type, act: Callable[[Any], None]) -> None:
    """Do this with the dialog that opens next."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, dialog):
            act(found)
        else:
            QTimer.singleShot(1, look)

    QTimer.singleShot(0, look)


# --- going places -------------------------------------------------------------------------------------


def test_the_way_from_beranda_to_a_family_and_back(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    assert isinstance(window.page, BerandaScreen)
    wait_for_list(qtbot, window)
    press(Qt.Key.Key_Return)
    assert isinstance(window.page, FamiliesScreen)
    wait_for_list(qtbot, window)
    type_text("003")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.history) == 3)
    assert page(window).desk.stored.summary.family_number == "003"
    assert titles(window)[0] == "Beranda"
    assert window.top.place.text() == "  ›  ".join(titles(window))
    press(Qt.Key.Key_Escape)
    assert isinstance(window.page, FamiliesScreen)
    assert window.page.search.text() == "003"
    window.back()
    assert isinstance(window.page, BerandaScreen)
    window.back()
    assert titles(window) == ["Beranda"]


def test_the_training_badge_is_on_every_screen(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    for address in (Home(), FamilyList(), OpenDocument(families(window)[0].id)):
        window._open([*window.history, address])
        assert window.history[-1] is address
        assert window.top.badge.isVisible()
        assert window.top.badge.text() == "MODE LATIHAN"


def test_real_work_has_no_badge(launch: Launcher, path: Path) -> None:
    with WorkFile.open(path) as file:
        file.set_meta("mode", "kerja")
    window = launch()
    window.start()
    assert not window.top.badge.isVisible()
    launch.close(window)


def test_next_family_and_back_to_it_in_the_list(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    rows = [row for row in families(window) if row.sls_id == families(window)[0].sls_id]
    window.open_families(rows[0].sls_id)
    wait_for_list(qtbot, window)
    window.open_document(rows[0].id)
    window.next_family()
    assert page(window).desk.id == rows[1].id
    assert len(window.history) == 3
    window.back()
    qtbot.waitUntil(lambda: page(window).table.currentIndex().row() == 1)


def test_after_the_last_family_it_stays_and_says_so(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    last = [row for row in families(window) if row.sls_id == families(window)[0].sls_id][-1]
    window.open_document(last.id)
    window.next_family()
    assert page(window).desk.id == last.id
    assert "terakhir" in message(window)


def test_a_document_that_is_not_there_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.open_families(None)
    window.open_document("none")
    assert isinstance(window.page, FamiliesScreen)
    assert window.page.isVisible()
    assert len(window.history) == 2
    assert "tidak ada" in message(window)


def test_messages_go_when_the_screen_does(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.show_message("sebentar")
    assert window.status.message.isVisible()
    window.open_families(None)
    assert message(window) == ""
    assert not window.status.message.isVisible()


def test_changes_in_a_document_are_broadcast_when_it_is_left(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.open_document(families(window)[0].id)
    with qtbot.waitSignal(window.runner.changed) as heard:
        window.back()
    assert heard.args == ["documents"]


def test_the_vk_list_and_back_to_its_place(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    wait_for_list(qtbot, window)
    press(Qt.Key.Key_V)
    vk = page(window)
    assert vk.desk.stored.form != FAMILY_FORM
    last = list(vk.desk.instance.rows("vk_a"))[-1].id
    assert vk.go(type(vk.keyer.place)("keberadaan", last))
    window.open_document(families(window)[0].id)
    window.back()
    assert page(window).desk.id == vk.desk.id
    assert page(window).keyer.place.row == last


# --- where to start -----------------------------------------------------------------------------------


def test_straight_on_a_family(window: MainWindow, qtbot: QtBot) -> None:
    wanted = families(window)[2]
    window.start(f"{wanted.sls_id}-{wanted.family_number}")
    assert page(window).desk.id == wanted.id
    window.back()
    assert isinstance(window.page, BerandaScreen)


def test_a_number_of_two_sls_opens_the_list_of_them(window: MainWindow, qtbot: QtBot) -> None:
    window.start("2")
    assert isinstance(window.page, FamiliesScreen)
    qtbot.waitUntil(lambda: page(window).model.rowCount() == 2)
    assert window.page.search.text() == "002"
    assert "beberapa SLS" in message(window)


def test_a_number_nobody_has_says_so(window: MainWindow, qtbot: QtBot) -> None:
    window.start("777")
    assert isinstance(window.page, FamiliesScreen)
    assert "777" in message(window)


def test_after_a_crash_it_opens_where_the_keyer_was(launch: Launcher, path: Path) -> None:
    window = launch()
    window.start()
    wanted = families(window)[3]
    window.open_document(wanted.id)
    place = page(window).keyer.place
    page(window).desk.stay_at(place)
    launch.crash(window)
    after = launch()
    after.start()
    assert page(after).desk.id == wanted.id
    assert page(after).keyer.place == place
    assert "berhenti mendadak" in message(after)
    launch.close(after)


def test_after_a_proper_end_it_opens_beranda(launch: Launcher, path: Path) -> None:
    window = launch()
    window.start()
    window.open_document(families(window)[3].id)
    launch.close(window)
    after = launch()
    after.start()
    assert isinstance(after.page, BerandaScreen)
    assert message(after) == ""
    launch.close(after)


def test_a_crash_on_beranda_opens_beranda(launch: Launcher, path: Path) -> None:
    window = launch()
    window.start()
    window.open_document(families(window)[3].id)
    window.back()
    launch.crash(window)
    after = launch()
    after.start()
    assert isinstance(after.page, BerandaScreen)
    launch.close(after)


def test_a_crash_in_a_document_that_is_gone_opens_beranda(launch: Launcher, path: Path) -> None:
    with WorkFile.open(path) as file:
        file.remember(DESK, "gone")
    window = launch()
    window.start()
    assert isinstance(window.page, BerandaScreen)
    launch.close(window)


def test_go_on_where_the_keyer_was(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.resume()
    assert isinstance(window.page, BerandaScreen)
    assert "Pilih SLS" in message(window)
    wanted = families(window)[1]
    window.open_document(wanted.id)
    page(window).desk.stay_at(page(window).keyer.place)
    window.back()
    wait_for_list(qtbot, window)
    press(Qt.Key.Key_L)
    assert page(window).desk.id == wanted.id


# --- closing ------------------------------------------------------------------------------------------


def test_closing_keeps_what_is_being_typed_when_it_can(launch: Launcher, path: Path) -> None:
    window = launch(Preferences(enter_always=True))
    window.start()
    wanted = next(row for row in families(window) if row.status == "blank")
    window.open_document(wanted.id)
    place = page(window).keyer.place
    type_text("04")
    assert page(window).keyer.buffer == "04"
    launch.close(window)
    runner = open_runner(path)
    assert Session(runner, "laptop").open(wanted.id).instance.text(place) == "04"
    runner.close()


def test_closing_is_allowed_with_half_an_answer(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.open_document(next(row for row in families(window) if row.status == "blank").id)
    type_text("0")
    assert window.close()
    assert not window.isVisible()


def test_closing_is_allowed_when_the_disk_refuses(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MachineFault("disk_full", file="latihan.regsosek")

    window.start()
    window.open_document(families(window)[0].id)
    monkeypatch.setattr(WorkFile, "remember", full)
    monkeypatch.setattr(WorkFile, "commit", full)
    type_text("0")
    assert window.close()


def test_a_disk_that_refuses_keeps_the_typed_answer_on_the_screen(
    launch: Launcher, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise MachineFault("disk_full", file="latihan.regsosek")

    window = launch(Preferences(enter_always=True))
    window.start()
    window.open_document(next(row for row in families(window) if row.status == "blank").id)
    type_text("04")
    shown = window.page
    with monkeypatch.context() as broken:
        broken.setattr(WorkFile, "commit", full)
        window.back()
        assert window.page is shown
        assert page(window).keyer.buffer == "04"
        assert "Diska penuh" in message(window)
    window.back()
    assert isinstance(window.page, BerandaScreen)
    launch.close(window)


# --- settings and help --------------------------------------------------------------------------------


def test_f10_changes_the_way_of_keying_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.open_document(families(window)[0].id)
    shown = window.page

    def choose(dialog: PreferenceDialog) -> None:
        dialog.choose("enter_always", "true")
        dialog.choose("mode", "bebas")
        dialog.accept()

    while_open(PreferenceDialog, choose)
    press(Qt.Key.Key_F10)
    assert window.page is shown
    assert (page(window).keyer.enter_always, page(window).keyer.mode) == (True, "bebas")
    assert window.preferences == Preferences(enter_always=True, mode="bebas")


def test_cancelled_settings_change_nothing(window: MainWindow, qtbot: QtBot) -> None:
    def choose(dialog: PreferenceDialog) -> None:
        dialog.choose("text_size", "150")
        dialog.reject()

    window.start()
    while_open(PreferenceDialog, choose)
    press(Qt.Key.Key_F10)
    assert window.preferences == Preferences()


def test_another_language_makes_the_window_anew_at_the_same_place(launch: Launcher, path: Path) -> None:
    window = launch()
    window._apply = lambda chosen: set_language(chosen.language)
    window.start()
    window.open_document(families(window)[2].id)
    place = page(window).keyer.place
    try:
        window.use_preferences(Preferences(language="en"))
        assert window.top.badge.text() == "TRAINING MODE"
        assert (page(window).desk.id, page(window).keyer.place) == (families(window)[2].id, place)
        window.back()
        assert titles(window) == ["Home"]
    finally:
        set_language("id")
        launch.close(window)


def test_f1_shows_every_key_of_the_screen(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.open_families(None)
    seen: list[str] = []

    def read(dialog: KeyDialog) -> None:
        seen.extend(label.text() for label in dialog.findChildren(type(window.top.badge)))
        dialog.reject()

    while_open(KeyDialog, read)
    press(Qt.Key.Key_F1)
    assert {"Alt+N", "F2", "F10", "Ctrl+Q"} <= set(seen)


def test_settings_are_kept(tmp_path: Path) -> None:
    kept = PreferenceFile(tmp_path / "sub" / "setelan.ini")
    assert kept.load() == Preferences()
    chosen = Preferences(enter_always=True, mode="bebas", language="en", text_size=125)
    kept.save(chosen)
    assert PreferenceFile(tmp_path / "sub" / "setelan.ini").load() == chosen


@pytest.mark.parametrize(
    "content", ["", "\x00\x01\x02", "[General]\ntext_size=7\nlanguage=xx\nmode=\nenter_always=maybe\n"]
)
def test_settings_that_make_no_sense_are_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "setelan.ini").write_text(content, "utf-8")
    assert PreferenceFile(tmp_path / "setelan.ini").load() == Preferences()


def test_what_is_half_typed_is_there_after_closing(launch: Launcher) -> None:
    window = launch()
    desks = (window.session.open(f.id) for f in families(window))
    desk = next(d for d in desks if d.instance.rows("anggota"))
    place = Place("r403", desk.instance.rows("anggota")[0].id)
    window.open_document(desk.id, place)
    press(Qt.Key.Key_Backspace)
    type_text("332101551180")
    launch.close(window)
    again = launch().session.open(desk.id)
    assert (again.instance.text(place), again.mark(place)) == ("332101551180", "E")


def test_every_screen_fits_a_small_laptop(window: MainWindow, qtbot: QtBot) -> None:
    """911 × 480: a screen of 1366 × 768 at 150 %, its title bar taken off."""
    window.resize(911, 480)
    window.start()
    family = families(window)[0]
    vk = window.session.list_of(family.sls_id)
    assert vk is not None
    for show in (window.start, partial(window.open_families, None), partial(window.open_document, family.id)):
        show()
        qtbot.wait(0)
        assert (window.width(), window.height()) == (911, 480)
    window.open_document(vk)
    press(Qt.Key.Key_F11)
    qtbot.wait(0)
    assert page(window).side.isVisible()
    assert (window.width(), window.height()) == (911, 480)
