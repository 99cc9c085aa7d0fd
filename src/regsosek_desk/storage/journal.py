"""Journal entries in and out of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from sqlalchemy import Connection, select

from regsosek_desk.core.domain.journal import ENTRY_FIELDS, PRELIST, Entry
from regsosek_desk.storage.schema import journal

_INSERT = journal.insert()
_COLUMNS = [journal.c[name] for name in ENTRY_FIELDS]
_HISTORY = select(*_COLUMNS).order_by(journal.c.seq, journal.c.id)
_AT_ONCE = 500
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


def known(conn: Connection, ids: Sequence[str]) -> dict[str, Entry]:
    """Those of these entries that are there, of whichever document, by id."""
    found: dict[str, Entry] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = conn.execute(select(*_COLUMNS).where(journal.c.id.in_(ids[start : start + _AT_ONCE])))
        found.update((row[0], Entry(*row)) for row in rows)
    return found


def given(conn: Connection, document: str) -> list[Entry]:
    """The entries of a document by which the office gave it, first to last."""
    rows = conn.execute(_HISTORY.where(journal.c.document == document, journal.c.source == PRELIST))
    return [Entry(*row) for row in rows]
