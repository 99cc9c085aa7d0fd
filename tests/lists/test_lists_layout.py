"""Where people put headings, and what else stands in their tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from lists_rig import SLS_1, SLS_2, VILLAGE, book, codes, known, look, noted, package
from openpyxl import Workbook, load_workbook

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.lists.known import Known
from regsosek_desk.services.lists.preview import Progress, preview
from regsosek_desk.services.lists.readers import Assignment, PrelistLine, SlsRow, Village

HEADING = ("kode_petugas", "idsubsls")
GOOD = [Assignment("02301", SLS_1)]


@pytest.mark.parametrize(
    "heading", ["idsubsls", "ID SLS", "Kode Wilayah", "KODE SLS", "id_sub_sls", "IdSubSLS ", "K_WIL"]
)
def test_a_column_is_known_by_every_name_staff_use(tmp_path: Path, heading: str) -> None:
    assert look(book(tmp_path / "a.xlsx", ("Kode Petugas", heading), ("02301", SLS_1))).good == GOOD


def test_columns_moved_and_more_than_needed(tmp_path: Path) -> None:
    found = look(book(tmp_path / "a.xlsx", ("No", "idsubsls", "Catatan", "kode_petugas"), (1, SLS_1, "x", "02301")))
    assert found.good == GOOD
    assert [(problem.code, problem.column) for problem in found.notes] == [
        ("column_extra", "No"),
        ("column_extra", "Catatan"),
    ]


@pytest.mark.parametrize("above", [0, 1, 18, 19])
def test_the_heading_may_stand_below_a_title(tmp_path: Path, above: int) -> None:
    title = [("DAFTAR PENUGASAN KABUPATEN DEMAK",)] * above
    found = look(book(tmp_path / "a.xlsx", *title, HEADING, ("02301", SLS_1), ("02301", "x1")))
    assert (found.good, codes(found)) == (GOOD, [(above + 3, "name_as_code")])


def test_a_heading_below_the_twentieth_row_is_not_looked_for(tmp_path: Path) -> None:
    found = look(book(tmp_path / "a.xlsx", *[("judul",)] * 20, HEADING, ("02301", SLS_1)))
    assert (found.kind, codes(found)) == (None, [(0, "no_heading")])


def test_a_missing_column_is_named_and_nothing_is_read(tmp_path: Path) -> None:
    found = look(book(tmp_path / "a.xlsx", ("idsubsls", "nama_sls", "kode_ppl"), (SLS_1, "RT 001", "02301")))
    assert (found.kind, found.good, found.clean) == ("sls", [], False)
    assert [(problem.row, problem.column, problem.code) for problem in found.problems] == [
        (0, "kode_pml", "column_missing")
    ]
    assert "kode_pml" in found.problems[0].what


def test_two_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    found = look(book(tmp_path / "a.xlsx", (*HEADING, "Kode_Petugas"), ("02301", SLS_1, "00412")))
    assert (found.good, codes(found)) == ([], [(0, "column_twice")])


def test_the_whole_code_is_taken_where_the_shorter_one_stands_beside_it(tmp_path: Path) -> None:
    found = look(book(tmp_path / "a.xlsx", ("id sls", *HEADING), (SLS_1[:14], "02301", SLS_1)))
    assert (found.good, noted(found)) == (GOOD, [(0, "column_extra")])


def test_empty_rows_column_numbers_and_repeated_headings_are_no_data(tmp_path: Path) -> None:
    rows = [HEADING, ("(1)", "(2)"), ("02301", SLS_1), (), (" ", "\u00a0"), HEADING, ("02301", SLS_2), ()]
    found = look(book(tmp_path / "a.xlsx", *rows))
    assert (found.rows, found.refused, codes(found)) == (2, 0, [])


def test_merged_cells_hold_for_every_row_they_cover(tmp_path: Path) -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    for row in (("C", "KODE", None), (None, "petugas", "idsubsls"), (None, "02301", SLS_1), (None, None, SLS_2)):
        page.append(row)
    page.merge_cells("B1:C1")
    page.merge_cells("B3:B4")
    made.save(tmp_path / "a.xlsx")
    assert look(tmp_path / "a.xlsx").good == [*GOOD, Assignment("02301", SLS_2)]


def test_a_heading_merged_over_two_rows(tmp_path: Path) -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    rows = [("kode_petugas", "Kode", None, None, None, None), (None, "Prov", "Kab", "Kec", "Desa", "SLS")]
    for row in (*rows, ("02301", "33", "21", "010", "001", "000100")):
        page.append(row)
    page.merge_cells("A1:A2")
    page.merge_cells("B1:F1")
    made.save(tmp_path / "a.xlsx")
    found = look(tmp_path / "a.xlsx")
    assert (found.good, codes(found)) == (GOOD, [])


def test_rows_that_say_the_same_are_taken_once_and_rows_that_differ_not_at_all(tmp_path: Path) -> None:
    heading = ("kode", "nama", "peran")
    rows = [
        ("1A", "ANI", "ppl"),
        ("1A", "ANI", "PPL"),
        ("2A", "BUDI", "PML"),
        ("2A", "BUDHI", "PML"),
        ("2A", "BUDI", "PML"),
    ]
    found = look(book(tmp_path / "a.xlsx", heading, *rows))
    assert found.good == [Petugas("1A", "ANI", "PPL")]
    assert noted(found) == [(3, "duplicate_same")]
    assert codes(found) == [(4, "duplicate_differs"), (5, "duplicate_differs"), (6, "duplicate_differs")]
    assert (found.rows, found.refused) == (5, 3)


def test_a_repeat_whose_first_row_is_refused_later_is_not_counted_as_taken(tmp_path: Path) -> None:
    rows = [("1A", "ANI", "PPL"), ("1A", "ANI", "PPL"), ("1A", "ANA", "PPL")]
    found = look(book(tmp_path / "a.xlsx", ("kode", "nama", "peran"), *rows))
    assert (found.good, found.rows, found.refused) == ([], 3, 3)


def test_roles_are_read_in_any_case_and_an_unknown_one_is_refused(tmp_path: Path) -> None:
    roles = ["Ppl", "PML", "KOSEKA", "Penerima", "operator entri", "pengawas", "Admin Kabupaten", "sopir", ""]
    rows = [(f"A{number}", "NAMA", role) for number, role in enumerate(roles)]
    found = look(book(tmp_path / "a.xlsx", ("kode", "nama", "peran"), *rows))
    taken = [petugas.role for petugas in found.good if isinstance(petugas, Petugas)]
    assert taken == ["PPL", "PML", "Koseka", "penerima", "operator", "pengawas", "admin kab"]
    assert codes(found) == [(9, "role_unknown"), (10, "blank")]
    assert "Koseka" in found.faults[0].cure


def test_the_area_of_a_petugas_must_be_known(tmp_path: Path) -> None:
    heading = ("kode", "nama", "peran", "wilayah")
    rows = [
        ("A1", "ANI", "PPL", VILLAGE),
        ("A2", "BUDI", "PML", 3321),
        ("A3", "C", "PPL", "3399"),
        ("A4", "D", "PPL", "332"),
        ("A5", "E", "PPL", "Mranggen"),
    ]
    found = look(book(tmp_path / "a.xlsx", heading, *rows))
    assert [petugas.area for petugas in found.good if isinstance(petugas, Petugas)] == [VILLAGE, "3321"]
    assert codes(found) == [(4, "area_unknown"), (5, "place_length"), (6, "name_as_code_near")]


def test_a_code_wider_than_the_boxes_of_the_form_is_refused(tmp_path: Path) -> None:
    rows = [("123456", "ANI", "PPL"), ("1234567", "BUDI", "PML"), ("1234567", "CITRA", "operator"), (2301, "D", "PPL")]
    found = look(book(tmp_path / "a.xlsx", ("kode", "nama", "peran"), *rows))
    assert codes(found) == [(3, "too_long")]
    assert noted(found) == [(5, "code_from_number")]


def test_files_of_one_package_may_come_in_any_order(tmp_path: Path) -> None:
    found = preview(package(tmp_path), Known())
    assert [each.kind for each in found] == ["prelist", "penugasan", "sls", "petugas", "wilayah"]
    assert all(each.clean and len(each.good) == each.rows for each in found)
    [row] = found[2].good
    assert isinstance(row, SlsRow)
    assert (row.sls.desa_name, row.sls.ppl_name, row.sls.pml_name) == ("BANYUMENENG", "SITI", "BUDI")
    assert [type(each.good[0]) for each in found[:2]] == [PrelistLine, Assignment]
    assert found[4].good == [Village(VILLAGE, ("JAWA TENGAH", "DEMAK", "MRANGGEN", "BANYUMENENG"))]


def test_what_refers_to_a_refused_row_is_refused_too(tmp_path: Path) -> None:
    files = package(tmp_path)
    found = preview([file for file in files if file.name != "1.xlsx"], Known())
    assert [codes(each)[0][1] for each in found[:3]] == ["sls_unknown", "sls_unknown", "village_unknown"]


def test_a_workbook_may_hold_several_lists_and_other_sheets(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", HEADING, ("02301", SLS_1), sheet="Tugas")
    made = load_workbook(path)
    made.create_sheet("Petunjuk").append(["Isi", "daftar", "di sebelah"])
    made.create_sheet("Petugas").append(["kode", "nama", "peran"])
    made.create_sheet("Tersembunyi").append(HEADING)
    made["Tersembunyi"].sheet_state = "hidden"
    made.save(path)
    assert [(each.sheet, each.kind) for each in preview([path], known())] == [
        ("Tugas", "penugasan"),
        ("Petugas", "petugas"),
    ]


def test_progress_tells_rows_and_a_cancelled_reading_takes_nothing(tmp_path: Path) -> None:
    rows = [("02301", SLS_1)] * 2000
    path, seen = book(tmp_path / "a.xlsx", HEADING, *rows), list[Progress]()
    preview([path], known(), seen.append)
    assert [each.rows_done for each in seen] == [500, 1000, 1500, 2000, 2001]
    assert {(each.file, each.rows_all) for each in seen} == {("a.xlsx", 2001)}
    seen.clear()
    with pytest.raises(InputFault, match="lists_cancelled"):
        preview([path], known(), seen.append, lambda: len(seen) == 2)
    assert len(seen) == 2
