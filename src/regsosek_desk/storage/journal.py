"""Journal entries in and out of the file."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from sqlalchemy import Connection, select

from regsosek_desk.core.domain.journal import ENTRY_FIELDS, Entry
from regsosek_desk.storage.schema import journal

_INSERT = journal.insert()
_COLUMNS = [journal.c[name] for name in ENTRY_FIELDS]
_HISTORY = select(*_COLUMNS).order_by(journal.c.seq, journal.c.id)
_values = attrgetter(*ENTRY_FIELDS)


def append(conn: Connection, entries: Iterable[Entry]) -> None:
    """Write entries after those that are there; the caller holds the transaction."""
    rows = [dict(zip(ENTRY_FIELDS, _values(entry), strict=True)) for entry in entries]
    if rows:
        conn.execute(_INSERT, rows)


def history(conn: Connection, document: str) -> list[Entry]:
    """All entries of a document, first to last."""
    rows = conn.execute(_HISTORY.where(journal.c.document == document))
    return [Entry(*row) for row in rows]
