"""Texts that others wrote, on their way into tables, sheets, file names and the office's list of faults."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from openpyxl import load_workbook

from regsosek_desk.core.domain.documents import DocumentState, RowState
from regsosek_desk.core.domain.kendali import MOVEMENTS, read_kendali
from regsosek_desk.core.domain.problem import MOST, problems_in, without_persons
from regsosek_desk.reports import page
from regsosek_desk.reports.page import Origin, Style, fitting
from regsosek_desk.services.print.catalog import KINDS, Wish, file_name
from regsosek_desk.services.print.desk import Desk
from regsosek_desk.storage.sheets import write_table, write_workbook

FORMULAS = ['=HYPERLINK("http://x")', "@SUM(1)", "+1+cmd|' /C calc'!A0", "-2+3", "\t=1", "\x00=1"]
PLAIN = ["-", "-1", "+62,5", "3321010001000100", "RT 01"]


def test_a_table_for_excel_runs_nothing(tmp_path: Path) -> None:
    write_table(tmp_path / "a.csv", [FORMULAS, PLAIN])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        hostile, plain = csv.reader(stream, delimiter=";")
    assert [text[0] for text in hostile] == ["'"] * len(FORMULAS)
    assert plain == PLAIN


def test_one_sign_in_one_text_does_not_keep_everybody_from_the_list(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx", {"x": [["kotak"], ["33210001\x01\x00\ud800"], ["=1+1"]]}, [10])
    rows = load_workbook(tmp_path / "a.xlsx")["x"]
    assert [(cell.value, cell.data_type) for (cell,) in rows.iter_rows()] == [
        ("kotak", "s"), ("33210001", "s"), ("=1+1", "s"),
    ]  # fmt: skip


def test_a_long_name_is_cut_in_a_few_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    style, steps = Style(page.PLAIN, 9), count()
    width = Style.width

    def counted(self: Style, text: str) -> float:
        next(steps)
        return width(self, text)

    monkeypatch.setattr(Style, "width", counted)
    found = fitting("SITI " * 4_000, style, 100)
    assert found.startswith("SITI SITI")
    assert found.endswith("…")
    assert width(style, found) <= 100 < width(style, found + "SITI")
    assert next(steps) < 50


def test_a_box_number_names_no_other_folder(tmp_path: Path) -> None:
    desk = Desk(None, Origin("BPS", datetime(2022, 11, 21, tzinfo=UTC)), {}, None)  # type: ignore[arg-type]
    [boxes] = [kind for kind in KINDS if kind.about == "box"]
    name = file_name(desk, boxes, Wish(boxes=("../../C:\\x|<y>",)))
    assert Path(name).name == name
    assert not set(name) & set('/\\:|<>"?*')


@pytest.mark.parametrize("day", ["", "kemarin", "2022-W45-1", "20221110", "0001-01-01", "2022-11-10T00:00"])
def test_a_movement_on_no_day_is_none(day: str) -> None:
    answers = {"langkah": "2", "ke": "2", "ke_kode": "02001", "tanggal": day}
    state = DocumentState(rosters={MOVEMENTS: [RowState("1", {key: text for key, text in answers.items() if text})]})
    assert read_kendali(state).movements == ()


def test_an_envelope_brings_twenty_faults_that_a_database_can_keep() -> None:
    texts = dict.fromkeys(("at", "petugas", "device", "version", "screen", "note", "report"), "x\0\ud800")
    told = [texts | {"id": f"m-{number}"} for number in range(500)]
    found = problems_in({"problems": told})
    assert [each.id for each in found] == [f"m-{n}" for n in range(MOST)]
    assert {each.note for each in found} == {"x?"}


def test_a_note_tells_no_number_of_a_person_however_it_is_written() -> None:
    for text in ("3321 0101 0101 0001", "332-101-010-101-0001", "3 3 2 1 0 1 0 1", "0812.3456.789"):
        assert without_persons(f"NIK {text} salah", []) == "NIK … salah"
    assert without_persons("r108 kosong 3 kali di baris 12", []) == "r108 kosong 3 kali di baris 12"
