"""The good rows of a package into the endpoint. What is keyed, and what no list names any more, stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import TypeVar

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.lists.kinds import Kind
from regsosek_desk.services.lists.known import Known
from regsosek_desk.services.lists.preview import Cancelled, Preview, Progress, Tick
from regsosek_desk.services.lists.readers import Assignment, PrelistLine, SlsRow, Village, prelist_answers
from regsosek_desk.storage.endpoint.lists import PrelistRow
from regsosek_desk.storage.endpoint.store import EndpointStore

_LINES_AT_ONCE = 5_000
_KOSEKA = "Koseka"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Applied:
    """Rows taken by list; SLS and assignments withdrawn because a whole list no longer names them.

    `finished` is False when it was stopped between two parts of the prelist: repeating it brings the rest.
    """

    rows: dict[Kind, int]
    withdrawn_sls: int
    withdrawn_assignments: int
    finished: bool


def known_of(store: EndpointStore) -> Known:
    """What lists may refer to before anything of a package is read. Raises MachineFault."""
    standing = [listed.sls for listed in store.listed_sls() if not listed.withdrawn]
    return Known(store.wilayah(), store.petugas_list(), standing)


def apply(
    store: EndpointStore,
    previews: Sequence[Preview],
    *,
    withdraw_missing: bool = False,
    progress: Tick = lambda _: None,
    cancelled: Cancelled = lambda: False,
) -> Applied:
    """Put the good rows in: the small lists together or not at all, then the prelist, some SLS at a time.

    `withdraw_missing`: the lists of SLS and of assignments are whole, and what they don't name is withdrawn. Raises
    InputFault `lists_withdraw_unclear` when rows of such a list were refused; MachineFault.
    """
    if withdraw_missing and any(found.kind in ("sls", "penugasan") and not found.clean for found in previews):
        raise InputFault("lists_withdraw_unclear")
    withdrawn = _Office(store, previews).put(withdraw_missing)
    lines = _of(previews, PrelistLine)
    done = _put_prelist(store, lines, progress, cancelled)
    rows = {found.kind: 0 for found in previews if found.kind}
    for found in previews:
        if found.kind:
            rows[found.kind] += done if found.kind == "prelist" else len(found.good)
    return Applied(rows, *withdrawn, finished=done == len(lines))


def _of(previews: Iterable[Preview], kind: type[T]) -> list[T]:
    return [row for found in previews for row in found.good if isinstance(row, kind)]


class _Office:
    """The small lists of one package."""

    def __init__(self, store: EndpointStore, previews: Sequence[Preview]) -> None:
        self._store = store
        self._kinds = {found.kind for found in previews}
        self._villages = _of(previews, Village)
        self._petugas = _of(previews, Petugas)
        self._sls = _of(previews, SlsRow)
        self._koseka_given = any("kode_koseka" in found.layout.places for found in previews if found.layout)
        self._pairs = {(row.petugas, row.sls_id) for row in _of(previews, Assignment)}

    def put(self, withdraw_missing: bool) -> tuple[int, int]:
        """Write all of them in one transaction; gives how many SLS and assignments were withdrawn."""
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        with self._store.writing() as transaction:
            lists, number = transaction.lists, transaction.counter.take()
            lists.put_wilayah(area for village in self._villages for area in village.areas())
            lists.put_petugas(self._petugas, number)
            lists.put_sls([row.sls for row in self._sls], number, at)
            before = set(lists.assignments())
            koseka = {petugas.code for petugas in lists.petugas_list() if petugas.role == _KOSEKA}
            gone = self._replaced(before, koseka)
            missing = set[str]()
            if withdraw_missing:
                gone |= self._missing_pairs(before, koseka)
                missing = self._missing_sls(listed.sls.id for listed in lists.sls_list() if not listed.withdrawn)
            lists.put_assignments(gone, number, at)
            lists.put_assignments(self._given, number)
            lists.withdraw_sls(missing, number, at)
        return len(missing), len(gone)

    @property
    def _given(self) -> set[tuple[str, str]]:
        return self._pairs | {(row.koseka, row.sls.id) for row in self._sls if row.koseka}

    def _replaced(self, before: set[tuple[str, str]], koseka: set[str]) -> set[tuple[str, str]]:
        """Assignments of a Koseka to SLS for which the list now names another, or none."""
        listed = {row.sls.id for row in self._sls} if self._koseka_given else set()
        return {(code, sls) for code, sls in before - self._given if code in koseka and sls in listed}

    def _missing_pairs(self, before: set[tuple[str, str]], koseka: set[str]) -> set[tuple[str, str]]:
        """What the list of assignments leaves out; those of a Koseka may come from the list of SLS."""
        if "penugasan" not in self._kinds:
            return set()
        return {pair for pair in before - self._given if pair[0] not in koseka}

    def _missing_sls(self, standing: Iterable[str]) -> set[str]:
        return set(standing) - {row.sls.id for row in self._sls} if "sls" in self._kinds else set()


# ---- prelist


def _put_prelist(store: EndpointStore, lines: list[PrelistLine], progress: Tick, cancelled: Cancelled) -> int:
    """Write some thousand lines at a time, never a part of an SLS; gives how many were written."""
    lines.sort(key=lambda line: (line.sls_id, line.answers[0]))
    done = 0
    for some in _whole_sls(lines):
        if cancelled():
            break
        store.put_prelist(PrelistRow(line.sls_id, line.answers[0], prelist_answers(line)) for line in some)
        done += len(some)
        progress(Progress("", done, len(lines)))
    return done


def _whole_sls(lines: Iterable[PrelistLine]) -> Iterator[list[PrelistLine]]:
    waiting: list[PrelistLine] = []
    for _, group in groupby(lines, key=lambda line: line.sls_id):
        of_sls = list(group)
        if waiting and len(waiting) + len(of_sls) > _LINES_AT_ONCE:
            yield waiting
            waiting = []
        waiting = waiting + of_sls
    if waiting:
        yield waiting
