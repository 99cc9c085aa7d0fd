"""Mistakes planted in clean families, so that a learner meets what the field really brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from regsosek_desk.services.training.profiles import Conditions, holds, read_conditions


@dataclass(frozen=True)
class Mistake:
    """A slip of field or keying and the rule that must notice it."""

    rule: str
    family: Conditions
    member: Conditions
    replaced: Mapping[str, str] = field(default_factory=dict)
    cut: tuple[str, ...] = ()
    shifted: Mapping[str, int] = field(default_factory=dict)

    def plant(self, rng: Random, answers: dict[str, Any], members: str) -> bool:
        """Spoil these answers in place; False, and nothing changed, when the family offers no occasion.

        `members` is the key of the roster in the answers.
        """
        if not holds(self.family, answers):
            return False
        if not self.member:
            self._spoil(answers)
            return True
        chosen = [member for member in answers[members] if holds(self.member, member)]
        if chosen:
            self._spoil(rng.choice(chosen))
        return bool(chosen)

    def _spoil(self, answers: dict[str, Any]) -> None:
        for question, value in self.replaced.items():
            answers[question] = value
            if not value:
                del answers[question]
        for question in self.cut:
            answers[question] = answers[question][:-1]
        for question, step in self.shifted.items():
            old = answers[question]
            answers[question] = f"{int(old) + step:0{len(old)}d}"


def read_mistake(entry: Mapping[str, Any]) -> Mistake:
    """A mistake as written in the data."""
    return Mistake(
        rule=entry["rule"],
        family=read_conditions(entry.get("when", {})),
        member=read_conditions(entry.get("member", {})),
        replaced=entry.get("set", {}),
        cut=tuple(entry.get("cut", ())),
        shifted=entry.get("shift", {}),
    )
