"""Lists as people hand them in: written by openpyxl, read by the program."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.services.lists.known import Known
from regsosek_desk.services.lists.preview import Preview, preview

VILLAGE = "3321010001"
SLS_1, SLS_2, SUB_1, SUB_2 = (VILLAGE + own for own in ("000100", "000200", "000301", "000302"))
AREAS = {"33": "JAWA TENGAH", "3321": "DEMAK", "3321010": "MRANGGEN", VILLAGE: "BANYUMENENG", "3321020": "KARANGAWEN"}


def known() -> Known:
    """A village of two whole SLS and one that is divided, a PPL, a PML and a Koseka."""
    officers = [
        Petugas("02301", "SITI AMINAH"),
        Petugas("00412", "BUDI SANTOSO", "PML"),
        Petugas("K07", "RINI", "Koseka"),
    ]
    sls = [Sls(SLS_1, "RT 001 RW 001"), Sls(SLS_2, "RT 002 RW 001"), Sls(SUB_1, "RT 003"), Sls(SUB_2, "RT 003")]
    return Known(AREAS, officers, sls)


def book(path: Path, *rows: Sequence[Any], sheet: str = "Sheet1") -> Path:
    """A workbook with cells of the types given: numbers stay numbers."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    made.save(path)
    return path


def look(*paths: Path, there: Known | None = None) -> Preview:
    """The preview of the last list among these files."""
    return preview(list(paths), there or known())[-1]


def codes(found: Preview) -> list[tuple[int, str]]:
    """Row and code of all that is refused."""
    return [(problem.row, problem.code) for problem in found.faults]


def noted(found: Preview) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in found.notes]


def package(folder: Path) -> list[Path]:
    """Five files that refer to each other, in an order that can't be read as it stands."""
    columns = ("kode_prov", "nama_prov", "kode_kab", "nama_kab", "kode_kec", "nama_kec", "kode_desa", "nama_desa")
    return [
        book(folder / "5.xlsx", ("idsubsls", "no_prelist", "nama_kk", "alamat"), (SLS_1, "001", "ANI", "JL MAWAR")),
        book(folder / "4.xlsx", ("kode_petugas", "idsubsls"), ("K07", SLS_1)),
        book(folder / "3.xlsx", ("idsubsls", "nama_sls", "kode_ppl", "kode_pml"), (SLS_1, "RT 001", "02301", "00412")),
        book(
            folder / "2.xlsx",
            ("kode", "nama", "peran"),
            ("02301", "SITI", "PPL"),
            ("00412", "BUDI", "PML"),
            ("K07", "RINI", "Koseka"),
        ),
        book(folder / "1.xlsx", columns, ("33", "JAWA TENGAH", "21", "DEMAK", "010", "MRANGGEN", "001", "BANYUMENENG")),
    ]
