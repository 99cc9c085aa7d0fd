"""The pages of a PDF as pictures: to look at before printing, and for the printer itself."""

from __future__ import annotations

import threading
from typing import NamedTuple

import pypdfium2 as pdfium

POINTS = 72


class Picture(NamedTuple):
    """Grey pixels, a byte each, rows of `stride` bytes."""

    width: int
    height: int
    stride: int
    pixels: bytes


class Viewer:
    """An opened PDF. Any thread may ask; the library itself takes one at a time."""

    _one_at_a_time = threading.Lock()

    def __init__(self, pdf: bytes) -> None:
        with self._one_at_a_time:
            self._document = pdfium.PdfDocument(pdf)
            self.pages = len(self._document)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page (from 0) in points."""
        with self._one_at_a_time:
            width, height = self._document.get_page_size(number)
        return float(width), float(height)

    def picture(self, number: int, dpi: float) -> Picture:
        """A page, from 0."""
        with self._one_at_a_time:
            page = self._document[number]
            bitmap = page.render(scale=dpi / POINTS, grayscale=True)
            found = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            page.close()
        return found

    def close(self) -> None:
        with self._one_at_a_time:
            self._document.close()
