"""How far a document is: its blocks in printed order, and each member where members stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Place, Record, Violation
from regsosek_desk.core.formdef.models import Section
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.marks import SectionState
from regsosek_desk.services.route import Route

_GRAVITY: tuple[SectionState, ...] = ("error", "warning", "partial", "empty", "clean")


@dataclass(frozen=True, slots=True)
class Stop:
    """A part of the document that the keyer can go to. `row` is that of its member, "" for a whole block."""

    label: str
    title: str
    state: SectionState
    sections: frozenset[str]
    row: str = FAMILY

    def holds(self, instance: FormInstance, place: Place) -> bool:
        if self.row != FAMILY:
            return place.row == self.row
        return instance.cell(place).section.section in self.sections


def stops(desk: DocumentDesk) -> list[Stop]:
    """All parts in the order of the paper, each with its state."""
    return [stop for block in Route(desk.instance).blocks for stop in _stops_of(desk, block)]


def stop_at(desk: DocumentDesk, found: list[Stop], place: Place) -> int:
    """Index of the part that the place is in."""
    return next((i for i, stop in enumerate(found) if stop.holds(desk.instance, place)), 0)


def entrance(desk: DocumentDesk, stop: Stop) -> Place | None:
    """Where the cursor goes when the part is chosen; None while nothing is asked there."""
    route = Route(desk.instance)
    return next((p for p in route.places() if stop.holds(desk.instance, p) and route.open(p)), None)


def _stops_of(desk: DocumentDesk, block: tuple[Section, ...]) -> Iterator[Stop]:
    names = frozenset(section.section for section in block)
    label, title = _numeral(block[0].title), block[0].title
    roster = block[0].roster
    rows = desk.instance.rows(roster) if roster and _side_by_side(desk, roster) else ()
    if not rows:
        yield Stop(label, title, _worst(desk, names), names)
        return
    states = _row_states(desk)
    for position, record in enumerate(rows, 1):
        yield Stop(f"{label}.{position}", title, states.get(record.id) or _filled(record), names, record.id)


def _numeral(title: str) -> str:
    """`IV.A KETERANGAN …` → `IV.A`."""
    return title.split(" ", 1)[0].rstrip(".")


def _side_by_side(desk: DocumentDesk, roster: str) -> bool:
    return desk.program.bound.form.rosters[roster].layout == "columns"


def _worst(desk: DocumentDesk, sections: frozenset[str]) -> SectionState:
    """A block left empty is done too once the document wants nothing more."""
    worst = min((desk.section_state(name) for name in sections), key=_GRAVITY.index)
    return "clean" if worst == "empty" and desk.status == "clean" else worst


def _row_states(desk: DocumentDesk) -> dict[str, SectionState]:
    """Rows with something wrong or still blank; the others are as good as they are filled."""
    found: dict[str, SectionState] = {}
    for violation in desk.review.violations:
        state = _state_of(desk, violation)
        row = violation.place.row
        if state is not None and _GRAVITY.index(state) < _GRAVITY.index(found.get(row, "clean")):
            found[row] = state
    untouched = (row for row, state in found.items() if row and state == "partial")
    for row in [row for row in untouched if _filled(desk.instance.record(row)) == "empty"]:
        found[row] = "empty"
    return found


def _state_of(desk: DocumentDesk, violation: Violation) -> SectionState | None:
    if desk.marks.is_unkeyed(violation):
        return "partial"
    if violation.severity == "E":
        return "error"
    return "warning" if violation.severity == "W" and not desk.review.is_confirmed(violation) else None


def _filled(record: Record) -> SectionState:
    cells = record.program.cells
    keyed = any(record.texts[c.slot] is not None for c in cells if c.question.initial is None)
    return "clean" if keyed else "empty"
