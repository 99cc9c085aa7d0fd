"""The list of Beranda for Qt: what wants the petugas first, then the SLS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from regsosek_desk.core.domain.documents import STATUSES
from regsosek_desk.texts import t
from regsosek_desk.ui.models.codes import village
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.models.day import Notice
from regsosek_desk.ui.models.overview import SlsCard

CARD_ROLE = int(Qt.ItemDataRole.UserRole)
"""The SlsCard, or the Notice, itself."""


class CardModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[Notice | SlsCard, ...] = ()

    def show_cards(self, cards: Sequence[SlsCard], notices: Sequence[Notice] = ()) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._items = (*notices, *cards)
        self.endResetModel()

    def item_at(self, row: int) -> Notice | SlsCard | None:
        return self._items[row] if 0 <= row < len(self._items) else None

    def row_of(self, sls_id: str) -> int:
        """Row of the card of an SLS; the first row when it isn't among them."""
        cards = ((at, item) for at, item in enumerate(self._items) if isinstance(item, SlsCard))
        return next((at for at, card in cards if card.sls.id == sls_id), 0)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.title if isinstance(item, Notice) else item.sls.name or item.sls.id
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(item)
            case Qt.ItemDataRole.UserRole:
                return item
        return None


def spoken(item: Notice | SlsCard) -> str:
    """What a screen reader says of it."""
    if isinstance(item, Notice):
        return f"{item.title}. {item.why}"
    return f"{item.sls.name}, {village(item.sls)}. {summary(item)}"


def parts(card: SlsCard) -> list[tuple[str, str]]:
    """Status and its count in words, in the order of the bar: what is done first."""
    return [(status, f"{t(f'roles.part_{status}')} {number(card.counts[status])}") for status in BAR]


def summary(card: SlsCard) -> str:
    """The counts of a card in one sentence."""
    return ", ".join(words for _, words in parts(card))


BAR = tuple(reversed(STATUSES))
"""Statuses from the left end of the bar."""
