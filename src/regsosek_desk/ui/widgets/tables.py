"""Quiet tables: whole rows without a grid; and plain ones, rows of text with a sign before the first column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from PySide6.QtCore import QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from regsosek_desk.ui.models.rows import ROW_ROLE, Index, Row, RowsModel
from regsosek_desk.ui.widgets.look import theme
from regsosek_desk.ui.widgets.status import draw_status

SIGN_ROLE = ROW_ROLE
_PAD = 10


def quiet(table: QTableView, row_height: float = 0.0) -> None:
    """Whole rows, one at a time, only for looking; Tab goes on past the table. `row_height` in lines of text."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.horizontalHeader().setHighlightSections(False)
    table.verticalHeader().hide()
    if row_height:
        table.verticalHeader().setDefaultSectionSize(round(table.fontMetrics().height() * row_height))


class RowDelegate(QStyledItemDelegate):
    """No frame around one cell: the row is what is chosen."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


def ink(option: QStyleOptionViewItem, color: QColor) -> None:
    """Write the cell in this colour, chosen or not."""
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
        option.palette.setColor(role, color)


def leave_room_for_sign(option: QStyleOptionViewItem) -> None:
    """Keep the place where `draw_sign` draws free of text."""
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
    option.decorationSize = QSize(_sign_size(option), _sign_size(option))


def draw_sign(painter: QPainter, option: QStyleOptionViewItem, sign: str) -> None:
    """Draw a status, as `draw_status` knows it, before the text of the cell."""
    size = _sign_size(option)
    place = QRectF(option.rect.left() + _PAD, option.rect.center().y() - size / 2 + 0.5, size, size)
    draw_status(painter, place, sign, theme())


def _sign_size(option: QStyleOptionViewItem) -> int:
    return round(option.fontMetrics.height() * 0.95)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`width` in characters, 0 for a share of what is left; numbers stand on the right."""

    heading: str
    text: Callable[[Row], str]
    width: int = 0
    number: bool = False


class PlainModel(RowsModel[Row, Column[Row]]):
    """Rows of one kind, shown by columns; `sign` is a status as `draw_status` knows it, "" for none."""

    def __init__(
        self, columns: Sequence[Column[Row]], sign: Callable[[Row], str], parent: QObject | None = None
    ) -> None:
        super().__init__(columns, parent)
        self._sign = sign

    def heading(self, column: Column[Row]) -> str:
        return column.heading

    def text(self, row: Row, column: Column[Row]) -> str:
        return column.text(row)

    def is_number(self, column: Column[Row]) -> bool:
        return column.number

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == SIGN_ROLE:
            return self._sign(self.rows[index.row()]) if index.column() == 0 else None
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.ToolTipRole else role)


class PlainTable(QTableView):
    """Rows of a PlainModel, of which several may be chosen; only the keys for moving are its own."""

    def __init__(self, model: PlainModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_SignDelegate(self))
        quiet(self, 1.9)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        for at, column in enumerate(model.columns):
            fixed = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(at, fixed)
            if column.width:
                self.setColumnWidth(at, column.width * self.fontMetrics().horizontalAdvance("0") + 2 * _PAD)

    def fit_rows(self, most: int) -> None:
        """Be as high as the rows need, and as so many at most."""
        rows = min(max(1, self.model().rowCount()), most)
        height = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 4
        self.setFixedHeight(height + rows * self.verticalHeader().defaultSectionSize())


class _SignDelegate(QStyledItemDelegate):
    """Draws the sign of a row in front of its first text."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(SIGN_ROLE):
            leave_room_for_sign(option)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if sign := index.data(SIGN_ROLE):
            draw_sign(painter, option, sign)
