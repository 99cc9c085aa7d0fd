"""Code lists in columns beside or below their question, and what the paper says of the way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regsosek_desk.reports.facsimile.ink import Ink, Measures

MANY, LONG = 9, 15
"""Codes from which on a list is printed once a page, and from which on a table that goes over several pages has it
below its first part; the questions refer to it."""
_MOST_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Texts with their places, from the block's upper left corner on."""

    entries: tuple[tuple[float, float, str, str], ...] = ()
    """x, baseline, code in bold, label; a label's further line has no code."""
    width: float = 0.0
    height: float = 0.0

    def draw(self, ink: Ink, x: float, top: float) -> None:
        for dx, base, code, label in self.entries:
            ink.text(code, x + dx, top + base, ink.m.small_bold)
            shift = ink.m.small_bold.width(f"{code} ") if code else 0
            ink.text(label, x + dx + shift, top + base, ink.m.small)


def set_codes(codes: Mapping[str, str], skip: str, width: float, m: Measures) -> CodeBlock:
    """The list in as many columns as fit, with the arrow of the way on at its end."""
    entries = [*codes.items(), *([(skip, "")] if skip else [])]
    if not entries:
        return CodeBlock()
    for count in range(min(_MOST_COLUMNS, len(entries)), 1, -1):
        block = _in_columns(entries, count, m)
        if block.width <= width:
            return block
    return _in_one(entries, width, m)


def _in_columns(entries: Sequence[tuple[str, str]], count: int, m: Measures) -> CodeBlock:
    rows = -(-len(entries) // count)
    placed, x = [], 0.0
    for start in range(0, len(entries), rows):
        column = entries[start : start + rows]
        placed += [(x, (row + 0.8) * m.small_line, code, label) for row, (code, label) in enumerate(column)]
        x += max(_width(code, label, m) for code, label in column) + 2 * m.gap
    return CodeBlock(tuple(placed), x - 2 * m.gap, rows * m.small_line)


def _in_one(entries: Sequence[tuple[str, str]], width: float, m: Measures) -> CodeBlock:
    """One under the other; what is too long goes on below itself."""
    placed, y, widest = [], 0.0, 0.0
    for code, label in entries:
        indent = m.small_bold.width(f"{code} ")
        for number, line in enumerate(m.small.lines(label, max(20.0, width - indent)) or [""]):
            at = (0.0, code) if number == 0 else (indent, "")
            placed.append((at[0], y + 0.8 * m.small_line, at[1], line))
            widest = max(widest, indent + m.small.width(line))
            y += m.small_line
    return CodeBlock(tuple(placed), widest, y)


def _width(code: str, label: str, m: Measures) -> float:
    return m.small_bold.width(f"{code} ") + m.small.width(label)


class Printed:
    """Long lists that already stand on the page, by the number of the question beside which they do."""

    def __init__(self, elsewhere: int = 0) -> None:
        """`elsewhere` is the number of the page that has the long lists, 0 for none."""
        self.elsewhere = elsewhere
        self._lists: list[tuple[str, Mapping[str, str]]] = []

    def look(self, number: str, codes: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
        """The number of an earlier question with these codes ("" for none), and the codes still to be printed."""
        if len(codes) < MANY:
            return "", codes
        for where, known in self._lists:
            if known.items() <= codes.items():
                return where, dict(codes.items() - known.items())
        self._lists.append((number, codes))
        return "", codes
