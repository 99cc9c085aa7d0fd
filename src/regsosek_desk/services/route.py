"""The way the cursor takes through a document: printed order, member by member, skipped questions passed over."""

from __future__ import annotations

from collections.abc import Iterator

from regsosek_desk.core.engine.evaluate import fails, holds
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.formdef.bind import Cell
from regsosek_desk.core.formdef.models import Section


class Route:
    """Order of places. It holds no position; the document may change between two calls."""

    def __init__(self, instance: FormInstance) -> None:
        self.instance = instance
        self.blocks = tuple(_blocks(instance.program.bound.form.sections))

    def places(self) -> Iterator[Place]:
        """Every place that can be keyed, in order, skipped ones too."""
        return (place for place, keyable in self._all() if keyable)

    def _all(self) -> Iterator[tuple[Place, bool]]:
        """Every place in order, with whether it can be keyed."""
        for block in self.blocks:
            roster = block[0].roster
            names = {s.section for s in block}
            cells = [c for c in self._cells(roster) if c.section.section in names]
            rows = [""] if roster is None else [record.id for record in self.instance.rows(roster)]
            yield from ((Place(cell.id, row), cell.question.keyable) for row in rows for cell in cells)

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

    def first_blank(self) -> Place:
        """Where work on the document goes on: the first open place still blank, else the first place."""
        waiting = (p for p in self.places() if self.open(p) and self.instance.text(p) is None)
        wanted = (p for p in waiting if self.instance.cell(p).question.required)
        return next(wanted, self.first())

    def grows_after(self, place: Place) -> str | None:
        """The roster that should get a new row when the cursor leaves this place forward, if any."""
        following = self._from(place, 1)
        here = self._block_of(place)
        for index, block in enumerate(self.blocks):
            roster = block[0].roster
            if roster is None or not self._wants_rows(roster, block):
                continue
            rows = self.instance.rows(roster)
            inside = index == here and bool(rows) and place.row == rows[-1].id
            before = not rows and here < index and not any(self._block_of(p) < index for p in following if self.open(p))
            still = any(p.row == place.row for p in following if self.open(p))
            if before or (inside and not still):
                return roster
        return None

    def _wants_rows(self, roster: str, block: tuple[Section, ...]) -> bool:
        """Fewer rows count than the question that gives their number says, and the block wants answers."""
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
        section = self.instance.cell(place).section
        return next(i for i, block in enumerate(self.blocks) if section in block)

    def _cells(self, roster: str | None) -> tuple[Cell, ...]:
        return self.instance.program.records[roster].cells

    def _from(self, place: Place, step: int) -> list[Place]:
        """The places that can be keyed behind this one, or with step -1 those before it, nearest first."""
        places = list(self._all())
        at = next(i for i, (other, _) in enumerate(places) if other == place)
        rest = places[at + 1 :] if step > 0 else places[:at][::-1]
        return [other for other, keyable in rest if keyable]


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
