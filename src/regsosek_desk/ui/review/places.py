"""The places of one document that want a look: number, question and answer, the first reason, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from regsosek_desk.core.domain.decisions import RETURN
from regsosek_desk.services.checking.exceptions import Exceptional
from regsosek_desk.texts import t
from regsosek_desk.ui.form.signs import badge, tick
from regsosek_desk.ui.theme import Theme
from regsosek_desk.ui.widgets.look import scaled, theme

Index = QModelIndex | QPersistentModelIndex
_ROW = int(Qt.ItemDataRole.UserRole)
_VCENTER = int(Qt.AlignmentFlag.AlignVCenter.value)
_RIGHT = int(Qt.AlignmentFlag.AlignRight.value)
_PAD = 8
_SMALL = 0.92
_MOST_SHOWN = 6
"""Places that have room above the one in full; more scroll."""


class PlaceModel(QAbstractListModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places: Sequence[Exceptional] = ()

    def show_places(self, places: Sequence[Exceptional]) -> None:
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        each = self.places[index.row()]
        if role == _ROW:
            return each
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            return f"{title_of(each)}: {each.answer}. {each.reasons[0].text}"
        return None


def title_of(each: Exceptional) -> str:
    """`302 Luas lantai`, of a member with the name."""
    return " ".join(part for part in (each.number, each.label, f"· {each.row}" if each.row else "") if part)


def verdict_of(each: Exceptional) -> str:
    """What was decided about the answer that stands; "" when nothing was."""
    if not each.settled or each.decision is None:
        return ""
    return t("review.is_returned" if each.decision.decision == RETURN else "review.is_right")


class PlaceList(QListView):
    """Never takes the keyboard: the screen moves its mark."""

    moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PlaceModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(_PlaceDelegate(self))
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    @property
    def here(self) -> Exceptional | None:
        """The place under the mark."""
        at = self.currentIndex().row()
        return self.rows.places[at] if 0 <= at < len(self.rows.places) else None

    def step(self, by: int) -> None:
        """Move the mark, no further than the ends."""
        at = self.currentIndex().row() + by
        if 0 <= at < len(self.rows.places):
            self.setCurrentIndex(self.rows.index(at))

    def show_places(self, places: Sequence[Exceptional]) -> None:
        """Show these; the mark stands on the first that is still open."""
        self.rows.show_places(places)
        at = next((at for at, each in enumerate(places) if not each.settled), 0)
        self.setCurrentIndex(self.rows.index(at) if places else QModelIndex())
        self.setFixedHeight(min(_MOST_SHOWN, max(1, len(places))) * self.sizeHintForRow(0) + 2 * self.frameWidth() + 2)


class _PlaceDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, round(option.fontMetrics.height() * 2.9))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        each: Exceptional = index.data(_ROW)
        colors, rect = theme(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colors.cursor_glow)
            painter.fillRect(QRect(rect.topLeft(), QSize(3, rect.height())), colors.cursor)
        size = round(option.fontMetrics.height() * 0.95)
        half = rect.height() // 2
        upper = QRect(rect.left() + 2 * _PAD, rect.top() + _PAD // 2, rect.width() - 3 * _PAD, half - _PAD // 2)
        draw_kind(painter, QRectF(upper.left(), upper.center().y() - size / 2, size, size), each, colors)
        upper.setLeft(upper.left() + size + _PAD)
        self._first(painter, option, upper, each, colors)
        self._second(painter, option, upper.translated(0, half - _PAD // 2), each, colors)
        painter.setPen(colors.band)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _first(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, each: Exceptional, colors: Theme
    ) -> None:
        """What is asked and, at the right, what was answered."""
        painter.setFont(scaled(option.font, 1.0, bold=True))
        painter.setPen(colors.faint if each.settled else colors.ink)
        measures = painter.fontMetrics()
        answer = measures.elidedText(each.answer, Qt.TextElideMode.ElideRight, rect.width() // 2)
        painter.drawText(rect, _VCENTER | _RIGHT, answer)
        painter.setFont(option.font)
        room = rect.width() - measures.horizontalAdvance(answer) - 2 * _PAD
        painter.drawText(rect, _VCENTER, measures.elidedText(title_of(each), Qt.TextElideMode.ElideRight, room))

    def _second(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, each: Exceptional, colors: Theme
    ) -> None:
        """The first reason, how many more there are, and what was decided."""
        painter.setFont(scaled(option.font, _SMALL))
        measures = painter.fontMetrics()
        verdict = verdict_of(each)
        painter.setPen(colors.ok if verdict and each.decision and each.decision.decision != RETURN else colors.warning)
        painter.drawText(rect, _VCENTER | _RIGHT, verdict)
        painter.setPen(colors.faint)
        more = f"  (+{len(each.reasons) - 1})" if len(each.reasons) > 1 else ""
        room = rect.width() - measures.horizontalAdvance(verdict + more) - 2 * _PAD
        reason = measures.elidedText(each.reasons[0].text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, _VCENTER, reason + more)


def draw_kind(painter: QPainter, where: QRectF, each: Exceptional, colors: Theme) -> None:
    """The sign of the gravest reason; a tick where whoever checks has said that it is right."""
    if each.settled and each.decision is not None and each.decision.decision != RETURN:
        tick(painter, where.adjusted(1, 1, -1, -1), colors.ok, 2.2)
        return
    badge(painter, where, _MARKS.get(each.kind, "W"), _color(each, colors), colors)


_MARKS = {"error": "E", "confirmed": "w", "changed": "w", "answered": "w"}


def _color(each: Exceptional, colors: Theme) -> QColor:
    if each.kind == "error":
        return colors.error
    return colors.cursor if each.kind in ("unusual", "changed", "answered") else colors.warning
