"""Cetak: a family or an SLS on paper with a few keys, seen before it is printed; a scanned sheet opens its record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, make_lists_file, press, type_text
from window_rig import message, page, titles, wait_for_list

from regsosek_desk.services.print.catalog import KINDS
from regsosek_desk.services.print.links import link
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.screens.printing import PrintingScreen
from regsosek_desk.ui.window import MainWindow

SLS = "3321010001000100"
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    path = tmp_path / "kerja.regsosek"
    make_lists_file(path)
    launcher = Launcher(qtbot, path)
    opened = launcher()
    opened.start()
    yield opened
    launcher.end()


def wait_for_sheet(qtbot: QtBot, screen: Any) -> None:
    qtbot.waitUntil(lambda: screen.preview.pages > 0 and screen._job is None, timeout=20_000)


def open_print(qtbot: QtBot, window: MainWindow) -> PrintingScreen:
    window.go(TeamPlace("print", SLS))
    screen: PrintingScreen = page(window)
    wait_for_sheet(qtbot, screen)
    return screen


def choose(qtbot: QtBot, screen: Any, file: str) -> None:
    screen.sheets.setCurrentRow(next(at for at, kind in enumerate(KINDS) if kind.file == file))
    qtbot.waitUntil(lambda: screen._task is None or bool(screen._choices))


def test_one_key_of_beranda_leads_there(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: page(window).model.rowCount() > 0)
    press(Qt.Key.Key_C)
    assert isinstance(page(window), PrintingScreen)


def test_a_family_of_the_list_is_shown_at_one_key(qtbot: QtBot, window: MainWindow) -> None:
    window.open_families(SLS)
    wait_for_list(qtbot, window)
    page(window).table.select_row(1)
    press(Qt.Key.Key_P, CTRL)
    wait_for_sheet(qtbot, page(window))
    assert "BUDI" in page(window).about.currentItem().text()
    assert page(window).preview.pages == 4
    press(Qt.Key.Key_PageDown)
    assert page(window).preview.page == 1
    press(Qt.Key.Key_Escape)
    assert titles(window)[-1] == "RT 001 RW 001"


def test_the_sheet_is_kept_as_a_pdf_under_a_speaking_name(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def ask(parent: object, title: str, path: str, kinds: str) -> tuple[str, str]:
        offered.append(Path(path).name)
        return str(tmp_path / "hasil" / Path(path).name), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    open_print(qtbot, window)
    press(Qt.Key.Key_S, CTRL)
    [name] = offered
    assert name.startswith(f"K_{SLS}-001_")
    assert len(PdfReader(tmp_path / "hasil" / name).pages) == 4
    assert name in message(window)


def test_what_can_not_be_written_is_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "berkas" / "k.pdf"), ""))
    open_print(qtbot, window)
    press(Qt.Key.Key_S, CTRL)
    assert "berkas" in message(window)


def test_all_pages_go_to_the_printer(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kertas.pdf"

    def to_file(screen: PrintingScreen, printer: QPrinter) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        return True

    monkeypatch.setattr(PrintingScreen, "_ask_for", to_file)
    open_print(qtbot, window)
    press(Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: message(window) != "", timeout=30_000)
    sizes = [(float(each.mediabox.width), float(each.mediabox.height)) for each in PdfReader(target).pages]
    assert len(sizes) == 4
    assert all(width > height for width, height in sizes)


def test_a_sheet_without_anything_to_print_says_so(qtbot: QtBot, window: MainWindow) -> None:
    screen = open_print(qtbot, window)
    choose(qtbot, screen, "BAST")
    qtbot.waitUntil(lambda: screen.about.count() == 0 and screen.preview.pages == 0)
    press(Qt.Key.Key_S, CTRL)
    assert message(window) != ""


def test_the_chosen_sls_stays_when_another_sheet_is_chosen(qtbot: QtBot, window: MainWindow) -> None:
    screen = open_print(qtbot, window)
    choose(qtbot, screen, "Daftar-kesalahan")
    qtbot.waitUntil(lambda: screen.about.count() == 3)
    wait_for_sheet(qtbot, screen)
    assert "RT 001" in screen.about.currentItem().text()


def test_a_page_can_be_read_large_and_escape_makes_it_small(qtbot: QtBot, window: MainWindow) -> None:
    screen = open_print(qtbot, window)
    press(Qt.Key.Key_Plus)
    assert screen.preview.is_large
    assert not screen.sheets.isVisible()
    press(Qt.Key.Key_Escape)
    assert page(window) is screen
    assert screen.sheets.isVisible()


def test_escape_stops_what_is_being_made(qtbot: QtBot, window: MainWindow) -> None:
    screen = open_print(qtbot, window)
    screen.about.setCurrentRow(0)
    screen._make()
    press(Qt.Key.Key_Escape)
    assert page(window) is screen
    assert screen.preview.pages == 0
    press(Qt.Key.Key_Escape)
    assert page(window) is not screen


def test_a_scanned_sheet_opens_its_record(qtbot: QtBot, window: MainWindow) -> None:
    family = window.session.families(SLS)[1]
    window.open_families(None)
    wait_for_list(qtbot, window)
    type_text(link("k", family.id))
    press(Qt.Key.Key_Return)
    assert page(window).desk.id == family.id


def test_a_scanned_label_opens_the_families_of_its_sls(qtbot: QtBot, window: MainWindow) -> None:
    window.open_families(None)
    wait_for_list(qtbot, window)
    type_text(link("sls", SLS))
    press(Qt.Key.Key_Return)
    assert titles(window)[-1] == "RT 001 RW 001"


def test_a_sheet_of_somebody_else_opens_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.open_families(None)
    wait_for_list(qtbot, window)
    before = titles(window)
    type_text(link("sls", "9999999999999999"))
    press(Qt.Key.Key_Return)
    assert titles(window) == before
    assert message(window) != ""
