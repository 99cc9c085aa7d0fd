"""The list of a card: it never takes the keyboard, the card moves its mark."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget

_FEWEST = 3
_AIR = 3  # pixels above and below a line


class ChoiceList(QListWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSpacing(_AIR)
        self.rows_wanted = 0

    def height_of(self, rows: int) -> int:
        """Pixels that so many lines take."""
        line = max(self.sizeHintForRow(0), self.fontMetrics().height())
        return rows * (line + 2 * _AIR) + 2 * self.frameWidth() + 4

    def sizeHint(self) -> QSize:
        """As high as the rows wanted; the card may have room for fewer."""
        return QSize(200, self.height_of(self.rows_wanted))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.height_of(min(_FEWEST, self.rows_wanted)))

    def step(self, by: int) -> None:
        """Move the mark, no further than the ends."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))
