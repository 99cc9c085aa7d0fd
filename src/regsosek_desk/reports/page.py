"""The frame of an official A4 page, and the few things that are drawn on it.

Lengths are PDF points (1/72 inch), `top` is measured downward from the upper edge of the paper. The built-in
Helvetica is used, so that a page is small and looks the same everywhere; it has the letters of Latin-1 and no others.
"""

from __future__ import annotations

import io
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from regsosek_desk import __version__
from regsosek_desk.texts import t

WIDTH, HEIGHT = A4
LEFT, RIGHT = 18 * mm, A4[0] - 18 * mm
FOOT = HEIGHT - 20 * mm
"""Nothing but the frame stands below."""
PLAIN, BOLD, FIXED = "Helvetica", "Helvetica-Bold", "Courier-Bold"
INK, FAINT, LINE, GROUND = (HexColor(code) for code in ("#1b2430", "#55606e", "#b9c2cd", "#eef1f5"))
GOOD, BAD = HexColor("#1a7333"), HexColor("#b3261e")
_SIGNS = str.maketrans("\u02bb\u02bc\u02bf\u2032\u2010\u2011\u2212\u00a0\u202fŁłĐđı", "‘’‘’---  LlDdi")
"""Letters and signs that Unicode doesn't take apart, and the nearest ones of Latin-1."""
_CORNER = 20 * mm
_SYMBOLS = "→≥≤"
"""Taken from the font Symbol, which every viewer has too."""
_MASK = 3
"""Every mask is readable; to look for the best one takes longer than to draw a page."""
_ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Who prints, and when: an aware time, whose zone is that of every time on the page."""

    office: str
    printed: datetime
    training: bool = False
    """The data are invented: every sheet says so."""


@dataclass(frozen=True, slots=True)
class Style:
    """Font, size and colour of a text."""

    font: str
    size: float
    color: Color = INK

    def width(self, text: str) -> float:
        return float(stringWidth(printable(text), self.font, self.size))

    def lines(self, text: str, width: float) -> list[str]:
        """The text, broken where it fills that width."""
        return list(simpleSplit(printable(text), self.font, self.size, width))


class Page:
    """One page: what is drawn goes below the heading; `top` is where the next part may begin.

    `link` is what a QR code in its corner says; `lying` turns the paper on its long side.
    """

    def __init__(
        self, canvas: Canvas, origin: Origin, number: int, pages: int, *, link: str = "", lying: bool = False
    ) -> None:
        self.canvas = canvas
        self.origin = origin
        self.width, self.height = (HEIGHT, WIDTH) if lying else (WIDTH, HEIGHT)
        self.right, self.foot = self.width - LEFT, self.height - (HEIGHT - FOOT)
        self.top = 0.0
        canvas.setPageSize((self.width, self.height))
        self._head(link)
        self._foot(number, pages)

    def _head(self, link: str) -> None:
        self.text(t("reports.agency"), LEFT, 19 * mm, Style(BOLD, 9, FAINT))
        self.text(self.origin.office, LEFT, 25 * mm, Style(BOLD, 13))
        edge = self.right - (_CORNER if link else 0)
        self.text(t("reports.survey"), edge, 25 * mm, Style(PLAIN, 9, FAINT), align="right")
        if self.origin.training:
            self.text(t("print.training_line"), edge, 19 * mm, Style(BOLD, 11), align="right")
        if link:
            self.qr(link, self.right - _CORNER + 2 * mm, 9 * mm, _CORNER - 2 * mm)
        self.rule(29 * mm, INK, 1.2)
        self.top = 29 * mm

    def _foot(self, number: int, pages: int) -> None:
        printed = t("reports.printed", at=when(self.origin.printed, self.origin), version=__version__)
        self.rule(self.height - 16 * mm, LINE, 0.6)
        self.text(printed, LEFT, self.height - 11.5 * mm, Style(PLAIN, 8, FAINT))
        self.text(
            t("reports.page", number=number, pages=pages),
            self.right,
            self.height - 11.5 * mm,
            Style(PLAIN, 8, FAINT),
            align="right",
        )

    # --- parts ------------------------------------------------------------------------------------

    def heading(self, title: str, under: str = "") -> None:
        """The name of the page, in the middle."""
        self.text(title, self.width / 2, self.top + 11 * mm, Style(BOLD, 15), align="center")
        if under:
            self.text(under, self.width / 2, self.top + 16 * mm, Style(PLAIN, 9.5, FAINT), align="center")
        self.top += 25 * mm

    def facts(self, pairs: Iterable[tuple[str, str]], left: float = LEFT, right: float = RIGHT) -> None:
        """Lines of name and value; a long value goes on below itself."""
        gap = 33 * mm
        for name, value in pairs:
            self.text(name, left, self.top, Style(PLAIN, 9.5, FAINT))
            self.text(":", left + gap - 3 * mm, self.top, Style(PLAIN, 9.5, FAINT))
            self.top = self.paragraph(value, left + gap, self.top, right - left - gap, Style(BOLD, 9.5)) + 1.6 * mm

    def text(self, text: str, x: float, top: float, style: Style, *, align: str = "left", room: float = 0.0) -> None:
        """One line, its baseline at `top`; cut with … where it is longer than `room`."""
        shown = fitting(text, style, room) if room else printable(text)
        self.canvas.setFont(style.font, style.size)
        self.canvas.setFillColor(style.color)
        draw = {"left": self.canvas.drawString, "right": self.canvas.drawRightString,
                "center": self.canvas.drawCentredString}[align]  # fmt: skip
        draw(x, self.height - top, shown)

    def paragraph(self, text: str, x: float, top: float, width: float, style: Style) -> float:
        """Wrapped lines, the first baseline at `top`; gives the baseline for what follows."""
        for line in style.lines(text, width):
            self.text(line, x, top, style)
            top += style.size * 1.35
        return top

    def rule(
        self, top: float, color: Color = LINE, width: float = 0.6, left: float = LEFT, right: float | None = None
    ) -> None:
        self.canvas.setStrokeColor(color)
        self.canvas.setLineWidth(width)
        self.canvas.line(left, self.height - top, self.right if right is None else right, self.height - top)

    def box(self, left: float, top: float, width: float, height: float, ground: Color = GROUND) -> None:
        self.canvas.setFillColor(ground)
        self.canvas.roundRect(left, self.height - top - height, width, height, 2 * mm, stroke=0, fill=1)

    def qr(self, text: str, left: float, top: float, side: float) -> None:
        """The text as a QR code of that side, its quiet zone included."""
        self.box(left, top, side, side, HexColor("#ffffff"))
        draw_qr(self.canvas, text, left, self.height - top - side, side)


def draw_qr(canvas: Canvas, text: str, left: float, bottom: float, side: float) -> None:
    """The dark squares of a QR code of that side, its quiet zone left free."""
    modules = qr_modules(text)
    step = side / len(modules)
    canvas.setFillColor(HexColor("#000000"))
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                canvas.rect(left + column * step, bottom + side - (row + 1) * step, step, step, 0, 1)


def new_canvas(title: str, size: tuple[float, float] = A4) -> tuple[io.BytesIO, Canvas]:
    """A PDF to draw on; `save` on the canvas brings it into the buffer. The same pages give the same bytes."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    canvas.setTitle(printable(title))
    canvas.setCreator(f"Regsosek Desk {__version__}")
    return buffer, canvas


def qr_modules(text: str) -> list[list[bool]]:
    """Rows of a QR code, True for dark, with four modules of quiet zone. A scanner types the text as it stands."""
    code = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=_MASK)
    code.add_data(text.encode(), optimize=0)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def when(at: datetime, origin: Origin) -> str:
    """Day and time of an aware time, in the zone of the page."""
    here = at.astimezone(origin.printed.tzinfo)
    offset = here.utcoffset()
    hours = (offset.total_seconds() if offset else 0) / 3600
    zone = _ZONES.get(int(hours), f"UTC{hours:+g}") if hours == int(hours) else f"UTC{hours:+g}"
    month = t("reports.months").split()[here.month - 1]
    return t("reports.when", day=here.day, month=month, year=here.year, clock=here.strftime("%H.%M"), zone=zone)


def moment(text: str) -> datetime:
    """The time in a UTC text (ISO 8601), aware also where the text names no zone."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def fitting(text: str, style: Style, room: float) -> str:
    """The text, cut with … where it doesn't fit into `room`."""
    whole = printable(text)
    if style.width(whole) <= room:
        return whole
    cut = bisect_right(range(1, len(whole) + 1), room, key=lambda length: style.width(f"{whole[:length]}…"))
    return f"{whole[:cut].rstrip()}…"


def printable(text: str) -> str:
    """The text in letters that Helvetica has: others lose their marks, and what is left then becomes a "?"."""
    return "".join(_printable(letter) for letter in unicodedata.normalize("NFC", text.translate(_SIGNS)))


@lru_cache(maxsize=1024)
def _printable(letter: str) -> str:
    if _has(letter):
        return letter if letter.isprintable() else " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if bare != letter and bare:
        return "".join(part if _has(part) and part.isprintable() else "?" for part in bare)
    return "" if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf" else "?"


def _has(letter: str) -> bool:
    if letter in _SYMBOLS:
        return True
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
