"""The view of who keys which SLS."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from regsosek_desk.ui.models.claims import COLUMNS, ROW_ROLE, ClaimModel
from regsosek_desk.ui.widgets.look import theme

Index = QModelIndex | QPersistentModelIndex
_WIDE = ("sls", "village", "who")


class ClaimTable(QTableView):
    """Rows of a ClaimModel; only the keys for moving are its own."""

    left_upwards = Signal()
    """↑ on the first row."""

    def __init__(self, model: ClaimModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 2.1))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for at, name in enumerate(COLUMNS):
            header.setSectionResizeMode(at, _MODE[name in _WIDE])

    def select_row(self, row: int) -> None:
        """Put the cursor on a row, without the focus too."""
        index = self.model().index(row, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)


_MODE = {True: QHeaderView.ResizeMode.Stretch, False: QHeaderView.ResizeMode.ResizeToContents}


class _Delegate(QStyledItemDelegate):
    """One's own stands out, what others have stays in the background."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus
        state, name, colors = index.data(ROW_ROLE).state, COLUMNS[index.column()], theme()
        ink = colors.ink
        if name == "who":
            ink = {"mine": colors.cursor, "lost": colors.warning, "free": colors.ok}.get(state, colors.faint)
        elif name != "sls":
            ink = colors.faint
        if name == "sls" or (name == "who" and state in ("mine", "lost")):
            option.font.setWeight(QFont.Weight.DemiBold)
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
            option.palette.setColor(role, ink)
