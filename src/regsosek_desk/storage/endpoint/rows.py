"""What the parts of a transaction share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Insert, Table, or_
from sqlalchemy.dialects import postgresql, sqlite

from regsosek_desk.storage.endpoint.tables import penghitung

Item = TypeVar("Item")
CHUNK = 500
"""Ids in one IN list; SQLite takes 32,766 parameters."""


class Rows:
    """A part of a transaction."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def _many(self, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._conn.execute(statement, rows)

    def _put(
        self, table: Table, rows: Iterable[dict[str, Any]], unless_same: Sequence[str], also: Sequence[str] = ()
    ) -> None:
        """Write rows as `_upsert` says; of several with one key the last counts."""
        names = table.primary_key.columns.keys()
        last = {tuple(row[name] for name in names): row for row in rows}
        self._many(self._upsert(table, unless_same, also), list(last.values()))

    def _upsert(self, table: Table, unless_same: Sequence[str], also: Sequence[str] = ()) -> Insert:
        """Insert, or replace these columns where one of `unless_same` differs from what stands there."""
        make = postgresql.insert if self._conn.dialect.name == "postgresql" else sqlite.insert
        new = make(table)
        return new.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={name: new.excluded[name] for name in (*unless_same, *also)},
            where=or_(*(table.c[name].is_distinct_from(new.excluded[name]) for name in unless_same)),
        )


class Counter(Rows):
    """The one counter of order numbers."""

    def take(self, count: int = 1) -> int:
        """The last of so many new numbers. Nobody else gets one, or any in between, until this transaction ends."""
        raised = penghitung.update().values(value=penghitung.c.value + count).returning(penghitung.c.value)
        return int(self._conn.scalar(raised) or 0)

    def now(self) -> int:
        """The last number given, by transactions that have ended or by this one."""
        return int(self._conn.scalar(penghitung.select().with_only_columns(penghitung.c.value)) or 0)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists of this size at most."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
