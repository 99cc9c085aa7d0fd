"""The way between the screens of the main window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, press, type_text
from window_rig import families, message, page, titles, wait_for_list

from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.addresses import FamilyList, Home, OpenDocument
from regsosek_desk.ui.screens.beranda import BerandaScreen
from regsosek_desk.ui.screens.builder import build_screen
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.window import MainWindow


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


def test_a_screen_that_fails_leaves_the_one_before_to_work_on(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.start()
    wait_for_list(qtbot, window)

    def broken(window: MainWindow, address: object) -> object:
        if isinstance(address, FamilyList):
            raise RuntimeError("a fault of the program")
        return build_screen(window, address)  # type: ignore[arg-type]

    monkeypatch.setattr("regsosek_desk.ui.window.build_screen", broken)
    with pytest.raises(RuntimeError):
        window.open_families(None)
    assert isinstance(window.page, BerandaScreen)
    assert titles(window) == ["Beranda"]
    monkeypatch.undo()
    wait_for_list(qtbot, window)
    press(Qt.Key.Key_Return)
    assert isinstance(window.page, FamiliesScreen)
