"""The status of a document as sign and word on a coloured ground."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from regsosek_desk.core.engine.review import Status
from regsosek_desk.texts import t
from regsosek_desk.ui.document.brushes import theme_of
from regsosek_desk.ui.document.findings import Findings, Kind
from regsosek_desk.ui.document.strip import state_sign
from regsosek_desk.ui.theme import mix
from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.status import draw_status, status_color, status_word


class StatusPill(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusPill")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.status, self.text = "blank", ""

    def show_status(self, status: Status, found: Findings) -> None:
        """Status with the counts that made it so; a document with blanks to come is unfinished, not wrong."""
        counted = _counted(status, found)
        unfinished = status == "error" and not counted
        shown = "partial" if unfinished else status
        text = t("document.side.unfinished") if unfinished else counted or status_word(status)
        if (shown, text) != (self.status, self.text):
            self.status, self.text = shown, text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        size = self.fontMetrics()
        return QSize(round(size.horizontalAdvance(self.text) * 1.12) + 3 * size.height(), round(size.height() * 1.6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = theme_of(self)
        color = status_color(self.status, theme)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(color, 1))
        painter.setBrush(mix(theme.paper, color, 0.10))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        size = self.fontMetrics().height() * 0.95
        where = QRectF(size * 0.6, (rect.height() - size) / 2, size, size)
        if self.status == "partial":
            state_sign(painter, where, "partial", theme)
        else:
            draw_status(painter, where, self.status, theme)
        painter.setPen(color if self.status in ("error", "warning", "clean") else theme.ink)
        painter.setFont(scaled(self.font(), 1.0, bold=True))
        words = rect.adjusted(size * 1.9, 0, -size * 0.4, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter.value), self.text)


def _counted(status: Status, found: Findings) -> str:
    """`Salah (2) · Terlewat (5)`, as the list groups them; "" for a status that nothing is counted for."""
    kinds: dict[str, tuple[Kind, ...]] = {"error": ("error", "passed"), "warning": ("warning",)}
    counts = {kind: found.count(kind) for kind in kinds.get(status, ())}
    return " · ".join(t(f"document.side.{kind}", count=count) for kind, count in counts.items() if count)
