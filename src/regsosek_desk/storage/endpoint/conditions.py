"""How far each SLS is at the office, now and at the end of each day on which something came for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.storage.conditions import NAMES, Condition, to_row
from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.rows import Rows, chunks
from regsosek_desk.storage.endpoint.scope import Scope, Window, in_scope, new_in
from regsosek_desk.storage.endpoint.states import state_from_json
from regsosek_desk.storage.snapshots import FamilyCount, Past, past_since

_COLUMNS = [name for name in NAMES if name != "sls_id"]
_CONDITIONS = select(*(tables.kondisi_sls.c[name] for name in NAMES))


class Conditions(Rows):
    """Rows of `kondisi_sls` and `potret`, and the counts that they are made of."""

    def families(self, sls_ids: Iterable[str], form: str) -> list[tuple[FamilyCount, int]]:
        """Documents of a form by SLS, status and stage, each with the members in them."""
        table, found = tables.dokumen, list[tuple[FamilyCount, int]]()
        keys = (table.c.sls_id, table.c.status, table.c.stage)
        wanted = select(*keys, func.count(), func.max(table.c.updated_at), func.sum(table.c.members))
        for some in chunks(sls_ids):
            query = wanted.where(table.c.sls_id.in_(some), table.c.form == form).group_by(*keys)
            found += [(FamilyCount(*row[:-1]), int(row[-1])) for row in self._conn.execute(query)]
        return found

    def prelist(self, sls_ids: Iterable[str]) -> dict[str, int]:
        """SLS to the lines of its prelist; those without any are left out."""
        table, found = tables.prelist, dict[str, int]()
        for some in chunks(sls_ids):
            query = select(table.c.sls_id, func.count()).where(table.c.sls_id.in_(some)).group_by(table.c.sls_id)
            found |= {row[0]: row[1] for row in self._conn.execute(query)}
        return found

    def beside(self, sls_ids: Iterable[str], forms: Sequence[str]) -> list[tuple[str, str, str, DocumentState]]:
        """SLS, form, its version and the document, of every document of these forms."""
        table = tables.dokumen
        wanted = select(table.c.sls_id, table.c.form, table.c.form_version, table.c.state).order_by(table.c.id)
        found: list[tuple[str, str, str, DocumentState]] = []
        for some in chunks(sls_ids):
            query = wanted.where(table.c.sls_id.in_(some), table.c.form.in_(forms))
            found += [(*row[:3], state_from_json(row[3])) for row in self._conn.execute(query)]
        return found

    def lacking(self, most: int) -> list[str]:
        """SLS, so many at most, of which nothing is noted, or whose prelist has changed since."""
        sls, noted = tables.sls, tables.kondisi_sls
        both = select(sls.c.id).outerjoin(noted, noted.c.sls_id == sls.c.id)
        late = noted.c.number.is_(None) | (sls.c.prelist_number > noted.c.number)
        return list(self._conn.scalars(both.where(late).order_by(sls.c.id).limit(most)))

    def put(self, conditions: Sequence[Condition], number: int, day: str) -> None:
        """Note how far these SLS are, now and for the day (ISO 8601); `number` is that of the change."""
        rows = [to_row(each) for each in conditions]
        self._put(tables.kondisi_sls, [{**row, "number": number} for row in rows], _COLUMNS, ["number"])
        self._put(tables.potret, [{"day": day, **row} for row in rows], _COLUMNS)

    def all(self) -> list[Condition]:
        """Of every SLS by id."""
        return self._read(_CONDITIONS)

    def within(self, scope: Scope, window: Window) -> list[Condition]:
        """Those of a scope that changed within the window, or whose SLS came into the scope."""
        table = tables.kondisi_sls
        beyond = (table.c.number > window.since) | table.c.sls_id.in_(new_in(scope, window))
        return self._read(_CONDITIONS.where(in_scope(scope, table.c.sls_id), beyond, table.c.number <= window.until))

    def past(self, since: str) -> list[Past]:
        """See `past_since`."""
        return [Past(*row) for row in self._conn.execute(past_since(tables.potret, since))]

    def _read(self, query: Any) -> list[Condition]:
        return [Condition(*row) for row in self._conn.execute(query.order_by(tables.kondisi_sls.c.sls_id))]
