"""The list of what was scanned, as a table whose columns are wide enough for what they hold."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView, QTableView

from regsosek_desk.texts import t
from regsosek_desk.ui.custody.lines import STATES, Line, Lines
from regsosek_desk.ui.widgets.tables import quiet

_SAMPLES = ("RT 001 RW 001   33 21 010 001 0001 00", "000 / 000")
_PADDING = 22


class LineTable(QTableView):
    """`looked_at` when the cursor comes to another line."""

    looked_at = Signal(object)

    def __init__(self, lines: Lines) -> None:
        super().__init__()
        self._lines = lines
        self.setModel(lines)
        self.setAccessibleName(t("custody.sitting"))
        quiet(self)
        self._size_columns()
        self.selectionModel().currentRowChanged.connect(lambda now, _: self.looked_at.emit(lines.line_at(now.row())))

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        samples = (max((t(f"custody.state_{state}") for state in STATES), key=len), *_SAMPLES)
        for column, sample in enumerate(samples):
            self.setColumnWidth(column, self.fontMetrics().horizontalAdvance(sample) + _PADDING)
        header.setSectionResizeMode(len(samples), QHeaderView.ResizeMode.Stretch)

    def look_at(self, line: Line) -> None:
        """Bring the cursor to a line."""
        self.selectRow(self._lines.row_of(line))

    def move_by(self, rows: int) -> None:
        """Bring the cursor that many rows down."""
        last = self._lines.rowCount() - 1
        if last >= 0:
            self.selectRow(max(0, min(last, self.currentIndex().row() + rows)))
