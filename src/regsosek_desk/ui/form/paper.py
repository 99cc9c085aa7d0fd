"""The pile of blocks for one width, and how what is in view of it is painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.formdef.bind import BoundForm
from regsosek_desk.ui.form import signs
from regsosek_desk.ui.form.blocks import Block, Brush, Placed
from regsosek_desk.ui.form.layout import blocks_of
from regsosek_desk.ui.form.look import Scene
from regsosek_desk.ui.form.painter import FieldPainter
from regsosek_desk.ui.form.tiles import Tiles

CURSOR_EDGE = 4  # width of the bar at the lit line's left edge


class Window(NamedTuple):
    """The part of the sheet in view: its corner on the sheet and its size."""

    x: int
    y: int
    size: QSize


class Paper:
    def __init__(self, bound: BoundForm, width: int, brush: Brush, ratio: float) -> None:
        self.brush = brush
        self.blocks = blocks_of(bound, width, brush.m)
        self.tiles = Tiles(brush, ratio)
        self.fields = FieldPainter(brush.theme, brush.m)
        self.width = max(block.width for block in self.blocks)
        self.view_width = width
        self.height = 0

    def arrange(self, scene: Scene) -> None:
        """Pile the blocks up, each as high as the document wants it."""
        top = 0
        for block in self.blocks:
            block.resize(scene)
            block.top = top
            top += block.height
        self.height = top

    # --- where things are ---------------------------------------------------------------------------

    def find(self, place: Place, scene: Scene) -> tuple[Block, Placed] | None:
        """The block and the boxes of a place; None while its row isn't shown."""
        if not scene.instance.has(place):
            return None
        for block in self.blocks:
            placed = block.find(place, scene)
            if placed is not None:
                return block, placed
        return None

    def in_view(self, block: Block, rect: QRect, window: Window) -> QRect:
        """A rectangle of the block in coordinates of the view."""
        top = self.header_top(block, window) if self._is_header(block, rect) else block.top + rect.top() - window.y
        shift = window.x if block.width > self.view_width and rect.left() >= block.frozen else 0
        return QRect(rect.left() - shift, top, rect.width(), rect.height())

    def _is_header(self, block: Block, rect: QRect) -> bool:
        return not block.header.isNull() and rect.top() == block.header.top()

    def header_top(self, block: Block, window: Window) -> int:
        """Where the header stands: in its place, or at the top of the view as long as the block is there."""
        top = block.top + block.header.top() - window.y
        last = block.top + block.height - block.header.height() - window.y
        return max(top, min(0, last))

    def place_at(self, point: QPoint, window: Window, scene: Scene) -> Place | None:
        for block in self._blocks_in(QRect(point, QSize(1, 1)), window):
            if self._header_at(block, window).contains(point):
                return None
            shift = window.x if block.width > self.view_width and point.x() >= block.frozen else 0
            local = QPoint(point.x() + shift, point.y() + window.y - block.top)
            for placed in block.placed_in(QRect(local, QSize(1, 1)), scene):
                if placed.zone.contains(local):
                    return placed.place
        return None

    def _header_at(self, block: Block, window: Window) -> QRect:
        if block.header.isNull():
            return QRect()
        return QRect(0, self.header_top(block, window), self.view_width, block.header.height())

    def _blocks_in(self, rect: QRect, window: Window) -> Iterator[Block]:
        top, bottom = rect.top() + window.y, rect.bottom() + window.y
        return (b for b in self.blocks if b.top <= bottom and b.top + b.height > top)

    # --- painting -----------------------------------------------------------------------------------

    def paint(self, painter: QPainter, rect: QRect, window: Window, scene: Scene) -> None:
        """Paint a rectangle of the view."""
        painter.setClipRect(rect)
        painter.fillRect(rect, self.brush.theme.desk)
        for block in self._blocks_in(rect, window):
            for clip, shift, spanning in self._passes(block, rect, window):
                self._paint_pass(painter, block, clip, QPoint(shift, block.top - window.y), scene, spanning=spanning)
            self._paint_header(painter, block, rect, window, scene)
            if self._moves(block, window):
                painter.setPen(self.brush.theme.box)
                painter.drawLine(block.frozen, block.top - window.y, block.frozen, block.top + block.height - window.y)

    def _moves(self, block: Block, window: Window) -> bool:
        return window.x > 0 and block.width > self.view_width

    def _passes(self, block: Block, rect: QRect, window: Window) -> Iterator[tuple[QRect, int, bool]]:
        """A block wider than the view is painted in parts: what moves, what is frozen, what spans the view."""
        if not self._moves(block, window):
            yield rect, 0, False
            return
        yield rect.intersected(QRect(block.frozen, rect.top(), self.view_width, rect.height())), -window.x, False
        yield rect.intersected(QRect(0, rect.top(), block.frozen, rect.height())), 0, False
        yield rect, 0, True

    def _paint_pass(
        self, painter: QPainter, block: Block, clip: QRect, shift: QPoint, scene: Scene, *, spanning: bool
    ) -> None:
        if clip.isEmpty():
            return
        painter.setClipRect(clip)
        painter.translate(shift)
        rect = clip.translated(-shift)
        self._paint_print(painter, block, rect, spanning=spanning)
        if not spanning:
            self._paint_cursor(painter, block, rect, scene)
            self._paint_answers(painter, block, rect, scene)
        self._paint_states(painter, block, rect, scene)
        painter.translate(-shift)

    def _paint_print(self, painter: QPainter, block: Block, rect: QRect, *, spanning: bool) -> None:
        index = self.blocks.index(block)
        for key, piece in block.slices_in(rect):
            if piece.spanning or not spanning:
                width = self.view_width if piece.spanning else block.width
                painter.drawPixmap(0, piece.top, self.tiles.get((index, key), piece, width))

    def _paint_cursor(self, painter: QPainter, block: Block, rect: QRect, scene: Scene) -> None:
        placed = block.find(scene.cursor, scene) if scene.instance.has(scene.cursor) else None
        for index, lit in enumerate(block.around(placed) if placed is not None else ()):
            if lit.intersects(rect):
                painter.fillRect(lit, self.brush.theme.cursor_glow)
                if index == 0:
                    painter.fillRect(QRect(lit.left(), lit.top(), CURSOR_EDGE, lit.height()), self.brush.theme.cursor)

    def _paint_answers(self, painter: QPainter, block: Block, rect: QRect, scene: Scene) -> None:
        block.paint_extras(painter, rect, scene, self.brush)
        for place, box, corner, copy in block.placed_in(rect, scene):
            painter.translate(corner)
            self.fields.paint(painter, box, scene.copy(place) if copy else scene.look(place))
            painter.translate(-corner)

    def _paint_states(self, painter: QPainter, block: Block, rect: QRect, scene: Scene) -> None:
        for section, where in block.states.items():
            if where.intersects(rect):
                signs.state(painter, where, scene.desk.section_state(section), self.brush.m, self.brush.theme)

    def _paint_header(self, painter: QPainter, block: Block, rect: QRect, window: Window, scene: Scene) -> None:
        where = self._header_at(block, window)
        if not where.intersects(rect):
            return
        for clip, shift, spanning in self._passes(block, rect, window):
            if not spanning:
                painter.setClipRect(clip.intersected(where))
                painter.translate(shift, where.top())
                block.paint_header(painter, scene, self.brush)
                painter.translate(-shift, -where.top())
        painter.setClipRect(rect)
