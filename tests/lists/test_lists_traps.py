"""What spreadsheet programs do to codes: refused with a cure, or put right and said."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from lists_rig import SLS_1, SLS_2, SUB_1, VILLAGE, book, codes, known, look, noted

from regsosek_desk.services.lists.readers import Assignment, PrelistLine, SlsRow, Village

GIVEN = ("kode_petugas", "idsubsls")
WILAYAH = ("kode_prov", "nama_prov", "kode_kab", "nama_kab", "kode_kec", "nama_kec", "kode_desa", "nama_desa")
AREA = ("kode_petugas", "kode_prov", "kode_kab", "kode_kec", "kode_desa", "kode_sls")


def given(tmp_path: Path, cell: Any, officer: Any = "02301") -> Any:
    return look(book(tmp_path / "tugas.xlsx", GIVEN, (officer, cell)))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (int(SLS_1), "long_number"),  # a number, however it is shown
        (int(SLS_1) + 0.0, "long_number"),
        (3.32e15, "long_number"),
        ("1,20603E+15", "scientific"),
        ("1.20603E+15", "scientific"),
        ("3,3E+15", "scientific"),
        (SLS_1 + ".0", "long_number"),
        (date(2022, 10, 1), "cell_date"),
        (datetime(2022, 10, 1, 3), "cell_date"),
        (True, "cell_truth"),
        (10.5, "not_digits"),
        (-3, "not_digits"),
        ("33/21 A", "name_as_code"),
        ("?", "not_digits"),
        (SLS_1[:15], "sls_length"),
        (SLS_1 + "1", "sls_length"),
        (VILLAGE, "sls_length"),
        ("", "blank"),
        ("\u00a0", "blank"),
        (SUB_1[:14], "sub_unclear"),
        (VILLAGE + "0009", "sub_missing"),
        (VILLAGE + "000900", "sls_unknown"),
    ],
)
def test_a_code_that_cannot_be_trusted_is_refused_with_a_cure(tmp_path: Path, cell: Any, code: str) -> None:
    found = given(tmp_path, cell)
    assert (codes(found), found.good, found.refused) == ([(2, code)], [], 1)
    assert all(problem.what and problem.cure and not problem.cure.startswith("lists.") for problem in found.faults)


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        (SLS_1, None),
        (f" {SLS_1}", "trimmed"),
        (f"{SLS_1}\u00a0", "trimmed"),
        (f"'{SLS_1}", "trimmed"),
        (f"\ufeff{SLS_1}\u200b", "trimmed"),
        ("33.21.010.001.0001.00", "separated"),
        ("3321 0100 0100 0100", "separated"),
        (SLS_1[:14], "sub_added"),
        (int(SLS_1[:14]), "sub_added"),  # 14 digits a number holds whole
    ],
)
def test_a_code_that_can_mean_one_sls_only_is_taken_and_said(tmp_path: Path, cell: Any, note: str | None) -> None:
    found = given(tmp_path, cell)
    assert found.good == [Assignment("02301", SLS_1)]
    assert noted(found) == ([(2, note)] if note else [])
    assert all(SLS_1 in problem.what and not problem.cure for problem in found.notes)


def test_every_digit_of_a_16_digit_number_is_refused_also_those_it_could_hold(tmp_path: Path) -> None:
    found = look(book(tmp_path / "a.xlsx", GIVEN, ("02301", int(SLS_1) + 2), ("02301", int(SLS_1) + 10)))
    assert codes(found) == [(2, "long_number"), (3, "long_number")]


@pytest.mark.parametrize(
    ("officer", "taken", "note"),
    [("02301", "02301", None), ("2301", "02301", "zeros"), (2301, "02301", "zeros"), ("K07", "K07", None)],
)
def test_the_zeros_of_an_officers_code_come_back_when_one_only_can_be_meant(
    tmp_path: Path, officer: Any, taken: str, note: str | None
) -> None:
    found = given(tmp_path, SLS_1, officer)
    assert (found.good, noted(found)) == ([Assignment(taken, SLS_1)], [(2, note)] if note else [])


def test_a_name_in_place_of_a_code_is_refused_and_its_code_proposed(tmp_path: Path) -> None:
    rows = [("Siti  Aminah", SLS_1), ("SULASTRI", SLS_1), ("02301", "RT 001 RW 001"), ("02301", "RT 003")]
    found = look(book(tmp_path / "a.xlsx", GIVEN, *rows))
    assert codes(found) == [
        (2, "name_as_code_near"),
        (3, "name_as_code"),
        (4, "name_as_code_near"),
        (5, "name_as_code"),
    ]
    assert "02301" in found.faults[0].cure
    assert SLS_1 in found.faults[2].cure


def test_two_officers_of_one_name_or_one_number_are_not_guessed_between(tmp_path: Path) -> None:
    there = known()
    there.add_petugas(type(there.petugas["02301"])("002301", "Siti Aminah"))
    found = look(book(tmp_path / "a.xlsx", GIVEN, ("SITI AMINAH", SLS_1), (2301, SLS_1)), there=there)
    assert codes(found) == [(2, "name_as_code"), (3, "petugas_unknown")]


@pytest.mark.parametrize(
    ("own", "sls"),
    [("000100", SLS_1), (1, SLS_1), ("0001", SLS_1), (100, SLS_1), ("000302", VILLAGE + "000302"), (301, SUB_1)],
)
def test_an_sls_code_behind_the_codes_of_its_area(tmp_path: Path, own: Any, sls: str) -> None:
    found = look(book(tmp_path / "a.xlsx", AREA, ("02301", "33", 21, 10, "001", own)))
    assert found.good == [Assignment("02301", sls)]


@pytest.mark.parametrize(
    ("own", "code"), [("0003", "sub_unclear"), (3, "sub_unclear"), ("0009", "sub_missing"), (1000000, "sls_length")]
)
def test_an_sls_code_that_several_have_or_none(tmp_path: Path, own: Any, code: str) -> None:
    found = look(book(tmp_path / "a.xlsx", AREA, ("02301", "33", "21", "010", "001", own)))
    assert codes(found) == [(2, code)]


def test_four_and_two_digits_in_columns_of_their_own(tmp_path: Path) -> None:
    found = look(book(tmp_path / "a.xlsx", (*AREA, "Sub SLS"), ("02301", "33", "21", "010", "001", 3, 2)))
    assert found.good == [Assignment("02301", VILLAGE + "000302")]
    found = look(book(tmp_path / "b.xlsx", ("Kode Petugas", "ID SLS", "Sub SLS"), ("02301", SLS_1[:14], "0")))
    assert found.good == [Assignment("02301", SLS_1)]


def test_lost_zeros_of_area_codes_come_back(tmp_path: Path) -> None:
    row = (33, "JAWA TENGAH", 21, "DEMAK", 10, "MRANGGEN", 1, "BANYUMENENG")
    found = look(book(tmp_path / "a.xlsx", WILAYAH, row))
    assert found.good == [Village(VILLAGE, ("JAWA TENGAH", "DEMAK", "MRANGGEN", "BANYUMENENG"))]
    assert noted(found) == [(2, "zeros"), (2, "zeros")]


def test_area_codes_that_repeat_what_stands_above_them(tmp_path: Path) -> None:
    rows = [
        ("33", "JAWA TENGAH", "3321", "DEMAK", "3321010", "MRANGGEN", VILLAGE, "BANYUMENENG"),
        ("33", "JAWA TENGAH", "3374", "DEMAK", "9921010", "MRANGGEN", "002", "X"),
        ("33", "JAWA TENGAH", "21", "DEMAK", "Mranggen", "MRANGGEN", "002", "X"),
    ]
    found = look(book(tmp_path / "a.xlsx", WILAYAH, *rows))
    assert [village.code for village in found.good if isinstance(village, Village)] == [VILLAGE]
    assert codes(found) == [(3, "code_elsewhere"), (4, "name_as_code_near")]
    assert "010" in found.faults[1].cure


def test_sls_numbers_made_later_and_sub_sls_are_allowed(tmp_path: Path) -> None:
    ids = [VILLAGE + own for own in ("200100", "900200", "000101", "000104", "100000")]
    rows = [(sls, "RT", "02301", "00412") for sls in ids]
    found = look(book(tmp_path / "a.xlsx", ("idsubsls", "nama_sls", "kode_ppl", "kode_pml"), *rows))
    assert [row.sls.id for row in found.good if isinstance(row, SlsRow)] == ids


def test_an_officer_in_the_column_of_another_role_is_refused(tmp_path: Path) -> None:
    heading = ("idsubsls", "nama_sls", "kode_ppl", "kode_pml", "kode_koseka")
    rows = [(SLS_1, "RT 001", "00412", "02301", "K07"), (SLS_2, "RT 002", "", "", "")]
    found = look(book(tmp_path / "a.xlsx", heading, *rows))
    assert codes(found) == [(2, "role_differs"), (2, "role_differs")]
    assert len(found.good) == 1


def test_prelist_numbers_are_padded_to_their_boxes_and_texts_tidied(tmp_path: Path) -> None:
    heading = ("idsubsls", "no_prelist", "nama_kk", "alamat")
    rows = [
        (SLS_1, 7, " SITI\u00a0 AMINAH ", 12),
        (SLS_1, "008", "BUDI", None),
        (SLS_1, 1530, "EKA", ""),
        (SLS_1, 10000, "X", ""),
        (SLS_1, 9, "", ""),
    ]
    found = look(book(tmp_path / "a.xlsx", heading, *rows))
    wanted = [("0007", "SITI AMINAH", "12"), ("0008", "BUDI", ""), ("1530", "EKA", "")]
    assert found.good == [PrelistLine(SLS_1, each) for each in wanted]
    assert codes(found) == [(5, "not_valid"), (6, "blank")]


def test_an_address_that_became_a_date_is_refused(tmp_path: Path) -> None:
    found = look(
        book(tmp_path / "a.xlsx", ("idsubsls", "no_prelist", "nama_kk", "alamat"), (SLS_1, 1, "A", date(2022, 2, 1)))
    )
    assert codes(found) == [(2, "cell_date")]


def test_a_text_longer_than_its_place_is_refused_not_cut(tmp_path: Path) -> None:
    heading = ("idsubsls", "no_prelist", "nama_kk", "alamat")
    found = look(book(tmp_path / "a.xlsx", heading, (SLS_1, 1, "A" * 100, ""), (SLS_1, 2, "A" * 101, "")))
    assert codes(found) == [(3, "too_long")]
