"""The table of progress as Qt asks for it, and a look as text, for coming back."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont

from regsosek_desk.services.progress.columns import Column, columns_for
from regsosek_desk.services.progress.levels import Row, Table
from regsosek_desk.services.progress.look import DENOMINATORS, WAYS, Look
from regsosek_desk.ui.models.rows import Index, RowsModel
from regsosek_desk.ui.widgets.look import scaled, theme


class ProgressModel(RowsModel[Row, Column]):
    """Rows of a table, its sum at the end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self.table: Table | None = None

    def show_table(self, table: Table) -> None:
        self.beginResetModel()
        self.table, self.columns = table, tuple(columns_for(table.look))
        self.rows = [*table.rows, table.total] if table.rows else ()
        self.endResetModel()

    def row_at(self, at: int) -> Row | None:
        """None for the sum too."""
        return super().row_at(at) if at != len(self.rows) - 1 else None

    def line_of(self, key: str) -> int:
        """The line with this key, the first where there is none."""
        return next((at for at, row in enumerate(self.rows[:-1]) if row.key == key), 0)

    def heading(self, column: Column) -> str:
        assert self.table is not None
        return column.heading(self.table.look)

    def text(self, row: Row, column: Column) -> str:
        assert self.table is not None
        return column.shown(row, self.table)

    def is_number(self, column: Column) -> bool:
        return column.kind != "text"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(self.columns[index.column()], self.rows[index.row()])
        if role == Qt.ItemDataRole.FontRole:
            return _bold() if index.row() == len(self.rows) - 1 else None
        return super().data(index, role)

    def _ink(self, column: Column, row: Row) -> Any:
        assert self.table is not None
        colors = theme()
        if column.value(row, self.table) == 0:
            return colors.faint
        if column.name == "finish" and row.forecast.verdict in ("late", "idle"):
            return colors.error if row.forecast.verdict == "late" else colors.warning
        return {"good": colors.ok, "warning": colors.warning, "error": colors.error}.get(column.kind)


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
