"""A family that came back: the PPL is led to each note, answers or mends, and hands it over again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from document_rig import SLS
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from review_rig import PML, PPL, checker_of, make_review_file, put_family, stage
from shell_rig import Launcher, press, type_text
from window_rig import message, page, wait_for_list

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.families import column
from regsosek_desk.ui.review.note_card import NoteCard
from regsosek_desk.ui.screens.builder import hints_of
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
_K, _CTRL, _ALT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
FILE = "kerja.regsosek"
In = Callable[[Petugas], MainWindow]


@pytest.fixture
def returned(tmp_path: Path) -> str:
    """The PML gave 302 and 308 of family 001 back; 002 is the PPL's own still."""
    with make_review_file(tmp_path / FILE) as file:
        document = put_family(file, "001", {"r302": "005", "r111": "2", "r308": "99"})
        put_family(file, "002")
        checker = checker_of(file, PML, document)
        for each in list(checker.found.places):
            checker.give_back(each, f"lihat {each.number}")
        checker.return_document()
        checker.close()
        return document


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, returned: str) -> Iterator[In]:
    launch = Launcher(qtbot, tmp_path / FILE)

    def open_it(petugas: Petugas = PPL) -> MainWindow:
        launch.end()
        with WorkFile.open(tmp_path / FILE) as file:
            file.set_meta("petugas", petugas.code)
        made = launch()
        made.start()
        return made

    yield open_it
    launch.end()


def stage_of(window: MainWindow, document: str) -> str:
    return window.runner(lambda file: stage(file, document))


def test_f6_goes_to_what_came_back_and_the_note_stands_at_the_field(window: In, returned: str) -> None:
    screen = _opened(window(PPL), returned)
    assert "Dikembalikan (2)" in screen.side.list.rows.rows
    press(_K.Key_F6)
    assert screen.keyer.place.question == "r302"
    assert "lihat 302" in screen.side.message.returned.text()
    assert screen.desk.instance.text(screen.keyer.place) == "005"  # the old value stays
    press(_K.Key_F6)
    assert screen.keyer.place.question == "r308"
    assert "lihat 308" in screen.side.message.returned.text()


def _opened(window: MainWindow, document: str) -> Any:
    window.open_document(document)
    return page(window)


def test_it_is_mended_or_answered_and_handed_back(window: In, returned: str) -> None:
    shown = window(PPL)
    screen = _opened(shown, returned)
    press(_K.Key_Return, _CTRL)
    assert "Masih ada 2 isian" in message(shown)
    assert stage_of(shown, returned) == "returned"
    press(_K.Key_F6)
    press(_K.Key_F8)  # as on the paper
    assert isinstance(screen.stage.panel, NoteCard)
    press(_K.Key_1)
    press(_K.Key_F6)
    type_text("04")  # the mistake is mended
    assert not screen.desk.returned
    press(_K.Key_Return, _CTRL)
    assert stage_of(shown, returned) == "handed"
    assert screen.desk.refused  # it is the PML's now
    assert "Dikembalikan (2)" not in screen.side.list.rows.rows


def test_the_foot_names_the_key_that_hands_over_to_whom_it_belongs(window: In, returned: str) -> None:
    assert "Ctrl+Enter" in dict(hints_of(_opened(window(PPL), returned)))
    assert "Ctrl+Enter" not in dict(hints_of(_opened(window(PML), returned)))


def test_who_does_not_own_it_reads_and_cannot_answer(window: In, returned: str) -> None:
    shown = window(PML)
    screen = _opened(shown, returned)
    press(_K.Key_F6)
    press(_K.Key_F8)
    assert not isinstance(screen.stage.panel, NoteCard)
    press(_K.Key_Escape)
    assert len(screen.desk.returned) == 2


class TestTheList:
    def test_it_shows_the_stage_and_only_those_when_asked(self, window: In, qtbot: QtBot, returned: str) -> None:
        shown = window(PPL)
        shown.open_families(SLS)
        wait_for_list(qtbot, shown)
        model = page(shown).model
        at = [model.data(model.index(row, column("stage"))) for row in range(model.rowCount())]
        assert at == ["dikembalikan", ""]
        assert not page(shown).table.isColumnHidden(column("stage"))
        press(_K.Key_5, _ALT)
        qtbot.waitUntil(lambda: model.rowCount() == 1)
        press(_K.Key_6, _ALT)
        qtbot.waitUntil(lambda: "disetujui" in page(shown).table.empty.text())
        press(_K.Key_Escape)
        qtbot.waitUntil(lambda: model.rowCount() == 2)

    def test_a_family_is_handed_over_from_there(self, window: In, qtbot: QtBot, returned: str) -> None:
        shown = window(PPL)
        shown.open_families(SLS)
        wait_for_list(qtbot, shown)
        press(_K.Key_H, _ALT)
        qtbot.waitUntil(lambda: "Masih ada 2 isian" in message(shown))
        page(shown).table.select_row(1)
        press(_K.Key_H, _ALT)
        qtbot.waitUntil(lambda: "diserahkan" in message(shown))
        second = page(shown).model.row_at(1).id
        assert (stage_of(shown, returned), stage_of(shown, second)) == ("returned", "handed")

    def test_without_any_stage_there_is_no_such_column(self, qtbot: QtBot, tmp_path: Path) -> None:
        path = tmp_path / "baru.regsosek"
        with make_review_file(path, PPL) as file:
            put_family(file, "001")
        launch = Launcher(qtbot, path)
        shown = launch()
        shown.open_families(SLS)
        wait_for_list(qtbot, shown)
        assert page(shown).table.isColumnHidden(column("stage"))
        launch.end()
