"""Files as they come: encodings, delimiters, what isn't what it is called."""

from __future__ import annotations

import errno
import struct
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lists_rig import SLS_1, book, codes, look, noted
from openpyxl import Workbook, load_workbook

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.services.lists.readers import Assignment, PrelistLine
from regsosek_desk.storage.sheets import sheets, write_table, write_workbook

HEADING = ("kode_petugas", "idsubsls")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_every_delimiter_and_encoding(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "prelist.csv"
    lines = [("idsubsls", "no_prelist", "nama_kk", "alamat"), (SLS_1, "1", "ANDRÉ", '"JL ""MAWAR"", NO; 1"')]
    path.write_text("\r\n".join(delimiter.join(line) for line in lines) + "\r\n", encoding)
    found = look(path)
    assert found.good == [PrelistLine(SLS_1, ("0001", "ANDRÉ", 'JL "MAWAR", NO; 1'))]


def test_a_csv_that_excel_exported_after_eating_the_codes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'kode_petugas;idsubsls\n2301;3,32101E+15\n02301;"=""{SLS_1}"""\n', "utf-8-sig")
    found = look(path)
    assert (codes(found), found.good) == ([(2, "scientific")], [Assignment("02301", SLS_1)])
    assert noted(found) == [(2, "zeros"), (3, "trimmed")]


def test_a_first_line_that_names_the_delimiter_is_not_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"sep=,\nkode_petugas,idsubsls\n02301,{SLS_1}\n02301,x\n", "utf-8")
    assert codes(look(path)) == [(3, "name_as_code")]


def test_rows_are_numbered_as_the_spreadsheet_program_does_also_after_a_cell_of_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'kode_petugas;idsubsls;catatan\n02301;{SLS_1};"satu\ndua"\n02301;x;\n', "utf-8")
    assert codes(look(path)) == [(3, "name_as_code")]


def test_rows_and_columns_before_the_table_count(tmp_path: Path) -> None:
    made = Workbook()
    page = made.active
    assert page is not None
    page["C5"], page["D5"], page["C6"], page["D6"], page["C7"], page["D7"] = *HEADING, "02301", SLS_1, None, "x"
    page.merge_cells("C6:C7")
    made.save(tmp_path / "a.xlsx")
    found = look(tmp_path / "a.xlsx")
    assert (found.good, codes(found)) == ([Assignment("02301", SLS_1)], [(7, "name_as_code")])


def test_a_workbook_called_csv_and_a_web_page_called_xls(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", HEADING, ("02301", SLS_1)).rename(tmp_path / "a.csv")
    assert look(tmp_path / "a.csv").good == [Assignment("02301", SLS_1)]
    (tmp_path / "b.xls").write_text("<html><table><tr><td>idsubsls</td></tr></table></html>", "utf-8")
    assert fault(tmp_path / "b.xls") == "sheet_unreadable"


def fault(path: Path) -> str:
    with pytest.raises(DeskError) as raised:
        look(path)
    assert raised.value.params["file"] == path.name
    return raised.value.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF", "sheet_kind"),
        ("a.xlsx", b"", "sheet_unreadable"),
        ("a.xlsx", b"PK\x03\x04 not really", "sheet_unreadable"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheet_unreadable"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert fault(tmp_path / name) == code


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert fault(tmp_path / "a.xlsx") == "file_missing"
    (tmp_path / "b.xlsx").mkdir()
    assert fault(tmp_path / "b.xlsx") == "file_missing"


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "a.csv.xlsx", HEADING)

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(errno.EACCES, "in use", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(MachineFault, match="read_only"):
        list(sheets(path))


def test_a_cut_workbook_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", HEADING, ("02301", SLS_1))
    path.write_bytes(path.read_bytes()[:-200])
    assert fault(path) == "sheet_unreadable"


def test_a_forgotten_cell_in_the_last_corner_is_named_instead_of_taking_all_memory(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", HEADING, ("02301", SLS_1))
    made = load_workbook(path)
    made["Sheet1"]["XFD1048576"] = "x"
    made.save(path)
    with pytest.raises(InputFault) as raised:
        look(path)
    assert (raised.value.code, raised.value.params["cell"]) == ("sheet_stray_cell", "XFD1048576")


def test_a_cell_far_to_the_right_or_far_below_alone_is_no_trouble(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", HEADING, ("02301", SLS_1))
    made = load_workbook(path)
    made["Sheet1"]["XFD3"], made["Sheet1"]["A200000"] = "", None
    made["Sheet1"]["ZZ1"] = "catatan"
    made.save(path)
    assert look(path).good == [Assignment("02301", SLS_1)]


def test_what_is_typed_below_a_written_workbook_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"tugas": [HEADING, ("02301", SLS_1)], "Petunjuk": [("Kolom", "Arti")]}, [12, 20])
    page = load_workbook(path)["tugas"]
    assert [cell.number_format for row in page.iter_rows() for cell in row] == ["@"] * 4
    assert [page.column_dimensions[letter].number_format for letter in "AB"] == ["@", "@"]
    assert page["B2"].data_type == "s"
    assert look(path).good == [Assignment("02301", SLS_1)]


def test_a_written_csv_is_read_again(tmp_path: Path) -> None:
    write_table(tmp_path / "a.csv", [HEADING, ("02301", SLS_1)])
    assert look(tmp_path / "a.csv").good == [Assignment("02301", SLS_1)]


@pytest.mark.parametrize("seed", range(40))
def test_a_workbook_with_changed_bytes_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    path, rng = book(tmp_path / "a.xlsx", HEADING, *[("02301", SLS_1)] * 20), Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 8)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    path.write_bytes(content)
    with suppress(InputFault):
        look(path)


def test_old_workbooks_are_read(tmp_path: Path) -> None:
    rows: list[tuple[str | float, ...]] = [HEADING, (2301.0, SLS_1), ("02301", float(SLS_1))]
    (tmp_path / "a.xls").write_bytes(old_workbook(rows))
    found = look(tmp_path / "a.xls")
    assert (found.good, codes(found)) == ([Assignment("02301", SLS_1)], [(3, "long_number")])


def old_workbook(rows: Sequence[Sequence[str | float]]) -> bytes:
    """Excel 97 (BIFF8) with one sheet, in the smallest compound file that may hold it."""
    cells = b"".join(_cell(row, column, value) for row, line in enumerate(rows) for column, value in enumerate(line))
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + cells + _record(0x0A)
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 6))
    place = len(begin) + 4 + 8 + 6 + 4
    book = begin + _record(0x85, struct.pack("<IBBBB", place, 0, 0, 6, 0) + b"Sheet1") + _record(0x0A) + sheet
    stream = book.ljust(4096, b"\0")  # shorter ones would need a second kind of sectors
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    free, none = 0xFFFFFFFF, 0xFFFFFFFE
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    versions, places = (0x3E, 3, 0xFFFE, 9, 6), (0, 1, 1, 0, 4096, none, 0, none, 0)
    head = struct.pack("<8s16x5H6x9I109I", signature, *versions, *places, 0, *[free] * 108)
    fat = struct.pack("<128I", *table, *[free] * (128 - len(table)))
    entries = _entry("Root Entry", 5, 1, none, 0) + _entry("Workbook", 2, free, 2, len(stream))
    return head + fat + entries + _entry("", 0, free, 0, 0) * 2 + stream


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, float):
        return _record(0x203, place + struct.pack("<d", value))
    return _record(0x204, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    free, text = 0xFFFFFFFF, name.encode("utf-16-le")
    length = len(text) + 2 if name else 0
    return text.ljust(64, b"\0") + struct.pack("<HBBIII36xIII", length, kind, 1, free, free, child, start, size, 0)
