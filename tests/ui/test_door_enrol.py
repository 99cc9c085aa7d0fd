"""Enrolment, card by card: the code, the PIN, what comes, and every way it can stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from door_rig import PIN, copy_locked_file, enter, make_locked_file, on_pad
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from shell_rig import press, show, type_text

from regsosek_desk.core.errors import DeskError, InputFault, PeerFault
from regsosek_desk.services import enrolment
from regsosek_desk.services.exchange.laptop import OnProgress, Progress
from regsosek_desk.ui.app import open_runner
from regsosek_desk.ui.door.card import Card, DoorWindow
from regsosek_desk.ui.door.enrol import CodeCard, Enrolment, FetchCard, NewPinCard
from regsosek_desk.ui.door.entry import Entry

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
URL, KEY = "https://regsosek.demak.example", "A" * 43
LINK = f"RSD1|{URL}|7K2MQ9XF3ADT5WZB|{KEY}"


class Office:
    """Stands in for `services.enrolment.enrol`: says what it was asked, and does what it is told to."""

    def __init__(self, made: Path) -> None:
        self.made = made
        self.asked: list[tuple[str, str, Path]] = []
        self.faults: list[DeskError] = []
        self.go_on = threading.Event()
        self.stopped = threading.Event()
        self.go_on.set()

    def enrol(self, link: str, pin: str, folder: Path, progress: OnProgress, cancelled: Callable[[], bool]) -> Path:
        self.asked.append((link, pin, folder))
        progress(Progress("receive", 51200, 204800))
        while not self.go_on.wait(0.005):
            if cancelled():
                self.stopped.set()
                raise PeerFault("unreachable")
        if self.faults:
            raise self.faults.pop(0)
        return self.made


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("daftar") / "3321-02301.regsosek"
    make_locked_file(path)
    return path


@pytest.fixture
def office(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    found = Office(copy_locked_file(template, tmp_path / "3321-02301.regsosek"))
    monkeypatch.setattr(enrolment, "enrol", found.enrol)
    yield found
    found.go_on.set()


@pytest.fixture
def ended() -> list[Entry | None]:
    return []


@pytest.fixture
def door(qtbot: QtBot, office: Office, tmp_path: Path, ended: list[Entry | None]) -> Iterator[DoorWindow]:
    window = DoorWindow(lambda: None)
    window.resize(911, 480)
    show(qtbot, window)
    Enrolment(window.cover, tmp_path, ended.append)
    qtbot.waitUntil(lambda: focused() == "code")
    yield window
    window.hide()
    window.deleteLater()


def focused() -> str:
    focus = QApplication.focusWidget()
    return focus.objectName() if focus else ""


def card(door: DoorWindow) -> Card:
    panel = door.cover.panel
    assert isinstance(panel, Card)
    return panel


def fill_pin(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: focused() == "newPin")
    type_text(PIN)
    enter()
    type_text(PIN)
    enter()


def fetch(door: DoorWindow, qtbot: QtBot) -> FetchCard:
    """As far as the third card, by the scanner."""
    type_text(LINK)
    enter()
    fill_pin(qtbot)
    found = card(door)
    assert isinstance(found, FetchCard)
    return found


def button(door: DoorWindow, name: str) -> QPushButton:
    return card(door).button(name)


# --- the code -------------------------------------------------------------------------------------------


def test_from_a_scan_to_the_new_file(
    door: DoorWindow, office: Office, ended: list[Entry | None], tmp_path: Path, qtbot: QtBot
) -> None:
    found = fetch(door, qtbot)
    qtbot.waitUntil(lambda: "Terdaftar" in found.result.text())
    assert "SITI AMINAH (PPL 02301): 2 SLS, 0 keluarga" in found.result.text()
    assert office.asked == [(LINK, PIN, tmp_path)]
    enter()
    assert [each.path for each in ended if each] == [office.made]


def test_the_new_file_opens_without_asking_for_the_pin_again(
    door: DoorWindow, ended: list[Entry | None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = fetch(door, qtbot)
    qtbot.waitUntil(lambda: "Terdaftar" in found.result.text())
    enter()
    [entry] = ended
    assert entry is not None
    runner = open_runner(entry, lambda *_: None, lambda _: pytest.fail("asked for the PIN"))
    assert runner is not None
    assert runner(lambda file: file.meta["petugas"]) == "02301"
    runner.close()
    assert entry.key is not None
    assert repr(entry.key) not in repr(entry)


@pytest.mark.parametrize(("lies", "left"), [(LINK, ""), (f"  {LINK}\n", ""), ("catatan lain", "catatan lain")])
def test_the_code_does_not_stay_on_the_clipboard(door: DoorWindow, qtbot: QtBot, lies: str, left: str) -> None:
    QApplication.clipboard().setText(lies)
    found = fetch(door, qtbot)
    assert QApplication.clipboard().text() == lies  # it may be needed once more
    qtbot.waitUntil(lambda: "Terdaftar" in found.result.text())
    assert QApplication.clipboard().text() == left


def test_from_the_keyboard_with_small_letters_and_gaps(door: DoorWindow, office: Office, qtbot: QtBot) -> None:
    type_text("7k2m q9xf-3adt 5wzb")
    enter()
    assert focused() == "server"
    type_text("regsosek.demak.example")
    assert "7K2M Q9XF 3ADT 5WZB" in card(door).news.text()
    assert URL in card(door).news.text()
    enter()
    fill_pin(qtbot)
    qtbot.waitUntil(lambda: len(office.asked) == 1)
    assert office.asked[0][0] == f"RSD1|{URL}|7K2MQ9XF3ADT5WZB|"


def test_a_scanned_link_needs_no_server(door: DoorWindow) -> None:
    found = card(door)
    assert isinstance(found, CodeCard)
    assert found.server.isEnabled()
    type_text(LINK)
    assert not found.server.isEnabled()


@pytest.mark.parametrize("typed", ["", "7k2m", "RSD1|https://x|7K2M", "7K2M Q9XF 3ADT 5WZU"])
def test_what_is_no_code_is_said_at_once(door: DoorWindow, typed: str) -> None:
    type_text(typed)
    enter()
    assert "Kode belum lengkap" in card(door).problem.text()
    assert focused() == "code"


def test_an_address_that_is_none_is_said(door: DoorWindow) -> None:
    type_text("7K2MQ9XF3ADT5WZB")
    enter()
    type_text("ftp://x")
    enter()
    assert "Alamat server" in card(door).problem.text()
    assert focused() == "server"


def test_escape_gives_up_and_nothing_was_asked(door: DoorWindow, office: Office, ended: list[Entry | None]) -> None:
    type_text("7k2m")
    press(Qt.Key.Key_Escape)
    assert (ended, office.asked) == ([None], [])


# --- the PIN --------------------------------------------------------------------------------------------


def test_the_rules_stand_there_before_the_first_key(door: DoorWindow, qtbot: QtBot) -> None:
    type_text(LINK)
    enter()
    qtbot.waitUntil(lambda: focused() == "newPin")
    rules = card(door).findChild(QLabel, "pinRules")
    assert isinstance(rules, QLabel)
    assert "8 angka" in rules.text()


def test_a_weak_pin_asks_the_office_nothing(door: DoorWindow, office: Office, qtbot: QtBot) -> None:
    type_text(LINK)
    enter()
    qtbot.waitUntil(lambda: focused() == "newPin")
    on_pad("12345678")
    enter()
    assert isinstance(card(door), NewPinCard)
    assert card(door).problem.isVisible()
    assert office.asked == []


def test_back_from_the_pin_keeps_the_code(door: DoorWindow, qtbot: QtBot) -> None:
    type_text("7k2m q9xf 3adt 5wzb")
    enter()
    type_text(URL)
    enter()
    qtbot.waitUntil(lambda: focused() == "newPin")
    press(Qt.Key.Key_Escape)
    found = card(door)
    assert isinstance(found, CodeCard)
    assert (found.code.text(), found.server.text()) == ("7k2m q9xf 3adt 5wzb", URL)


# --- what comes -----------------------------------------------------------------------------------------


def test_progress_is_shown_and_it_can_be_stopped(
    door: DoorWindow, office: Office, ended: list[Entry | None], qtbot: QtBot
) -> None:
    office.go_on.clear()
    found = fetch(door, qtbot)
    qtbot.waitUntil(lambda: "50 dari 200 KB" in found.news.text())
    assert (found.bar.value(), found.bar.maximum()) == (51200, 204800)
    press(Qt.Key.Key_Escape)
    assert isinstance(card(door), CodeCard)
    assert office.stopped.wait(5)
    assert ended == []


def test_a_broken_connection_can_be_gone_on_with(
    door: DoorWindow, office: Office, ended: list[Entry | None], qtbot: QtBot
) -> None:
    office.faults = [PeerFault("unreachable")]
    found = fetch(door, qtbot)
    qtbot.waitUntil(lambda: "belum selesai" in found.result.text())
    assert "sambungan internet" in found.problem.text()
    assert focused() == "go"
    enter()
    qtbot.waitUntil(lambda: "Terdaftar" in found.result.text())
    assert not found.problem.isVisible()
    assert len({asked[:2] for asked in office.asked}) == 1
    enter()
    assert [each.path for each in ended if each] == [office.made]


@pytest.mark.parametrize("code", ["code_wrong", "code_used", "code_expired", "not_our_office"])
def test_a_code_the_office_refuses_leads_back_to_the_code(
    door: DoorWindow, office: Office, qtbot: QtBot, code: str
) -> None:
    office.faults = [PeerFault(code)]
    found = fetch(door, qtbot)
    qtbot.waitUntil(lambda: "belum terdaftar" in found.result.text())
    assert found.problem.text()
    assert not button(door, "go").isVisible()
    enter()
    assert isinstance(card(door), CodeCard)


def test_another_pin_than_at_the_first_try_is_explained(door: DoorWindow, office: Office, qtbot: QtBot) -> None:
    office.faults = [InputFault("pin_wrong", file="x", seconds=2)]
    found = fetch(door, qtbot)
    qtbot.waitUntil(lambda: "PIN lain" in found.problem.text())


def test_closing_the_window_stops_it(door: DoorWindow, office: Office, qtbot: QtBot) -> None:
    office.go_on.clear()
    fetch(door, qtbot)
    qtbot.waitUntil(lambda: len(office.asked) == 1)
    door.cover.close_panel()
    qtbot.waitUntil(office.stopped.is_set)
