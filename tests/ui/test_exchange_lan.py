"""Two laptops on one hotspot: a PPL gives the work to the PML's laptop, which passes it on to the office."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from exchange_rig import PIN, Field, add_families, at_exchange, done, exchange, figures
from PySide6.QtCore import QProcess, Qt
from pytestqt.qtbot import QtBot
from shell_rig import press, type_text
from shiboken6 import isValid

from regsosek_desk.services.exchange import nearby as nearby_module
from regsosek_desk.sync.discover import Found, read_relay_text
from regsosek_desk.ui.exchange.lan import ReceiveCard, SendCard
from regsosek_desk.ui.screens.exchange import ExchangeScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key
_OPEN_WITHIN = 20_000
"""Milliseconds that the child has to start, on a busy machine too."""


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> list[Found]:
    """What is found in the network, which is not asked."""
    found: list[Found] = []
    monkeypatch.setattr(nearby_module, "browse", lambda _: list(found))
    return found


def open_receive(qtbot: QtBot, screen: ExchangeScreen) -> ReceiveCard:
    press(_K.Key_L)
    card = screen.stage.panel
    assert isinstance(card, ReceiveCard)
    qtbot.waitUntil(lambda: card.relay.found is not None, timeout=_OPEN_WITHIN)
    return card


def open_send(qtbot: QtBot, screen: ExchangeScreen) -> SendCard:
    press(_K.Key_L)
    card = screen.stage.panel
    assert isinstance(card, SendCard)
    qtbot.waitUntil(lambda: not card._searching)
    return card


def activate(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def test_from_ppl_to_pml_to_the_office(field: Field, qtbot: QtBot, around: list[Found]) -> None:
    mine, pml = field.laptop("ppl"), field.laptop("pml")
    add_families(mine)
    receiving = field.windows(pml)
    card = open_receive(qtbot, at_exchange(qtbot, receiving))
    found = read_relay_text(card.relay.text)
    assert found == card.relay.found
    assert card.qr.accessibleDescription() == card.relay.text
    around.append(found)

    sending = field.windows(mine)
    screen = at_exchange(qtbot, sending)
    near = open_send(qtbot, screen)
    assert near.near.item(0).text() == "Laptop PML RATNA DEWI"
    press(_K.Key_Return)
    assert screen.stage.panel is None
    done(qtbot, sending)
    assert "dititipkan di laptop PML RATNA DEWI" in screen.board.result.text()
    qtbot.waitUntil(
        lambda: screen.board.held.text() == "4 dokumen dipegang laptop PML RATNA DEWI dan belum sampai di server."
    )
    assert figures(screen)[:2] == ("4", "1")
    field.windows.close(sending)

    qtbot.waitUntil(lambda: card.came.count() == 1, timeout=_OPEN_WITHIN)
    assert card.came.item(0).text() == "Kiriman 0001 dari SITI AMINAH: 5 dokumen. 4 dokumen mendapat isian baru."
    activate(qtbot, receiving)
    relay = card.relay
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QProcess, "waitForFinished", lambda *_: pytest.fail("the window stood still"))
        press(_K.Key_Escape)
    qtbot.waitUntil(lambda: not isValid(relay), timeout=_OPEN_WITHIN)  # it went when its child had gone
    assert isinstance(receiving.page, ExchangeScreen)
    with field.office.on_air() as address:
        press(_K.Key_Return)
        done(qtbot, receiving)
        assert "1 kiriman laptop lain diteruskan" in receiving.page.board.result.text()
        exchange(mine, address)  # brings the receipt that the office gave for it
    sending = field.windows(mine)
    screen = at_exchange(qtbot, sending)
    assert figures(screen) == ("0", "5", "0")
    assert not screen.board.held.text()
    assert len(receiving.session.families()) == 4


def test_a_laptop_that_is_not_announced_is_reached_by_the_text_of_its_qr(
    field: Field, qtbot: QtBot, around: list[Found]
) -> None:
    mine, pml = field.laptop("ppl"), field.laptop("pml")
    add_families(mine)
    receiving = field.windows(pml)
    card = open_receive(qtbot, at_exchange(qtbot, receiving))
    text = card.relay.text
    sending = field.windows(mine)
    screen = at_exchange(qtbot, sending)
    near = open_send(qtbot, screen)
    assert "Tidak ada yang ditemukan" in near.news.text()
    press(_K.Key_Return)
    assert "Pilih laptop" in near.problem.text()
    near.text.setFocus()
    type_text("RSL1|salah")
    press(_K.Key_Return)
    assert "QR" in near.problem.text()
    assert not sending.exchange.busy
    near.text.clear()
    type_text(text)
    press(_K.Key_Return)
    done(qtbot, sending)
    assert "dititipkan" in screen.board.result.text()


def test_the_keys_of_the_screen_rest_while_a_card_is_open(field: Field, qtbot: QtBot, around: list[Found]) -> None:
    window = field.windows(field.laptop("ppl"))
    screen = at_exchange(qtbot, window)
    card = open_send(qtbot, screen)
    card.text.setFocus()
    type_text("sato")
    assert card.text.text() == "sato"
    assert window.exchange.automatic is False
    press(_K.Key_Escape)
    assert screen.stage.panel is None
    assert window.page is screen
    press(_K.Key_O)
    assert window.exchange.automatic


def test_a_laptop_of_another_office_is_not_offered(
    field: Field, qtbot: QtBot, around: list[Found], monkeypatch: pytest.MonkeyPatch
) -> None:
    from regsosek_desk.sync.keys import DeviceKeys

    window = field.windows(field.laptop("ppl"))
    stranger = DeviceKeys.generate()
    with field.office.on_air() as address:
        around.append(Found(address, stranger.device, "0" * 32))  # it says of itself what it can't show
        card = open_send(qtbot, at_exchange(qtbot, window))
    assert card.near.count() == 0


def test_a_relay_that_does_not_start_is_told(field: Field, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    from regsosek_desk.ui.exchange import relay

    monkeypatch.setattr(relay, "own_command", lambda *_: (sys.executable, ["-c", "raise SystemExit(3)"]))
    window = field.windows(field.laptop("pml"))
    screen = at_exchange(qtbot, window)
    press(_K.Key_L)
    card = screen.stage.panel
    assert isinstance(card, ReceiveCard)
    qtbot.waitUntil(lambda: "tidak dapat dibuka" in card.problem.text())


def test_a_folder_that_cannot_be_written_is_told_in_three_parts(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("pml")
    path.with_name(f"{path.stem}-titipan").write_text("bukan folder", "utf-8")
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    press(_K.Key_L)
    card = screen.stage.panel
    assert isinstance(card, ReceiveCard)
    happened, safe, action = card.problem.text().split("\n")
    assert "tidak dapat ditulis" in happened
    assert "aman" in safe
    assert "flashdisk" in action


def test_what_keeps_the_child_from_opening_is_told(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("pml")
    folder = path.with_name(f"{path.stem}-titipan")
    folder.mkdir()
    (folder / "spool").write_text("bukan folder", "utf-8")
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    press(_K.Key_L)
    card = screen.stage.panel
    assert isinstance(card, ReceiveCard)
    qtbot.waitUntil(lambda: "tidak dapat ditulis" in card.problem.text(), timeout=_OPEN_WITHIN)


def test_closing_the_window_ends_the_relay(field: Field, qtbot: QtBot) -> None:
    window = field.windows(field.laptop("pml"))
    process = open_receive(qtbot, at_exchange(qtbot, window)).relay._process
    field.windows.close(window)
    assert process.state() == QProcess.ProcessState.NotRunning


def test_a_window_that_is_killed_takes_the_relay_with_it(field: Field) -> None:
    """Both hold the other end of one pipe: it ends when neither lives."""
    child = Path(__file__).with_name("relay_child.py")
    command = [sys.executable, str(child), str(field.laptop("pml")), PIN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as window:
        assert window.stdout is not None
        assert window.stderr is not None
        read_relay_text(window.stdout.readline())
        window.kill()
        window.stderr.read()  # comes back only when the relay has ended too
