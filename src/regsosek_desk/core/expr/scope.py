"""What the names in an expression mean: which record a question belongs to and how its answer reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from regsosek_desk.core.expr.tree import Answer, Node


class ExpressionFault(Exception):
    """An expression that can't be used. `code` names the message, `params` fill it."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Scope:
    """Names seen from one record: a row sees its own answers and the family's, the family only its own."""

    family: Mapping[str, Answer]
    rows: Mapping[str, Mapping[str, Answer]]
    settings: Mapping[str, int | str | date | tuple[int | str, ...]]
    groups: Mapping[str, tuple[str, ...]]
    calculated: Mapping[tuple[str | None, str], Node]
    """(record, question) → its calculation."""
    alone: Mapping[str, int]
    roster: str | None = None

    def within(self, roster: str | None) -> Scope:
        """The same names as seen from another record (None: the family's)."""
        if roster == self.roster:
            return self
        return Scope(self.family, self.rows, self.settings, self.groups, self.calculated, self.alone, roster)

    def answer(self, name: str) -> Answer | None:
        """The answer of that name, or None. A row's own question comes before the family's."""
        own = self.rows[self.roster].get(name) if self.roster else None
        return own or self.family.get(name)

    def calculation(self, name: str) -> Node | None:
        """The calculation of that name that can be seen from here."""
        return self.calculated.get((self.roster, name)) or self.calculated.get((None, name))

    def names(self) -> list[str]:
        own = self.rows[self.roster] if self.roster else {}
        calculated = [name for record, name in self.calculated if record in (self.roster, None)]
        return [*own, *self.family, *self.settings, *self.groups, *calculated]

    def elsewhere(self, name: str) -> str | None:
        """The roster that has this question, when it can't be seen from here."""
        rosters = (r for r, answers in self.rows.items() if name in answers or (r, name) in self.calculated)
        return next(rosters, None)
