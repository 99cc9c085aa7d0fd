"""A banner at the top of the screen when the disk does not take an answer; it stays until it does."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.document.brushes import theme_of
from regsosek_desk.ui.form.signs import badge
from regsosek_desk.ui.theme import mix
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.look import scaled


class FaultBanner(QWidget):
    """What happened, whether the data is safe, what to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("faultBanner")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 10, 16, 10)
        layout.setSpacing(2)
        self.happened, self.safe, self.action, self.retry = (self._line(layout) for _ in range(4))
        self.hide()

    def _line(self, layout: QVBoxLayout) -> QLabel:
        label = paragraph()
        layout.addWidget(label)
        return label

    def show_fault(self, fault: DeskError) -> None:
        for label, text in zip((self.happened, self.safe, self.action), explain(fault), strict=True):
            label.setText(text)
        self.retry.setText(t("document.fault.retry"))
        self.happened.setFont(scaled(self.font(), 1.1, bold=True))
        self.setAccessibleName(" ".join(explain(fault)))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), theme_of(self)
        painter.fillRect(self.rect(), mix(theme.paper, theme.error, 0.12))
        painter.setPen(QPen(theme.error, 3))
        painter.drawLine(0, self.height() - 2, self.width(), self.height() - 2)
        badge(painter, QRectF(14, 12, 22, 22), "E", theme.error, theme)
