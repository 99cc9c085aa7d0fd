"""A large number with what it counts."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled, theme


class Figure(QFrame):
    """A panel with a figure; shows – until it is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.value = QLabel("–")
        self.value.setFont(scaled(self.font(), 2.3, bold=True))
        self.words = faint()
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 12, 18, 12)
        box.setSpacing(0)
        box.addWidget(self.value)
        box.addWidget(self.words)

    def show_figure(self, value: str, words: str, color: QColor | None = None) -> None:
        """A colour where the figure is good news or bad."""
        colors = self.palette()
        colors.setColor(QPalette.ColorRole.WindowText, color or theme().ink)
        self.value.setPalette(colors)
        self.value.setText(value)
        self.words.setText(words)
        self.setAccessibleName(f"{value} {words}")
