"""Every SLS of the file with where its bundle is: for whom there is no scanner."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from regsosek_desk.services.custody.handover import party_name, person
from regsosek_desk.services.custody.ledger import Standing
from regsosek_desk.texts import day_digits, t
from regsosek_desk.ui.dialogs.panel import Panel
from regsosek_desk.ui.models.codes import grouped

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ROWS = 12


class PickCard(Panel[str]):
    """Type part of a name or code; Enter puts the bundle through. F4 is the screen's: the ledger of the chosen one."""

    characters = 132

    def __init__(self, found: Sequence[Standing], put: Callable[[str], None]) -> None:
        super().__init__(t("custody.pick_title"), t("custody.pick_keys"), lambda _: "")
        self._put = put
        self.search, self.list = QLineEdit(), QListWidget()
        self.search.setPlaceholderText(t("custody.pick_search"))
        self.search.setAccessibleName(t("custody.pick_search"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSpacing(2)
        self.list.setMinimumHeight(_ROWS * (self.fontMetrics().height() + 6))
        for each in found:
            item = QListWidgetItem(_words(each))
            item.setData(Qt.ItemDataRole.UserRole, each.sls.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.finish_layout()
        self.search.textChanged.connect(self._narrow)

    def first_focus(self) -> QWidget:
        return self.search

    def _narrow(self, text: str) -> None:
        wanted, close = text.casefold().strip(), text.replace(" ", "")
        first = None
        for row in range(self.list.count()):
            item = self.list.item(row)
            sls_id = str(item.data(Qt.ItemDataRole.UserRole))
            shown = wanted in item.text().casefold() or (close.isdigit() and close in sls_id)
            item.setHidden(not shown)
            first = row if shown and first is None else first
        self.list.setCurrentRow(-1 if first is None else first)

    def chosen(self) -> str:
        """Id of the SLS under the cursor, "" for none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self.chosen()
        if event.key() in _MOVES:
            self.list.keyPressEvent(event)
        elif event.key() in _ENTER and chosen:
            self.finished.emit()
            self._put(chosen)
        else:
            super().keyPressEvent(event)


def _words(each: Standing) -> str:
    sls = each.sls
    where = person(each.holder.party, each.holder.code)
    since = t("custody.since", since=day_digits(each.holder.since)) if each.holder.since else ""
    way = t("custody.to", who=party_name(each.holder.coming.receiver)) if each.holder.coming else ""
    return "   ".join(part for part in (sls.name, grouped(sls), where, since, way) if part)
