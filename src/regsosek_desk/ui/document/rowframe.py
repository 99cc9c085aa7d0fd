"""The frame around the row of a list that the cursor stands on as a whole."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.ui.document.brushes import metrics_of, theme_of
from regsosek_desk.ui.form.sheet import SheetView

_CENTRE = int(Qt.AlignmentFlag.AlignCenter.value)


class RowFrame(QWidget):
    """Follows the sheet when it scrolls. `words` stand at its right end."""

    def __init__(self, sheet: SheetView) -> None:
        super().__init__(sheet.viewport())
        self.setObjectName("rowFrame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._sheet = sheet
        self._place: Place | None = None
        self._words = ""
        for bar in (sheet.verticalScrollBar(), sheet.horizontalScrollBar()):
            bar.valueChanged.connect(self.follow)
            bar.rangeChanged.connect(self.follow)
        self.hide()

    def stand(self, place: Place | None, words: str = "") -> None:
        """Frame the row of this place; nothing when None."""
        self._place, self._words = place, words
        self.follow()

    def follow(self) -> None:
        field = self._sheet.rect_of(self._place) if self._place is not None else QRect()
        self.setVisible(not field.isNull())
        if not field.isNull():
            pad = metrics_of(self._sheet).pad
            self.setGeometry(QRect(0, field.top() - pad, self._sheet.viewport().width(), field.height() + 2 * pad))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, m, theme = QPainter(self), metrics_of(self), theme_of(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.cursor, 3))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        width = m.width("bold", self._words) + 4 * m.pad
        badge = QRectF(self.width() - width - 4, 4, width, self.height() - 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.cursor)
        painter.drawRoundedRect(badge, 4, 4)
        painter.setPen(theme.badge_ink)
        painter.setFont(m.fonts["bold"])
        painter.drawText(badge, _CENTRE, self._words)
