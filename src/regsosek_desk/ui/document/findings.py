"""The violations of a document as the side list shows them: grouped, gravest first, blanks to come in one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.engine.instance import Place, Violation
from regsosek_desk.services.entry import DocumentDesk

Kind = Literal["error", "passed", "warning", "info", "confirmed"]
KINDS: tuple[Kind, ...] = ("error", "passed", "warning", "info", "confirmed")


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Kind
    violation: Violation


@dataclass(frozen=True, slots=True)
class Findings:
    """`open` are those that F6 goes through; `blanks` counts places that the keyer hasn't reached."""

    listed: tuple[Finding, ...]
    blanks: int

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
    return Findings(tuple(sorted(listed, key=lambda f: KINDS.index(f.kind))), len(blanks))


def _kind(desk: DocumentDesk, violation: Violation) -> Kind:
    if violation.severity == "E":
        return "passed" if desk.instance.text(violation.place) is None else "error"
    if violation.severity == "W":
        return "confirmed" if desk.review.is_confirmed(violation) else "warning"
    return "info"
