"""Sizes of everything on the sheet, worked out from the font: a larger font or screen scale enlarges all alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Literal

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF

Role = Literal["base", "bold", "small", "small_bold", "digit", "title"]
DIGIT_POINTS = 12.0
WRAP = int(Qt.TextFlag.TextWordWrap.value)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Fonts by role and lengths in logical pixels."""

    fonts: dict[Role, QFont]
    measures: dict[Role, QFontMetrics]
    line: int  # height of a line of text
    small_line: int
    pad: int
    gap: int
    box: int  # width of a digit box where there is room
    narrow_box: int  # and where there isn't
    box_height: int
    group_gap: int  # between groups of boxes
    number: int  # width of the printed number
    caret: int
    widths: dict[tuple[Role, str], int] = field(default_factory=dict)  # measured so far
    grid: int = 1  # heights are multiples of this, so that strips of paper meet on whole device pixels

    @classmethod
    def from_font(cls, font: QFont, ratio: float = 1.0) -> Metrics:
        """Sizes for a base font; the digits in the boxes have at least 12 points.

        `ratio`: device pixels per logical pixel.
        """
        fonts = _fonts(font)
        measures = {role: QFontMetrics(f) for role, f in fonts.items()}
        line, small_line = (ceil(QFontMetricsF(fonts[role]).lineSpacing()) for role in ("base", "small"))
        digit = measures["digit"].horizontalAdvance("0")
        return cls(
            fonts=fonts,
            measures=measures,
            line=line,
            small_line=small_line,
            pad=max(3, round(line * 0.30)),
            gap=max(4, round(line * 0.45)),
            box=round(digit * 1.75),
            narrow_box=digit + 4,
            box_height=round(measures["digit"].height() * 1.18),
            group_gap=max(4, round(digit * 0.6)),
            number=measures["bold"].horizontalAdvance("307b1") + round(line * 0.5),
            caret=2,
            grid=next((step for step in (1, 2, 4) if (step * ratio).is_integer()), 1),
        )

    def up(self, height: int) -> int:
        """The height, rounded up to whole device pixels."""
        return -(-height // self.grid) * self.grid

    def width(self, role: Role, text: str) -> int:
        key = role, text
        found = self.widths.get(key)
        if found is None:
            found = self.widths[key] = self.measures[role].horizontalAdvance(text)
        return found

    def height(self, role: Role, text: str, width: int) -> int:
        """Height of the text wrapped at a width."""
        if self.width(role, text) <= width and "\n" not in text:
            return self.small_line if role.startswith("small") else self.line
        return self.measures[role].boundingRect(QRect(0, 0, max(1, width), 10_000), WRAP, text).height()

    def elided(self, role: Role, text: str, width: int) -> str:
        return self.measures[role].elidedText(text, Qt.TextElideMode.ElideRight, width)


def _fonts(font: QFont) -> dict[Role, QFont]:
    points = font.pointSizeF() if font.pointSizeF() > 0 else 9.0
    small = max(7.0, points * 0.86)
    return {
        "base": _sized(font, points),
        "bold": _sized(font, points, bold=True),
        "small": _sized(font, small),
        "small_bold": _sized(font, small, bold=True),
        "digit": _sized(font, max(DIGIT_POINTS, points * 4 / 3)),
        "title": _sized(font, points * 1.35, bold=True),
    }


def _sized(font: QFont, points: float, *, bold: bool = False) -> QFont:
    found = QFont(font)
    found.setPointSizeF(points)
    found.setBold(bold)
    return found
