"""Kirim & terima: what it says before, while and after an exchange, offline, by itself, and when the window closes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from exchange_rig import Field, add_families, answers, answers_of, at_exchange, done, exchange, figures, key_one, states
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, make_lists_file, press, type_text

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.exchange.run import Exchange
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.ui.exchange.chip import ExchangeChip
from regsosek_desk.ui.screens.beranda import BerandaScreen
from regsosek_desk.ui.screens.exchange import ExchangeScreen

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key


@contextmanager
def held_up(monkeypatch: pytest.MonkeyPatch, method: str) -> Iterator[tuple[threading.Event, threading.Event]]:
    """A link whose method waits: an event set when it gets there, and one that lets it go on."""
    there, on = threading.Event(), threading.Event()
    real = getattr(HttpLink, method)

    def late(*given: object) -> object:
        there.set()
        on.wait(10)
        return real(*given)

    monkeypatch.setattr(HttpLink, method, late)
    yield there, on
    on.set()


# --- there and back -----------------------------------------------------------------------------------


def test_from_beranda_and_back(field: Field, qtbot: QtBot) -> None:
    window = field.windows(field.laptop("ppl"))
    at_exchange(qtbot, window)
    press(_K.Key_F12)
    assert [each.title for each in window.history] == ["Beranda", "Kirim & terima"]
    press(_K.Key_Escape)
    assert isinstance(window.page, BerandaScreen)


def test_from_a_document_and_back_to_its_place(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows(path)
    window.open_family("003")
    type_text("jl")
    place = window.page.keyer.place  # type: ignore[union-attr]
    at_exchange(qtbot, window)
    press(_K.Key_Escape)
    assert window.page.keyer.place == place  # type: ignore[union-attr]


def test_a_training_file_says_that_nothing_is_sent(tmp_path: Path, qtbot: QtBot) -> None:
    make_lists_file(tmp_path / "latihan.regsosek")
    launch = Launcher(qtbot, tmp_path / "latihan.regsosek")
    window = launch()
    window.start()
    press(_K.Key_F12)
    screen = window.page
    assert isinstance(screen, ExchangeScreen)
    assert "tidak ada yang dikirim" in screen.board.state.text()
    assert "daftarkan laptop ini" in screen.board.result.text()
    for wanted in (_K.Key_Return, _K.Key_S, _K.Key_A, _K.Key_L):
        press(wanted)
    assert "tidak ada yang dikirim" in window.status.message.text()
    assert not window.exchange.busy
    assert not screen.board.button.isEnabled()
    launch.end()


# --- an exchange --------------------------------------------------------------------------------------


def test_what_waits_is_sent_and_proven(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    assert figures(screen) == ("4", "1", "0")  # the VK list came from the server
    assert states(screen) == {"sls": "RT 001 RW 001, BANYUMENENG", "new": "4", "received": "1"}
    said: list[str] = []
    window.exchange.moved.connect(lambda _: said.append(screen.board.result.text()))
    with field.office.on_air():
        press(_K.Key_Return)
        assert screen.board.button.text() == "Hentikan"
        done(qtbot, window)
    assert any("Mengirim · 4 dokumen" in each and "KB" in each for each in said)
    assert "4 dari 4 dokumen diterima BPS Kabupaten Demak, terverifikasi" in screen.board.result.text()
    qtbot.waitUntil(lambda: figures(screen) == ("0", "5", "0"))
    assert states(screen) == {"sls": "RT 001 RW 001, BANYUMENENG", "received": "5"}
    assert "4 dari 4 diterima BPS Kabupaten Demak, terverifikasi" in screen.board.receipts.item(0).text()
    assert screen.board.button.text() == "Kirim && terima sekarang"
    key_one(window)
    press(_K.Key_F5)
    qtbot.waitUntil(lambda: states(screen).get("changed") == "1")
    assert figures(screen) == ("1", "4", "0")


def test_nothing_to_do_says_so(field: Field, qtbot: QtBot) -> None:
    window = field.windows(field.laptop("ppl"))
    screen = at_exchange(qtbot, window)
    with field.office.on_air():
        press(_K.Key_Return)
        done(qtbot, window)
    assert screen.board.result.text() == "Selesai. Tidak ada yang baru di kedua sisi."


def test_offline_is_a_normal_state(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    press(_K.Key_Return)
    done(qtbot, window)
    assert QApplication.activeModalWidget() is None
    assert "Isian aman di laptop ini" in screen.board.result.text()
    qtbot.waitUntil(lambda: screen.board.state.text().startswith("Luring"))
    chip = window.findChild(ExchangeChip)
    assert isinstance(chip, ExchangeChip)
    qtbot.waitUntil(lambda: chip.text() == "Luring · 4 belum diterima server")
    window.open_family("001")
    type_text("1")  # work goes on
    assert window.page.keyer.buffer == "1"  # type: ignore[union-attr]
    with field.office.on_air():
        window.open_exchange()
        press(_K.Key_Return)
        done(qtbot, window)
    qtbot.waitUntil(lambda: chip.text() == "Semua diterima server")


def test_the_bar_counts_a_document_while_it_is_keyed(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows(path)
    at_exchange(qtbot, window)
    with field.office.on_air():
        press(_K.Key_Return)
        done(qtbot, window)
    qtbot.waitUntil(lambda: window.chip.text() == "Semua diterima server")
    window.open_family("001")
    window.page.keyer.go(Place("r108"))  # type: ignore[union-attr]
    type_text("SITI AMINAH")
    press(_K.Key_Return)
    qtbot.waitUntil(lambda: window.chip.text() == "1 belum diterima server")


def test_a_laptop_that_was_shut_out_is_told_why(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    field.office.endpoint.revoke(window.session.meta["device"])
    with field.office.on_air():
        press(_K.Key_Return)
        done(qtbot, window)
    happened, safe, action = screen.board.result.text().split("\n")
    assert "dicabut" in happened
    assert "tetap ada di laptop ini" in safe
    assert "Hubungi kantor" in action
    window.back()
    assert "dicabut" in at_exchange(qtbot, window).board.result.text()  # still there for who comes later


def test_stopped_in_the_middle_and_gone_on_with(field: Field, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    with field.office.on_air():
        with held_up(monkeypatch, "upload") as (there, on):
            press(_K.Key_Return)
            assert there.wait(10)
            press(_K.Key_Return)
            on.set()
            done(qtbot, window)
        assert screen.board.result.text().startswith("Dihentikan")
        qtbot.waitUntil(lambda: states(screen).get("sent") == "4")
        assert figures(screen)[0] == "4"
        press(_K.Key_Return)
        done(qtbot, window)
    qtbot.waitUntil(lambda: figures(screen) == ("0", "5", "0"))
    assert screen.board.receipts.count() == 1


def test_what_is_keyed_meanwhile_is_stored_and_follows(
    field: Field, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    with field.office.on_air():
        with held_up(monkeypatch, "upload") as (there, on):
            press(_K.Key_Return)
            assert there.wait(10)
            key_one(window)  # after what is on its way was sealed
            assert answers_of(window)["r108"] == "JALAN MAWAR"
            on.set()
            done(qtbot, window)
        qtbot.waitUntil(lambda: figures(screen)[0] == "0")
        assert [screen.board.receipts.item(at).text()[:12] for at in range(2)] == ["Kiriman 0002", "Kiriman 0001"]
        pml = field.laptop("pml")
        exchange(pml, field.office.address)
    assert answers(pml)["r108"] == "JALAN MAWAR"


# --- by itself ----------------------------------------------------------------------------------------


def test_by_itself_is_switched_off_and_on_and_remembered(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    window = field.windows.as_it_is(path)
    assert window.exchange.automatic
    screen = at_exchange(qtbot, window)
    press(_K.Key_O)
    qtbot.waitUntil(lambda: "hanya bila diminta" in screen.board.state.text())
    field.windows.close(window)
    window = field.windows.as_it_is(path)
    assert not window.exchange.automatic
    at_exchange(qtbot, window)
    press(_K.Key_O)
    assert window.exchange.automatic


def test_by_itself_it_says_nothing_when_offline_and_sends_when_the_office_is_there(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows.as_it_is(path)
    screen = at_exchange(qtbot, window)
    window.exchange._look()
    done(qtbot, window)
    assert screen.board.result.text() == ""
    qtbot.waitUntil(lambda: screen.board.state.text().startswith("Luring"))
    window.exchange._look()
    assert not window.exchange.busy  # it waits longer after each failure
    with field.office.on_air():
        window.exchange._network = "10.0.0.1"  # until now this computer was in another network
        window.exchange._look()
        done(qtbot, window)
    qtbot.waitUntil(lambda: figures(screen) == ("0", "5", "0"))


# --- closing ------------------------------------------------------------------------------------------


def test_closing_in_the_middle_leaves_no_thread_and_loses_nothing(
    field: Field, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = field.laptop("ppl")
    add_families(path)
    window = field.windows(path)
    with field.office.on_air() as address:
        with held_up(monkeypatch, "upload") as (there, on):
            window.exchange.exchange()
            assert there.wait(10)
            window.exchange.cancel()
            on.set()
            field.windows.close(window)
        assert not [each for each in threading.enumerate() if each.name == "exchange"]
        assert exchange(path, address).held == 4
    assert answers(path)["r110"] == "001"


def test_the_program_s_own_mistake_is_not_swallowed(
    field: Field, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = field.windows(field.laptop("ppl"))

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Exchange, "run", broken)
    with qtbot.captureExceptions() as caught:
        window.exchange.exchange()
        done(qtbot, window)
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]
