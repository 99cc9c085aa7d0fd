"""Progres in the window of a PML: down and up by keys, other denominators, what stands still, files, reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from shell_rig import FAMILIES, SLS_A, SLS_B, STAMP, Launcher, new_family, press, type_text
from window_rig import message, page, titles

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui import folders
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.screens.team import places_of
from regsosek_desk.ui.window import MainWindow

FAR = "3321020001000100"
PML = Petugas("02001", "RATNA", "PML")


def make_file(path: Path) -> None:
    """Four families of SLS A here; of an SLS of another kecamatan only what the office tells."""
    officers = {"kab_name": "DEMAK", "pml_code": PML.code, "ppl_code": "02301", "ppl_name": "SITI AMINAH"}
    far = Sls(FAR, "RT 900", kec_name="WEDUNG", desa_name="WEDUNG")
    with WorkFile.create(path, {"mode": "latihan", "petugas": PML.code, "kab": "3321"}) as file:
        file.add_petugas(PML)
        file.add_sls(*(replace(each, **officers) for each in (SLS_A, SLS_B, far)))
        file.create_documents(STAMP, [new_family(*family) for family in FAMILIES])
        today = datetime.now(UTC).isoformat()
        file.snapshots.put_told([Condition(FAR, vk=60, prelist=70, clean=40, updated_at=today)])


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """On its screen of progress."""
    make_file(tmp_path / "pml.regsosek")
    monkeypatch.setattr(folders, "_last", {False: tmp_path})
    launcher = Launcher(qtbot, tmp_path / "pml.regsosek")
    made = launcher()
    made.go(TeamPlace("progress"))
    qtbot.waitUntil(lambda: page(made).model.rowCount() > 0)
    yield made
    launcher.end()


def names(window: MainWindow) -> list[str]:
    model = page(window).model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def cell(window: MainWindow, column: str, row: int = 0) -> str:
    model = page(window).model
    at = next(at for at, each in enumerate(model.columns) if each.name == column)
    return str(model.index(row, at).data())


def down(window: MainWindow) -> None:
    press(Qt.Key.Key_Return)


def test_who_has_the_screen() -> None:
    def has(role: str) -> bool:
        return "G" in [place.key for place in places_of(Petugas("1", "", role))]

    assert [has(role) for role in ("PML", "Koseka", "pengawas", "admin kab")] == [True] * 4
    assert [has(role) for role in ("PPL", "operator", "penerima", "tamu")] == [False] * 4


def test_it_begins_where_there_is_a_choice_and_goes_down_and_up(window: MainWindow, qtbot: QtBot) -> None:
    assert names(window) == ["MRANGGEN", "WEDUNG", "Jumlah"]
    down(window)
    assert names(window) == ["BANYUMENENG", "Jumlah"]
    down(window)
    assert names(window) == ["RT 001 RW 001", "RT 002 RW 001", "Jumlah"]
    assert (cell(window, "clean"), cell(window, "error"), cell(window, "warning")) == ("1", "1", "1")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert names(window)[0] == "MRANGGEN"
    assert page(window).table.chosen().key == SLS_A.id[:7]
    press(Qt.Key.Key_Escape)
    assert len(titles(window)) == 1


def test_an_sls_opens_its_families_and_coming_back_finds_the_place(window: MainWindow, qtbot: QtBot) -> None:
    down(window)
    down(window)
    down(window)
    qtbot.waitUntil(lambda: len(titles(window)) == 3)
    qtbot.waitUntil(lambda: page(window).model.rowCount() == 4)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(titles(window)) == 2 and page(window).model.rowCount() > 0)
    assert names(window)[0] == "RT 001 RW 001"


def test_of_an_sls_whose_families_are_elsewhere_that_is_said(window: MainWindow) -> None:
    press(Qt.Key.Key_Down)
    down(window)
    down(window)
    assert cell(window, "clean") == "40"
    down(window)
    assert "tidak ada di laptop ini" in message(window)
    assert len(titles(window)) == 2


def test_the_denominator_and_its_name_change_together(window: MainWindow) -> None:
    seen = []
    for _ in range(4):
        seen.append((page(window).about.text().rpartition("dibanding ")[2], cell(window, "wanted", 1)))
        press(Qt.Key.Key_B)
    assert seen == [("Hasil VK", "60"), ("Prelist", "70"), ("K diterima", "0"), ("Hasil VK", "60")]


def test_other_ways_show_the_petugas(window: MainWindow) -> None:
    press(Qt.Key.Key_W)
    assert names(window)[0] == "RT 001 RW 001"  # one PML, one PPL: there is nothing to choose above
    press(Qt.Key.Key_W)
    assert page(window).look.way == "operator"
    press(Qt.Key.Key_W)
    assert names(window) == ["MRANGGEN", "WEDUNG", "Jumlah"]


def test_only_what_stands_still_remains(window: MainWindow) -> None:
    press(Qt.Key.Key_M)
    assert names(window) == ["MRANGGEN", "Jumlah"]
    assert "hanya SLS tanpa gerak" in page(window).about.text()
    press(Qt.Key.Key_M)
    assert len(names(window)) == 3


def test_the_file_holds_what_is_shown(window: MainWindow, tmp_path: Path) -> None:
    press(Qt.Key.Key_M)
    press(Qt.Key.Key_X)
    [written] = tmp_path.glob("progres_3321_kec_mangkrak_*.csv")
    assert [line.split(";")[0] for line in written.read_text("utf-8-sig").splitlines()] == ["Kode", SLS_A.id[:7], ""]
    assert written.name in message(window)


def test_a_folder_that_refuses_is_said(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "berkas").touch()
    monkeypatch.setattr(folders, "begin", lambda: tmp_path / "berkas")
    press(Qt.Key.Key_X)
    assert "berkas" in message(window)


def test_the_line_for_the_chat_is_copied_and_read_again(window: MainWindow) -> None:
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_C)
    line = QGuiApplication.clipboard().text()
    assert line == f"REGSOSEK-{FAR}-60-40-0"
    QGuiApplication.clipboard().setText(f"{line}\nREGSOSEK-{SLS_A.id}-5-5-1\nREGSOSEK-3399010001000100-1-1-1")
    press(Qt.Key.Key_V)
    found = page(window).stage.panel.found.text().splitlines()
    assert found[0] == "✓  RT 900, WEDUNG, WEDUNG: VK 60, K 40, belum selesai  —  sama dengan di sini"
    assert "RT 001 RW 001, BANYUMENENG, MRANGGEN" in found[1]
    assert found[1].endswith("di sini: VK 0, K 3, belum selesai")
    assert found[2].endswith("SLS ini tidak ada di berkas ini")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Up)
    assert page(window).table.chosen().key == SLS_A.id[:7]


def test_several_sls_give_a_line_each(window: MainWindow) -> None:
    press(Qt.Key.Key_C)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2
    assert message(window).startswith("2 baris laporan disalin")


def test_a_list_for_sipmen_is_written_from_here(window: MainWindow, tmp_path: Path) -> None:
    press(Qt.Key.Key_S)
    type_text("kondisi")
    press(Qt.Key.Key_Return)
    assert len(list(tmp_path.glob("sipmen_kondisi_3321_*"))) == 2
    assert page(window).stage.panel is None


def test_what_came_in_meanwhile_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    window.runner(lambda file: file.snapshots.put_told([Condition(FAR, vk=60, clean=55)]))
    window.runner.changed.emit("documents")
    qtbot.waitUntil(lambda: cell(window, "clean", 1) == "55")
