"""Beranda of each role in the real window: what it counts, what came first, and where Enter leads."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import SLS_A, SLS_B, Launcher, make_lists_file, press, type_text
from team_rig import DEWI, EKA, FITRI, GITA, RATNA, TEAM, TINI, claim, move
from window_rig import page

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import RETURN, RETURNED, draft_about_answer, draft_about_document
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.core.domain.roles import Role
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.progress.forecast import Forecast
from regsosek_desk.services.team.day import TARGET, Pace
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.addresses import FamilyList, OpenDocument, TeamPlace
from regsosek_desk.ui.models.day import pace_words
from regsosek_desk.ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
PPL = Petugas("02301", "SITI AMINAH")
Open = Callable[[Petugas], MainWindow]
TODAY = date(2022, 11, 10)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """DEWI keys SLS A and lost SLS B, whose bundle is at TU; AGUS of SLS A came back for r303."""
    path = tmp_path_factory.mktemp("beranda") / "a.regsosek"
    make_lists_file(path)
    with WorkFile.open(path) as file:
        file.set_meta("mode", "kerja")
        file.add_petugas(*TEAM)
        claim(file, SLS_A.id, DEWI)
        claim(file, SLS_B.id, EKA)
        claim(file, SLS_B.id, DEWI)
        move(file, SLS_B.id, Party.TU)
        agus = next(row.id for row in file.lists.documents(form=FAMILY_FORM) if row.head_name == "AGUS")
        stored = file.document(agus)
        drafts = [
            draft_about_answer(stored.state, "", "r303", RETURN, "lantai di foto tanah"),
            draft_about_document(stored.state, RETURNED, "periksa perumahan"),
        ]
        file.commit(agus, drafts, Stamp.now(RATNA.code, "laptop"), stored.summary)
    return path


@pytest.fixture
def launch(template: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[Open]:
    path = Path(shutil.copy(template, tmp_path / "a.regsosek"))
    launcher = Launcher(qtbot, path)

    def open_it(petugas: Petugas) -> MainWindow:
        with WorkFile.open(path) as file:
            file.set_meta("petugas", petugas.code)
        window = launcher()
        window.start()
        qtbot.waitUntil(lambda: page(window).figures[0].value.text() != "–")
        return window

    yield open_it
    launcher.end()


def items(window: MainWindow) -> list[str]:
    model = page(window).model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


BERANDA = {
    "PPL": (PPL, ["4", "1", "0", "0"], ["Dikembalikan: 003 AGUS · RT 001 RW 001", "RT 001 RW 001", "RT 002 RW 001"]),
    "PML": (RATNA, ["2", "0", "0", "0"], ["RT 001 RW 001", "RT 002 RW 001"]),
    "Koseka": (FITRI, ["0", "0", "0", "0"], ["RT 001 RW 001", "RT 002 RW 001"]),
    "operator": (
        DEWI,
        ["3", "1", "0", "1"],
        [
            "RT 002 RW 001 tercatat atas nama operator lain",
            "Dikembalikan: 003 AGUS · RT 001 RW 001",
            "RT 001 RW 001",
        ],
    ),
    "pengawas": (GITA, ["0", "2", "0", "0"], ["RT 001 RW 001", "RT 002 RW 001"]),
    "penerima": (TINI, ["1", "1", "0", "0"], ["RT 002 RW 001"]),
}


@pytest.mark.parametrize("role", BERANDA)
def test_each_role_opens_on_its_own(launch: Open, role: str) -> None:
    petugas, figures, listed = BERANDA[role]
    window = launch(petugas)
    assert [each.value.text() for each in page(window).figures] == figures
    assert all(each.words.text() and "." not in each.words.text() for each in page(window).figures)
    assert items(window) == listed


def test_what_came_back_says_why_and_enter_leads_to_the_field(launch: Open) -> None:
    window = launch(PPL)
    spoken = page(window).model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "“periksa perumahan”" in spoken
    assert "“lantai di foto tanah”" in spoken
    assert "RATNA" in spoken
    press(Qt.Key.Key_Return)
    here = window.history[-1]
    assert isinstance(here, OpenDocument)
    assert page(window).keyer.place == Place("r303")


def test_what_was_lost_leads_to_the_list_of_claims(launch: Open) -> None:
    window = launch(DEWI)
    press(Qt.Key.Key_Return)
    assert window.history[-1] == TeamPlace("claims", SLS_B.id, title="Ambil SLS")


@pytest.mark.parametrize(("petugas", "wanted"), [(GITA, "claims"), (TINI, "custody"), (RATNA, "")])
def test_enter_on_an_sls_leads_where_the_role_has_something_to_do(
    launch: Open, petugas: Petugas, wanted: str
) -> None:
    window = launch(petugas)
    press(Qt.Key.Key_Return)
    here = window.history[-1]
    assert here.name == wanted if isinstance(here, TeamPlace) else isinstance(here, FamilyList) and not wanted


def test_a_target_day_is_set_kept_and_taken_back(launch: Open, qtbot: QtBot) -> None:
    window = launch(DEWI)
    screen = page(window)
    assert "tekan T" in screen.pace.text()
    press(Qt.Key.Key_T)
    type_text("31022022")
    press(Qt.Key.Key_Return)
    assert screen.stage.panel is not None, "there is no such day"
    screen.stage.panel.edit.setText("15-12-2099")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "15 Des 2099" in screen.pace.text())
    assert window.session.run(lambda file: file.recall(TARGET)) == "2099-12-15"
    press(Qt.Key.Key_T)
    screen.stage.panel.edit.clear()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "tekan T" in screen.pace.text())


# --- the sentence about pace --------------------------------------------------------------------------


def words(left: int, mean: float, deadline: date | None, finish: date | None, role: Role = Role.PPL) -> str:
    target = 3 if deadline else None
    verdict = "done" if not left else "late" if finish else "idle"
    pace = Pace(2, 5 if mean else 0, deadline, target, Forecast(left, mean, finish, verdict))  # type: ignore[arg-type]
    return pace_words(pace, role, TODAY)


DEADLINE = date(2022, 11, 14)


@pytest.mark.parametrize(
    ("finish", "told"),
    [
        (DEADLINE + timedelta(days=6), "selesai 20 Nov 2022, 6 hari setelah batas"),
        (DEADLINE, "tepat pada batas"),
        (DEADLINE - timedelta(days=1), "selesai 13 Nov 2022, 1 hari sebelum batas"),
    ],
)
def test_the_day_is_told_against_the_deadline(finish: date, told: str) -> None:
    said = words(9, 2.5, DEADLINE, finish)
    assert "Hari ini 2 keluarga. Target 3 keluarga sehari sampai 14 Nov 2022. Laju Anda 2,5 sehari" in said
    assert told in said


def test_without_work_no_day_is_made_up() -> None:
    said = words(9, 0.0, DEADLINE, None)
    assert "belum dapat dihitung" in said
    assert "kecepatan" not in said


def test_a_deadline_that_has_passed_is_called_so() -> None:
    said = words(9, 1.0, TODAY - timedelta(days=3), TODAY + timedelta(days=9))
    assert "Batas 7 Nov 2022 sudah lewat 3 hari; tersisa 9 keluarga." in said
    assert "12 hari setelah batas" in said


def test_when_all_is_done_nothing_else_is_said() -> None:
    assert words(0, 3.0, DEADLINE, TODAY) == "Semua sudah selesai."
