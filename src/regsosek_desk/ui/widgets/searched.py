"""A table under the line that it is searched with: ↓ and ↑ lead from one to the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QTableView


class SearchField(QLineEdit):
    """A line to search with; ↓ goes on into the list."""

    left_downwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


class SearchedTable(QTableView):
    """Only the keys for moving are its own."""

    left_upwards = Signal()
    """↑ on the first row."""
    cursor_column = 0
    """One that is never hidden."""

    def select_row(self, row: int) -> None:
        """Put the cursor on a row, without the focus too."""
        index = self.model().index(row, self.cursor_column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)
