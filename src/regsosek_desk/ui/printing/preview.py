"""A sheet on the screen as it will lie on the table: one page at a time, as large as there is room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from regsosek_desk.reports.viewing import POINTS, Picture, Viewer
from regsosek_desk.ui.widgets.look import theme

_MARGIN = 10


def image_of(picture: Picture) -> QImage:
    """The picture as Qt has it, with pixels of its own."""
    image = QImage(
        picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_Grayscale8
    )  # fmt: skip
    return image.copy()


class Preview(QWidget):
    """Shows a page of a PDF, or a sentence in its stead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._viewer: Viewer | None = None
        self._pixmap = QPixmap()
        self._words = ""
        self.page = 0
        self.is_large = False
        self._shift = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(240, 240))

    @property
    def pages(self) -> int:
        return self._viewer.pages if self._viewer else 0

    def show_pdf(self, viewer: Viewer) -> None:
        """Show this from its first page on; the page before is kept where there are as many."""
        same = self._viewer is not None and self._viewer.pages == viewer.pages
        self.show_words("")
        self._viewer = viewer
        self.turn_to(self.page if same else 0)

    def show_words(self, words: str) -> None:
        """Show no page but this."""
        if self._viewer is not None:
            self._viewer.close()
        self._viewer, self._words = None, words
        self._pixmap = QPixmap()
        self.update()

    def turn_to(self, page: int) -> None:
        """Show a page, from 0; the nearest one where there is none."""
        self.page = max(0, min(page, self.pages - 1))
        self._shift = 0.0
        self._render()

    def enlarge(self, large: bool) -> None:
        """Show the page over the whole width, or all of it."""
        self.is_large = large
        self._shift = 0.0
        self._render()

    def move_on(self, direction: int) -> bool:
        """Move an enlarged page up or down; False where it doesn't go on."""
        height = self._pixmap.deviceIndependentSize().height() - self.height() + 2 * _MARGIN
        wanted = max(0.0, min(self._shift + direction * self.height() * 0.8, height))
        moved = self.is_large and height > 0 and wanted != self._shift
        if moved:
            self._shift = wanted
            self.update()
        return moved

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._render()

    def _render(self) -> None:
        if self._viewer is None:
            return
        width, height = self._viewer.size(self.page)
        room = self.size() - QSize(2 * _MARGIN, 2 * _MARGIN)
        factor = room.width() / width
        if not self.is_large:
            factor = min(factor, room.height() / height)
        ratio = self.devicePixelRatioF()
        picture = self._viewer.picture(self.page, max(0.1, factor) * ratio * POINTS)
        self._pixmap = QPixmap.fromImage(image_of(picture))
        self._pixmap.setDevicePixelRatio(ratio)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._pixmap.isNull():
            painter.setPen(theme().faint)
            inner = QRectF(self.rect()).adjusted(24, 24, -24, -24)
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._words)
            return
        size = self._pixmap.deviceIndependentSize()
        left = max(float(_MARGIN), (self.width() - size.width()) / 2)
        top = max(float(_MARGIN), (self.height() - size.height()) / 2) - self._shift
        painter.drawPixmap(round(left), round(top), self._pixmap)
        painter.setPen(QPen(theme().box, 1))
        painter.drawRect(QRectF(round(left), round(top), size.width(), size.height()))
