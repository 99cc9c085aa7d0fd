"""How far each SLS is, in a work file: what the documents here say, what the office told, and how it was day by day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, func, select, union_all

from regsosek_desk.storage import schema
from regsosek_desk.storage.conditions import NAMES, Condition, to_row

_NEVER = "9999"
"""After every day."""
_TOLD = select(*(schema.kondisi_sls.c[name] for name in NAMES))


class FamilyCount(NamedTuple):
    """Families of one SLS with one status and one stage; `updated_at` is the last work on any of them."""

    sls_id: str
    status: str
    stage: str
    documents: int
    updated_at: str


class Head(NamedTuple):
    """A document, and the hash that changes with it."""

    id: str
    form: str
    sls_id: str
    hash: str


class Past(NamedTuple):
    """What a snapshot of an SLS says of its families."""

    day: str
    sls_id: str
    clean: int
    keyed: int


def past_since(table: Table, day: str) -> Select[Any]:
    """Snapshots from that day on, and of each SLS the last before it: by day, the same in every database."""
    keyed = (table.c.clean + table.c.warning + table.c.error).label("keyed")
    columns = [table.c.day, table.c.sls_id, table.c.clean, keyed]
    last = select(table.c.sls_id, func.max(table.c.day).label("day")).where(table.c.day < day).group_by(table.c.sls_id)
    at = last.subquery()
    before = select(*columns).join(at, (at.c.sls_id == table.c.sls_id) & (at.c.day == table.c.day))
    both = union_all(select(*columns).where(table.c.day >= day), before).subquery()
    return select(*both.c).order_by(both.c.day)


class Snapshots:
    """A part of an open work file."""

    def __init__(self, conn: Connection, together: Callable[[], AbstractContextManager[None]]) -> None:
        self._conn = conn
        self._together = together

    def families(self, form: str) -> list[FamilyCount]:
        """Documents of a form by SLS, status and stage."""
        table = schema.dokumen
        keys = (table.c.sls_id, table.c.status, table.c.stage)
        query = select(*keys, func.count(), func.max(table.c.updated_at)).where(table.c.form == form).group_by(*keys)
        return [FamilyCount(*row) for row in self._conn.execute(query)]

    def members(self, form: str) -> dict[str, int]:
        """SLS to the rows of the rosters of its documents of a form."""
        documents, rows = schema.dokumen, schema.baris
        of_sls = select(documents.c.sls_id, func.count()).join(rows, rows.c.dokumen_id == documents.c.id)
        query = of_sls.where(documents.c.form == form, ~rows.c.removed).group_by(documents.c.sls_id)
        return {row[0]: row[1] for row in self._conn.execute(query)}

    def heads(self, forms: Collection[str]) -> list[Head]:
        """Documents of these forms."""
        table = schema.dokumen
        query = select(table.c.id, table.c.form, table.c.sls_id, table.c.head_hash).where(table.c.form.in_(forms))
        return [Head(*row) for row in self._conn.execute(query)]

    def told(self) -> list[Condition]:
        """What the office told last."""
        return [Condition(*row) for row in self._conn.execute(_TOLD)]

    def put_told(self, conditions: Iterable[Condition]) -> None:
        self._put(schema.kondisi_sls, [to_row(each) for each in conditions])

    def keep(self, day: str, conditions: Iterable[Condition]) -> None:
        """Note how far these are on a day (ISO 8601), where that is other than the last note says."""
        last = {past.sls_id: (past.clean, past.keyed) for past in self.past(_NEVER)}
        new = [each for each in conditions if last.get(each.sls_id) != (each.clean, each.keyed)]
        self._put(schema.potret, [{"day": day, **to_row(each)} for each in new])

    def past(self, since: str) -> list[Past]:
        """See `past_since`."""
        return [Past(*row) for row in self._conn.execute(past_since(schema.potret, since))]

    def _put(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            with self._together():
                self._conn.execute(schema.upsert(table), rows)
