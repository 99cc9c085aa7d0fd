"""What of a document is wrong, open or still to come, place by place and block by block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.engine.instance import FormInstance, Place, Record, Violation, paper_order
from regsosek_desk.core.engine.review import Review
from regsosek_desk.core.expr.tree import Aggregate
from regsosek_desk.core.formdef.models import Section

Mark = Literal["E", "W", "w", "missing"]
"""Error, open warning, confirmed warning, blank that was passed by."""
SectionState = Literal["empty", "partial", "error", "warning", "clean"]
PaperOrder = tuple[int, int, int]


class Marks:
    """Derived anew after each change; nothing here is remembered."""

    def __init__(self, instance: FormInstance, found: Review, prelist: DocumentState) -> None:
        self._instance = instance
        self._review = found
        self._prelist = prelist
        self._reached = self._furthest()
        self.places: dict[Place, Mark] = {}
        self.sections: dict[str, SectionState] = {}
        for violation in found.violations:
            self._mark(violation)
        self._fill_sections()

    def is_unkeyed(self, violation: Violation) -> bool:
        """Not wrong, only still to do: a blank the keyer has not reached, or a count over members still being keyed."""
        if violation.severity == "I":
            return False
        if self._instance.text(violation.place) is None:
            return paper_order(violation.check.cell, violation.position) > self._reached
        counted = {node.roster for node in violation.check.when.walk() if isinstance(node, Aggregate)}
        return any(self._being_keyed(roster) for roster in counted)

    def _being_keyed(self, roster: str) -> bool:
        """Whether the paper goes on after this roster and nothing of that has been keyed yet."""
        cells = self._instance.program.records[roster].cells
        last = max(cell.order for cell in cells)
        behind = any(c.order > last for c in self._instance.program.bound.cells.values())
        return behind and self._reached[0] <= last

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
            filled = self._is_filled(section)
            if not filled and self.sections.get(section.section, "partial") == "partial":
                self.sections[section.section] = "empty"
            self.sections.setdefault(section.section, "clean")

    def _is_filled(self, section: Section) -> bool:
        cells = [c for c in self._instance.program.records[section.roster].cells if c.section is section]
        return any(record.texts[cell.slot] is not None for record in self._records(section.roster) for cell in cells)

    def _furthest(self) -> PaperOrder:
        """The furthest place on paper that somebody filled; what is blank before it was left blank."""
        rosters: list[str | None] = [None, *self._instance.rosters]
        return max(self._furthest_in(roster) for roster in rosters)

    def _furthest_in(self, roster: str | None) -> PaperOrder:
        records = self._records(roster)
        for position, record in zip(range(len(records), 0, -1), reversed(records), strict=True):
            given = self._prelist.answers_at(record.id) or {}
            for cell in reversed(record.program.cells):
                keyed = record.texts[cell.slot] is not None and cell.id not in given
                if keyed and cell.question.initial is None:
                    return paper_order(cell, position)
        return (-1, 0, 0)

    def _records(self, roster: str | None) -> Sequence[Record]:
        return [self._instance.family] if roster is None else self._instance.rows(roster)
