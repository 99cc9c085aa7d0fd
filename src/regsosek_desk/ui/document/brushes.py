"""Colours and sizes for what a widget paints, worked out once for each palette and font."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QWidget

from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.theme import Theme

_KEPT = 8


def theme_of(widget: QWidget) -> Theme:
    """Colours that go with the widget's palette."""
    palette = widget.palette()
    return _theme(palette.base().color().rgba(), palette.text().color().rgba())


@lru_cache(maxsize=_KEPT)
def _theme(paper: int, ink: int) -> Theme:
    """A theme depends on these two colours alone."""
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor.fromRgba(paper))
    palette.setColor(QPalette.ColorRole.Text, QColor.fromRgba(ink))
    return Theme.from_palette(palette)


def metrics_of(widget: QWidget) -> Metrics:
    """Sizes that go with the widget's font."""
    return _metrics(widget.font().toString())


@lru_cache(maxsize=_KEPT)
def _metrics(description: str) -> Metrics:
    font = QFont()
    font.fromString(description)
    return Metrics.from_font(font)
