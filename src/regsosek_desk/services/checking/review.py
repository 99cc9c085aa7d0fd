"""The queue of who checks: which families wait for a look, which went back, which are through."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.decisions import ACCEPTED, APPROVED, REJECTED, RETURNED, Stage
from regsosek_desk.core.domain.kendali import Level
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile

Group = Literal["waiting", "returned", "done", "early"]
GROUPS: tuple[Group, ...] = ("waiting", "returned", "done", "early")
"""Wants a look · is back with the one before · is through · nobody has come so far with it yet."""


@dataclass(frozen=True, slots=True)
class Judge:
    """A level that checks: what it says of a document, and which documents are its to look at."""

    level: Level
    yes: str
    no: str
    waiting: frozenset[Stage]
    done: frozenset[Stage]

    def group(self, row: DocumentRow) -> Group:
        """Where the queue has a family."""
        if row.stage == _STAGE_OF_NO[self.no]:
            return "returned"
        if row.stage in self.done:
            return "done"
        return "waiting" if row.stage in self.waiting and _is_keyed(row) else "early"

    def may_decide(self, row: DocumentRow) -> bool:
        """Whether the family is with this level, or went on from it and no further."""
        return _is_keyed(row) and (row.stage in self.waiting or row.stage == self.yes)


def _is_keyed(row: DocumentRow) -> bool:
    return row.stage != "open" or row.status != "blank"


_STAGE_OF_NO: Mapping[str, str] = {RETURNED: "returned", REJECTED: "rejected"}
_PML = Judge(
    Level.PML, APPROVED, RETURNED,
    waiting=frozenset({"open", "handed", "changed", "rejected"}), done=frozenset({"approved", "accepted"}),
)  # fmt: skip
_KOSEKA = Judge(
    Level.KOSEKA, ACCEPTED, REJECTED, waiting=frozenset({"approved"}), done=frozenset({"accepted"})
)  # fmt: skip


def judge_of(petugas: Petugas) -> Judge:
    """The level at which this petugas checks; a pengawas checks as a PML does."""
    return _KOSEKA if role_of(petugas) is Role.KOSEKA else _PML


@dataclass(frozen=True, slots=True)
class QueueSls:
    """The families of an SLS that are in the group asked for, by number; and how many are in each group."""

    sls: Sls
    rows: Sequence[DocumentRow]
    counts: Mapping[Group, int]


@dataclass(frozen=True, slots=True)
class QueuePpl:
    """What one PPL has in the queue."""

    code: str
    name: str
    places: Sequence[QueueSls]

    @property
    def waiting(self) -> int:
        return sum(len(place.rows) for place in self.places)


@dataclass(frozen=True, slots=True)
class Queue:
    """PPL by PPL, those without anything in the group left out; and all that is in each group."""

    officers: Sequence[QueuePpl]
    counts: Mapping[Group, int]

    @property
    def rows(self) -> list[DocumentRow]:
        """Every family in order."""
        return [row for officer in self.officers for place in officer.places for row in place.rows]


def read_queue(file: WorkFile, judge: Judge, group: Group, sls_id: str = "") -> Queue:
    """The families of a group, of one SLS or of all, from the columns of the list alone. Raises MachineFault."""
    rows = file.lists.documents(sls_id or None, form=FAMILY_FORM)
    return _queue({sls.id: sls for sls in file.sls_list()}, rows, judge, group)


def _queue(areas: Mapping[str, Sls], rows: Iterable[DocumentRow], judge: Judge, group: Group) -> Queue:
    wanted: dict[str, list[DocumentRow]] = {}
    counts: dict[str, dict[Group, int]] = {}
    for row in rows:
        found = judge.group(row)
        own = counts.setdefault(row.sls_id, dict.fromkeys(GROUPS, 0))
        own[found] += 1
        if found == group:
            wanted.setdefault(row.sls_id, []).append(row)
    by_ppl: dict[tuple[str, str], list[QueueSls]] = {}
    for each, listed in wanted.items():
        sls = areas.get(each, Sls(each))
        by_ppl.setdefault((sls.ppl_name, sls.ppl_code), []).append(QueueSls(sls, listed, counts[each]))
    officers = [QueuePpl(code, name, by_ppl[(name, code)]) for name, code in sorted(by_ppl)]
    return Queue(officers, {each: sum(own[each] for own in counts.values()) for each in GROUPS})
