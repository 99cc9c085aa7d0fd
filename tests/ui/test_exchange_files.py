"""Kirim & terima by stick, and the receipt as a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from exchange_rig import Field, add_families, at_exchange, done, exchange, figures
from pypdf import PdfReader
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from shell_rig import press

from regsosek_desk.ui.screens.exchange import ExchangeScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that the user chooses whenever a folder is asked for."""
    folder = tmp_path / "flashdisk"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    return folder


def take(qtbot: QtBot, window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Take a file from the stick as the user does; gives what the screen then says."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    screen = window.page
    assert isinstance(screen, ExchangeScreen)
    press(_K.Key_A)
    done(qtbot, window)
    return screen.board.result.text()


def test_to_the_pml_and_back_by_stick(field: Field, qtbot: QtBot, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, pml = field.laptop("ppl"), field.laptop("pml")
    with field.office.on_air() as address:
        exchange(pml, address)
        exchange(mine, address)
    add_families(mine)
    meet(mine, pml)
    window = field.windows(mine)
    screen = at_exchange(qtbot, window)
    press(_K.Key_S)
    done(qtbot, window)
    [file] = stick.iterdir()
    assert file.name.startswith("regsosek_3321_02301_0001_")
    assert file.name in screen.board.result.text()
    assert f"di {stick} dan sudah dibaca ulang" in screen.board.result.text()
    assert figures(screen)[0] == "4"  # on a stick is not yet at the office
    field.windows.close(window)
    window = field.windows(pml)
    at_exchange(qtbot, window)
    said = take(qtbot, window, file, monkeypatch)
    assert "Kiriman 0001 dari SITI AMINAH: 4 dokumen" in said
    assert len(window.session.families()) == 4
    take(qtbot, window, file, monkeypatch)  # once more changes nothing
    assert len(window.session.families()) == 4
    field.windows.close(window)
    window = field.windows(mine)
    screen = at_exchange(qtbot, window)
    [answer] = [each for each in stick.iterdir() if "jawaban" in each.name]
    assert str(answer) in said
    assert "4 dari 4 dokumen dititipkan di laptop PML RATNA DEWI" in take(qtbot, window, answer, monkeypatch)
    qtbot.waitUntil(lambda: "4 dokumen dipegang laptop PML RATNA DEWI" in screen.board.held.text())


def meet(mine: Path, other: Path) -> None:
    """Make a laptop known to another, as an exchange over a hotspot would."""
    from exchange_rig import without_window

    from regsosek_desk.storage.exchange import Peer

    with without_window(other) as run:
        meta = run(lambda file: dict(file.meta))
    peer = Peer(meta["device"], "laptop", "RATNA DEWI", certificate=meta["certificate"])
    with without_window(mine) as run:
        run(lambda file: file.exchange.put_peer(peer))


def test_a_file_for_somebody_else_changes_nothing_and_says_why(
    field: Field, qtbot: QtBot, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = field.laptop("ppl"), field.laptop("other")
    add_families(mine)
    window = field.windows(mine)
    at_exchange(qtbot, window)
    press(_K.Key_S)
    done(qtbot, window)
    [file] = stick.iterdir()
    assert "dibuat oleh laptop ini sendiri" in take(qtbot, window, file, monkeypatch)
    field.windows.close(window)
    window = field.windows(other)
    at_exchange(qtbot, window)
    happened, safe, action = take(qtbot, window, file, monkeypatch).split("\n")
    assert "laptop lain" in happened
    assert "Tidak ada data yang berubah" in safe
    assert action
    assert not window.session.families()
    file.write_bytes(file.read_bytes()[:-40])
    assert "terpotong" in take(qtbot, window, file, monkeypatch)


def test_nothing_waits_nothing_is_written(field: Field, qtbot: QtBot, stick: Path) -> None:
    window = field.windows(field.laptop("ppl"))
    screen = at_exchange(qtbot, window)
    press(_K.Key_S)
    done(qtbot, window)
    assert "Tidak ada yang menunggu" in screen.board.result.text()
    assert not list(stick.iterdir())


def test_a_receipt_is_printed_and_shown(
    field: Field, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = field.laptop("ppl")
    add_families(path)
    with field.office.on_air() as address:
        exchange(path, address)
    window = field.windows(path)
    screen = at_exchange(qtbot, window)
    assert screen.board.receipts.count() == 1
    names: list[str] = []
    begun: list[Path] = []
    shown: list[QUrl] = []

    def chosen(_parent: object, _title: str, name: str, _kinds: str) -> tuple[str, str]:
        names.append(Path(name).name)
        begun.append(Path(name).parent)
        return str(tmp_path / names[0]), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    press(_K.Key_T)
    qtbot.waitUntil(lambda: bool(shown))
    assert names[0].startswith("tanda-terima-0001-")
    assert begun[0] not in (Path(), Path.cwd())  # nobody may be able to write where the program was started
    assert str(tmp_path / names[0]) in window.status.message.text()
    page = " ".join(PdfReader(tmp_path / names[0]).pages[0].extract_text().split())
    assert "SITI AMINAH" in page
    assert "BPS Kabupaten Demak" in page


def test_without_a_receipt_there_is_nothing_to_print(field: Field, qtbot: QtBot) -> None:
    window = field.windows(field.laptop("ppl"))
    at_exchange(qtbot, window)
    press(_K.Key_T)
    assert "Belum ada tanda terima" in window.status.message.text()
