"""Where the heading of a table stands, which list it is, and which column is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from regsosek_desk.services.lists.kinds import KINDS, SLS_PART, WHOLE, Column, Kind, ListDef, definitions, fold
from regsosek_desk.storage.sheets import Cell

HEADING_WITHIN = 20
_FEWEST = 2  # columns that must be known for a row to be a heading


@dataclass(frozen=True, slots=True)
class Layout:
    """`places`: column name to position; `headings`: column name to the heading in the file."""

    kind: Kind
    row: int
    """Number of the last row of the heading."""
    places: Mapping[str, int]
    headings: Mapping[str, str]
    extra: tuple[str, ...]
    """Headings that no column of this list has."""
    missing: tuple[str, ...]
    twice: tuple[str, ...]
    """Columns that two headings claim."""

    @property
    def good(self) -> bool:
        return not self.missing and not self.twice


def find_layout(rows: Sequence[tuple[int, Sequence[Cell]]]) -> Layout | None:
    """The best heading among the first rows, also one of two rows; None where no list is recognised."""
    candidates = [
        layout
        for number, cells in _headings(rows)
        for kind in KINDS
        if len((layout := _match(definitions()[kind], number, cells)).places) >= _FEWEST
    ]
    return max(candidates, key=_fitness, default=None)


def _fitness(layout: Layout) -> tuple[bool, int, int, int]:
    return layout.good, -len(layout.missing), len(layout.places), -layout.row


def _headings(rows: Sequence[tuple[int, Sequence[Cell]]]) -> list[tuple[int, list[str]]]:
    """Each of the first rows, and each with the row below it where a heading has two storeys."""
    lines = [(number, [str(cell).strip() for cell in cells]) for number, cells in rows[:HEADING_WITHIN]]
    pairs = [(low, _storeys(top, below)) for (_, top), (low, below) in pairwise(lines)]
    return lines + pairs


def _storeys(top: Sequence[str], below: Sequence[str]) -> list[str]:
    return [lower if upper == lower else f"{upper} {lower}".strip() for upper, lower in zip(top, below, strict=False)]


def _match(wanted: ListDef, row: int, cells: Sequence[str]) -> Layout:
    ranks = {w: (c.name, rank) for c in (*wanted.parts, *wanted.columns) for rank, w in enumerate(c.also)}
    claims: dict[str, list[tuple[int, int]]] = {}
    extra = []
    for place, heading in enumerate(cells):
        if claim := ranks.get(fold(heading)) if heading else None:
            claims.setdefault(claim[0], []).append((claim[1], place))
        elif heading:
            extra.append(heading)
    places = {name: min(found)[1] for name, found in claims.items()}
    twice = tuple(name for name, found in claims.items() if _tied(found))
    extra += [cells[place] for name, found in claims.items() for _, place in found if place != places[name]]
    headings = {name: cells[place] for name, place in places.items()}
    missing = tuple(column.name for column in wanted.columns if not _given(column, places))
    return Layout(wanted.kind, row, places, headings, tuple(extra), missing, twice)


def _tied(claims: Sequence[tuple[int, int]]) -> bool:
    """Two headings say the same with the same word; of two words the one listed first is meant."""
    best = min(claims)[0]
    return sum(rank == best for rank, _ in claims) > 1


def _given(column: Column, places: Mapping[str, int]) -> bool:
    return column.may or column.name in places or (column.name == WHOLE and SLS_PART in places)
