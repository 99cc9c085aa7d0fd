"""Beda isian: a PML chooses, a PPL doesn't, and the choice reaches every laptop."""

from __future__ import annotations

from pathlib import Path

import pytest
from exchange_rig import Field, add_families, answers, at_exchange, done, exchange, key
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shell_rig import press

from regsosek_desk.ui.screens.conflicts import ConflictsScreen
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key


@pytest.fixture
def two_wrote(field: Field) -> tuple[Path, Path]:
    """PPL and PML wrote r108 of family 001 differently, and both laptops know."""
    mine, pml = field.laptop("ppl"), field.laptop("pml")
    add_families(mine)
    with field.office.on_air() as address:
        exchange(mine, address)
        exchange(pml, address)
        key(mine, "JALAN MAWAR")
        key(pml, "JALAN MELATI")
        for path in (mine, pml, mine):
            exchange(path, address)
    return mine, pml


def at_conflicts(qtbot: QtBot, window: MainWindow) -> ConflictsScreen:
    """By way of Kirim & terima, which says that there is one."""
    before = at_exchange(qtbot, window)
    assert before.board.attention.value.text() == "1"
    assert "Tekan K" in before.board.to_mend.item(0).text()
    press(_K.Key_K)
    screen = window.page
    assert isinstance(screen, ConflictsScreen)
    qtbot.waitUntil(lambda: screen.list.count() == 1)
    return screen


def told(screen: ConflictsScreen) -> str:
    return "\n".join(label.text() for label in screen.detail.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("side", [1, 2])
def test_the_pml_chooses_and_everybody_gets_it(
    field: Field, qtbot: QtBot, two_wrote: tuple[Path, Path], side: int
) -> None:
    mine, pml = two_wrote
    window = field.windows(pml)
    screen = at_conflicts(qtbot, window)
    assert "108 Nama kepala keluarga" in screen.list.item(0).text()
    wanted = {"JALAN MAWAR", "SITI AMINAH", "JALAN MELATI", "RATNA DEWI", "Semula: kosong"}
    qtbot.waitUntil(lambda: all(each in told(screen) for each in wanted))
    chosen = screen._cases[0].open.choices[side - 1].value
    press(_K(_K.Key_0.value + side))
    qtbot.waitUntil(lambda: screen.list.count() == 0)
    assert chosen in window.status.message.text()
    qtbot.waitUntil(lambda: "Tidak ada beda isian" in told(screen))
    with field.office.on_air() as address:
        window.exchange.exchange()
        done(qtbot, window)
        exchange(mine, address)
    assert answers(mine)["r108"] == chosen
    window = field.windows(mine)
    assert at_exchange(qtbot, window).board.attention.value.text() == "0"


def test_a_ppl_sees_both_sides_and_may_not_choose(field: Field, qtbot: QtBot, two_wrote: tuple[Path, Path]) -> None:
    mine, _ = two_wrote
    before = answers(mine)["r108"]
    window = field.windows(mine)
    screen = at_conflicts(qtbot, window)
    qtbot.waitUntil(lambda: "dibuat oleh PML" in told(screen))
    for wanted in (_K.Key_1, _K.Key_2, _K.Key_3):
        press(wanted)
    assert "dibuat oleh PML" in window.status.message.text()
    assert screen.list.count() == 1
    assert answers_now(window) == before


def answers_now(window: MainWindow) -> str:
    row = next(row for row in window.session.families() if row.family_number == "001")
    return window.runner(lambda file: file.document(row.id).state.answers["r108"])


def test_it_is_seen_on_the_paper_and_come_back_from(field: Field, qtbot: QtBot, two_wrote: tuple[Path, Path]) -> None:
    window = field.windows(two_wrote[1])
    at_conflicts(qtbot, window)
    press(_K.Key_Return)
    assert window.page.keyer.place.question == "r108"  # type: ignore[union-attr]
    press(_K.Key_Escape)
    assert isinstance(window.page, ConflictsScreen)
    press(_K.Key_3)  # no such side: nothing happens
    press(_K.Key_Escape)
    assert [each.title for each in window.history] == ["Beranda", "Kirim & terima"]
