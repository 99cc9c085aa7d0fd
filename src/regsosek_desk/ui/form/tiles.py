"""Printed slices as pixmaps, the most recently seen ones kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from PySide6.QtGui import QPainter, QPixmap

from regsosek_desk.ui.form.blocks import Brush, Slice

ROOM = 40_000_000  # bytes of pixmaps kept


class Tiles:
    def __init__(self, brush: Brush, ratio: float) -> None:
        """`ratio`: device pixels per logical pixel."""
        self.brush, self.ratio = brush, ratio
        self._kept: OrderedDict[Hashable, QPixmap] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, piece: Slice, width: int) -> QPixmap:
        """The slice painted over the width; painted now if it isn't kept."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._painted(piece, width)
            self._bytes += _size(found)
            self._forget()
        self._kept.move_to_end(key)
        return found

    def _painted(self, piece: Slice, width: int) -> QPixmap:
        pixmap = QPixmap(round(width * self.ratio), round(piece.height * self.ratio))
        pixmap.setDevicePixelRatio(self.ratio)
        pixmap.fill(self.brush.theme.paper)
        painter = QPainter(pixmap)
        piece.page.paint(painter, self.brush.theme, self.brush.m)
        painter.end()
        return pixmap

    def _forget(self) -> None:
        while self._bytes > ROOM and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= _size(oldest)


def _size(pixmap: QPixmap) -> int:
    return 4 * pixmap.width() * pixmap.height()
