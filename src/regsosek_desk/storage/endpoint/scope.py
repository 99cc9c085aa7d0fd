"""Which SLS a petugas may see and work on, and what is new in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, false, func, literal, or_, select, true
from sqlalchemy.sql import ColumnElement

from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.documents import SEGMENTS, Segment
from regsosek_desk.storage.endpoint.rows import Rows, chunks

CLAIMED = "klaim"
"""Source of an assignment: who keys the SLS at the office."""
OFFICE = ("operator", "penerima", "pengawas", "admin kab")
"""Roles of those at the office to whom an SLS can go, in small letters."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything of the SLS assigned to the petugas, and of those whose id starts with `area`; of others whose id
    starts with `seen` the documents of `forms` only."""

    petugas: str
    area: str | None = None
    seen: str | None = None
    forms: tuple[str, ...] = ()


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
        """All SLS of a scope by id, withdrawn ones too, and also those of which it has some forms only."""
        query = select(tables.sls.c.id).where(in_scope(scope, tables.sls.c.id))
        return list(self._conn.scalars(query.order_by(tables.sls.c.id)))

    def within(self, scope: Scope, sls_ids: Sequence[str]) -> set[str]:
        """Those of these SLS that are in the scope with everything."""
        return self._those(sls_ids, _whole(scope, tables.sls.c.id))

    def seen(self, scope: Scope, sls_ids: Sequence[str]) -> set[str]:
        """Those of these SLS that are in the scope at least with its forms."""
        return self._those(sls_ids, in_scope(scope, tables.sls.c.id))

    def _those(self, sls_ids: Sequence[str], condition: ColumnElement[bool]) -> set[str]:
        found: set[str] = set()
        for some in chunks(sls_ids):
            found |= set(self._conn.scalars(select(tables.sls.c.id).where(tables.sls.c.id.in_(some), condition)))
        return found

    def has_wanted(self, petugas: str, sls_id: str) -> bool:
        """Whether the petugas keys the SLS, or did, or took it when it was another's."""
        given = tables.penugasan
        asked = (given.c.petugas == petugas, given.c.sls_id == sls_id, given.c.source == CLAIMED)
        return bool(self._conn.scalar(select(exists().where(*asked))))

    def unlisted(self, scope: Scope, form: str, most: int) -> list[str]:
        """SLS whose VK document, of that form, is in a scope, so many at most, and their prelist changed since."""
        sls = tables.sls
        reached = in_scope(scope, sls.c.id) if form in scope.forms else _whole(scope, sls.c.id)
        query = select(sls.c.id).where(sls.c.prelist_number > sls.c.listed_number, reached)
        return list(self._conn.scalars(query.order_by(sls.c.id).limit(most)))

    def changed(self, scope: Scope) -> int:
        """The greatest order number at which a list changed for this scope."""
        sls, petugas, given = tables.sls, tables.petugas, tables.penugasan
        own = select(func.max(given.c.number)).where(given.c.petugas == scope.petugas)
        places = select(func.max(sls.c.number)).where(in_scope(scope, sls.c.id))
        officers = select(func.max(petugas.c.number)).where(petugas.c.code.in_(_officers(scope)))
        gone = select(func.max(tables.perangkat.c.number)).where(tables.perangkat.c.revoked_at != "")
        return max(int(self._conn.scalar(query) or 0) for query in (own, places, officers, gone))

    def officers(self, scope: Scope) -> list[str]:
        """Codes of the petugas of the scope's SLS and of its own."""
        return list(self._conn.scalars(_officers(scope)))

    def segments(self, scope: Scope, window: Window, device: str, most: int) -> list[Segment]:
        """Segments that the device lacks, by number; its own only where it has nothing yet (`since` 0)."""
        table = tables.segmen
        beyond = or_(table.c.number > window.since, table.c.sls_id.in_(new_in(scope, window)))
        own: ColumnElement[bool] = true() if window.since == 0 else table.c.device != device
        between = and_(table.c.number > window.done, table.c.number <= window.until)
        query = SEGMENTS.where(between, _reached(scope, table.c.sls_id, table.c.document), beyond, own)
        return [Segment(*row) for row in self._conn.execute(query.order_by(table.c.number).limit(most))]


def _assigned(petugas: str) -> Select[Any]:
    given = tables.penugasan
    return select(given.c.sls_id).where(given.c.petugas == petugas, given.c.withdrawn == "")


def _whole(scope: Scope, sls_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Everything of the SLS is in the scope."""
    return or_(sls_id.in_(_assigned(scope.petugas)), _below(scope.area, sls_id))


def in_scope(scope: Scope, sls_id: ColumnElement[str]) -> ColumnElement[bool]:
    """The SLS is in the scope, if only with some forms."""
    return or_(_whole(scope, sls_id), _below(scope.seen, sls_id))


def _reached(scope: Scope, sls_id: ColumnElement[str], document: ColumnElement[str]) -> ColumnElement[bool]:
    """The document is in the scope."""
    table = tables.dokumen
    forms = exists().where(table.c.id == document, table.c.form.in_(scope.forms))
    return or_(_whole(scope, sls_id), and_(_below(scope.seen, sls_id), forms))


def _below(area: str | None, sls_id: ColumnElement[str]) -> ColumnElement[bool]:
    return false() if area is None else sls_id.startswith(area, autoescape=True)


def new_in(scope: Scope, window: Window) -> Select[Any]:
    """SLS that came into the scope since the device was last told everything."""
    new = _assigned(scope.petugas).where(tables.penugasan.c.number > window.since)
    moved = select(tables.petugas.c.code).where(
        tables.petugas.c.code == scope.petugas, tables.petugas.c.number > window.since
    )
    area = or_(_below(scope.area, tables.sls.c.id), _below(scope.seen, tables.sls.c.id))
    led = select(tables.sls.c.id).where(area, moved.exists())
    return select(new.union(led).subquery().c[0])


def _officers(scope: Scope) -> Select[Any]:
    """Own code, the codes of those assigned to the SLS of the scope, and of those at the office its SLS can go to."""
    given, sls, petugas = tables.penugasan, tables.sls, tables.petugas
    places = select(sls.c.id).where(in_scope(scope, sls.c.id))
    codes = select(given.c.petugas).where(given.c.sls_id.in_(places), given.c.withdrawn == "")
    own = select(petugas.c.code).where(petugas.c.code == scope.petugas)
    beside = select(petugas.c.code).where(func.lower(petugas.c.role).in_(OFFICE), _around(scope.seen, petugas.c.area))
    return select(codes.union(own, beside).subquery().c[0])


def _around(area: str | None, other: ColumnElement[str]) -> ColumnElement[bool]:
    """One of two areas lies in the other."""
    return false() if area is None else or_(_below(area, other), literal(area).startswith(other))
