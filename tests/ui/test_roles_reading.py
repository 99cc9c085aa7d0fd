"""A document that is with somebody else, in the real window: it is read, and nothing of it can be changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, press, type_text
from team_rig import DEWI, EKA, RATNA, TINI, claim, make_team_file, move
from window_rig import message, page

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import RETURN, RETURNED
from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.team.books import book_id, read_book
from regsosek_desk.services.team.rights import ASSIGNED
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
Work = Callable[[WorkFile], object]
Open = Callable[..., MainWindow]
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tim") / "kerja.regsosek"
    make_team_file(path, sizes=(8, 8))
    return path


@pytest.fixture
def launch(template: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    """Opens the first keyed family as this petugas (the PPL when None), after something was done with the file."""
    path = Path(shutil.copy(template, tmp_path / "kerja.regsosek"))
    launcher = Launcher(qtbot, path)

    def open_it(petugas: Petugas | None = None, before: Work = lambda _: None, form: str = FAMILY_FORM) -> MainWindow:
        with WorkFile.open(path) as file:
            if petugas:
                file.set_meta("petugas", petugas.code)
            before(file)
            rows = file.lists.documents(form=form)
            chosen = next((row for row in rows if row.status != "blank"), rows[0])
        window = launcher()
        window.open_document(chosen.id)
        return window

    yield open_it
    launcher.end()


def sls(file: WorkFile) -> str:
    return file.sls_list()[0].id


def state(window: MainWindow) -> tuple[object, int]:
    """Answers as the file has them, and the length of the journal."""
    document = page(window).desk.id
    stored = window.session.run(lambda file: file.document(document).state)
    return (stored.answers, stored.rosters), len(window.session.run(lambda file: file.history(document)))


REFUSALS: dict[str, tuple[Petugas | None, Work, str]] = {
    "at the PML": (None, lambda file: move(file, sls(file), Party.PML, RATNA.code, "2022-11-10"), "RATNA"),
    "wrong role": (TINI, lambda _: None, "penerima"),
    "wrong area": (None, lambda file: file.remember(ASSIGNED, json.dumps(["3321010001009900"])), "daftar kantor"),
    "another's claim": (DEWI, lambda file: claim(file, sls(file), EKA), "EKA PUTRA"),
    "nobody's": (DEWI, lambda _: None, "Ctrl+A"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_the_notice_says_why_and_no_key_changes_anything(launch: Open, case: str) -> None:
    petugas, before, told = REFUSALS[case]
    window = launch(petugas, before)
    screen = page(window)
    notice = screen.notice
    assert notice.isVisible()
    assert told in notice.accessibleName()
    kept = state(window)
    screen.go(Place("r303"))
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Plus, Qt.Key.Key_Insert):
        press(key)
    type_text("7")
    assert message(window) == screen.desk.refused.words
    assert screen.bubble.isHidden()
    assert not screen.banner.isVisible()
    press(Qt.Key.Key_Delete, CTRL)
    press(Qt.Key.Key_Escape)  # closes the card that asked
    press(Qt.Key.Key_Return)
    assert state(window) == kept


def test_reading_moving_notes_and_the_next_family_still_work(launch: Open) -> None:
    window = launch(None, lambda file: move(file, sls(file), Party.PML))
    screen = page(window)
    first = screen.keyer.place
    press(Qt.Key.Key_Return)
    assert screen.keyer.place != first
    press(Qt.Key.Key_F3)
    type_text("303")
    press(Qt.Key.Key_Return)
    assert screen.keyer.place == Place("r303")
    press(Qt.Key.Key_F2)
    type_text("lihat lagi")
    press(Qt.Key.Key_Return)
    document = screen.desk.id
    assert window.session.run(lambda file: file.document(document).state.notes) == {("", "r303"): "lihat lagi"}
    press(Qt.Key.Key_F9)
    assert page(window).desk.id != document
    press(Qt.Key.Key_Escape)
    assert window.history[-1].title == "Beranda"


def test_undo_brings_back_nothing_that_is_not_ones_own_any_more(launch: Open) -> None:
    window = launch()
    screen = page(window)
    screen.go(Place("r303"))
    old = screen.desk.instance.text(Place("r303"))
    type_text("3" if old != "3" else "4")
    new = screen.desk.instance.text(Place("r303"))
    assert new != old
    window.session.run(lambda file: move(file, screen.desk.stored.sls_id, Party.PML))
    press(Qt.Key.Key_F5)
    assert screen.notice.isVisible()
    press(Qt.Key.Key_Z, CTRL)
    assert screen.desk.instance.text(Place("r303")) == new
    assert message(window) == screen.desk.refused.words


def test_one_key_takes_the_sls_and_the_keying_begins(launch: Open) -> None:
    window = launch(DEWI)
    screen = page(window)
    press(Qt.Key.Key_A, CTRL)
    claimed = window.session.run(lambda file: read_book(file, screen.desk.stored.sls_id)).claim
    assert claimed is not None
    assert claimed.petugas == DEWI.code
    assert not screen.notice.isVisible()
    screen.go(Place("r303"))
    type_text("3" if screen.desk.instance.text(Place("r303")) != "3" else "4")
    assert screen.desk.refusal == ""


def test_a_claim_that_came_in_meanwhile_is_refused_and_told(launch: Open) -> None:
    """What the notice offers may be gone by the time the key is pressed."""
    window = launch(DEWI)
    screen = page(window)
    window.session.run(lambda file: claim(file, screen.desk.stored.sls_id, EKA))
    press(Qt.Key.Key_A, CTRL)
    assert "EKA PUTRA" in screen.banner.accessibleName()
    press(Qt.Key.Key_F5)
    assert "EKA PUTRA" in screen.notice.accessibleName()


def test_where_there_is_nothing_to_take_the_key_says_so(launch: Open) -> None:
    window = launch()
    press(Qt.Key.Key_A, CTRL)
    assert "tidak ada SLS" in message(window)


def test_a_returned_family_opens_for_its_ppl_though_the_bundle_is_with_the_pml(launch: Open) -> None:
    window = launch(None, lambda file: move(file, sls(file), Party.PML))
    desk = page(window).desk
    assert desk.refusal == "at_other"
    desk.record(RETURN, Place("r303"), "lantai")
    desk.record(RETURNED, None)
    window.next_family()
    window.open_document(desk.id)
    assert page(window).desk.refusal == ""
    assert not page(window).notice.isVisible()


def test_a_control_book_does_not_open(launch: Open) -> None:
    window = launch(None, lambda file: move(file, sls(file), Party.PPL))
    here = page(window).desk.id
    window.open_document(book_id(window.session.run(sls)))
    assert "Buku kendali" in message(window)
    assert page(window).desk.id == here


def test_a_line_of_a_closed_vk_list_makes_no_family(launch: Open) -> None:
    window = launch(None, lambda file: move(file, sls(file), Party.PML), "regsosek22-vk1")
    screen = page(window)
    count = len(window.session.families())
    listed = {row.vk_row for row in window.session.families()}
    rows = [row for row in screen._rows() if row not in listed]
    screen.stand_on(rows[-1])
    press(Qt.Key.Key_Return)
    assert len(window.session.families()) == count
