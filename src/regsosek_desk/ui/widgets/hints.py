"""The line of key hints at the foot of the window: as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from regsosek_desk.ui.theme import mix
from regsosek_desk.ui.widgets.look import scaled, theme

_GAP, _PAD = 20, 6
_HELP = "F1"
"""Names every key, so its own hint is never left out."""


class HintBar(QWidget):
    """Keys in small frames, each with its word, from the right; those that do not fit are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Pairs of key and word, the most needed first."""
        self._hints = tuple(hints)
        self.setAccessibleName(", ".join(f"{key}: {word}" for key, word in self._hints))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(scaled(self.font(), 0.92))
        metrics = painter.fontMetrics()
        fitting = self.fitting(metrics)
        x = float(self.width()) - sum(_width(metrics, *hint) + _GAP for hint in fitting) + _GAP
        for key, word in fitting:
            self._draw(painter, x, key, word)
            x += _width(metrics, key, word) + _GAP

    def fitting(self, metrics: QFontMetrics) -> list[tuple[str, str]]:
        """The hints for which there is room."""
        first = [hint for hint in self._hints if hint[0] == _HELP]
        room, kept = self.width(), set()
        for hint in (*first, *(hint for hint in self._hints if hint[0] != _HELP)):
            room -= _width(metrics, *hint) + _GAP
            if room < 0:
                break
            kept.add(hint)
        return [hint for hint in self._hints if hint in kept]

    def _draw(self, painter: QPainter, x: float, key: str, word: str) -> None:
        colors, metrics = theme(), painter.fontMetrics()
        cap = QRectF(x, (self.height() - metrics.height()) / 2 - 2, _cap(metrics, key), metrics.height() + 4)
        painter.setPen(QPen(mix(colors.paper, colors.ink, 0.3), 1))
        painter.setBrush(mix(colors.paper, colors.ink, 0.05))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(colors.ink)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        painter.setPen(colors.faint)
        rest = QRectF(cap.right() + _PAD, 0, metrics.horizontalAdvance(word) + 2, self.height())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, word)


def _cap(metrics: QFontMetrics, key: str) -> int:
    return max(metrics.horizontalAdvance(key) + 2 * _PAD, metrics.height() + 4)


def _width(metrics: QFontMetrics, key: str, word: str) -> int:
    return _cap(metrics, key) + _PAD + metrics.horizontalAdvance(word)
