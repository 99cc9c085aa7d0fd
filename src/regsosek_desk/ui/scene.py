"""What was on screen, for whoever mends the program: kinds, names of code and places, never a text or an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from regsosek_desk.ui.models.addresses import Address, OpenDocument, TeamPlace

_WIDGETS = 150


def place_line(page: QWidget | None, address: Address) -> str:
    """The screen in one line: its class, the kind of address, form and question."""
    parts = [type(page).__name__, type(address).__name__]
    if isinstance(address, TeamPlace):
        parts.append(address.name)
    if isinstance(address, OpenDocument):
        parts += _document(page)
    return " · ".join(parts)


def _document(page: Any) -> list[str]:
    place = page.keyer.place
    kind = "row" if place.row else "document"
    return [
        page.desk.stored.form,
        place.question,
        kind,
        str(page.keyer.mode),
        f"typing {page.keyer.buffer is not None}",
    ]


def scene(page: QWidget, window: QWidget) -> str:
    """Size of the window and the state of every widget of the page that has a name, a line each."""
    app = QApplication.instance()
    size = f"window {window.width()}x{window.height()} · ratio {window.devicePixelRatio():g}"
    font = f"font {app.font().pointSizeF():g} pt" if isinstance(app, QApplication) else ""
    lines = [size, font, *(_line(each) for each in _told(page))]
    return "\n".join(line for line in lines[:_WIDGETS] if line)


def _told(page: QWidget) -> Iterator[QWidget]:
    yield page
    for each in page.findChildren(QWidget):
        if each.objectName() and not each.objectName().startswith("qt_"):
            yield each


def _line(widget: QWidget) -> str:
    at = widget.geometry()
    states = [
        "" if widget.isVisible() else "hidden",
        "" if widget.isEnabled() else "disabled",
        "focus" if widget.hasFocus() else "",
        _rows(widget),
    ]
    name = f"{type(widget).__name__}#{widget.objectName()}".rstrip("#")
    return " ".join(part for part in (name, f"{at.x()},{at.y()} {at.width()}x{at.height()}", *states) if part)


def _rows(widget: QWidget) -> str:
    if not isinstance(widget, QAbstractItemView) or widget.model() is None:
        return ""
    return f"row {widget.currentIndex().row()} of {widget.model().rowCount()}"
