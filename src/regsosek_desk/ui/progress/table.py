"""The view of the table of progress: how much is clean, warned of and wrong stands as a bar under each share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from regsosek_desk.services.progress.levels import Row, Table
from regsosek_desk.ui.models.progress import ProgressModel
from regsosek_desk.ui.models.rows import ROW_ROLE, Index
from regsosek_desk.ui.theme import mix
from regsosek_desk.ui.widgets.look import theme
from regsosek_desk.ui.widgets.tables import RowDelegate, quiet

_PAD = 8
_NAME_CHARACTERS = 26
_AT_CHARACTERS = 30


class ProgressTable(QTableView):
    """As wide as it needs; what doesn't fit is reached with ← and →."""

    def __init__(self, model: ProgressModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        quiet(self, 2.0)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_table(self, table: Table, key: str) -> None:
        """Show it with the cursor on this row."""
        self._model.show_table(table)
        header, character = self.horizontalHeader(), self.fontMetrics().horizontalAdvance("0")
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.resizeColumnsToContents()
        for at, column in enumerate(self._model.columns):
            most = {"name": _NAME_CHARACTERS, "at": _AT_CHARACTERS}.get(column.name, 0) * character
            if most:
                self.setColumnWidth(at, min(self.columnWidth(at), most))
        if header.length() < self.viewport().width() and self._model.columns:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setCurrentIndex(self._model.index(self._model.line_of(key), 0))

    def chosen(self) -> Row | None:
        """The row under the cursor; None for the sum, or for nothing."""
        return self._model.row_at(self.currentIndex().row())


class _Cells(RowDelegate):
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideRight

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        model = index.model()
        assert isinstance(model, ProgressModel)
        if model.columns[index.column()].name == "share":
            rect = QRectF(option.rect).adjusted(_PAD, option.rect.height() - 6, -_PAD, -3)
            _draw_bar(painter, rect, index.data(ROW_ROLE))


def _draw_bar(painter: QPainter, rect: QRectF, row: Row) -> None:
    figures, colors = row.figures, theme()
    whole = max(figures.wanted, figures.keyed, 1)
    painter.fillRect(rect, mix(colors.paper, colors.ink, 0.12))
    x = rect.left()
    for count, color in ((figures.clean, colors.ok), (figures.warning, colors.warning), (figures.error, colors.error)):
        width = rect.width() * count / whole
        painter.fillRect(QRectF(x, rect.top(), width, rect.height()), color)
        x += width
