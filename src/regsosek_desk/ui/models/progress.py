"""The table of progress as Qt asks for it, and a look as text, for coming back."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from regsosek_desk.services.progress.columns import Column, columns_for
from regsosek_desk.services.progress.levels import Row, Table
from regsosek_desk.services.progress.look import DENOMINATORS, WAYS, Look
from regsosek_desk.ui.widgets.look import scaled, theme

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
"""The Row itself."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ProgressModel(QAbstractTableModel):
    """Rows of a table, its sum at the end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self.columns: tuple[Column, ...] = ()

    def show_table(self, table: Table) -> None:
        self.beginResetModel()
        self.table, self.columns = table, tuple(columns_for(table.look))
        self.endResetModel()

    def row_at(self, row: int) -> Row | None:
        """None for the sum."""
        rows = self.table.rows if self.table else ()
        return rows[row] if 0 <= row < len(rows) else None

    def line_of(self, key: str) -> int:
        """The line with this key, the first where there is none."""
        rows = self.table.rows if self.table else ()
        return next((at for at, row in enumerate(rows) if row.key == key), 0)

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.table.rows) + 1 if self.table and self.table.rows else 0

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or self.table is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self.columns[section])
        return self.columns[section].heading(self.table.look) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        assert self.table is not None
        column = self.columns[index.column()]
        row = self.row_at(index.row()) or self.table.total
        if role == Qt.ItemDataRole.DisplayRole:
            return column.shown(row, self.table)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(column, row)
        if role == Qt.ItemDataRole.FontRole:
            return _bold() if row is self.table.total else None
        return row if role == ROW_ROLE else None

    def _ink(self, column: Column, row: Row) -> Any:
        assert self.table is not None
        colors = theme()
        if column.value(row, self.table) == 0:
            return colors.faint
        if column.name == "finish" and row.forecast.verdict in ("late", "idle"):
            return colors.error if row.forecast.verdict == "late" else colors.warning
        return {"good": colors.ok, "warning": colors.warning, "error": colors.error}.get(column.kind)


def _side(column: Column) -> int:
    return int(_LEFT if column.kind == "text" else _RIGHT)


def _bold() -> QFont:
    from PySide6.QtWidgets import QApplication

    return scaled(QApplication.font(), 1.0, bold=True)


# --- coming back --------------------------------------------------------------------------------------


def look_to_text(look: Look, key: str) -> str:
    """The look and the row chosen in it."""
    return json.dumps([look.way, look.denominator, look.only_stalled, list(look.path), key])


def look_from_text(text: str) -> tuple[Look, str] | None:
    """What `look_to_text` wrote; None for anything else."""
    try:
        way, denominator, stalled, path, key = json.loads(text)
    except ValueError:
        return None
    if way not in WAYS or denominator not in DENOMINATORS:
        return None
    return Look(way, tuple(path), denominator, only_stalled=bool(stalled)), key
