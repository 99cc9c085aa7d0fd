"""The bar at the top of the window and the status line at its foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.widgets.hints import HintBar
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled, theme

_FLASH_MS = 700
_CRUMB = "  ›  "


class TopBar(QWidget):
    """Where the keyer is, who keys, and a badge that nobody can miss in mode latihan."""

    def __init__(self, who: str, version: str, *, training: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        program = QLabel(t("shell.program"))
        program.setObjectName("programName")
        program.setFont(scaled(self.font(), 1.12, bold=True))
        self.place = Elided(Qt.TextElideMode.ElideLeft)
        self.badge = QLabel(t("shell.training"))
        self.badge.setObjectName("trainingBadge")
        self.badge.setVisible(training)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(16)
        row.addWidget(program)
        self.place.setPalette(self._ground())
        row.addWidget(self.place, 1)
        for widget in (self.badge, QLabel(who), faint(version)):
            row.addWidget(widget)

    def add(self, widget: QWidget) -> None:
        """Put a widget before the badge."""
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.indexOf(self.badge), widget)

    def _ground(self) -> QPalette:
        colors = self.palette()
        colors.setColor(QPalette.ColorRole.Window, theme().paper)
        return colors

    def show_place(self, titles: Sequence[str]) -> None:
        self.place.setText(_CRUMB.join(title for title in titles if title))


class StatusLine(QWidget):
    """A short message on the left, key hints on the right. A new message glows for a moment, without a sound."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.message = Elided(Qt.TextElideMode.ElideRight)
        self.message.setMargin(4)
        self.hints = HintBar()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 3, 20, 3)
        row.addWidget(self.message)
        row.addWidget(self.hints, 1)
        self._glow = QVariantAnimation(self, duration=_FLASH_MS)
        self._glow.setStartValue(theme().cursor_ground)
        self._glow.setEndValue(theme().paper)
        self._glow.valueChanged.connect(self._tint)
        self._tint(theme().paper)

    def show_message(self, text: str) -> None:
        """Say something short; "" takes it away. The same text again glows again."""
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self._glow.stop()
        if text:
            self._glow.start()

    def _tint(self, color: QColor) -> None:
        colors = self.message.palette()
        colors.setColor(QPalette.ColorRole.Window, color)
        self.message.setPalette(colors)


class Elided(QLabel):
    """A line of text that gives way when there is no room; then the whole of it is its tip."""

    def __init__(self, mode: Qt.TextElideMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect().marginsRemoved(QMargins(self.margin(), 0, self.margin(), 0))
        shown = self.fontMetrics().elidedText(self.text(), self._mode, room.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter.fillRect(self.rect(), self.palette().window())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
