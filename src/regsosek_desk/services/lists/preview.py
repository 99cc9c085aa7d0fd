"""Files looked through before anything is taken: the good rows of each list, and all that is wrong with the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.lists.cells import shown, tidy
from regsosek_desk.services.lists.kinds import KINDS, Kind, fold
from regsosek_desk.services.lists.known import Known
from regsosek_desk.services.lists.layout import HEADING_WITHIN, Layout, find_layout
from regsosek_desk.services.lists.line import Line
from regsosek_desk.services.lists.problems import Problem
from regsosek_desk.services.lists.readers import SlsRow, Village, reader_of
from regsosek_desk.storage.sheets import Cell, Sheet, sheets

_LOOK_UP_EVERY = 500  # rows between two looks whether to go on


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: the file under way, its rows done and all (about), how many files of how many."""

    file: str
    rows_done: int
    rows_all: int


@dataclass(slots=True)
class Preview:
    """One table looked through. `good` holds what its rows say, in the order of the file, nothing twice."""

    file: str
    sheet: str
    layout: Layout | None
    rows: int = 0
    """Rows that are not empty, below the heading."""
    refused: int = 0
    """Rows that can't be taken."""
    good: list[object] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def kind(self) -> Kind | None:
        return self.layout.kind if self.layout else None

    @property
    def faults(self) -> list[Problem]:
        """Why rows, or the whole table, can't be taken."""
        return [problem for problem in self.problems if not problem.taken]

    @property
    def notes(self) -> list[Problem]:
        """What was put right or left out in rows that are taken."""
        return [problem for problem in self.problems if problem.taken]

    @property
    def clean(self) -> bool:
        return self.refused == 0 and (self.layout is not None and self.layout.good)


Tick = Callable[[Progress], None]
Cancelled = Callable[[], bool]


def preview(
    paths: Sequence[Path],
    known: Known,
    progress: Tick = lambda _: None,
    cancelled: Cancelled = lambda: False,
) -> list[Preview]:
    """Look through files that together make a package; `known` grows by what is good in them.

    Lists that others refer to are read first, in whatever order the files come. Sheets of a workbook that are no list
    are passed over; a file without any list gives one preview that says so. Raises InputFault `lists_cancelled`, and
    as `sheets` does.
    """
    tables = [table for path in paths for table in _tables(path)]
    order = sorted(range(len(tables)), key=lambda place: _order(tables[place].found))
    previews: dict[int, Preview] = {}
    for place in order:
        previews[place] = tables[place].look_through(known, progress, cancelled)
        tables[place].sheet = None  # a large sheet needn't stay in memory
    return [previews[place] for place in range(len(tables))]


def _order(found: Preview) -> int:
    return KINDS.index(found.kind) if found.kind else len(KINDS)


@dataclass(slots=True)
class _Table:
    sheet: Sheet | None
    found: Preview

    def look_through(self, known: Known, progress: Tick, cancelled: Cancelled) -> Preview:
        layout = self.found.layout
        if self.sheet is not None and layout is not None and layout.good:
            _Reading(self.found, layout, known).run(self.sheet, progress, cancelled)
        return self.found


def _tables(path: Path) -> Iterator[_Table]:
    """The lists in a file; one table that is none when there isn't any."""
    found = [_recognise(path.name, sheet) for sheet in sheets(path)]
    lists = [table for table in found if table.found.layout]
    if lists:
        return iter(lists)
    nothing = Preview(path.name, "", None, problems=[Problem(0, "", "", "no_heading", {"rows": str(HEADING_WITHIN)})])
    return iter([_Table(None, nothing)])


def _recognise(file: str, sheet: Sheet) -> _Table:
    layout = find_layout(list(islice(sheet.rows(), HEADING_WITHIN)))
    found = Preview(file, sheet.name, layout)
    if layout:
        found.problems += _about(layout)
    return _Table(sheet, found)


def _about(layout: Layout) -> Iterator[Problem]:
    for name in layout.missing:
        yield Problem(0, name, "", "column_missing", {"kind": layout.kind})
    for name in layout.twice:
        yield Problem(0, layout.headings[name], "", "column_twice")
    for heading in layout.extra if layout.good else ():
        yield Problem(0, heading, "", "column_extra", taken=True)


class _Reading:
    """One table under way."""

    def __init__(self, found: Preview, layout: Layout, known: Known) -> None:
        self._found, self._layout, self._known = found, layout, known
        self._line = Line(layout, found.problems.append)
        self._first_heading = next(iter(layout.headings.values()))
        self._read = reader_of(layout.kind, known)
        self._seen: dict[str, int] = {}
        """Key of a row to its place in `_records`."""
        self._records: list[object] = []
        self._rows: list[int] = []
        self._repeats: Counter[int] = Counter()

    def run(self, sheet: Sheet, progress: Tick, cancelled: Cancelled) -> None:
        for number, cells in sheet.rows():
            if number % _LOOK_UP_EVERY == 0:
                progress(Progress(self._found.file, number, sheet.height))
                if cancelled():
                    raise InputFault("lists_cancelled")
            if number > self._layout.row and self._holds_data(number, cells):
                self._take(number, cells)
        self._found.good = [record for record in self._records if record is not None]
        self._grow()
        progress(Progress(self._found.file, sheet.height, sheet.height))

    def _holds_data(self, number: int, cells: Sequence[Cell]) -> bool:
        """Not an empty row, the heading once more (as on each printed page), or the numbers of the columns."""
        given = [cells[place] for place in self._layout.places.values() if place < len(cells)]
        if all(cell == "" or (isinstance(cell, str) and not tidy(cell)) for cell in given):
            return False
        if number > self._layout.row + 2 and given[0] != self._first_heading:
            return True
        words = [fold(shown(cell)) for cell in given]
        return words != [fold(heading) for heading in self._layout.headings.values()] and not _column_numbers(words)

    def _take(self, number: int, cells: Sequence[Cell]) -> None:
        self._found.rows += 1
        self._line.start(number, cells)
        record = self._read(self._line)
        self._found.refused += self._line.refused
        if record is not None:
            self._keep(number, *record)

    def _keep(self, number: int, key: str, record: object) -> None:
        place = self._seen.setdefault(key, len(self._records))
        if place == len(self._records):
            self._records.append(record)
            self._rows.append(number)
        elif self._records[place] == record:
            self._repeats[place] += 1
            self._line.note(self._key_column, "duplicate_same", row=str(self._rows[place]))
        else:
            self._clash(number, place)

    def _clash(self, number: int, place: int) -> None:
        """Rows that say different things of one key: nobody but the office knows which is right."""
        first = self._rows[place]
        self._found.refused += 1
        if self._records[place] is not None:
            self._found.refused += 1 + self._repeats[place]
            self._records[place] = None
            self._found.problems.append(self._differs(first, number))
        self._found.problems.append(self._differs(number, first))

    def _differs(self, row: int, other: int) -> Problem:
        heading = self._layout.headings.get(self._key_column, self._key_column)
        return Problem(row, heading, "", "duplicate_differs", {"row": str(other)})

    @property
    def _key_column(self) -> str:
        return next(iter(self._layout.places))

    def _grow(self) -> None:
        for record in self._found.good:
            if isinstance(record, Village):
                self._known.areas.update(record.areas())
            elif isinstance(record, Petugas):
                self._known.add_petugas(record)
            elif isinstance(record, SlsRow):
                self._known.add_sls(record.sls)


def _column_numbers(words: Sequence[str]) -> bool:
    """1, 2, 3 … below the headings, as official tables have."""
    return len(words) > 1 and all(word.isdigit() and len(word) <= 2 for word in words)
