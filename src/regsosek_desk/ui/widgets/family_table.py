"""The view of the families: quiet rows, a sign beside each status, and what to do when there are none."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from regsosek_desk.ui.models.families import COLUMNS, GIVE_WAY, Column, FamilyModel, column
from regsosek_desk.ui.models.rows import ROW_ROLE, Index
from regsosek_desk.ui.widgets.look import scaled, theme
from regsosek_desk.ui.widgets.searched import SearchedTable
from regsosek_desk.ui.widgets.status import status_color
from regsosek_desk.ui.widgets.tables import RowDelegate, draw_sign, ink, leave_room_for_sign, quiet

_PAD = 10
_NAME_CHARACTERS = 22
"""What the column of names has at least."""


class FamilyTable(SearchedTable):
    """Rows of a FamilyModel."""

    cursor_column = column("head")

    def __init__(self, model: FamilyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        quiet(self, 2.1)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._set_up_header()
        self.empty = self._empty_label()
        self._unwanted: frozenset[str] = frozenset()

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(False)
        for at, each in enumerate(COLUMNS):
            stretch = not each.width
            header.setSectionResizeMode(at, _MODE[stretch])
            if each.width:
                self.setColumnWidth(at, self._width(each))

    def _empty_label(self) -> QLabel:
        label = QLabel()
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("faint", True)
        label.setFont(scaled(label.font(), 1.15))
        label.setWordWrap(True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box = QVBoxLayout(self.viewport())
        box.setContentsMargins(40, 40, 40, 40)
        box.addWidget(label)
        label.hide()
        return label

    def leave_out(self, *names: str) -> None:
        """Columns that are not wanted, however wide the window is."""
        self._unwanted = frozenset(names)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Show what is wanted, less what would take the room that names need."""
        hidden = set(self._unwanted)
        for name in GIVE_WAY:
            if self._room_left(hidden) < _NAME_CHARACTERS * self._character():
                hidden.add(name)
        for at, each in enumerate(COLUMNS):
            self.setColumnHidden(at, each.name in hidden)

    def _room_left(self, hidden: Set[str]) -> int:
        taken = sum(self._width(each) for each in COLUMNS if each.width and each.name not in hidden)
        return self.viewport().width() - taken

    def _width(self, each: Column) -> int:
        return each.width * self._character() + 2 * _PAD

    def _character(self) -> int:
        return self.fontMetrics().horizontalAdvance("0")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def show_empty(self, text: str) -> None:
        """Say in the middle of the table why it is empty; "" takes it away."""
        self.empty.setText(text)
        self.empty.setVisible(bool(text))

    def show_sort(self, sort: str, descending: bool) -> None:
        """Set the arrow on the column that the rows are sorted by."""
        at = next((at for at, each in enumerate(COLUMNS) if each.sort == sort), -1)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(at, order)


_MODE = {True: QHeaderView.ResizeMode.Stretch, False: QHeaderView.ResizeMode.Interactive}


class _CellDelegate(RowDelegate):
    """Draws the status with its sign, names a little stronger, and documents nobody keyed a little fainter."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        name = COLUMNS[index.column()].name
        row = index.data(ROW_ROLE)
        colors = theme()
        if name in ("errors", "warnings", "status"):
            shade = {"errors": "error", "warnings": "warning"}.get(name, row.status)
            ink(option, status_color(shade, colors))
        elif name in ("building", "kk", "updated", "sls"):
            ink(option, colors.faint)
        elif name == "number":
            option.font.setWeight(QFont.Weight.DemiBold)
        if name == "status":
            leave_room_for_sign(option)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.column() == column("status"):
            draw_sign(painter, option, index.data(ROW_ROLE).status)
