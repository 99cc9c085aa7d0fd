"""The table of families: light rows as the file gives them, put into words cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.texts import t
from regsosek_desk.ui.models.codes import covered, parted
from regsosek_desk.ui.models.dates import ago, number
from regsosek_desk.ui.models.family_query import FamilyPage

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
"""The DocumentRow itself."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


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


class FamilyModel(QAbstractTableModel):
    """Families as rows. KK numbers are covered in the middle until `show_numbers`."""

    def __init__(self, now: Callable[[], datetime] = datetime.now, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: list[DocumentRow] = []
        self._places: Mapping[str, Sls] = {}
        self._open_numbers = False

    def show_page(self, page: FamilyPage) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows, self._places = page.rows, page.places
        self.endResetModel()

    @property
    def numbers_shown(self) -> bool:
        return self._open_numbers

    def show_numbers(self, shown: bool) -> None:
        """Uncover KK numbers, or cover them again."""
        self._open_numbers = shown
        if self._rows:
            at = column("kk")
            self.dataChanged.emit(self.index(0, at), self.index(len(self._rows) - 1, at))

    def document_at(self, row: int) -> DocumentRow | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, document: str) -> int:
        """Row of a document, -1 when it is not among them."""
        return next((at for at, row in enumerate(self._rows) if row.id == document), -1)

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, COLUMNS[index.column()].name)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if COLUMNS[index.column()].right else _LEFT
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, COLUMNS[index.column()].name)
            case Qt.ItemDataRole.UserRole:
                return row
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return t(f"families.column_{COLUMNS[section].name}")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if COLUMNS[section].right else _LEFT
        return None

    def _text(self, row: DocumentRow, name: str) -> str:
        match name:
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
        raise KeyError(name)

    def _spoken(self, row: DocumentRow, name: str) -> str:
        return f"{t(f'families.column_{name}')}: {self._text(row, name)}"

    def _place(self, sls_id: str) -> str:
        sls = self._places.get(sls_id)
        return f"{sls.name}, {sls.desa_name}" if sls and sls.desa_name else (sls.name if sls else sls_id)


def _count(value: int, row: DocumentRow) -> str:
    """A count of faults; of a document nobody keyed it says nothing."""
    return number(value) if value and row.status != "blank" else ""
