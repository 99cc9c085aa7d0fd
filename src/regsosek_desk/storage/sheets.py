"""Tables as spreadsheet programs write them: rows out of xlsx, xls, ods and csv, and workbooks of text cells."""

from __future__ import annotations

import codecs
import csv
import errno
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.storage.faults import fault_of

Cell = str | int | float | bool | date | datetime | time | timedelta
"""As the file has it; an empty cell is ""."""
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".tsv")
_DELIMITERS = ";,\t"
_LOOK_AT = 20  # lines that tell which delimiter it is
_MOST_CELLS = 28_000_000  # the reader keeps 24 bytes for each cell of the rectangle, also for the empty ones
_MOST_SHEET = 2_000_000_000  # bytes of a sheet unpacked
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What the zip library says of changed bytes."""
_CHUNK, _OVERLAP = 1 << 20, 64
_FAR_CELL = re.compile(rb'<c r="([A-Z]{2,3})([0-9]+)"[^>]*[^/]>')
_ROW = re.compile(rb'<row [^>]*?r="([0-9]+)"')
_WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NO_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What stands in no sheet: a workbook with one of them can't be written."""
_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,]*$)")
"""How a text begins that a spreadsheet program would run as a formula."""
_MERGED = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `rows` gives row number (from 1, as the program shows it) and cells, merged cells filled."""

    name: str
    """Of the sheet in its workbook; "" for a csv file."""
    height: int
    """Rows at most: what progress is counted against."""
    rows: Callable[[], Iterator[tuple[int, list[Cell]]]]


def sheets(path: Path) -> Iterator[Sheet]:
    """The visible sheets of a workbook, each loaded when it is reached, or the one table of a csv file.

    Raises InputFault `file_missing`, `sheet_kind` (no such format), `sheet_unreadable`, `sheet_password`,
    `sheet_stray_cell` (a rectangle too large for the memory); MachineFault `read_only`, `disk_error`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputFault("sheet_kind", file=path.name)
    try:
        if not path.is_file():
            raise InputFault("file_missing", file=path.name)
        yield from (_workbook(path) if _is_workbook(path) else [_table(path)])
    except OSError as error:
        if error.errno == errno.EINVAL:  # a changed byte sends the reader to a place before the file
            raise InputFault("sheet_unreadable", file=path.name) from error
        raise fault_of(error, path) or MachineFault("disk_error", file=path.name) from error


def _is_workbook(path: Path) -> bool:
    """By its first bytes: what is called .csv may be a workbook, and what is called .xls a page of a web site."""
    with path.open("rb") as stream:
        return stream.read(4) in _WORKBOOK_STARTS or path.suffix.lower() not in (".csv", ".txt", ".tsv")


# ---- workbooks


def _workbook(path: Path) -> Iterator[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        if zipfile.is_zipfile(path):
            _refuse_far_cells(path)
        with CalamineWorkbook.from_path(path) as book:
            for found in book.sheets_metadata:
                if found.typ == SheetTypeEnum.WorkSheet and found.visible == SheetVisibleEnum.Visible:
                    yield _sheet(book.get_sheet_by_name(found.name))
    except PasswordError:
        raise InputFault("sheet_password", file=path.name) from None
    except CalamineError as error:
        raise InputFault("sheet_unreadable", file=path.name) from error


def _sheet(sheet: Any) -> Sheet:
    left = (sheet.start or (0, 0))[1]
    merged = sheet.merged_cell_ranges or ()

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        return _filled(enumerate(sheet.iter_rows(), 1), merged, left)

    return Sheet(sheet.name, (sheet.end or (0, 0))[0] + 1, rows)


def _filled(
    rows: Iterable[tuple[int, list[Cell]]], merged: Sequence[_MERGED], left: int
) -> Iterator[tuple[int, list[Cell]]]:
    """Give every cell of a merged range the value that the file keeps in its first."""
    starting: dict[int, list[_MERGED]] = {}
    for area in merged:
        starting.setdefault(area[0][0] + 1, []).append(area)
    open_areas: list[tuple[int, slice, Cell]] = []
    for number, row in rows:
        open_areas = [area for area in open_areas if area[0] >= number]
        for (_, first), (bottom, last) in starting.get(number, ()):
            columns = slice(first - left, min(last - left + 1, len(row)))
            if 0 <= columns.start < columns.stop:
                open_areas.append((bottom + 1, columns, row[columns.start]))
        for _, columns, value in open_areas:
            row[columns] = [value] * (columns.stop - columns.start)
        yield number, row


def _refuse_far_cells(path: Path) -> None:
    """A forgotten blank in the last corner of a sheet would make the reader ask for terabytes and die."""
    try:
        with zipfile.ZipFile(path) as archive:
            for item in archive.infolist():
                if item.filename.startswith("xl/worksheets/") and item.filename.endswith(".xml"):
                    if item.file_size > _MOST_SHEET:
                        raise InputFault("sheet_unreadable", file=path.name)
                    with archive.open(item) as stream:
                        _measure(stream, path.name)
    except _BROKEN_ZIP as error:
        raise InputFault("sheet_unreadable", file=path.name) from error


def _measure(stream: IO[bytes], file: str) -> None:
    width, height, far, before = 26, 0, "", b""
    while chunk := stream.read(_CHUNK):
        text = before + chunk
        for match in _FAR_CELL.finditer(text):
            if (number := _column_number(match[1])) > width:
                width, far = number, (match[1] + match[2]).decode()
        if row := _ROW.match(text, max(0, text.rfind(b"<row ", 0, max(0, text.rfind(b"</c>"))))):
            height = int(row[1])
        before = text[-_OVERLAP:]
    if width * height > _MOST_CELLS:
        raise InputFault("sheet_stray_cell", file=file, cell=far or str(height))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


# ---- csv


def _table(path: Path) -> Sheet:
    encoding, lines = _encoding(path)
    delimiter = _delimiter(path, encoding)

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        with path.open(encoding=encoding, newline="", errors="replace") as stream:
            try:
                yield from enumerate(_records(stream, delimiter), 1)
            except csv.Error as error:
                raise InputFault("sheet_unreadable", file=path.name) from error

    return Sheet("", lines, rows)


def _encoding(path: Path) -> tuple[str, int]:
    """The encoding, and how many lines there are: what is no UTF-8 comes from Excel for Windows."""
    decoder, lines, encoding = codecs.getincrementaldecoder("utf-8")(), 0, "utf-8-sig"
    with path.open("rb") as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            encoding = "utf-16"
        stream.seek(0)
        while chunk := stream.read(_CHUNK):
            lines += chunk.count(b"\n")
            if encoding == "utf-8-sig":
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    encoding = "cp1252"
    return encoding, lines + 1


def _delimiter(path: Path, encoding: str) -> str:
    """The sign that cuts the first lines into the most fields; a first line `sep=;` says it."""
    with path.open(encoding=encoding, newline="", errors="replace") as stream:
        lines = list(islice(stream, _LOOK_AT))
    if lines and (said := _hint(lines[0])):
        return said
    return max(_DELIMITERS, key=lambda sign: sum(len(row) - 1 for row in csv.reader(lines, delimiter=sign)))


def _hint(line: str) -> str:
    said = line.strip().lower()
    return line.strip()[4:] if said.startswith("sep=") and len(said) == 5 else ""


def _records(stream: TextIOWrapper, delimiter: str) -> Iterator[list[Cell]]:
    first = next(stream, "")
    lines = stream if _hint(first) else chain([first], stream)  # spreadsheet programs don't show the hint either
    for row in csv.reader(lines, delimiter=delimiter):
        yield [*row]


# ---- writing

_NARROWEST, _WIDEST = 12, 40
"""Letters in a column."""


def write_workbook(path: Path, tables: Mapping[str, Iterable[Sequence[str | int]]], widths: Sequence[int]) -> None:
    """Write one sheet for each name; the first row is its heading. Texts stay text, and so do whole columns.

    What is typed below the last row stays text too; whole numbers are numbers, to be added up. `widths` are those of
    the columns, in letters. Raises OSError.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, width in enumerate(widths, 1):
            column = sheet.column_dimensions[get_column_letter(number)]
            column.width, column.number_format = width, "@"
        for place, row in enumerate(rows):
            sheet.append([_cell(sheet, value, bold=place == 0) for value in row])
    book.save(path)


def _cell(sheet: Any, value: str | int, *, bold: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=_NO_SIGN.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"  # text, even where it begins as a formula does
    if bold:
        cell.font = Font(bold=True)
    return cell


def write_both(folder: Path, stem: str, sheet: str, rows: Sequence[Sequence[str | int]]) -> list[str]:
    """Write a table, its heading first, as workbook and as csv; gives the names of the files. Raises OSError."""
    widths = [min(_WIDEST, max(_NARROWEST, *(len(str(cell)) + 2 for cell in each))) for each in zip(*rows, strict=True)]
    write_workbook(folder / f"{stem}.xlsx", {sheet: rows}, widths)
    write_table(folder / f"{stem}.csv", [[str(cell) for cell in row] for row in rows])
    return [f"{stem}.xlsx", f"{stem}.csv"]


def write_table(path: Path, rows: Iterable[Sequence[str]]) -> None:
    """Write csv as Excel for Indonesian settings opens it by a double click: semicolons, UTF-8 with its mark.

    A text that would be run as a formula gets an apostrophe before it.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([_inert(text) for text in row] for row in rows)


def _inert(text: str) -> str:
    shown = _NO_SIGN.sub("", text)
    return f"'{shown}" if _FORMULA.match(shown) else shown
