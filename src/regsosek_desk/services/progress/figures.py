"""Conditions of SLS added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, timedelta

from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.services.progress.look import Denominator, Look
from regsosek_desk.storage.conditions import Condition

_FIRST = Party.PPL.value


@dataclass(slots=True)
class Figures:
    """Sums over SLS; numbers count families unless they say otherwise."""

    sls: int = 0
    """SLS."""
    wanted: int = 0
    """The denominator."""
    left: int = 0
    """Of each SLS what its denominator has more than are clean, at least 0; of one that nobody has counted yet, what
    its prelist has more."""
    prelist: int = 0
    vk: int = 0
    banr: int = 0
    received: int = 0
    """K that the last receivers counted."""
    used: int = 0
    documents: int = 0
    members: int = 0
    blank: int = 0
    clean: int = 0
    warning: int = 0
    error: int = 0
    handed: int = 0
    returned: int = 0
    """By the PML or the Koseka."""
    approved: int = 0
    """By the PML, and not accepted yet."""
    accepted: int = 0
    stalled: int = 0
    """SLS."""
    updated_at: str = ""
    at: Counter[str] = field(default_factory=Counter)
    """Code of a party → SLS whose bundle it has."""

    def add(self, other: Figures) -> None:
        """The sum of both."""
        for name in _SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.updated_at = max(self.updated_at, other.updated_at)
        self.at += other.at

    @property
    def keyed(self) -> int:
        return self.clean + self.warning + self.error

    @property
    def todo(self) -> int:
        """Families that nobody has keyed, of those wanted."""
        return max(0, self.wanted - self.keyed)

    @property
    def share(self) -> float | None:
        """Clean of what is to become clean, 0 to 1; None where that is nothing.

        An SLS that nobody has counted yet is in it by its prelist: nothing looks done that isn't begun.
        """
        whole = self.clean + self.left
        return self.clean / whole if whole else None


_SUMMED = tuple(each.name for each in fields(Figures) if each.type == "int")


def stalled_since(look: Look, today: date) -> str:
    return (today - timedelta(days=look.stalled_days)).isoformat()


def wanted(condition: Condition, denominator: Denominator) -> int:
    """Families that are to be keyed, as the denominator has it."""
    if denominator == "received":
        return max(0, condition.received)
    return condition.vk if denominator == "vk" else condition.prelist


def is_counted(condition: Condition, denominator: Denominator) -> bool:
    """Whether the denominator tells of this SLS; one without any family was counted when its recap says so."""
    if denominator == "received":
        return condition.received >= 0
    return denominator != "vk" or condition.vk > 0 or condition.rekap >= 0


def is_stalled(condition: Condition, denominator: Denominator, since: str) -> bool:
    """Whether it isn't done, and nobody has worked on it, taken it or handed it on since that day (ISO 8601)."""
    if condition.clean and condition.clean >= wanted(condition, denominator):
        return False
    return max(condition.updated_at, condition.claimed_at, condition.holder_since)[:10] < since


def figures_of(conditions: Iterable[Condition], look: Look, today: date) -> Figures:
    """The sum."""
    sums, since = Figures(), stalled_since(look, today)
    for each in conditions:
        want = wanted(each, look.denominator)
        sums.sls += 1
        sums.wanted += want
        sums.left += max(0, (want if is_counted(each, look.denominator) else each.prelist) - each.clean)
        sums.prelist += each.prelist
        sums.vk += each.vk
        sums.banr += each.banr
        sums.received += max(0, each.received)
        sums.used += max(0, each.used)
        sums.documents += each.documents
        sums.members += each.members
        sums.blank += each.blank
        sums.clean += each.clean
        sums.warning += each.warning
        sums.error += each.error
        sums.handed += each.handed
        sums.returned += each.returned + each.rejected
        sums.approved += each.approved
        sums.accepted += each.accepted
        sums.stalled += is_stalled(each, look.denominator, since)
        sums.updated_at = max(sums.updated_at, each.updated_at)
        sums.at[each.holder or _FIRST] += 1
    return sums
