"""The office's lists: Demak's five files checked and loaded into an SQLite endpoint, from xlsx and from csv."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from bench.table import Line
from regsosek_desk.services.lists.kinds import Kind, definitions
from regsosek_desk.services.training.demak import DEMAK
from regsosek_desk.services.training.material import material
from regsosek_desk.services.training_file import wilayah_rows
from regsosek_desk.storage.sheets import write_table, write_workbook

SLS, FAMILIES, PPL, PML = 7_141, 379_927, 1_526, 382
Row = tuple[str, ...]


def lines(folder: Path) -> Iterator[Line]:
    folder = folder / "daftar"
    folder.mkdir()
    tables = demak_lists()
    for kind, rows in tables.items():
        write_workbook(folder / f"{kind}.xlsx", {kind: rows}, [20] * len(rows[0]))
        write_table(folder / f"{kind}.csv", rows)
    del tables
    for suffix in ("xlsx", "csv"):
        command = [sys.executable, "-m", "bench.lists_child", str(folder), suffix]
        found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
        size = sum(path.stat().st_size for path in folder.glob(f"*.{suffix}")) / 1e6
        note = (
            f"{size:.0f} MB of files; check {found['checked']:.1f} s, load {found['loaded']:.1f} s, "
            f"told {found['told']} times how far"
        )
        what = f"Demak's lists from {suffix}, {SLS:,} SLS and {FAMILIES:,} prelist rows"
        yield Line(what, [found["checked"] + found["loaded"]], unit="s", budget=60.0, note=note)
        yield Line("… peak memory of the process", [found["megabytes"]], unit="MB", budget=500.0)


def demak_lists() -> dict[Kind, list[Row]]:
    """Headings and rows of the five lists; as many SLS and families as Demak has, all invented."""
    rng = Random(2022)
    villages = [row for row in wilayah_rows() if (row["kode_prov"], row["kode_kab"]) == DEMAK]
    names = [column.name for column in definitions()["wilayah"].columns]
    sls = [_village(village) + f"{number:04d}00" for village, number in _places(villages)]
    ppl = [f"{number:05d}" for number in range(1, PPL + 1)]
    pml = [f"{number:05d}" for number in range(50_001, 50_001 + PML)]
    people: list[Row] = [(code, _name(rng), role) for codes, role in ((ppl, "PPL"), (pml, "PML")) for code in codes]
    served = [(ppl[place % PPL], pml[place % PPL % PML]) for place in range(SLS)]
    sizes = zip(sls, _sizes(rng), strict=True)
    rows: dict[Kind, list[Row]] = {
        "wilayah": [tuple(village[name] for name in names) for village in villages],
        "petugas": people,
        "sls": [(code, f"RT {code[11:14]}", *officers, "") for code, officers in zip(sls, served, strict=True)],
        "penugasan": [(officers[0], code) for code, officers in zip(sls, served, strict=True)],
        "prelist": [_line(rng, code, number) for code, count in sizes for number in range(1, count + 1)],
    }
    return {kind: [definitions()[kind].names[: len(found[0])], *found] for kind, found in rows.items()}


def _places(villages: list[dict[str, str]]) -> Iterator[tuple[dict[str, str], int]]:
    for place in range(SLS):
        number, village = divmod(place, len(villages))
        yield villages[village], number + 1


def _village(row: dict[str, str]) -> str:
    return row["kode_prov"] + row["kode_kab"] + row["kode_kec"] + row["kode_desa"]


def _sizes(rng: Random) -> list[int]:
    """Families of each SLS, from a handful to hundreds, together those of Demak."""
    sizes = [min(900, max(3, round(rng.lognormvariate(3.8, 0.6)))) for _ in range(SLS)]
    while (off := FAMILIES - sum(sizes)) != 0:
        place, step = rng.randrange(SLS), 1 if off > 0 else -1
        sizes[place] += step if 3 < sizes[place] + step < 900 else 0
    return sizes


def _name(rng: Random) -> str:
    return material().names.draw(rng, woman=rng.random() < 0.3, age=rng.randint(20, 80))


def _line(rng: Random, sls: str, number: int) -> Row:
    street = rng.choice(material().place.streets)
    return sls, f"{number:03d}", _name(rng), f"JL {street} NO {rng.randint(1, 200)} RT {rng.randint(1, 9):03d}"
