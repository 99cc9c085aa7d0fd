"""Serah terima in the real window: one bundle is looked at, counted anew, taken back, refused, read in its ledger."""

from __future__ import annotations

from typing import Any

import pytest
from custody_rig import COUNTS
from custody_window import A, B, C, at_tu, book, scan, settled
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import press, type_text

from regsosek_desk.core.domain.kendali import Count, Step
from regsosek_desk.ui.screens.custody import CustodyScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def test_a_mismatch_is_seen_at_once_and_counts_are_typed_over(
    window: MainWindow, screen: CustodyScreen, qtbot: QtBot
) -> None:
    scan(B)
    settled(qtbot, screen, 1)
    assert screen.banner.state == "look"
    assert "K diterima 56, menurut VK 57" in screen.banner.words.text()
    press(_K.Key_F7)
    type_text("57")
    press(_K.Key_Return)
    qtbot.waitUntil(screen.grid.reason.hasFocus)  # 56 were announced
    assert "harus dengan alasan" in screen.banner.words.text()
    assert book(window, B).movements[-1].counts == COUNTS
    type_text("satu K terselip di RT 003")
    press(_K.Key_Return)
    qtbot.waitUntil(lambda: book(window, B).movements[-1].counts["k"] == Count(57, 52))
    assert book(window, B).movements[-1].reason == "satu K terselip di RT 003"
    assert screen.field.hasFocus()


def test_counts_that_cannot_be_stay_typed_and_esc_leaves_them(screen: CustodyScreen, qtbot: QtBot) -> None:
    scan(A)
    settled(qtbot, screen, 1)
    press(_K.Key_F7)
    type_text("51")
    press(_K.Key_Return)
    qtbot.waitUntil(lambda: screen.banner.state == "no")
    assert "terpakai 52" in screen.banner.words.text()
    assert screen.grid.fields["k", "received"].text() == "51"
    press(_K.Key_Escape)
    assert screen.grid.fields["k", "received"].text() == "56"
    assert screen.field.hasFocus()


def test_a_scan_into_a_count_is_a_scan(window: MainWindow, screen: CustodyScreen, qtbot: QtBot) -> None:
    scan(A)
    settled(qtbot, screen, 1)
    press(_K.Key_F7)
    scan(C)
    settled(qtbot, screen, 2)
    assert at_tu(window) == [A, C]
    assert book(window, A).movements[-1].counts == COUNTS


def test_the_last_scan_is_taken_back_and_can_be_scanned_again(
    window: MainWindow, screen: CustodyScreen, qtbot: QtBot
) -> None:
    scan(A, C)
    settled(qtbot, screen, 2)
    press(_K.Key_Z, _CTRL)
    qtbot.waitUntil(lambda: at_tu(window) == [A])
    press(_K.Key_Z, _CTRL)
    qtbot.waitUntil(lambda: at_tu(window) == [])
    qtbot.waitUntil(lambda: screen.queue.lines.counts() == {"undone": 2})
    press(_K.Key_Z, _CTRL)
    assert "Belum ada" in window.status.message.text()
    scan(C)
    settled(qtbot, screen, 3)
    assert at_tu(window) == [C]


def test_what_was_scanned_before_can_be_looked_at(screen: CustodyScreen, qtbot: QtBot) -> None:
    scan(A, "salah")
    settled(qtbot, screen, 2)
    assert screen.banner.state == "no"
    press(_K.Key_Down)
    assert screen.banner.state == "ok"
    assert screen.grid.fields["k", "used"].text() == "52"
    press(_K.Key_Up)
    assert screen.banner.state == "no"
    assert not screen.grid.isEnabled()


def test_refusing_wants_its_reason_first(window: MainWindow, screen: CustodyScreen, qtbot: QtBot) -> None:
    press(_K.Key_5, _ALT)
    scan(A)
    settled(qtbot, screen, 1)
    assert "harus dengan alasan" in screen.banner.words.text()
    press(_K.Key_F6)
    for _ in range(2):
        press(_K.Key_Tab)
    type_text("BANR tidak ada")
    press(_K.Key_Return)
    scan(A)
    settled(qtbot, screen, 2)
    last = book(window, A).movements[-1]
    assert (last.step, last.reason, at_tu(window)) == (Step.REFUSED, "BANR tidak ada", [])


def test_an_impossible_date_is_refused(window: MainWindow, screen: CustodyScreen, qtbot: QtBot) -> None:
    press(_K.Key_F6)
    press(_K.Key_Tab)
    type_text("20-11-2022")  # the day before it was announced
    press(_K.Key_Return)
    scan(A)
    settled(qtbot, screen, 1)
    assert "20-11-2022 lebih awal daripada serah terima sebelumnya, 21-11-2022" in screen.banner.words.text()
    assert at_tu(window) == []


def test_the_ledger_shows_every_hand(screen: CustodyScreen, qtbot: QtBot) -> None:
    scan(A)
    settled(qtbot, screen, 1)
    press(_K.Key_F4)
    qtbot.waitUntil(lambda: screen.stage.panel is not None)
    card: Any = screen.stage.panel
    shown = [[card.table.item(row, column).text() for column in (1, 2, 3)] for row in range(card.table.rowCount())]
    assert shown[0] == ["Diterima", "Koseka AGUS (02) → TU (penerimaan) DEWI (9001)", "VK1 1/1 · K 56/52 · BANR 1/1"]
    assert [row[0] for row in shown] == ["Diterima", "Diserahkan", "Diterima"]
    assert "Sekarang pada TU (penerimaan) DEWI (9001)" in card.now.text()
    press(_K.Key_Escape)
    assert screen.stage.panel is None
    assert screen.field.hasFocus()


def test_without_a_scanner_a_bundle_is_chosen_from_the_list(
    window: MainWindow, screen: CustodyScreen, qtbot: QtBot
) -> None:
    press(_K.Key_F3)
    qtbot.waitUntil(lambda: screen.stage.panel is not None)
    type_text("RT 003")
    press(_K.Key_F4)  # its ledger first
    qtbot.waitUntil(lambda: hasattr(screen.stage.panel, "now"))
    card: Any = screen.stage.panel
    assert "menuju" not in card.now.text()
    assert "diserahkan kepada TU" in card.now.text()
    press(_K.Key_Escape)
    press(_K.Key_F3)
    qtbot.waitUntil(lambda: screen.stage.panel is not None)
    type_text("RT 003")
    press(_K.Key_Return)
    settled(qtbot, screen, 1)
    assert at_tu(window) == [C]
    assert screen.field.hasFocus()
