"""The way the cursor takes through a document: printed order, member by member, skipped questions passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import takewhile

from regsosek_desk.core.engine.evaluate import fails, holds
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.formdef.bind import Cell
from regsosek_desk.core.formdef.models import Section


class Route:
    """Order of places. It holds no position; the document may change between two calls."""

    def __init__(self, instance: FormInstance) -> None:
        self.instance = instance
        self.blocks = tuple(_blocks(instance.program.bound.form.sections))
        self._index = {section.section: i for i, block in enumerate(self.blocks) for section in block}

    def places(self) -> Iterator[Place]:
        """Every place that can be keyed, in order, skipped ones too."""
        return (place for block in self.blocks for place, keyable in self._in_block(block, 1) if keyable)

    def _in_block(self, block: tuple[Section, ...], step: int) -> Iterator[tuple[Place, bool]]:
        """The places of a block in order, backwards with step -1, with whether each can be keyed."""
        roster = block[0].roster
        names = {s.section for s in block}
        cells = [c for c in self._cells(roster) if c.section.section in names]
        rows = [""] if roster is None else [record.id for record in self.instance.rows(roster)]
        return ((Place(c.id, row), c.question.keyable) for row in rows[::step] for c in cells[::step])

    def open(self, place: Place) -> bool:
        """Whether the cursor stops here: asked, or not yet known, and its block wants answers."""
        if self.instance.asked(place) is False:
            return False
        cell = self.instance.cell(place)
        if cell.question.required:
            return self.instance.required(place) is not False
        return self._wanted(cell.section)

    def after(self, place: Place) -> Place | None:
        """The next place where the cursor stops; None at the end."""
        return next((p for p in self._from(place, 1) if self.open(p)), None)

    def before(self, place: Place) -> Place | None:
        """The place before where the cursor stops; None at the beginning."""
        return next((p for p in self._from(place, -1) if self.open(p)), None)

    def first(self) -> Place:
        return next(p for p in self.places() if self.open(p))

    def first_blank(self, given: Callable[[Place], bool] = lambda _: False) -> Place:
        """Where work on the document goes on: the first open place still blank, else the first not `given`."""
        waiting = (p for p in self.places() if self.open(p) and self.instance.text(p) is None)
        wanted = next((p for p in waiting if self.instance.cell(p).question.required), None)
        return wanted or next((p for p in self.places() if self.open(p) and not given(p)), self.first())

    def grows_after(self, place: Place) -> str | None:
        """The roster that should get a new row when the cursor leaves this place forward, if any."""
        here = self._block_of(place)
        for index, block in enumerate(self.blocks):
            roster = block[0].roster
            if roster is None or not self.wants_rows(roster):
                continue
            rows = self.instance.rows(roster)
            inside = index == here and bool(rows) and place.row == rows[-1].id
            before = not rows and here < index and not self._open_until(place, partial(self._stands_before, index))
            if before or (inside and not self._open_until(place, lambda p: p.row == place.row)):
                return roster
        return None

    def _open_until(self, place: Place, goes_on: Callable[[Place], bool]) -> bool:
        """Whether the cursor would stop once more behind a place, as long as the places go on so."""
        return any(self.open(p) for p in takewhile(goes_on, self._from(place, 1)))

    def _stands_before(self, block: int, place: Place) -> bool:
        return self._block_of(place) < block

    def wants_rows(self, roster: str) -> bool:
        """Fewer rows count than the question that gives their number says, and the block wants answers."""
        block = next(block for block in self.blocks if block[0].roster == roster)
        question = self.instance.program.bound.form.rosters[roster].ends_at
        if question is None:
            return False
        wanted = self.instance.record("").values[self.instance.program.records[None].slot_of[question]]
        counts = self.instance.program.bound.counts[roster]
        there = sum(holds(self.instance, counts, record.id) for record in self.instance.rows(roster))
        return isinstance(wanted, int) and there < wanted and self._wanted(block[0])

    def _wanted(self, section: Section) -> bool:
        """Whether the block wants answers; it does as long as that isn't known."""
        return not fails(self.instance, self.instance.program.bound.section_required[section.section])

    def _block_of(self, place: Place) -> int:
        return self._index[self.instance.cell(place).section.section]

    def _cells(self, roster: str | None) -> tuple[Cell, ...]:
        return self.instance.program.records[roster].cells

    def _from(self, place: Place, step: int) -> Iterator[Place]:
        """The places that can be keyed behind this one, or with step -1 those before it, nearest first."""
        here, passed = self._block_of(place), False
        for block in self.blocks[here:] if step > 0 else self.blocks[here::-1]:
            for other, keyable in self._in_block(block, step):
                if passed and keyable:
                    yield other
                passed = passed or other == place


def _blocks(sections: tuple[Section, ...]) -> Iterator[tuple[Section, ...]]:
    """Sections that follow each other on one roster are one table on paper."""
    block: list[Section] = []
    for section in sections:
        if block and (section.roster is None or section.roster != block[0].roster):
            yield tuple(block)
            block = []
        block.append(section)
    if block:
        yield tuple(block)
