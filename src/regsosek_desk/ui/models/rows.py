"""What every table of the program answers when Qt asks: rows by columns, numbers on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
Col = TypeVar("Col")
Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
"""The row itself."""
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RowsModel(QAbstractTableModel, Generic[Row, Col]):
    """A table says what it shows by `heading`, `text` and `is_number`."""

    def __init__(self, columns: Sequence[Col], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def row_at(self, at: int) -> Row | None:
        """None where there is no such row."""
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def heading(self, column: Col) -> str:
        raise NotImplementedError

    def text(self, row: Row, column: Col) -> str:
        raise NotImplementedError

    def is_number(self, column: Col) -> bool:
        raise NotImplementedError

    def spoken(self, row: Row, column: Col) -> str:
        """For a screen reader, which has no heading above the cell."""
        return f"{self.heading(column)}: {self.text(row, column)}"

    # --- what Qt asks -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.is_number(column) else _LEFT
            case Qt.ItemDataRole.AccessibleTextRole:
                return self.spoken(row, column)
            case Qt.ItemDataRole.UserRole:
                return row
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.heading(self.columns[section])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.is_number(self.columns[section]) else _LEFT
        return None
