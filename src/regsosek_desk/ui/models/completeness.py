"""Kelengkapan as a table: one row an SLS, one column a number that is to be equal to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.services.completeness.gaps import Gap, Kind, Tie
from regsosek_desk.services.completeness.ties import ties
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t
from regsosek_desk.ui.models.codes import village
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.models.rows import ROW_ROLE, Index, RowsModel

UNEQUAL_ROLE = ROW_ROLE + 1
"""Whether the cell is one that doesn't tie."""
COLUMNS = ("sls", "prelist", "vk", "rekap", "received", "used", "banr", "keyed", "blank", "state")
_MARKED: Mapping[str, frozenset[Kind]] = {
    "vk": frozenset({Kind.NO_LIST, Kind.LINE_OPEN, Kind.NO_NUMBER, Kind.NUMBER_TWICE}),
    "rekap": frozenset({Kind.RECAP_BLANK, Kind.RECAP_DIFFERS}),
    "received": frozenset({Kind.NOT_COUNTED, Kind.RECEIVED_DIFFERS}),
    "used": frozenset({Kind.NOT_COUNTED, Kind.USED_DIFFERS, Kind.UNUSED}),
    "banr": frozenset({Kind.BANR_OFF_LIST, Kind.BANR_TWICE, Kind.K_AND_BANR, Kind.NOT_IN_BANR}),
    "keyed": frozenset({Kind.K_OFF_LIST, Kind.K_TWICE, Kind.K_NUMBER_TWICE, Kind.RETURNED, Kind.REJECTED}),
    "blank": frozenset({Kind.NO_K, Kind.BLANK_K}),
}


@dataclass(frozen=True, slots=True)
class TiedSls:
    sls: Sls
    tie: Tie

    @property
    def name(self) -> str:
        return self.sls.name or self.sls.id

    def marked(self, column: str) -> bool:
        """Whether that number is where something doesn't tie."""
        return any(gap.kind in _MARKED.get(column, ()) for gap in self.tie.gaps)


def read_ties(file: WorkFile) -> list[TiedSls]:
    """Every SLS with its tie; in the thread of the file. Raises MachineFault."""
    places = {sls.id: sls for sls in file.sls_list()}
    return [TiedSls(places[each.sls_id], each) for each in ties(file)]


def gap_words(gap: Gap) -> str:
    """What doesn't tie, the family first: `003 SITI · belum ada K`."""
    line = gap.told.get("line")
    number = t("complete.printed", line=line) if line else gap.family_number
    who = " ".join(part for part in (number, gap.name) if part)
    what = t(gap.text, **gap.told)
    return f"{who} · {what}" if who else what


def cure_words(gap: Gap) -> str:
    """What to do about it."""
    return t(f"complete.cure.{gap.kind}")


class TieModel(RowsModel[TiedSls, str]):
    """The table; a number that doesn't tie has `≠` before it, so that it is told without colour too."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)

    def row_of(self, sls_id: str) -> int:
        """The row of an SLS, 0 for one that isn't there."""
        return next((at for at, each in enumerate(self.rows) if each.sls.id == sls_id), 0)

    def heading(self, column: str) -> str:
        return t(f"complete.column_{column}")

    def is_number(self, column: str) -> bool:
        return column not in ("sls", "state")

    def text(self, row: TiedSls, column: str) -> str:
        if column == "sls":
            return "  ·  ".join(part for part in (row.name, row.sls.desa_name) if part)
        if column == "state":
            gaps = len(row.tie.gaps)
            return t("complete.gaps", count=number(gaps)) if gaps else t("complete.done")
        value = getattr(row.tie, column)
        if value is None:
            return t("complete.not_yet") if row.marked(column) else "–"
        return f"≠ {number(value)}" if row.marked(column) else number(value)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role == UNEQUAL_ROLE:
            return row.marked(column) or (column == "state" and not row.tie.is_complete)
        if role == Qt.ItemDataRole.ToolTipRole and column == "sls":
            return village(row.sls)
        return super().data(index, role)
