"""The SLS of Beranda as a list for Qt."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from regsosek_desk.core.domain.documents import STATUSES
from regsosek_desk.texts import t
from regsosek_desk.ui.models.codes import village
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.models.overview import SlsCard

CARD_ROLE = int(Qt.ItemDataRole.UserRole)
"""The SlsCard itself."""


class CardModel(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cards: tuple[SlsCard, ...] = ()

    def show_cards(self, cards: tuple[SlsCard, ...]) -> None:
        """Replace all cards."""
        self.beginResetModel()
        self._cards = cards
        self.endResetModel()

    def card_at(self, row: int) -> SlsCard | None:
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def row_of(self, sls_id: str) -> int:
        """Row of an SLS; the first one when it isn't among them."""
        return next((at for at, card in enumerate(self._cards) if card.sls.id == sls_id), 0)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        card = self._cards[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return card.sls.name or card.sls.id
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{card.sls.name}, {village(card.sls)}. {summary(card)}"
            case Qt.ItemDataRole.UserRole:
                return card
        return None


def parts(card: SlsCard) -> list[tuple[str, str]]:
    """Status and its count in words, in the order of the bar: what is done first."""
    return [(status, f"{t(f'shell.status_{status}')} {number(card.counts[status])}") for status in BAR]


def summary(card: SlsCard) -> str:
    """The counts of a card in one sentence."""
    return ", ".join(words for _, words in parts(card))


BAR = tuple(reversed(STATUSES))
"""Statuses from the left end of the bar."""
