"""A table whose columns are as wide as what stands in them; where all of them have no room it is moved sideways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.tables import PlainModel, PlainTable

_PAD = 26
_LOOKED_AT = 300
"""Rows that a column's width is taken from."""


class FittedTable(PlainTable):
    """The column without a width of its own takes what is left. ← and → move sideways where there is more to see."""

    def __init__(self, model: PlainModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._plain = model
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for at in range(len(model.columns)):
            self.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self.fit)

    def fit(self) -> None:
        """Give every column its width."""
        columns = self._plain.columns
        shown = [at for at in range(len(columns)) if not self.isColumnHidden(at)]
        widths = {at: self._width(at) for at in shown}
        left = self.viewport().width() - sum(widths.values())
        for at, width in widths.items():
            self.setColumnWidth(at, width if columns[at].width else width + max(0, left))

    def _width(self, at: int) -> int:
        column = self._plain.columns[at]
        measure = self.fontMetrics()
        texts = [measure.horizontalAdvance(column.text(row)) for row in self._rows()]
        sign = round(measure.height() * 1.3) if at == 0 else 0
        bold = scaled(self.font(), 1.0, bold=True)
        heading = QFontMetrics(bold).horizontalAdvance(column.heading)
        return max([heading, *(text + sign for text in texts)]) + _PAD

    def _rows(self) -> Sequence[Any]:
        return self._plain.rows[:_LOOKED_AT]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
