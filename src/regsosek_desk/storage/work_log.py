"""The journal as the log of somebody's work: what was keyed when, and what was worked out of it before.

Reading the journal of thousands of documents takes seconds, so what it comes to is kept for each document beside the
heads that it is true of. What is kept can be worked out again at any time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from sqlalchemy import Connection, Integer, case, cast, func, or_, select

from regsosek_desk.core.domain.journal import PRELIST, VERIFIED
from regsosek_desk.storage.schema import dokumen, journal, keadaan, upsert

_KEPT = "kerja/"
_AT_ONCE = 400


class Act(NamedTuple):
    """A command that wrote answers: when (seconds of local time since 1970), how many characters, how many answers, and
    how many of these stood before."""

    at: int
    keys: int
    answers: int
    changed: int


class Headed(NamedTuple):
    """A document with what names its state."""

    id: str
    heads: str
    status: str
    sls_id: str


_DATE = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_KEYED = journal.c.source.not_in((PRELIST, VERIFIED))
_LOCAL = func.coalesce(cast(func.strftime("%s", journal.c.at), Integer) + 60 * journal.c.offset, 0)
_KEYS = case(
    (or_(journal.c.undoes != "", journal.c.new.is_(None)), 0),
    (journal.c.new.op("GLOB")(_DATE), 8),  # as it is typed, without dashes
    else_=func.length(journal.c.new),
)
_SETS = select(
    *(journal.c.document, journal.c.petugas, func.group_concat(_LOCAL), func.group_concat(_KEYS)),
    func.group_concat(case((journal.c.old.is_(None), 0), else_=1)),
).where(journal.c.op == "set", _KEYED)
"""A row for each document and petugas: text out of the database costs a fifth of a row for each answer."""
_FILLS = select(journal.c.document, journal.c.petugas, _LOCAL, journal.c.old, journal.c.new).where(
    journal.c.op == "fill", _KEYED
)


class WorkLog:
    """Reads of an open file, and what is kept of them."""

    def __init__(self, conn: Connection, together: Callable[..., AbstractContextManager[None]]) -> None:
        self._conn = conn
        self._together = together

    def documents(self, form: str) -> list[Headed]:
        """Every document of a form."""
        columns = (dokumen.c.id, dokumen.c.head_hash, dokumen.c.status, dokumen.c.sls_id)
        return [Headed(*row) for row in self._conn.execute(select(*columns).where(dokumen.c.form == form))]

    def acts(self, documents: Sequence[str]) -> dict[str, dict[str, list[Act]]]:
        """Document to petugas to what they keyed in it, in no order; not what the office gave, nor what a comparison
        put right."""
        found: dict[str, dict[str, list[Act]]] = {each: {} for each in documents}
        for start in range(0, len(documents), _AT_ONCE):
            some = journal.c.document.in_(documents[start : start + _AT_ONCE])
            grouped = _SETS.where(some).group_by(journal.c.document, journal.c.petugas)
            for document, petugas, *texts in self._conn.execute(grouped):
                columns = [map(int, text.split(",")) for text in texts]
                acts = [Act(at, keys, 1, changed) for at, keys, changed in zip(*columns, strict=True)]
                found[document][petugas] = acts
            for document, petugas, at, old, new in self._conn.execute(_FILLS.where(some)):
                found[document].setdefault(petugas, []).append(_filled(at, old, new))
        return found

    def kept(self) -> dict[str, str]:
        """Document to the text that was kept for it."""
        query = select(keadaan.c.key, keadaan.c.value).where(keadaan.c.key >= _KEPT, keadaan.c.key < "kerja0")
        return {key.removeprefix(_KEPT): value for key, value in self._conn.execute(query)}

    def keep(self, texts: Mapping[str, str]) -> None:
        """Keep a text for each of these documents; a power failure may lose it. Raises MachineFault."""
        rows = [{"key": f"{_KEPT}{key}", "value": text} for key, text in texts.items()]
        if texts:
            with self._together(lasting=False):
                self._conn.execute(upsert(keadaan), rows)


def _filled(at: int, old: str | None, new: str | None) -> Act:
    """Several answers written at once."""
    answers, before = json.loads(new or "{}"), json.loads(old or "{}")
    stood = sum(value is not None for value in before.values())
    return Act(at, sum(len(value or "") for value in answers.values()), len(answers), stood)
