"""What of a document is wrong, open or still to come, place by place and block by block."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.engine.instance import FormInstance, Place, Record, Violation, paper_order
from regsosek_desk.core.engine.review import Review
from regsosek_desk.core.expr.tree import Aggregate
from regsosek_desk.core.formdef.bind import Cell
from regsosek_desk.core.formdef.models import Section
from regsosek_desk.services.route import Route

Mark = Literal["E", "W", "w", "missing"]
"""Error, open warning, confirmed warning, blank that was passed by."""
SectionState = Literal["empty", "partial", "error", "warning", "clean"]
PaperOrder = tuple[int, int, int]
Stretch = tuple[str, str]
"""A block of the family, or the column of one row: (section, "") or ("", row id)."""


class Marks:
    """Derived anew after each change; nothing here is remembered.

    A blank is red only once it was passed: something behind it in its block or column was keyed, or the block was
    begun and a later one too. Who jumps ahead leaves whole blocks behind, and those are still to do.
    """

    def __init__(self, instance: FormInstance, found: Review, prelist: DocumentState) -> None:
        self._instance = instance
        self._review = found
        self._prelist = prelist
        self._route = Route(instance)
        self._last: dict[Stretch, int] = {}
        self._growing: dict[str, bool] = {}
        self.places: dict[Place, Mark] = {}
        self.sections: dict[str, SectionState] = {}
        for violation in found.violations:
            self._mark(violation)
        self._fill_sections()

    def is_unkeyed(self, violation: Violation) -> bool:
        """Not wrong, only still to do: a blank not passed yet, a count over members still being keyed, or `todo`."""
        if violation.severity == "I":
            return False
        if violation.check.check.todo:
            return True
        if self._instance.text(violation.place) is None and not self._passed(violation):
            return True
        counted = {node.roster for node in violation.check.when.walk() if isinstance(node, Aggregate)}
        return any(self._being_keyed(roster) for roster in counted)

    def _passed(self, violation: Violation) -> bool:
        cell = violation.check.cell
        last = self._last_keyed(cell, violation.place.row)
        return cell.slot <= last or (last >= 0 and self._furthest > self._end(cell, violation.position))

    def _end(self, cell: Cell, position: int) -> PaperOrder:
        """Order of the last question of the block or column."""
        cells = self._instance.program.records[cell.roster].cells if cell.roster else self._cells(cell.section)
        return paper_order(cells[-1], position)

    def _being_keyed(self, roster: str) -> bool:
        """Whether the paper wants more rows, and nothing behind the roster has been keyed yet."""
        cells = self._instance.program.records[roster].cells
        return self._furthest[0] <= max(cell.order for cell in cells) and self._wants_rows(roster)

    def _mark(self, violation: Violation) -> None:
        section = violation.check.cell.section.section
        if self.is_unkeyed(violation):
            self.sections.setdefault(section, "partial")
        elif violation.severity == "E":
            blank = self._instance.text(violation.place) is None
            self.places.setdefault(violation.place, "missing" if blank else "E")
            self.sections[section] = "error"
        elif violation.severity == "W":
            confirmed = self._review.is_confirmed(violation)
            self.places.setdefault(violation.place, "w" if confirmed else "W")
            if not confirmed and self.sections.get(section) != "error":
                self.sections[section] = "warning"

    def _fill_sections(self) -> None:
        for section in self._instance.program.bound.form.sections:
            state = self.sections.get(section.section, "clean")
            if state in ("clean", "partial") and not self._is_filled(section):
                state = "empty"
            elif state == "clean" and self._goes_on(section):
                state = "partial"
            self.sections[section.section] = state

    def _is_filled(self, section: Section) -> bool:
        return any(r.texts[c.slot] is not None for r in self._records(section.roster) for c in self._cells(section))

    def _goes_on(self, section: Section) -> bool:
        """Whether a row is still to come, or what a row is asked can't be said yet."""
        if section.roster is None:
            return False
        cells = self._cells(section)
        unsure = any(
            r.states[r.program.asked_state[c.slot]] is None for r in self._records(section.roster) for c in cells
        )
        return unsure or self._wants_rows(section.roster)

    def _last_keyed(self, cell: Cell, row: str) -> int:
        """Slot of the last question keyed in the block or column of this one; -1 when none is."""
        stretch = _stretch(cell, row)
        if stretch not in self._last:
            record = self._instance.record(row)
            cells = record.program.cells if row else self._cells(cell.section)
            self._last[stretch] = next((c.slot for c in reversed(cells) if self._is_keyed(c, record)), -1)
        return self._last[stretch]

    @cached_property
    def _furthest(self) -> PaperOrder:
        """The furthest keyed question that had to be answered."""
        return max(self._furthest_in(roster) for roster in (None, *self._instance.rosters))

    def _furthest_in(self, roster: str | None) -> PaperOrder:
        """Looked for from the end: the first one found is the furthest."""
        records = self._records(roster)
        for position, record in zip(range(len(records), 0, -1), reversed(records), strict=True):
            for cell in reversed(record.program.cells):
                if cell.question.required and self._is_keyed(cell, record):
                    return paper_order(cell, position)
        return (-1, 0, 0)

    def _is_keyed(self, cell: Cell, record: Record) -> bool:
        """Filled by somebody, not by the prelist or as a first value."""
        given = self._prelist.answers_at(record.id) or {}
        return record.texts[cell.slot] is not None and cell.id not in given and cell.question.initial is None

    def _wants_rows(self, roster: str) -> bool:
        if roster not in self._growing:
            self._growing[roster] = self._route.wants_rows(roster)
        return self._growing[roster]

    def _cells(self, section: Section) -> list[Cell]:
        return [c for c in self._instance.program.records[section.roster].cells if c.section is section]

    def _records(self, roster: str | None) -> Sequence[Record]:
        return [self._instance.family] if roster is None else self._instance.rows(roster)


def _stretch(cell: Cell, row: str) -> Stretch:
    return (cell.section.section, "") if cell.roster is None else ("", row)
