"""The table as it is shown, as workbook and csv, under a name that says what it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from regsosek_desk.services.progress.columns import lines
from regsosek_desk.services.progress.levels import Table
from regsosek_desk.services.whole_files import whole_files
from regsosek_desk.storage.sheets import write_both


def file_stem(table: Table, kab: str) -> str:
    """Such as `progres_3321_sls_2022-11-20`; further inside the code of what was stepped into stands there."""
    look = table.look
    where = (look.path[-1] if look.path and look.path[-1] else kab) or kab
    stalled = ["mangkrak"] if look.only_stalled else []
    return "_".join(["progres", where, look.level, *stalled, table.today.isoformat()])


def export_table(table: Table, folder: Path, kab: str) -> list[Path]:
    """Write exactly what the table shows, codes as text; gives the paths. Raises MachineFault as `whole_files` does."""
    return write_shown(lines(table), folder, file_stem(table, kab), table.look.level)


def write_shown(rows: Sequence[Sequence[str | int]], folder: Path, stem: str, sheet: str) -> list[Path]:
    """Write a table, its heading first, as workbook and csv; gives the paths. Raises MachineFault as `whole_files`."""
    with whole_files(folder) as part:
        return [folder / name for name in write_both(part, stem, sheet, rows)]
