"""Small signs beside the colours: tick, exclamation mark, triangle, corner. Drawn, so no font has to have them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from regsosek_desk.texts import t
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.theme import Theme


def tick(painter: QPainter, rect: QRectF, colour: QColor, width: float) -> None:
    _smooth(painter, QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
    shape = ((0.08, 0.55), (0.38, 0.85), (0.94, 0.14))
    painter.drawPolyline(QPolygonF([QPointF(x + w * dx, y + h * dy) for dx, dy in shape]))
    _sharp(painter)


def dot(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    _smooth(painter, QPen(Qt.PenStyle.NoPen))
    painter.setBrush(colour)
    painter.drawEllipse(rect)
    _sharp(painter)


def triangle(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    _smooth(painter, QPen(Qt.PenStyle.NoPen))
    painter.setBrush(colour)
    top = QPointF(rect.center().x(), rect.top())
    painter.drawPolygon(QPolygonF([top, rect.bottomRight(), rect.bottomLeft()]))
    _sharp(painter)


def exclamation(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """The sign alone, to be set on a dot or a triangle."""
    width = max(1.6, rect.width() * 0.15)
    x = rect.center().x() - width / 2
    _smooth(painter, QPen(Qt.PenStyle.NoPen))
    painter.setBrush(colour)
    painter.drawRect(QRectF(x, rect.top() + rect.height() * 0.20, width, rect.height() * 0.36))
    painter.drawRect(QRectF(x, rect.top() + rect.height() * 0.66, width, width))
    _sharp(painter)


def badge_rect(frame: QRect, zone: QRect, m: Metrics) -> QRectF:
    """On the top right corner of the frame, within the zone."""
    size = round(m.line * 0.8)
    x = min(frame.right() - size // 3, zone.right() - size)
    y = max(frame.top() - size // 2 + 1, zone.top() + 1)
    return QRectF(x, y, size, size)


def badge(painter: QPainter, rect: QRectF, mark: str, colour: QColor, theme: Theme) -> None:
    """E and a filled skipped answer "!": red dot with "!"; W: amber triangle; w: amber ring with a tick."""
    if mark in ("E", "!"):
        dot(painter, rect, colour)
        exclamation(painter, rect, theme.badge_ink)
    elif mark == "W":
        triangle(painter, rect, colour)
    else:
        dot(painter, rect, theme.paper)
        tick(painter, rect.adjusted(1.5, 1.5, -1.5, -1.5), colour, 1.8)


def border(painter: QPainter, frame: QRect, colour: QColor, width: float) -> None:
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5))


def rounded(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """The frame of the cursor."""
    _smooth(painter, QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    _sharp(painter)


def dashes(painter: QPainter, frame: QRect, y: int, colour: QColor) -> None:
    """A broken line below the boxes: this blank was passed by."""
    painter.setPen(QPen(colour, 2, Qt.PenStyle.CustomDashLine))
    pen = painter.pen()
    pen.setDashPattern([2.5, 2.0])
    painter.setPen(pen)
    painter.drawLine(frame.left() - 1, y, frame.right() + 1, y)


def corner(painter: QPainter, zone: QRect, m: Metrics, colour: QColor) -> None:
    """A folded corner at the top left: there is a note."""
    size = round(m.line * 0.6)
    _smooth(painter, QPen(Qt.PenStyle.NoPen))
    painter.setBrush(colour)
    left, top = zone.left() + 1, zone.top()
    painter.drawPolygon(QPolygonF([QPointF(left, top), QPointF(left + size, top), QPointF(left, top + size)]))
    _sharp(painter)


def state(painter: QPainter, rect: QRect, name: str, m: Metrics, theme: Theme) -> None:
    """Sign and word for the state of a block at the right end of the rectangle; nothing for an empty block."""
    if name == "empty":
        return
    word = t(f"sheet.{name}")
    colour = {"clean": theme.ok, "error": theme.error, "warning": theme.warning}.get(name, theme.bar_ink)
    role = "base" if name == "partial" else "bold"
    painter.setFont(m.fonts["base"] if role == "base" else m.fonts["bold"])
    painter.setPen(colour)
    right = rect.right() - m.gap
    width = m.width("bold", word)
    words = QRect(right - width, rect.top(), width, rect.height())
    painter.drawText(words, int((Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight).value), word)
    size = m.line * 0.9
    sign = QRectF(words.left() - size - m.gap, rect.center().y() - size / 2 + 0.5, size, size)
    _state_sign(painter, sign, name, theme)


def _state_sign(painter: QPainter, sign: QRectF, name: str, theme: Theme) -> None:
    if name == "clean":
        tick(painter, sign, theme.ok, 2.4)
    elif name == "error":
        dot(painter, sign, theme.error)
        exclamation(painter, sign, theme.badge_ink)
    elif name == "warning":
        triangle(painter, sign, theme.warning)
        exclamation(painter, sign.adjusted(0, 2.5, 0, 0), theme.badge_ink)


def _smooth(painter: QPainter, pen: QPen) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)


def _sharp(painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
