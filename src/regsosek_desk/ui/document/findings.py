"""The violations of a document as the side list shows them: grouped, gravest first, blanks to come in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.engine.instance import Place, Violation, paper_order
from regsosek_desk.services.entry import DocumentDesk

Kind = Literal["error", "passed", "warning", "info", "confirmed"]
KINDS: tuple[Kind, ...] = ("error", "passed", "warning", "info", "confirmed")


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Kind
    violation: Violation


    @property
    def place(self) -> Place:
        return self.violation.place


@dataclass(frozen=True, slots=True)
class GivenBack:
    """An answer that whoever checked wants to be looked at again, and why."""

    place: Place
    note: str


@dataclass(frozen=True, slots=True)
class Findings:
    """`open` are those that F6 goes through; `blanks` counts places that the keyer hasn't reached."""

    listed: tuple[Finding, ...]
    blanks: int
    returned: tuple[GivenBack, ...] = ()

    @property
    def stations(self) -> list[Place]:
        """Where F6 stops: what was given back, then what is wrong; each place once."""
        return list(dict.fromkeys([*(each.place for each in self.returned), *(each.place for each in self.open)]))

    @property
    def open(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.listed if f.kind in ("error", "passed", "warning"))

    def count(self, kind: Kind) -> int:
        return sum(f.kind == kind for f in self.listed)

    def at(self, place: Place) -> Finding | None:
        """What the keyer should read about a place: the gravest that is open, else what there is."""
        return next((f for f in self.listed if f.violation.place == place), None)


def findings(desk: DocumentDesk) -> Findings:
    """What is to be listed of the document now."""
    unkeyed = [v for v in desk.review.violations if desk.marks.is_unkeyed(v)]
    aside = {(v.rule, v.place) for v in unkeyed}
    listed = [Finding(_kind(desk, v), v) for v in desk.review.violations if (v.rule, v.place) not in aside]
    blanks = {v.place for v in unkeyed if desk.instance.text(v.place) is None}
    returned = tuple(GivenBack(place, note) for place, note in _in_order(desk))
    return Findings(tuple(sorted(listed, key=lambda f: KINDS.index(f.kind))), len(blanks), returned)


def _in_order(desk: DocumentDesk) -> list[tuple[Place, str]]:
    """What was given back, as it stands on the paper; a question that has gone from the form is left out."""
    instance = desk.instance
    there = [(place, note) for place, note in desk.returned.items() if instance.has(place)]
    return sorted(there, key=lambda pair: paper_order(instance.cell(pair[0]), instance.position(pair[0].row)))


def _kind(desk: DocumentDesk, violation: Violation) -> Kind:
    if violation.severity == "E":
        return "passed" if desk.instance.text(violation.place) is None else "error"
    if violation.severity == "W":
        return "confirmed" if desk.review.is_confirmed(violation) else "warning"
    return "info"
