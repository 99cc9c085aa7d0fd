"""What a key was refused for, said right at the field: a bubble, and a frame that flashes softly."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from regsosek_desk.ui.document.brushes import metrics_of, theme_of
from regsosek_desk.ui.form.metrics import WRAP
from regsosek_desk.ui.form.signs import badge
from regsosek_desk.ui.theme import mix

_WIDEST = 46  # characters
FLASH_MS = 350


class Bubble(QWidget):
    """Lies over the sheet and lets mouse and keys through. `asks`: the same key again takes the answer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("bubble")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._over = parent
        self.text, self.asks = "", False
        self.hide()

    def say(self, text: str, field: QRect, *, asks: bool) -> None:
        """Show the text below the field, above it where there is no room; over the middle when it isn't in view."""
        self.text, self.asks = text, asks
        self.setAccessibleName(text)
        self.resize(self._size())
        self.move(self._corner(field))
        self.show()
        self.raise_()
        self.update()

    def _size(self) -> QSize:
        m = metrics_of(self)
        widest = min(m.width("base", "n") * _WIDEST, self._over.width() - 4 * m.gap)
        found = m.measures["base"].boundingRect(QRect(0, 0, widest, 1000), WRAP, self.text)
        return QSize(found.width() + m.line + 6 * m.pad, max(found.height(), m.line) + 4 * m.pad)

    def _corner(self, field: QRect) -> QPoint:
        outer, gap = self._over.rect(), self.fontMetrics().height() // 2
        if field.isNull() or not outer.intersects(field):
            return QPoint((outer.width() - self.width()) // 2, gap)
        x = max(gap, min(field.left(), outer.width() - self.width() - gap))
        below = field.bottom() + gap
        fits = below + self.height() <= outer.height()
        return QPoint(x, below if fits else max(0, field.top() - gap - self.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, m, theme = QPainter(self), metrics_of(self), theme_of(self)
        color = theme.warning if self.asks else theme.error
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color, 2))
        painter.setBrush(mix(theme.paper, color, 0.08))
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, 6, 6)
        sign = QRectF(rect.left() + 2 * m.pad, rect.top() + 2 * m.pad, m.line - 2, m.line - 2)
        badge(painter, sign, "W" if self.asks else "E", color, theme)
        painter.setPen(theme.ink)
        painter.setFont(m.fonts["base"])
        words = self.rect().adjusted(m.line + 4 * m.pad, 2 * m.pad, -m.pad, -m.pad)
        painter.drawText(words, WRAP, self.text)


class Flash(QWidget):
    """A frame around the field for a moment."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("flash")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._color = QColor()
        self._timer = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def around(self, field: QRect, *, asks: bool) -> None:
        theme = theme_of(self)
        self._color = theme.warning if asks else theme.error
        self.setGeometry(field.adjusted(-6, -6, 6, 6))
        self.setVisible(not field.isNull())
        self.raise_()
        self.update()
        self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._color, 4))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 5, 5)
