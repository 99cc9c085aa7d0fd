"""Labels of plain text, for what people typed never becomes markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from regsosek_desk.ui.widgets.look import scaled


def paragraph(text: str = "", name: str = "", *, faint: bool = False) -> QLabel:
    """A label that wraps; faint ones take the style sheet's colour for small print."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("faint", faint)
    return label


def headline(name: QLabel, *far: QWidget) -> QHBoxLayout:
    """What a screen is called, in large letters, and what stands at the far end of that line."""
    name.setFont(scaled(name.font(), 1.5, bold=True))
    row = QHBoxLayout()
    row.addWidget(name)
    row.addStretch(1)
    for widget in far:
        row.addWidget(widget)
    return row


def faint(text: str = "", factor: float = 1.0) -> QLabel:
    """A label that stays in the background."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("faint", True)
    if factor != 1.0:
        label.setFont(scaled(label.font(), factor))
    return label
