"""Periksa tanda terima: true, false and half a scan, all without a network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from door_rig import at_door, enter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shell_rig import press, type_text

from regsosek_desk.core.domain.exchange import Receipt, Verdict
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import issue_certificate, issue_receipt, receipt_code
from regsosek_desk.ui.door.receipt import ReceiptCard
from regsosek_desk.ui.widgets.look import theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
ROOT, SERVER, OTHER = DeviceKeys.generate(), DeviceKeys.generate(), DeviceKeys.generate()


def receipt(root: DeviceKeys = ROOT, held: int = 142) -> Receipt:
    certificate = issue_certificate(
        root, sign_key=SERVER.sign_key, recipient=SERVER.recipient, petugas="", name="BPS Kabupaten Demak",
        role="server", kab="3321", issued="2022-10-01T00:00:00+00:00",
    )  # fmt: skip
    verdicts = tuple(Verdict(f"d{n}", "h", "accepted" if n < held else "quarantined") for n in range(142))
    return issue_receipt(
        SERVER, certificate, batch="01932f5e-7a1b", number=12, sender="d-fedcba9876543210",
        at="2022-11-21T07:58:12+00:00", verdicts=verdicts,
    )  # fmt: skip


@pytest.fixture
def closed() -> list[bool]:
    return []


@pytest.fixture
def card(qtbot: QtBot, closed: list[bool]) -> Iterator[ReceiptCard]:
    card = ReceiptCard(ROOT.sign_key, lambda: closed.append(True))
    for _ in at_door(qtbot, card):
        yield card


def scan(text: str) -> None:
    """A scanner types the code and presses Enter."""
    type_text(text)
    enter()


def color(label: QLabel) -> str:
    return label.palette().color(label.foregroundRole()).name()


def test_a_genuine_receipt_says_what_it_proves(card: ReceiptCard) -> None:
    made = receipt(held=140)
    scan(receipt_code(made))
    assert "Asli: 140 dari 142 dokumen diterima BPS Kabupaten Demak" in card.verdict.text()
    assert color(card.verdict) == theme().ok.name()
    for part in ("nomor 12", "d-fedcba9876543210", made.root[:16], "01932f5e-7a1b"):
        assert part in card.details.text()


@pytest.mark.parametrize(
    "text",
    [
        receipt_code(receipt(OTHER)),
        receipt_code(receipt(held=140)).replace("|140|", "|142|"),
        receipt_code(receipt())[:-9],
        "RGSK1|",
        "bukan tanda terima",
    ],
)
def test_anything_else_is_not_proven(card: ReceiptCard, text: str) -> None:
    scan(text)
    assert "Tidak terbukti" in card.verdict.text()
    assert color(card.verdict) == theme().error.name()
    assert "BPS" not in card.details.text()


def test_the_next_scan_takes_the_place_of_the_last(card: ReceiptCard) -> None:
    scan("bukan tanda terima")
    scan(receipt_code(receipt()))
    assert "Asli: 142 dari 142" in card.verdict.text()
    scan("bukan tanda terima")
    assert "Tidak terbukti" in card.verdict.text()


def test_enter_alone_says_nothing(card: ReceiptCard) -> None:
    enter()
    assert card.verdict.text() == ""


def test_escape_closes(card: ReceiptCard, closed: list[bool]) -> None:
    press(Qt.Key.Key_Escape)
    assert closed == [True]
