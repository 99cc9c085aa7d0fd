"""Plain tables: rows of text, a sign before the first column, the last columns as wide as there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from regsosek_desk.ui.widgets.look import theme
from regsosek_desk.ui.widgets.status import draw_status

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
SIGN_ROLE = Qt.ItemDataRole.UserRole
_PAD = 10
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """`width` in characters, 0 for a share of what is left; numbers stand on the right."""

    heading: str
    text: Callable[[Row], str]
    width: int = 0
    number: bool = False


class PlainModel(QAbstractTableModel, Generic[Row]):
    """Rows of one kind, shown by columns; `sign` is a status as `draw_status` knows it, "" for none."""

    def __init__(
        self, columns: Sequence[Column[Row]], sign: Callable[[Row], str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.rows: Sequence[Row] = ()
        self._sign = sign

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[section].number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self.columns[section].heading if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._sign(row) if role == SIGN_ROLE and index.column() == 0 else None


class PlainTable(QTableView):
    """Quiet rows; only the keys for moving are its own."""

    def __init__(self, model: PlainModel[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_SignDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.9))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
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
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = QSize(_size(option), _size(option))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if sign := index.data(SIGN_ROLE):
            size = _size(option)
            place = QRectF(option.rect.left() + _PAD, option.rect.center().y() - size / 2 + 0.5, size, size)
            draw_status(painter, place, sign, theme())


def _size(option: QStyleOptionViewItem) -> int:
    return round(option.fontMetrics.height() * 0.95)
