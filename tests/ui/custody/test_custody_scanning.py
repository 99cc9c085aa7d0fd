"""Serah terima in the real window: what comes from a scanner, a list or a picture goes through, and none is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from custody_rig import IPDS, PPL, make_file
from custody_window import ANNOUNCED, BUNDLES, A, B, C, at_tu, book, scan, settled
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot
from qrcode.main import QRCode
from shell_rig import Launcher, press

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.kendali import Party, Step
from regsosek_desk.services.custody.boxes import contents
from regsosek_desk.ui.screens.custody import CustodyScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def test_a_row_of_scans_loses_none_and_each_is_answered(
    window: MainWindow, screen: CustodyScreen, qtbot: QtBot, heard: list[str]
) -> None:
    rest = [A, *ANNOUNCED[2:]]
    scan(*rest, A, "3374010001000100", "salah")
    settled(qtbot, screen, 52)
    assert at_tu(window) == rest
    assert screen.queue.lines.counts() == {"ok": 49, "look": 1, "no": 2}
    assert heard == ["ok"] * 49 + ["look", "no", "no"]
    assert screen.tally.text() == "49 cocok · 1 perlu dilihat · 2 tidak dicatat"
    assert screen.banner.state == "no"
    assert screen.field.hasFocus()


def test_what_still_waits_is_stored_when_the_screen_is_left(window: MainWindow, screen: CustodyScreen) -> None:
    scan(*ANNOUNCED)
    press(_K.Key_Escape)
    assert window.page is not screen
    assert at_tu(window) == ANNOUNCED


def test_what_still_waits_is_stored_when_the_window_is_closed(window: MainWindow, launch: Launcher) -> None:
    scan(*ANNOUNCED)
    launch.close(window)
    assert at_tu(launch()) == ANNOUNCED


def test_the_list_of_the_sitting_is_there_again(window: MainWindow, screen: CustodyScreen, qtbot: QtBot) -> None:
    scan(A, C)
    settled(qtbot, screen, 2)
    press(_K.Key_Escape)
    press(_K.Key_S)
    assert isinstance(window.page, CustodyScreen)
    assert window.page.queue.lines.rowCount() == 2
    assert "2 cocok" in window.page.tally.text()


def test_a_pasted_list_goes_through_in_its_order(window: MainWindow, screen: CustodyScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(f"ID\r\n{A}\tRT 001\r\n{B}\n\n{C}\r")
    press(_K.Key_V, _CTRL)
    settled(qtbot, screen, 4)
    assert at_tu(window) == [A, B, C]
    assert [line.text for line in screen.queue.lines.all] == ["ID", A, B, C]
    QGuiApplication.clipboard().setText(BUNDLES[4])
    press(_K.Key_V, _CTRL)
    assert screen.field.text() == BUNDLES[4]  # one alone waits for Enter


def test_a_picture_with_several_codes_goes_through(
    window: MainWindow, screen: CustodyScreen, qtbot: QtBot, tmp_path: Path, heard: list[str]
) -> None:
    screen.read_picture(picture(tmp_path, [f"RSK1|sls|{A}", B, f"RSK1|sls|{C}", "RSK1|k|0189"]))
    settled(qtbot, screen, 4)
    assert at_tu(window) == [A, B, C]
    assert sorted(heard) == ["look", "no", "ok", "ok"]
    (tmp_path / "rusak.png").write_bytes(b"\x89PNG no picture")
    screen.read_picture(tmp_path / "rusak.png")
    qtbot.waitUntil(lambda: "rusak.png" in screen.banner.words.text())


def picture(folder: Path, texts: list[str]) -> Path:
    """A photo of labels, two in a row, a little askew."""
    image = QImage(900, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("#e8e4da"))
    painter = QPainter(image)
    painter.rotate(3)
    for at, text in enumerate(texts):
        code: Any = QRCode(border=4)
        code.add_data(text)
        for y, row in enumerate(code.get_matrix()):
            for x, dark in enumerate(row):
                color = QColor("black" if dark else "white")
                painter.fillRect(60 + (at % 2) * 400 + x * 9, 40 + (at // 2) * 400 + y * 9, 9, 9, color)
    painter.end()
    image.save(str(folder / "label.png"))
    return folder / "label.png"


def test_bundles_are_boxed_and_the_box_handed_on(window: MainWindow, screen: CustodyScreen, qtbot: QtBot) -> None:
    scan(A, C)
    settled(qtbot, screen, 2)
    press(_K.Key_4, _ALT)
    assert "Memasukkan ke kotak" in screen.box.text()
    press(_K.Key_N, _CTRL)
    qtbot.waitUntil(lambda: screen.box.text().endswith("33210001"))
    scan(A, C)
    settled(qtbot, screen, 4)
    assert window.runner(lambda file: contents(file, "33210001")) == [A, C]
    press(_K.Key_F4)
    qtbot.waitUntil(lambda: screen.stage.panel is not None)
    card: Any = screen.stage.panel
    assert [card.table.item(0, column).text() for column in (1, 4)] == ["Masuk kotak", "33210001"]
    assert "Kotak 33210001" in card.now.text()
    press(_K.Key_Escape)
    press(_K.Key_3, _ALT)
    scan("33210001")
    settled(qtbot, screen, 6)  # each bundle in the box has a line of its own
    for each in (A, C):
        last = book(window, each).movements[-1]
        assert (last.step, last.receiver) == (Step.HANDED, Party.IPDS)


@pytest.mark.parametrize(("who", "first"), [(PPL, "Menyerahkan ke PML"), (IPDS, "Menerima dari TU (penerimaan)")])
def test_each_role_begins_with_its_own_step(tmp_path: Path, qtbot: QtBot, who: Petugas, first: str) -> None:
    make_file(tmp_path / "b.regsosek", who).close()
    launcher = Launcher(qtbot, tmp_path / "b.regsosek")
    window = launcher()
    window.start()
    press(_K.Key_S)
    assert isinstance(window.page, CustodyScreen)
    assert window.page.box.text() == first
    launcher.end()
