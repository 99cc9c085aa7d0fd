"""Beranda: three numbers, the SLS in four parts, and the keys that lead on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from shell_rig import SLS_A, SLS_B, id_of, make_lists_file, open_runner, press, show

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.services.session import Session, SlsProgress
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import set_language
from regsosek_desk.ui.models.addresses import Home
from regsosek_desk.ui.models.cards import parts
from regsosek_desk.ui.models.codes import grouped, village
from regsosek_desk.ui.models.dates import ago, greeting, number
from regsosek_desk.ui.models.overview import SlsCard, overview
from regsosek_desk.ui.screens.beranda import BerandaScreen
from regsosek_desk.ui.tasks import TaskRunner

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
KEYED = datetime.fromisoformat("2022-10-20T03:04:05.678+00:00").astimezone()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "a.regsosek"
    make_lists_file(path)
    return path


@pytest.fixture
def runner(template: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = open_runner(Path(shutil.copy(template, tmp_path / "a.regsosek")))
    yield runner
    runner.close()


@pytest.fixture
def session(runner: TaskRunner) -> Session:
    return Session(runner, "laptop")


def open_home(qtbot: QtBot, session: Session, runner: TaskRunner, home: Home | None = None) -> BerandaScreen:
    screen = BerandaScreen(session, runner, home or Home(), now=lambda: KEYED)
    qtbot.addWidget(screen, before_close_func=lambda _: screen.leave())
    screen.resize(1366, 700)
    show(qtbot, screen)
    screen.setFocus()
    qtbot.waitUntil(lambda: screen.today.value.text() != "–")
    return screen


# --- what is counted ----------------------------------------------------------------------------------


def test_documents_keyed_today_are_counted(session: Session) -> None:
    day = KEYED.date()
    assert overview(session, day).today == 3  # the blank ones don't count
    assert overview(session, day + timedelta(days=1)).today == 0


def test_each_sls_in_four_parts(session: Session) -> None:
    a, b = overview(session, date(2022, 10, 20)).cards
    assert a.counts == {"blank": 1, "error": 1, "warning": 1, "clean": 1}
    assert b.counts == {"blank": 1, "error": 0, "warning": 0, "clean": 0}
    assert [words for _, words in parts(a)] == ["Bersih 1", "Peringatan 1", "Perlu dilengkapi/diperbaiki 1", "Belum 1"]


def test_lines_of_the_vk_list_without_a_document_are_blank(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "progress", lambda: [SlsProgress(SLS_A, {"clean": 2, "error": 1}, 10)])
    (card,) = overview(session, date(2022, 10, 20)).cards
    assert card.counts == {"blank": 7, "error": 1, "warning": 0, "clean": 2}
    assert (card.total, card.left) == (10, 8)


def test_more_documents_than_lines_still_add_up(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "progress", lambda: [SlsProgress(SLS_A, {"clean": 4}, 3)])
    (card,) = overview(session, date(2022, 10, 20)).cards
    assert (card.counts["blank"], card.total, card.left) == (0, 4, 0)


def test_where_the_keyer_was(session: Session, runner: TaskRunner) -> None:
    assert overview(session, date(2022, 10, 20)).resume is None
    agus = id_of(runner, "AGUS")
    runner(lambda file: file.remember("where", f"{agus}//r112"))
    found = overview(session, date(2022, 10, 20))
    assert found.resume is not None
    assert (found.resume.number, found.resume.name, found.resume.is_list) == ("003", "AGUS", False)
    assert found.resume.place is not None
    assert [card.here for card in found.cards] == [True, False]


def test_a_document_that_is_gone_is_no_place_to_go_on(session: Session, runner: TaskRunner) -> None:
    runner(lambda file: file.remember("where", "gone//r112"))
    assert overview(session, date(2022, 10, 20)).resume is None


# --- the screen ---------------------------------------------------------------------------------------


def test_figures_and_greeting(session: Session, runner: TaskRunner, qtbot: QtBot) -> None:
    screen = open_home(qtbot, session, runner)
    figures = [(each.value.text(), each.words.text()) for each in (screen.today, screen.done, screen.left)]
    assert figures == [
        ("3", "dokumen diisi hari ini"),
        ("1", "bersih dari 5 keluarga"),
        ("4", "keluarga masih tersisa"),
    ]
    assert screen.last.text() == ""
    assert screen.title == "Beranda"


def test_arrows_choose_and_enter_opens_the_families(session: Session, runner: TaskRunner, qtbot: QtBot) -> None:
    home = Home()
    screen = open_home(qtbot, session, runner, home)
    with qtbot.waitSignal(screen.open_families) as opened:
        press(Qt.Key.Key_Return)
    assert opened.args == [SLS_A.id]
    press(Qt.Key.Key_Down)
    assert home.sls_id == SLS_B.id
    with qtbot.waitSignal(screen.open_families) as opened:
        press(Qt.Key.Key_Enter)
    assert opened.args == [SLS_B.id]


def test_coming_back_finds_the_sls(session: Session, runner: TaskRunner, qtbot: QtBot) -> None:
    screen = open_home(qtbot, session, runner, Home(sls_id=SLS_B.id))
    assert screen.cards.currentIndex().row() == 1


def test_the_other_keys(session: Session, runner: TaskRunner, qtbot: QtBot) -> None:
    screen = open_home(qtbot, session, runner)
    with qtbot.waitSignal(screen.open_families) as everywhere:
        press(Qt.Key.Key_Slash)
    assert everywhere.args == [None]
    with qtbot.waitSignal(screen.open_families):
        press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(screen.resume):
        press(Qt.Key.Key_L)
    with qtbot.waitSignal(screen.open_document) as opened:
        press(Qt.Key.Key_V)
    assert opened.args == [session.list_of(SLS_A.id)]


def test_v_where_there_is_no_list_says_so(session: Session, runner: TaskRunner, qtbot: QtBot) -> None:
    screen = open_home(qtbot, session, runner, Home(sls_id=SLS_B.id))
    with qtbot.waitSignal(screen.message) as said, qtbot.assertNotEmitted(screen.open_document):
        press(Qt.Key.Key_V)
    assert "Daftar VK" in said.args[0]


def test_f5_and_changes_read_anew(session: Session, runner: TaskRunner, qtbot: QtBot) -> None:
    screen = open_home(qtbot, session, runner)
    runner(lambda file: file.add_sls(type(SLS_A)("3321010001000300", "RT 003")))
    press(Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: screen.model.rowCount() == 3)
    runner(lambda file: file.add_sls(type(SLS_A)("3321010001000400", "RT 004")))
    runner.changed.emit("sls")
    qtbot.waitUntil(lambda: screen.model.rowCount() == 4)


def test_a_file_without_sls_says_what_to_do(tmp_path: Path, qtbot: QtBot) -> None:
    with WorkFile.create(tmp_path / "empty.regsosek", {"petugas": "1"}) as file:
        file.add_petugas(Petugas("1", ""))
    runner = open_runner(tmp_path / "empty.regsosek")
    screen = open_home(qtbot, Session(runner, "laptop"), runner)
    assert screen.empty.isVisible()
    press(Qt.Key.Key_Return)  # nothing to open, nothing happens
    runner.close()


def test_the_last_place_is_named(session: Session, runner: TaskRunner, qtbot: QtBot) -> None:
    agus, vk = id_of(runner, "AGUS"), session.list_of(SLS_A.id)
    runner(lambda file: file.remember("where", f"{agus}//"))
    assert "003 AGUS" in open_home(qtbot, session, runner).last.text()
    runner(lambda file: file.remember("where", f"{vk}//"))
    assert "daftar VK RT 001 RW 001" in open_home(qtbot, session, runner).last.text()


def test_the_cards_keep_qts_rules(
    session: Session, runner: TaskRunner, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    screen = open_home(qtbot, session, runner)
    qtmodeltester.check(screen.model, force_py=True)  # type: ignore[no-untyped-call]
    spoken = screen.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "RT 001 RW 001" in spoken
    assert "Perlu dilengkapi/diperbaiki 1" in spoken


# --- words --------------------------------------------------------------------------------------------


def utc(year: int, month: int, day: int, hour: int, minute: int) -> str:
    """A time here, as the file keeps it."""
    return datetime(year, month, day, hour, minute).astimezone().isoformat()


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (utc(2022, 10, 20, 0, 0), "hari ini 00.00"),
        (utc(2022, 10, 19, 23, 59), "kemarin 23.59"),
        (utc(2022, 10, 19, 0, 0), "kemarin 00.00"),
        (utc(2022, 10, 18, 23, 59), "18 Okt 2022 23.59"),
        ("", ""),
    ],
)
def test_times_in_words(at: str, words: str) -> None:
    assert ago(at, datetime(2022, 10, 20, 14, 5)) == words


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "pagi"),
        (10, "pagi"),
        (11, "siang"),
        (14, "siang"),
        (15, "sore"),
        (17, "sore"),
        (18, "malam"),
        (23, "malam"),
    ],
)
def test_greetings(hour: int, words: str) -> None:
    assert greeting(datetime(2022, 10, 20, hour, 59)) == f"Selamat {words}"


def test_numbers_and_codes() -> None:
    assert (number(999), number(1530)) == ("999", "1.530")
    assert grouped(SLS_A) == "33 21 010 001 0001 00"
    assert village(SLS_A) == "BANYUMENENG, MRANGGEN"
    assert village(type(SLS_A)("3321010001000100")) == ""


def test_another_language(session: Session, runner: TaskRunner, qtbot: QtBot) -> None:
    set_language("en")
    try:
        screen = open_home(qtbot, session, runner)
        assert screen.left.words.text() == "families still to do"
        assert number(1530) == "1,530"
    finally:
        set_language("id")


def test_a_card_counts_what_is_left() -> None:
    card = SlsCard(SLS_A, {"blank": 0, "error": 0, "warning": 2, "clean": 3}, 5)
    assert (card.total, card.left) == (5, 2)


def test_only_todays_changes_count(session: Session, runner: TaskRunner) -> None:
    later = Stamp("02301", "laptop", "2022-10-25T03:00:00.000Z", 420)
    budi = id_of(runner, "BUDI")
    stored = runner(lambda file: file.document(budi))
    draft = Draft("set", question="r112", new="04")
    runner(lambda file: file.commit(budi, [draft], later, stored.summary))
    assert overview(session, date(2022, 10, 20)).today == 2
    assert overview(session, date(2022, 10, 25)).today == 1
