"""Status of a document, and warnings that somebody has confirmed (decisions.md §2–§3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.engine.instance import FormInstance, Place, Violation
from regsosek_desk.core.expr.tree import Aggregate
from regsosek_desk.core.formdef.bind import reads_rows

Status = Literal["blank", "error", "warning", "clean"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody looked at a warning and let it stand. `seen` is the print of the answers it read then."""

    rule: str
    place: Place
    reason: str
    seen: str


Confirmations = Mapping[tuple[str, Place], Confirmation]


@dataclass(frozen=True, slots=True)
class Review:
    """All violations of a document in order, those confirmed, and the status that follows."""

    status: Status
    violations: tuple[Violation, ...]
    confirmed: frozenset[tuple[str, Place]]

    def count(self, severity: str) -> int:
        """Violations of that severity; for W only those that nobody confirmed."""
        return sum(v.severity == severity and not self.is_confirmed(v) for v in self.violations)

    def is_confirmed(self, violation: Violation) -> bool:
        return (violation.rule, violation.place) in self.confirmed

    @property
    def open(self) -> tuple[Violation, ...]:
        """What still asks for somebody: errors and unconfirmed warnings."""
        return tuple(v for v in self.violations if v.severity != "I" and not self.is_confirmed(v))


def review(instance: FormInstance, confirmations: Confirmations, *, blank: bool | None = None) -> Review:
    """Judge the document. `blank`: nothing keyed beyond prelist values; by default when there is no answer."""
    violations = tuple(instance.violations())
    confirmed = frozenset(
        (v.rule, v.place)
        for v in violations
        if v.severity == "W"
        and (c := confirmations.get((v.rule, v.place))) is not None
        and c.seen == seen_print(instance, v)
    )
    status = _status(violations, confirmed, instance.blank() if blank is None else blank)
    return Review(status, violations, confirmed)


def _status(violations: tuple[Violation, ...], confirmed: frozenset[tuple[str, Place]], blank: bool) -> Status:
    if blank:
        return "blank"
    if any(v.severity == "E" for v in violations):
        return "error"
    waiting = any(v.severity == "W" and (v.rule, v.place) not in confirmed for v in violations)
    return "warning" if waiting else "clean"


def seen_print(instance: FormInstance, violation: Violation) -> str:
    """Print of the answers a check reads, so that a confirmation falls open when one of them changes."""
    values: list[list[str | None]] = []
    own = instance.record(violation.place.row)
    for answer in violation.check.reads:
        if answer.roster is None:
            records = [instance.family]
        elif answer.roster == own.program.roster and not reads_rows(violation.check.when):
            records = [own]
        else:
            records = list(instance.rosters[answer.roster])
        values.append([record.texts[answer.slot] for record in records])
    counted = {node.roster for node in violation.check.when.walk() if isinstance(node, Aggregate)}
    values += [[str(len(instance.rosters[roster]))] for roster in sorted(counted)]
    return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]
