"""Colours of the program, made from the system's palette so that light and dark both read well.

Every colour that carries text has a contrast of at least 4.5 : 1 on its ground (WCAG AA).
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

READABLE = 4.5


def luminance(color: QColor) -> float:
    """Relative luminance as WCAG defines it, 0 black to 1 white."""
    red, green, blue = (_linear(part) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: QColor, other: QColor) -> float:
    """Contrast of two colours, 1 (equal) to 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(color: QColor, *grounds: QColor, ratio: float = READABLE) -> QColor:
    """The colour, moved towards black or white until it reads on every ground."""
    ends = (QColor("black"), QColor("white"))
    end = max(ends, key=lambda e: min(contrast(e, ground) for ground in grounds))
    for step in range(21):
        candidate = mix(color, end, step / 20)
        if all(contrast(candidate, ground) >= ratio for ground in grounds):
            return candidate
    return end


def mix(color: QColor, other: QColor, share: float) -> QColor:
    """`share` (0 to 1) of the other colour in this one."""
    parts = zip(_parts(color), _parts(other), strict=True)
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in parts))


def _parts(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


@dataclass(frozen=True, slots=True)
class Theme:
    """One colour for each thing that the program draws."""

    dark: bool
    desk: QColor  # behind the paper
    paper: QColor
    ink: QColor  # what is printed
    faint: QColor  # small print: code lists, hints
    rule: QColor  # lines of the form
    box: QColor  # frames of the digit boxes
    bar: QColor  # ground of block headings
    bar_ink: QColor
    band: QColor  # ground of sub-headings and member headers
    pen: QColor  # what the keyer wrote
    echo: QColor  # label of a keyed code
    ghost: QColor  # proposal
    computed: QColor  # ground of what the program works out
    veil: QColor  # laid over what isn't asked
    hatch: QColor
    skipped: QColor  # an answer where none is asked
    cursor: QColor
    cursor_ground: QColor
    cursor_glow: QColor  # laid over the row heading of the cursor
    error: QColor
    warning: QColor
    ok: QColor
    note: QColor
    badge_ink: QColor  # sign on a badge

    @classmethod
    def from_palette(cls, palette: QPalette) -> Theme:
        """Colours that go with the palette's paper (`Base`) and ink (`Text`)."""
        paper, ink = palette.base().color(), palette.text().color()
        dark = luminance(paper) < 0.25
        ink = readable(ink, paper, ratio=10)
        bar, band = mix(paper, ink, 0.17), mix(paper, ink, 0.07)
        cursor_ground = QColor("#4a4416") if dark else QColor("#fff7c2")
        cursor = QColor("#6fb1ff") if dark else QColor("#1258d6")
        glow_share = 0.20 if dark else 0.12
        grounds = (paper, band, cursor_ground, mix(paper, cursor, glow_share))
        return cls(
            dark=dark,
            desk=mix(paper, QColor("#000000" if dark else "#4a6078"), 0.35),
            paper=paper,
            ink=ink,
            faint=readable(mix(ink, paper, 0.42), *grounds),
            rule=mix(paper, ink, 0.24),
            box=mix(paper, ink, 0.52),
            bar=bar,
            bar_ink=readable(ink, bar, ratio=7),
            band=band,
            pen=readable(QColor("#a9cbff" if dark else "#12337f"), *grounds, ratio=7),
            echo=readable(QColor("#8fd3b6" if dark else "#17603f"), *grounds),
            ghost=readable(mix(ink, paper, 0.45), *grounds),
            computed=mix(paper, ink, 0.05),
            veil=_with_alpha(mix(paper, ink, 0.10), 0.62),
            hatch=_with_alpha(ink, 0.13),
            skipped=readable(mix(ink, paper, 0.4), mix(paper, ink, 0.10)),
            cursor=cursor,
            cursor_ground=cursor_ground,
            cursor_glow=_with_alpha(cursor, glow_share),
            error=readable(QColor("#ff7b72" if dark else "#c4161c"), *grounds, bar),
            warning=readable(QColor("#f2b544" if dark else "#9a5b00"), *grounds, bar),
            ok=readable(QColor("#6fd08c" if dark else "#1a7333"), *grounds, bar),
            note=readable(QColor("#c79bff" if dark else "#7a2fbf"), *grounds),
            badge_ink=paper if dark else QColor("white"),
        )


def _with_alpha(color: QColor, alpha: float) -> QColor:
    found = QColor(color)
    found.setAlphaF(alpha)
    return found
