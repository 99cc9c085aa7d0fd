"""Clean families at the end of each of the last days, as a row of bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regsosek_desk.services.progress.columns import trend_words
from regsosek_desk.services.progress.levels import TREND_DAYS, Day
from regsosek_desk.ui.theme import mix
from regsosek_desk.ui.widgets.look import theme

_GAP = 3


class Trend(QWidget):
    """Hidden until there are two days to compare."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._days: Sequence[Day] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_days(self, days: Sequence[Day]) -> None:
        self._days = days
        self.setVisible(len(days) > 1)
        if days:
            self.setToolTip(trend_words(days))
            self.setAccessibleName(trend_words(days))
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(line * TREND_DAYS, round(line * 2.4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, colors = QPainter(self), theme()
        most = max(1, *(day.clean for day in self._days))
        step = self.width() / max(1, len(self._days))
        for at, day in enumerate(self._days):
            high = max(1.0, (self.height() - 2) * day.clean / most)
            today = at == len(self._days) - 1
            bar = QRectF(at * step, self.height() - high, step - _GAP, high)
            painter.fillRect(bar, colors.cursor if today else mix(colors.paper, colors.cursor, 0.45))
