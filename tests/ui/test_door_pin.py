"""PIN at the start and a new one: typed on the ten-key pad, wrong, waited for, forgotten, changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from door_rig import PAD, PIN, at_door, copy_locked_file, enter, make_locked_file, on_pad
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shell_rig import press, type_text

from regsosek_desk.core.errors import DeskError, InputFault
from regsosek_desk.storage.vault import open_vault
from regsosek_desk.ui.door.change_pin import ChangePinCard
from regsosek_desk.ui.door.pin_card import PinCard, minutes

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
RIGHT = "73917391"


class Vault:
    """Opens with one PIN; a wrong one costs the seconds it was told."""

    def __init__(self) -> None:
        self.tried: list[str] = []
        self.fault: DeskError | None = None

    def attempt(self, pin: str) -> str:
        self.tried.append(pin)
        if self.fault is not None:
            raise self.fault
        if pin != RIGHT:
            raise InputFault("pin_wrong", file="kerja.regsosek", seconds=2)
        return "key"


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def card(qtbot: QtBot, vault: Vault, opened: list[str]) -> Iterator[PinCard[str]]:
    card = PinCard("Masukkan PIN", "Berkas kerja kerja.regsosek terkunci.", vault.attempt, opened.append)
    for _ in at_door(qtbot, card):
        yield card


def test_pin_and_enter_open(card: PinCard[str], opened: list[str], qtbot: QtBot) -> None:
    on_pad(RIGHT)
    assert card.pin.displayText() == "●" * 8
    enter()
    qtbot.waitUntil(lambda: opened == ["key"])
    assert card.pin.text() == ""


def test_enter_alone_tries_nothing(card: PinCard[str], vault: Vault) -> None:
    enter()
    assert vault.tried == []
    assert card.pin.hasFocus()


def test_after_a_wrong_pin_the_next_can_be_typed_but_not_tried_while_the_seconds_run_down(
    card: PinCard[str], vault: Vault, opened: list[str], qtbot: QtBot
) -> None:
    on_pad("1234")
    enter()
    qtbot.waitUntil(lambda: "dalam 2 detik" in card.problem.text())
    place = card.geometry()
    on_pad(RIGHT)
    enter()
    assert (vault.tried, card.pin.text()) == (["1234"], RIGHT)
    card._tick()
    assert "dalam 1 detik" in card.problem.text()
    assert card.geometry() == place
    card._tick()
    assert "Silakan coba lagi" in card.problem.text()
    assert card.pin.hasFocus()
    enter()
    qtbot.waitUntil(lambda: opened == ["key"])


def test_an_enter_held_down_tries_once(card: PinCard[str], vault: Vault, opened: list[str], qtbot: QtBot) -> None:
    on_pad(RIGHT)
    enter()
    enter()
    qtbot.waitUntil(lambda: opened == ["key"])
    assert vault.tried == [RIGHT]


def test_another_fault_is_told_whole_and_can_be_tried_again(card: PinCard[str], vault: Vault, qtbot: QtBot) -> None:
    vault.fault = InputFault("vault_damaged", file="kerja.regsosek")
    on_pad(RIGHT)
    enter()
    qtbot.waitUntil(lambda: not card.problem.isHidden())
    assert card.problem.text().count("\n") == 2
    assert not card.pin.isReadOnly()


def test_num_lock_off_is_said(card: PinCard[str]) -> None:
    press(Qt.Key.Key_End, PAD)
    assert "Num Lock" in card.problem.text()
    assert card.pin.text() == ""


def test_what_to_do_about_a_forgotten_pin(card: PinCard[str]) -> None:
    assert not card.help.isVisible()
    card.button("forgotten").click()
    assert card.help.isVisible()
    assert "kantor" in card.help.text()
    assert card.pin.hasFocus()


def test_tab_stays_on_the_card_and_escape_leaves_it_there(card: PinCard[str], opened: list[str]) -> None:
    for _ in range(6):
        press(Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert card.isAncestorOf(focus)
    press(Qt.Key.Key_Escape)
    assert card.isVisible()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 detik"), (59, "59 detik"), (60, "1 menit"), (3600, "60 menit"), (125, "2 menit 5 detik")],
)
def test_times_to_wait(seconds: int, said: str) -> None:
    assert minutes(seconds) == said


# --- another PIN ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pin") / "kerja.regsosek"
    make_locked_file(path)
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return copy_locked_file(template, tmp_path / "kerja.regsosek")


@pytest.fixture
def ended() -> list[bool]:
    return []


@pytest.fixture
def change(qtbot: QtBot, path: Path, ended: list[bool]) -> Iterator[ChangePinCard]:
    card = ChangePinCard(path, ended.append)
    for _ in at_door(qtbot, card):
        yield card


def fill(*pins: str) -> None:
    for pin in pins:
        type_text(pin)
        enter()


def focused() -> str:
    focus = QApplication.focusWidget()
    return focus.objectName() if focus else ""


def test_the_pin_is_changed_without_looking_up(
    change: ChangePinCard, path: Path, ended: list[bool], qtbot: QtBot
) -> None:
    fill(PIN, "tembakau99", "tembakau99")
    qtbot.waitUntil(lambda: ended == [True])
    assert len(open_vault(path, "tembakau99")) == 32


def test_two_different_new_pins_change_nothing(change: ChangePinCard, path: Path, ended: list[bool]) -> None:
    fill(PIN, "tembakau99", "tembakau98")
    assert "tidak sama" in change.problem.text()
    assert (focused(), change.new.second.text(), ended) == ("newPinAgain", "", [])
    assert len(open_vault(path, PIN)) == 32


@pytest.mark.parametrize("weak", ["1234567", "12345678", "11111111", "17081945"])
def test_a_pin_that_anyone_would_guess_is_refused_with_the_reason(change: ChangePinCard, weak: str) -> None:
    fill(PIN, weak)
    assert change.problem.isVisible()
    assert focused() == "newPin"


def test_a_wrong_old_pin_changes_nothing(change: ChangePinCard, ended: list[bool], qtbot: QtBot) -> None:
    fill("salah123", "tembakau99", "tembakau99")
    qtbot.waitUntil(lambda: "PIN sekarang salah" in change.problem.text())
    assert "detik" in change.problem.text()
    assert (focused(), ended) == ("oldPin", [])


def test_escape_leaves_the_pin_as_it_was(change: ChangePinCard, path: Path, ended: list[bool]) -> None:
    fill(PIN, "tembakau99")
    press(Qt.Key.Key_Escape)
    assert ended == [False]
    assert len(open_vault(path, PIN)) == 32


def test_the_pin_can_be_shown(change: ChangePinCard) -> None:
    type_text("x")
    change.new.first.setText("tembakau99")
    change.new.show.setChecked(True)
    assert change.new.first.echoMode() == QLineEdit.EchoMode.Normal
    change.new.show.setChecked(False)
    assert change.new.first.echoMode() == QLineEdit.EchoMode.Password
