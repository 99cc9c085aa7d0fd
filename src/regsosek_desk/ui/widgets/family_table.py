"""The view of the families: quiet rows, a sign beside each status, and what to do when there are none."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from regsosek_desk.ui.models.families import COLUMNS, GIVE_WAY, ROW_ROLE, Column, FamilyModel, column
from regsosek_desk.ui.widgets.look import scaled, theme
from regsosek_desk.ui.widgets.status import draw_status, status_color

_PAD = 10
_NAME_CHARACTERS = 22
"""What the column of names has at least."""
Index = QModelIndex | QPersistentModelIndex


class FamilyTable(QTableView):
    """Rows of a FamilyModel; only the keys for moving are its own."""

    left_upwards = Signal()
    """↑ on the first row."""

    def __init__(self, model: FamilyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 2.1))
        self._set_up_header()
        self.empty = self._empty_label()
        self._unwanted: frozenset[str] = frozenset()

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
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

    def select_row(self, row: int) -> None:
        """Put the cursor on a row, without the focus too."""
        index = self.model().index(row, column("head"))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)


_MODE = {True: QHeaderView.ResizeMode.Stretch, False: QHeaderView.ResizeMode.Interactive}


class _CellDelegate(QStyledItemDelegate):
    """Draws the status with its sign, names a little stronger, and documents nobody keyed a little fainter."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus
        name = COLUMNS[index.column()].name
        row = index.data(ROW_ROLE)
        colors = theme()
        if name in ("errors", "warnings", "status"):
            shade = {"errors": "error", "warnings": "warning"}.get(name, row.status)
            _ink(option.palette, status_color(shade, colors))
        elif name in ("building", "kk", "updated", "sls"):
            _ink(option.palette, colors.faint)
        elif name == "number":
            option.font.setWeight(QFont.Weight.DemiBold)
        if name == "status":
            _leave_room(option)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.column() != column("status"):
            super().paint(painter, option, index)
            return
        size = _sign_size(option)
        sign = QRectF(option.rect.left() + _PAD, option.rect.center().y() - size / 2 + 0.5, size, size)
        super().paint(painter, option, index)
        draw_status(painter, sign, index.data(ROW_ROLE).status, theme())


def _sign_size(option: QStyleOptionViewItem) -> int:
    return round(option.fontMetrics.height() * 0.95)


def _leave_room(option: QStyleOptionViewItem) -> None:
    """Keep the place where the sign is drawn free of text."""
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
    option.decorationSize = QSize(_sign_size(option), _sign_size(option))


def _ink(palette: QPalette, color: QColor) -> None:
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
        palette.setColor(role, color)


class SearchField(QLineEdit):
    """A line to search with; ↓ goes on into the list."""

    left_downwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)
