"""Which SLS a petugas may see and work on, and what is new in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.sql import ColumnElement

from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.documents import SEGMENTS, Segment
from regsosek_desk.storage.endpoint.rows import Rows, chunks


@dataclass(frozen=True, slots=True)
class Scope:
    """SLS assigned to the petugas, and, for who leads others, all whose id starts with `area`."""

    petugas: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Order numbers of what a device lacks.

    It has everything of its scope up to `since`, and what came up to `done` of everything up to `until`.
    """

    since: int
    done: int
    until: int


class Scopes(Rows):
    """Questions about scopes."""

    def sls_ids(self, scope: Scope) -> list[str]:
        """All SLS of a scope by id, withdrawn ones too."""
        query = select(tables.sls.c.id).where(_in_scope(scope, tables.sls.c.id))
        return list(self._conn.scalars(query.order_by(tables.sls.c.id)))

    def within(self, scope: Scope, sls_ids: Sequence[str]) -> set[str]:
        """Those of these SLS that are in the scope."""
        found: set[str] = set()
        for some in chunks(sls_ids):
            query = select(tables.sls.c.id).where(tables.sls.c.id.in_(some), _in_scope(scope, tables.sls.c.id))
            found |= set(self._conn.scalars(query))
        return found

    def unlisted(self, scope: Scope, most: int) -> list[str]:
        """SLS of a scope, so many at most, whose prelist changed since their VK document was made."""
        sls = tables.sls
        query = select(sls.c.id).where(sls.c.prelist_number > sls.c.listed_number, _in_scope(scope, sls.c.id))
        return list(self._conn.scalars(query.order_by(sls.c.id).limit(most)))

    def changed(self, scope: Scope) -> int:
        """The greatest order number at which a list changed for this scope."""
        sls, petugas, given = tables.sls, tables.petugas, tables.penugasan
        own = select(func.max(given.c.number)).where(given.c.petugas == scope.petugas)
        places = select(func.max(sls.c.number)).where(_in_scope(scope, sls.c.id))
        officers = select(func.max(petugas.c.number)).where(petugas.c.code.in_(_officers(scope)))
        gone = select(func.max(tables.perangkat.c.number)).where(tables.perangkat.c.revoked_at != "")
        return max(int(self._conn.scalar(query) or 0) for query in (own, places, officers, gone))

    def officers(self, scope: Scope) -> list[str]:
        """Codes of the petugas of the scope's SLS and of its own."""
        return list(self._conn.scalars(_officers(scope)))

    def segments(self, scope: Scope, window: Window, device: str, most: int) -> list[Segment]:
        """Segments that the device lacks, by number; its own only where it has nothing yet (`since` 0)."""
        table = tables.segmen
        beyond = or_(table.c.number > window.since, table.c.sls_id.in_(_new_in(scope, window)))
        own: ColumnElement[bool] = true() if window.since == 0 else table.c.device != device
        between = and_(table.c.number > window.done, table.c.number <= window.until)
        query = SEGMENTS.where(between, _in_scope(scope, table.c.sls_id), beyond, own)
        return [Segment(*row) for row in self._conn.execute(query.order_by(table.c.number).limit(most))]


def _assigned(petugas: str) -> Select[Any]:
    given = tables.penugasan
    return select(given.c.sls_id).where(given.c.petugas == petugas, given.c.withdrawn == "")


def _in_scope(scope: Scope, sls_id: ColumnElement[str]) -> ColumnElement[bool]:
    assigned = sls_id.in_(_assigned(scope.petugas))
    return assigned if scope.area is None else or_(assigned, sls_id.startswith(scope.area, autoescape=True))


def _new_in(scope: Scope, window: Window) -> Select[Any]:
    """SLS that came into the scope since the device was last told everything."""
    new = _assigned(scope.petugas).where(tables.penugasan.c.number > window.since)
    if scope.area is None:
        return new
    moved = select(tables.petugas.c.code).where(
        tables.petugas.c.code == scope.petugas, tables.petugas.c.number > window.since
    )
    led = select(tables.sls.c.id).where(tables.sls.c.id.startswith(scope.area, autoescape=True), moved.exists())
    return select(new.union(led).subquery().c[0])


def _officers(scope: Scope) -> Select[Any]:
    """Own code, and the codes of those assigned to the SLS of the scope."""
    given, sls = tables.penugasan, tables.sls
    places = select(sls.c.id).where(_in_scope(scope, sls.c.id))
    codes = select(given.c.petugas).where(given.c.sls_id.in_(places), given.c.withdrawn == "")
    own = select(tables.petugas.c.code).where(tables.petugas.c.code == scope.petugas)
    return select(codes.union(own).subquery().c[0])
