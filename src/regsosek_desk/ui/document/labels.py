"""Paragraphs of plain text: what people typed never becomes markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def paragraph(text: str = "", name: str = "", *, faint: bool = False) -> QLabel:
    """A label that wraps; faint ones take the style sheet's colour for small print."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("faint", faint)
    return label
