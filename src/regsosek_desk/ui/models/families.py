"""The table of families: light rows as the file gives them, put into words cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.texts import t
from regsosek_desk.ui.models.codes import covered, parted
from regsosek_desk.ui.models.dates import ago, number
from regsosek_desk.ui.models.family_query import FamilyPage
from regsosek_desk.ui.models.rows import RowsModel


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` is the name of its order in the file, "" for none; `width` is in characters, 0 takes what is left."""

    name: str
    width: int
    sort: str = ""
    right: bool = False


COLUMNS = (
    Column("number", 14, "number"),
    Column("building", 14, "building"),
    Column("head", 0, "name"),
    Column("sls", 25),
    Column("kk", 20),
    Column("status", 13, "status"),
    Column("stage", 15),
    Column("errors", 7, right=True),
    Column("warnings", 11, right=True),
    Column("updated", 19, "updated"),
)


GIVE_WAY = ("building", "updated", "warnings", "errors", "kk")
"""Columns that a narrow window does without, the first one first."""


def column(name: str) -> int:
    return next(at for at, each in enumerate(COLUMNS) if each.name == name)


class FamilyModel(RowsModel[DocumentRow, Column]):
    """Families as rows. KK numbers are covered in the middle until `show_numbers`."""

    def __init__(self, now: Callable[[], datetime] = datetime.now, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, parent)
        self._now = now
        self._places: Mapping[str, Sls] = {}
        self._open_numbers = False

    def show_page(self, page: FamilyPage) -> None:
        """Replace all rows."""
        self._places = page.places
        self.show_rows(page.rows)

    @property
    def numbers_shown(self) -> bool:
        return self._open_numbers

    def show_numbers(self, shown: bool) -> None:
        """Uncover KK numbers, or cover them again."""
        self._open_numbers = shown
        if self.rows:
            at = column("kk")
            self.dataChanged.emit(self.index(0, at), self.index(len(self.rows) - 1, at))

    def row_of(self, document: str) -> int:
        """Row of a document, -1 when it is not among them."""
        return next((at for at, row in enumerate(self.rows) if row.id == document), -1)

    def heading(self, column: Column) -> str:
        return t(f"families.column_{column.name}")

    def is_number(self, column: Column) -> bool:
        return column.right

    def text(self, row: DocumentRow, column: Column) -> str:
        match column.name:
            case "number":
                return row.family_number
            case "building":
                return row.building_number
            case "head":
                return row.head_name or t("families.no_name")
            case "sls":
                return self._place(row.sls_id)
            case "kk":
                return parted(row.kk_number) if self._open_numbers else parted(covered(row.kk_number))
            case "status":
                return t(f"shell.status_{row.status}")
            case "stage":
                return "" if row.stage == "open" else t(f"review.stage_{row.stage}")
            case "errors":
                return _count(row.errors, row)
            case "warnings":
                return _count(row.warnings, row)
            case "updated":
                return "" if row.status == "blank" else ago(row.updated_at, self._now())
        raise KeyError(column.name)

    def _place(self, sls_id: str) -> str:
        sls = self._places.get(sls_id)
        return f"{sls.name}, {sls.desa_name}" if sls and sls.desa_name else (sls.name if sls else sls_id)


def _count(value: int, row: DocumentRow) -> str:
    """A count of faults; of a document nobody keyed it says nothing."""
    return number(value) if value and row.status != "blank" else ""
