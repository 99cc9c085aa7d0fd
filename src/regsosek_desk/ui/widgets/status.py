"""The four statuses of a document as sign, word and colour: never by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from regsosek_desk.texts import t
from regsosek_desk.ui.theme import Theme


def status_word(status: str) -> str:
    return t(f"shell.status_{status}")


def status_color(status: str, colors: Theme) -> QColor:
    """Colour for text and signs of a status."""
    return {"error": colors.error, "warning": colors.warning, "clean": colors.ok}.get(status, colors.faint)


def draw_status(painter: QPainter, rect: QRectF, status: str, colors: Theme) -> None:
    """Draw the sign in a square: hollow ring, crossed disc, triangle, ticked disc."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 16, rect.height() / 16)
    color = status_color(status, colors)
    if status == "blank":
        painter.setPen(QPen(color, 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(2, 2, 12, 12))
    else:
        painter.fillPath(_ground(status), color)
        painter.setPen(QPen(colors.badge_ink, 1.9, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        for line in _STROKES.get(status, ()):
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in line]))
    painter.restore()


def _ground(status: str) -> QPainterPath:
    path = QPainterPath()
    if status == "warning":
        path.addPolygon(QPolygonF([QPointF(8, 0.8), QPointF(15.6, 14.6), QPointF(0.4, 14.6)]))
        path.closeSubpath()
    else:
        path.addEllipse(QRectF(1, 1, 14, 14))
    return path


_STROKES = {
    "error": (((5.4, 5.4), (10.6, 10.6)), ((10.6, 5.4), (5.4, 10.6))),
    "warning": (((8, 6), (8, 9.6)), ((8, 12.1), (8, 12.2))),
    "clean": (((4.8, 8.2), (7.2, 10.6), (11.4, 5.8)),),
}
