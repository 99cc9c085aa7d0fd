"""A QR code on the screen, black on white in every palette: cameras want it so."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_QUIET = 4
"""Modules of white around it, as the standard wants."""
_PIXELS = 5


class QrCode(QWidget):
    """Shows the text given; nothing while that is ""."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._modules: list[list[bool | None]] = []

    def show_text(self, text: str) -> None:
        from qrcode.constants import ERROR_CORRECT_M
        from qrcode.main import QRCode

        self._modules = []
        if text:
            code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
            code.add_data(text)
            code.make()
            self._modules = code.modules
        self.setAccessibleDescription(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        side = (len(self._modules) + 2 * _QUIET) * _PIXELS if self._modules else 0
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._modules:
            return
        painter = QPainter(self)
        count = len(self._modules) + 2 * _QUIET
        side = min(self.width(), self.height()) // count
        left, top = (self.width() - side * count) // 2, (self.height() - side * count) // 2
        painter.fillRect(QRectF(left, top, side * count, side * count), Qt.GlobalColor.white)
        for row, modules in enumerate(self._modules, _QUIET):
            for column, dark in enumerate(modules, _QUIET):
                if dark:
                    painter.fillRect(left + column * side, top + row * side, side, side, Qt.GlobalColor.black)
