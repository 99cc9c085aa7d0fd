"""The view of who keys which SLS."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem, QWidget

from regsosek_desk.ui.models.claims import COLUMNS, ClaimModel
from regsosek_desk.ui.models.rows import ROW_ROLE, Index
from regsosek_desk.ui.widgets.look import theme
from regsosek_desk.ui.widgets.searched import SearchedTable
from regsosek_desk.ui.widgets.tables import RowDelegate, ink, quiet

_WIDE = ("sls", "village", "who")


class ClaimTable(SearchedTable):
    """Rows of a ClaimModel."""

    def __init__(self, model: ClaimModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        quiet(self, 2.1)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        for at, name in enumerate(COLUMNS):
            header.setSectionResizeMode(at, _MODE[name in _WIDE])


_MODE = {True: QHeaderView.ResizeMode.Stretch, False: QHeaderView.ResizeMode.ResizeToContents}


class _Delegate(RowDelegate):
    """One's own stands out, what others have stays in the background."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        state, name, colors = index.data(ROW_ROLE).state, COLUMNS[index.column()], theme()
        color = colors.ink
        if name == "who":
            color = {"mine": colors.cursor, "lost": colors.warning, "free": colors.ok}.get(state, colors.faint)
        elif name != "sls":
            color = colors.faint
        if name == "sls" or (name == "who" and state in ("mine", "lost")):
            option.font.setWeight(QFont.Weight.DemiBold)
        ink(option, color)
