"""Masalah aplikasi: Ctrl+M on any screen, and nothing of a family in what is kept and sent."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from exchange_rig import PIN, Field, add_families, at_exchange, done, key
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shell_rig import FAMILIES, press, type_text

from regsosek_desk.core.domain.problem import Problem
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.storage.problems import ProblemTable
from regsosek_desk.sync.envelope import open_envelope
from regsosek_desk.ui.dialogs.problem import ProblemCard, Veil
from regsosek_desk.ui.fault_log import FaultLog
from regsosek_desk.ui.faults import FaultDesk
from regsosek_desk.ui.widgets.fault_dialog import FaultDialog
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K = Qt.Key
NAME, NIK, ADDRESS = "SULASTRI", "3321015511800077", "GANG KENANGA"


def file_with(window: MainWindow, note: str) -> ProblemCard:
    """Press Ctrl+M and write; Enter is for the test."""
    press(_K.Key_M, Qt.KeyboardModifier.ControlModifier)
    card = opened(window)
    type_text(note)
    return card


def opened(window: MainWindow) -> ProblemCard:
    cards = [each for each in window.findChildren(ProblemCard) if each.isVisible()]
    assert len(cards) == 1
    return cards[0]


def kept(window: MainWindow) -> list[Problem]:
    return window.runner(lambda file: file.problems.waiting())


@pytest.fixture
def keyed(field: Field) -> Path:
    """A laptop on which family 001 has a head, an address and a member with a NIK."""
    path = field.laptop("ppl")
    add_families(path)
    key(path, f"{NAME} BINTI AMAT")
    key(path, f"{ADDRESS} {NIK}", question="r107")
    return path


def open_family(window: MainWindow) -> None:
    window.open_family("001")
    window.page.keyer.go(Place("r107"))  # type: ignore[union-attr]


def test_from_an_open_family_to_the_office_without_a_word_of_it(field: Field, qtbot: QtBot, keyed: Path) -> None:
    window = field.windows(keyed)
    window.fault_log.note(ValueError(f"{NAME} {NIK}"))
    open_family(window)
    screen = window.page
    card = file_with(window, f"layar macet pada {NAME.lower()}, {ADDRESS} {NIK}")
    shown = card.shown.toPlainText()
    assert "layar macet pada …" in shown
    assert "diganti" in card.news.text()
    press(_K.Key_Return)
    assert window.page is screen
    assert not window.findChildren(ProblemCard) or not card.isVisible()
    assert "dikirim pada pertukaran berikutnya" in window.status.message.text()
    [found] = kept(window)
    assert found.screen == "KeluargaScreen · OpenDocument · regsosek22-k · r107 · document · jalur · typing False"
    assert "ValueError" in found.report
    assert "SheetView#sheet" in found.report
    assert shown.endswith(found.report.rstrip("\n")) or found.report in shown
    at_exchange(qtbot, window)
    with field.office.on_air():
        press(_K.Key_Return)
        done(qtbot, window)
    assert "1 laporan masalah aplikasi diterima server" in window.page.board.result.text()  # type: ignore[union-attr]
    [(arrived, _)] = field.office.endpoint.problems(10)
    assert (arrived.note, arrived.report) == (found.note, found.report)
    with field.office.endpoint.store.reading() as transaction:
        stored = json.dumps([each.to_json() for each, _ in transaction.problems.problems(10)])
    for bytes_of in (stored, json.dumps(found.to_json()), json.dumps(section_sent(field))):
        assert not persons(window) & set(re.findall(r"\w+", bytes_of.casefold()))


def section_sent(field: Field) -> list[dict[str, str]]:
    """What travelled, as the office opens it."""
    endpoint = field.office.endpoint
    with endpoint.store.reading() as transaction:
        sealed = [transaction.documents.envelope(row.id) for row, _ in transaction.documents.batches(0, 10)]
    opened = [open_envelope(each, endpoint.identity.keys, endpoint.identity.root_key)[1] for each in sealed if each]
    found = [problem for content in opened for problem in content.sections.get("problems", [])]
    assert found
    return found


def persons(window: MainWindow) -> set[str]:
    """Every word of names and answers of all families here, and every long number."""
    told = " ".join(part for family in FAMILIES for part in family if isinstance(part, str))
    words = re.findall(r"\w+", f"{told} {NAME} BINTI AMAT {ADDRESS} {NIK}".casefold())
    states = {"clean", "error", "warning", "blank"}
    return {word for word in words if word not in states and (len(word) > 3 or word.isalpha())}


def test_escape_files_nothing_and_the_keys_come_back(field: Field, qtbot: QtBot, keyed: Path) -> None:
    window = field.windows(keyed)
    open_family(window)
    card = file_with(window, "salah tekan")
    press(_K.Key_F12)  # while the card is open all keys are its own
    assert window.page is not None
    assert card.isVisible()
    press(_K.Key_Escape)
    assert kept(window) == []
    assert not [each for each in window.findChildren(Veil) if each.isVisible()]
    assert QApplication.focusWidget() is window.page
    type_text("x")
    assert window.page.keyer.buffer == "X"  # type: ignore[attr-defined]


@pytest.mark.parametrize("keys", [(), (_K.Key_F12,)])
def test_on_other_screens_too(field: Field, qtbot: QtBot, keys: tuple[Qt.Key, ...]) -> None:
    window = field.windows(field.laptop("ppl"))
    for each in keys:
        press(each)
    file_with(window, "daftar kosong")
    press(_K.Key_Return)
    [found] = kept(window)
    assert found.note == "daftar kosong"
    assert found.screen.startswith(type(window.page).__name__)


def test_a_disk_that_refuses_is_told_on_the_card(field: Field, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = field.windows(field.laptop("ppl"))

    def full(*_: object) -> None:
        raise MachineFault("disk_full", file="kerja.regsosek")

    monkeypatch.setattr(ProblemTable, "put", full)
    card = file_with(window, "macet")
    press(_K.Key_Return)
    assert card.isVisible()
    assert "penuh" in card.problem.text()


def test_it_is_still_there_after_the_next_start(field: Field, qtbot: QtBot) -> None:
    path = field.laptop("ppl")
    window = field.windows(path)
    file_with(window, "macet")
    press(_K.Key_Return)
    field.windows.close(window)
    with open_workfile(path, PIN) as file:
        assert [each.note for each in file.problems.waiting()] == ["macet"]


def test_it_opens_from_the_telling_of_a_fault(field: Field, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = field.windows(field.laptop("ppl"))
    desk = FaultDesk(FaultLog())
    desk.parent, desk.report, window.fault_log = window, window.open_problem, desk.log
    monkeypatch.setattr(FaultDialog, "exec", lambda dialog: dialog.findChild(object, "report").click())
    desk.take(ZeroDivisionError, ZeroDivisionError("SULASTRI"), None)
    qtbot.waitUntil(lambda: bool([each for each in window.findChildren(ProblemCard) if each.isVisible()]))
    assert "ZeroDivisionError" in opened(window).shown.toPlainText()
    assert "SULASTRI" not in opened(window).shown.toPlainText()
