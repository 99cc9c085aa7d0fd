"""Sheets that are a table: a heading, facts, rows over as many pages as they take, signatures at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from reportlab.lib.units import mm

from regsosek_desk.reports.page import BOLD, FAINT, GROUND, INK, LEFT, LINE, PLAIN, Origin, Page, Style, new_canvas
from regsosek_desk.texts import t

TICK = "\u2610"
"""A cell that is a box to tick."""
_TEXT, _HEAD, _BOLD = Style(PLAIN, 8.5), Style(BOLD, 8), Style(BOLD, 8.5)
_STEP, _PAD = 10.6, 2.6
_SIGN_HEIGHT = 34 * mm
_TICK = 3.4 * mm


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the width among all columns."""

    name: str
    share: float
    align: Literal["left", "right"] = "left"
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells; or, with a heading, a line over the whole width that stays with the row after it."""

    cells: Sequence[str] = ()
    heading: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: what for, the name printed below the line and what stands under it."""

    role: str
    name: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class TableSheet:
    title: str
    under: str
    link: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    lines: Sequence[Line]
    empty: str = ""
    """Said in place of the table when there is no line."""
    closing: str = ""
    signatures: Sequence[Signature] = field(default_factory=tuple)
    lying: bool = False


def table_sheets(sheets: Sequence[TableSheet], origin: Origin) -> bytes:
    """A PDF of these sheets one after the other, the pages of each counted for itself. Raises ValueError for none."""
    if not sheets:
        raise ValueError("no sheet")
    buffer, canvas = new_canvas(sheets[0].title)
    for sheet in sheets:
        pages = 1
        while pages != (needed := _Setter(sheet, origin, new_canvas("")[1], pages).draw()):
            pages = needed
        _Setter(sheet, origin, canvas, pages).draw()
    canvas.save()
    return buffer.getvalue()


class _Setter:
    """Draws one sheet page by page; drawn aside first, it tells how many pages there are."""

    def __init__(self, sheet: TableSheet, origin: Origin, canvas: object, pages: int) -> None:
        self.sheet, self.origin, self.pages = sheet, origin, pages
        self._canvas = canvas
        self.number = 0
        self._turn()
        self.page.heading(sheet.title, sheet.under)
        self.page.facts(sheet.facts, right=self.page.right)
        self.page.top += 3 * mm if sheet.facts else -4 * mm
        total = sum(column.share for column in sheet.columns)
        width = self.page.right - LEFT
        self.widths = [column.share / total * width for column in sheet.columns]

    def draw(self) -> int:
        """Gives the number of pages."""
        if self.sheet.lines:
            self._head()
            for at, line in enumerate(self.sheet.lines):
                self._draw(line, self.sheet.lines[at + 1] if at + 1 < len(self.sheet.lines) else None)
        else:
            self.page.top = self.page.paragraph(self.sheet.empty, LEFT, self.page.top, self._width, _BOLD) + 4 * mm
        self._close()
        self._canvas.showPage()  # type: ignore[attr-defined]
        return self.number

    @property
    def _width(self) -> float:
        return self.page.right - LEFT

    def _turn(self) -> None:
        if self.number:
            self._canvas.showPage()  # type: ignore[attr-defined]
        self.number += 1
        self.page = Page(
            self._canvas, self.origin, self.number, self.pages, link=self.sheet.link, lying=self.sheet.lying  # type: ignore[arg-type]
        )  # fmt: skip
        if self.number > 1:
            self.page.text(self.sheet.title, LEFT, self.page.top + 6 * mm, _BOLD)
            self.page.top += 12 * mm

    def _head(self) -> None:
        page = self.page
        spaces = [width - 2 * _PAD for width in self.widths]
        names = [_head_style(c.name, w).lines(c.name, w) for c, w in zip(self.sheet.columns, spaces, strict=True)]
        height = max(map(len, names)) * _STEP + 2 * _PAD
        page.canvas.setFillColor(GROUND)
        page.canvas.rect(LEFT, page.height - page.top - height, self._width, height, stroke=0, fill=1)
        for (left, width), column, lines in zip(self._spans(), self.sheet.columns, names, strict=True):
            self._cell(lines, left, width, column, _head_style(column.name, width - 2 * _PAD))
        page.top += height
        page.rule(page.top, INK, 0.8)

    def _spans(self) -> Iterator[tuple[float, float]]:
        left = LEFT
        for width in self.widths:
            yield left, width
            left += width

    def _draw(self, line: Line, following: Line | None) -> None:
        needed = self._height(line) + (self._height(following) if line.heading and following else 0)
        if self.page.top + needed > self.page.foot:
            self._turn()
            self._head()
        if line.heading:
            self._heading(line.heading)
        else:
            self._row(line)

    def _height(self, line: Line) -> float:
        if line.heading:
            return _STEP + 3 * _PAD
        return max(len(lines) for lines in self._wrapped(line)) * _STEP + 2 * _PAD

    def _wrapped(self, line: Line) -> list[list[str]]:
        return [
            self._style(line, column).lines(cell, width - 2 * _PAD) or [""] if cell != TICK else [TICK]
            for cell, column, width in zip(line.cells, self.sheet.columns, self.widths, strict=True)
        ]

    def _style(self, line: Line, column: Column) -> Style:
        return _BOLD if line.total or column.bold else _TEXT

    def _heading(self, text: str) -> None:
        self.page.text(text, LEFT + _PAD, self.page.top + _STEP + _PAD, _BOLD, room=self._width)
        self.page.top += _STEP + 3 * _PAD
        self.page.rule(self.page.top, INK, 0.5)

    def _row(self, line: Line) -> None:
        height = self._height(line)
        for (left, width), column, lines in zip(self._spans(), self.sheet.columns, self._wrapped(line), strict=True):
            self._cell(lines, left, width, column, self._style(line, column))
        self.page.top += height
        self.page.rule(self.page.top, INK if line.total else LINE, 0.5)

    def _cell(self, lines: Sequence[str], left: float, width: float, column: Column, style: Style) -> None:
        page = self.page
        if lines == [TICK]:
            page.canvas.setStrokeColor(INK)
            page.canvas.setLineWidth(0.8)
            page.canvas.rect(left + (width - _TICK) / 2, page.height - page.top - _PAD - _TICK, _TICK, _TICK)
            return
        x = left + width - _PAD if column.align == "right" else left + _PAD
        for number, text in enumerate(lines):
            page.text(text, x, page.top + _PAD + (number + 0.78) * _STEP, style, align=column.align)

    def _close(self) -> None:
        sheet = self.sheet
        lines = _TEXT.lines(sheet.closing, self._width) if sheet.closing else []
        needed = len(lines) * 12 + (_SIGN_HEIGHT + 6 * mm if sheet.signatures else 0)
        if self.page.top + needed > self.page.foot:
            self._turn()
        if lines:
            self.page.top = self.page.paragraph(sheet.closing, LEFT, self.page.top + 6 * mm, self._width, _TEXT)
        if sheet.signatures:
            self._sign()

    def _sign(self) -> None:
        page, count = self.page, len(self.sheet.signatures)
        share, top = self._width / count, page.top + 10 * mm
        for at, each in enumerate(self.sheet.signatures):
            left, right = LEFT + at * share, LEFT + (at + 1) * share - 8 * mm
            page.text(each.role, left, top, _TEXT)
            page.rule(top + 20 * mm, INK, 0.6, left, right)
            page.text(each.name or t("print.name_and_date"), left, top + 24 * mm,
                      _BOLD if each.name else Style(PLAIN, 8, FAINT), room=right - left)  # fmt: skip
            if each.under:
                page.text(each.under, left, top + 28 * mm, Style(PLAIN, 8, FAINT), room=right - left)
        page.top = top + _SIGN_HEIGHT


def _head_style(name: str, width: float) -> Style:
    """Small enough for the longest word of a column's name."""
    longest = max((_HEAD.width(word) for word in name.split()), default=0.0)
    return _HEAD if longest <= width else Style(BOLD, _HEAD.size * width / longest)
