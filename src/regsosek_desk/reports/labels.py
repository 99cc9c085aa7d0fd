"""Labels for bundles and boxes, eight on a page, to be cut apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from regsosek_desk import __version__
from regsosek_desk.reports.page import (
    BOLD,
    FAINT,
    FIXED,
    HEIGHT,
    PLAIN,
    WIDTH,
    Origin,
    Style,
    draw_qr,
    fitting,
    new_canvas,
    printable,
    when,
)
from regsosek_desk.texts import t

_ACROSS, _DOWN = 2, 4
PER_PAGE = _ACROSS * _DOWN
_MARGIN = 8 * mm
_LABEL_WIDTH, _LABEL_HEIGHT = (WIDTH - 2 * _MARGIN) / _ACROSS, (HEIGHT - 22 * mm) / _DOWN
_QR = 34 * mm
_PAD = 4 * mm
_LINES, _STEP = 9, 3 * mm


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on one label. `code` is what a person can type when no scanner is there."""

    heading: str
    code: str
    lines: Sequence[tuple[str, str]]
    """Name and value; what has no room is left out."""
    link: str
    wide: str = ""
    """A text below all, over the whole width: what is in a box."""


def label_sheets(labels: Sequence[Label], origin: Origin) -> bytes:
    """A PDF with these labels in order. Raises ValueError for none."""
    if not labels:
        raise ValueError("no label")
    buffer, canvas = new_canvas(t("print.label.title"))
    pages = -(-len(labels) // PER_PAGE)
    for number in range(pages):
        for at, label in enumerate(labels[number * PER_PAGE : (number + 1) * PER_PAGE]):
            left = _MARGIN + at % _ACROSS * _LABEL_WIDTH
            _draw(canvas, label, left, 10 * mm + at // _ACROSS * _LABEL_HEIGHT, origin)
        _foot(canvas, origin, number + 1, pages)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _text(canvas: Canvas, text: str, at: tuple[float, float], style: Style, room: float) -> None:
    """One line from a point (x, top) on, cut where it is longer than the room."""
    canvas.setFont(style.font, style.size)
    canvas.setFillColor(style.color)
    canvas.drawString(at[0], HEIGHT - at[1], fitting(text, style, room))


def _draw(canvas: Canvas, label: Label, left: float, top: float, origin: Origin) -> None:
    canvas.setDash(2, 2)
    canvas.setLineWidth(0.4)
    canvas.rect(left, HEIGHT - top - _LABEL_HEIGHT, _LABEL_WIDTH, _LABEL_HEIGHT)
    canvas.setDash()
    right, x = left + _LABEL_WIDTH - _PAD, left + _PAD
    draw_qr(canvas, label.link, right - _QR, HEIGHT - top - _PAD - _QR, _QR)
    room = right - _QR - 2 * mm - x
    _text(canvas, origin.office, (x, top + _PAD + 3 * mm), Style(PLAIN, 6.5, FAINT), room)
    _text(canvas, label.heading, (x, top + _PAD + 9 * mm), Style(BOLD, 12), room)
    base = top + _PAD + 14.5 * mm
    for name, value in label.lines[:_LINES]:
        inside = base < top + _PAD + _QR
        space = room if inside else right - x
        _text(canvas, name, (x, base), Style(PLAIN, 7, FAINT), 16 * mm)
        _text(canvas, value, (x + 16 * mm, base), Style(BOLD, 8), space - 16 * mm)
        base += 4.2 * mm
    _below(canvas, label, (x, max(base, top + _PAD + _QR + 3 * mm)), (right, top + _LABEL_HEIGHT))
    if origin.training:
        _text(canvas, t("print.training"), (x, top + _LABEL_HEIGHT - 11 * mm), Style(BOLD, 9), room)


def _below(canvas: Canvas, label: Label, corner: tuple[float, float], end: tuple[float, float]) -> None:
    """What is in a box, as far as there is room, and the code in large letters."""
    (x, base), (right, bottom) = corner, end
    style = Style(PLAIN, 7)
    rows = int((bottom - 16 * mm - base) / _STEP) + 1
    for row, line in enumerate(style.lines(label.wide, right - x)[:rows] if label.wide else ()):
        _text(canvas, line, (x, base + row * _STEP), style, right - x)
    code = Style(FIXED, min(20.0, (right - x) / (0.6 * max(1, len(label.code)))))
    canvas.setFont(code.font, code.size)
    canvas.drawRightString(right, HEIGHT - bottom + 4 * mm, printable(label.code))


def _foot(canvas: Canvas, origin: Origin, number: int, pages: int) -> None:
    style = Style(PLAIN, 7, FAINT)
    printed = t("reports.printed", at=when(origin.printed, origin), version=__version__)
    _text(canvas, printed, (_MARGIN, HEIGHT - 6 * mm), style, WIDTH)
    canvas.drawRightString(WIDTH - _MARGIN, 6 * mm, t("reports.page", number=number, pages=pages))
