"""Where the main window starts, and what closing it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, open_runner, press, type_text
from window_rig import families, message, page, wait_for_list

from regsosek_desk.core.errors import MachineFault
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.screens.beranda import BerandaScreen
from regsosek_desk.ui.screens.families import FamiliesScreen
from regsosek_desk.ui.window import DESK, MainWindow


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
