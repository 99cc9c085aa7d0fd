"""SLS as cards under each other: name and code, a bar in four parts, and the same in numbers and words; above them,
flatter, what wants the petugas first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.models.cards import BAR, CARD_ROLE, CardModel, parts
from regsosek_desk.ui.models.codes import grouped, village
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.models.day import Notice
from regsosek_desk.ui.models.overview import SlsCard
from regsosek_desk.ui.theme import Theme, mix
from regsosek_desk.ui.widgets.look import scaled, theme
from regsosek_desk.ui.widgets.status import draw_status, status_color

_PAD, _GAP, _BAR, _BETWEEN = 18, 8, 10, 10
_FLAT = 10
Index = QModelIndex | QPersistentModelIndex


class CardList(QListView):
    """The cards; ↑ ↓ choose."""

    def __init__(self, model: CardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cards")
        self.setModel(model)
        self.setItemDelegate(_CardDelegate(self))
        self.setSpacing(0)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def select_row(self, row: int) -> None:
        self.setCurrentIndex(self.model().index(row, 0))


class _CardDelegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        name, plain = (QFontMetricsF(font) for font in _fonts(option.font))
        if isinstance(index.data(CARD_ROLE), Notice):
            return QSize(0, round(name.height() + plain.height() + _GAP + 2 * _FLAT + _BETWEEN))
        return QSize(0, round(name.height() + 2 * plain.height() + _BAR + 3 * _GAP + 2 * _PAD + _BETWEEN))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        frame = QRectF(option.rect).adjusted(1.5, 1.5, -1.5, -1.5 - _BETWEEN)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        item = index.data(CARD_ROLE)
        if isinstance(item, Notice):
            _draw_notice(painter, frame, item, option.font, chosen=chosen)
        else:
            _Card(painter, frame, item, option.font, theme()).draw(chosen=chosen)
        painter.restore()


class _Card:
    """One card on its way to the screen, line by line from the top."""

    def __init__(self, painter: QPainter, frame: QRectF, card: SlsCard, font: QFont, colors: Theme) -> None:
        self.painter, self.card, self.colors = painter, card, colors
        self.frame = frame
        self.inner = frame.adjusted(_PAD, _PAD, -_PAD, -_PAD)
        self.name_font, self.font = _fonts(font)
        self.y = self.inner.top()

    def draw(self, *, chosen: bool) -> None:
        line = mix(self.colors.paper, self.colors.ink, 0.14)
        self.painter.setPen(QPen(self.colors.cursor, 2) if chosen else QPen(line, 1))
        self.painter.setBrush(self.colors.paper)
        self.painter.drawRoundedRect(self.frame, 8, 8)
        self._draw_name()
        self._draw_place()
        self._draw_bar()
        self._draw_counts()

    def _draw_name(self) -> None:
        left = self._text(self.inner.left(), self.card.sls.name or self.card.sls.id, self.name_font, self.colors.ink)
        if self.card.here:
            self._text(left + 14, t("beranda.here"), self.font, self.colors.cursor, like=self.name_font)
        self._right(t("beranda.done", done=number(self.card.counts["clean"]), all=number(self.card.total)))
        self.y += QFontMetricsF(self.name_font).height() + _GAP / 2

    def _draw_place(self) -> None:
        left = self._text(self.inner.left(), village(self.card.sls), self.font, self.colors.faint)
        start = left + 16 if left > self.inner.left() else left
        self._text(start, grouped(self.card.sls), self.font, self.colors.faint)
        words = t("beranda.wanted", count=number(self.card.wanted)) if self.card.wanted else t("beranda.no_wanted")
        self._right(words, self.colors.faint, self.font)
        self.y += QFontMetricsF(self.font).height() + _GAP

    def _draw_bar(self) -> None:
        track = QRectF(self.inner.left(), self.y, self.inner.width(), _BAR)
        draw_bar(self.painter, track, self.card, self.colors)
        self.y += _BAR + _GAP + 2

    def _draw_counts(self) -> None:
        x, height = self.inner.left(), QFontMetricsF(self.font).height()
        size = height * 0.9
        for status, words in parts(self.card):
            sign = QRectF(x, self.y + (height - size) / 2, size, size)
            self.painter.setOpacity(1.0 if self.card.counts[status] else 0.45)
            draw_status(self.painter, sign, status, self.colors)
            self.painter.setOpacity(1.0)
            ink = self.colors.ink if self.card.counts[status] else self.colors.faint
            x = self._text(x + size + 7, words, self.font, ink) + 26

    def _text(self, x: float, text: str, font: QFont, color: QColor, like: QFont | None = None) -> float:
        """Draw on the base line of the present line; gives where the text ends."""
        self.painter.setFont(font)
        self.painter.setPen(color)
        self.painter.drawText(QPointF(x, self.y + QFontMetricsF(like or font).ascent()), text)
        return x + QFontMetricsF(font).horizontalAdvance(text)

    def _right(self, text: str, color: QColor | None = None, font: QFont | None = None) -> None:
        face = font or self.name_font
        x = self.inner.right() - QFontMetricsF(face).horizontalAdvance(text)
        self._text(x, text, face, color or self.colors.ink)


def _draw_notice(painter: QPainter, frame: QRectF, notice: Notice, font: QFont, *, chosen: bool) -> None:
    """A stripe at the left, what it is about, and why."""
    colors, (bold, plain) = theme(), _fonts(font)
    ground = mix(colors.paper, colors.warning, 0.07)
    painter.setPen(QPen(colors.cursor, 2) if chosen else QPen(mix(colors.paper, colors.warning, 0.35), 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(frame, 8, 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.warning)
    painter.drawRoundedRect(QRectF(frame.left() + 8, frame.top() + 9, 4, frame.height() - 18), 2, 2)
    room = frame.adjusted(_PAD + 4, _FLAT, -_PAD, -_FLAT)
    for text, face, ink in ((notice.title, bold, colors.ink), (notice.why, plain, colors.faint)):
        metrics = QFontMetricsF(face)
        painter.setFont(face)
        painter.setPen(ink)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QPointF(room.left(), room.top() + metrics.ascent()), shown)
        room.setTop(room.top() + metrics.height() + _GAP)


def draw_bar(painter: QPainter, track: QRectF, card: SlsCard, colors: Theme) -> None:
    """The four parts side by side in a rounded bar; a part that isn't empty has at least a few pixels."""
    shape = QPainterPath()
    shape.addRoundedRect(track, track.height() / 2, track.height() / 2)
    painter.save()
    painter.setClipPath(shape)
    painter.fillRect(track, mix(colors.paper, colors.ink, 0.12))
    x = track.left()
    for status in BAR[:-1]:  # what is left is blank: the ground
        count = card.counts[status]
        width = max(4.0, track.width() * count / card.total) if count else 0.0
        painter.fillRect(QRectF(x, track.top(), max(0.0, width - 1), track.height()), status_color(status, colors))
        x += width
    painter.restore()


def _fonts(font: QFont) -> tuple[QFont, QFont]:
    return scaled(font, 1.2, bold=True), scaled(font, 1.0)
