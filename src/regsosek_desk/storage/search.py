"""Lists, counts and look-ups over all documents of a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, case, distinct, func, or_, select

from regsosek_desk.core.domain.documents import STATUSES
from regsosek_desk.core.domain.ids import earliest_id
from regsosek_desk.core.domain.journal import KEYED
from regsosek_desk.storage.schema import baris, dokumen, journal


class DocumentRow(NamedTuple):
    """A document as a list shows it."""

    id: str
    form: str
    sls_id: str
    vk_row: str | None
    family_number: str
    building_number: str
    head_name: str
    kk_number: str
    kk_code: str
    family_status: str
    status: str
    errors: int
    warnings: int
    infos: int
    updated_at: str
    conflicts: int
    stage: str
    """See `domain.decisions.Stage`."""


class Touched(NamedTuple):
    """That somebody did something in a document: `hour` in UTC (`2022-11-20T03`), `offset` minutes of the local clock
    ahead of it."""

    document: str
    form: str
    op: str
    whole: bool
    """About the document as a whole."""
    hour: str
    offset: int


_LIGHT = select(*(dokumen.c[name] for name in DocumentRow._fields))
_GRAVITY = {status: rank for rank, status in enumerate(("error", "warning", "blank", "clean"))}
_SORTS: dict[str, ColumnElement[Any]] = {
    "number": dokumen.c.family_number,
    "building": dokumen.c.building_number,
    "name": dokumen.c.head_name,
    "status": case(_GRAVITY, value=dokumen.c.status, else_=len(STATUSES)),
    "updated": dokumen.c.updated_at,
}
SORTS = tuple(_SORTS)
_ORDER = (dokumen.c.sls_id, dokumen.c.form, dokumen.c.family_number, dokumen.c.id)
Query = TypeVar("Query", bound=Select[Any])
_NUMBER_WIDTH = 3


class Lists:
    """Reads of an open file that see all its documents."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def documents(
        self,
        sls_id: str | None = None,
        *,
        form: str | None = None,
        statuses: Iterable[str] = (),
        search: str = "",
        sort: str = "number",
        descending: bool = False,
    ) -> list[DocumentRow]:
        """Documents that satisfy all conditions; no statuses means every status, `sort` is one of SORTS.

        `search` looks for part of a family number (up to 3 digits), of a number, NIK or KK (more digits), or
        of the name of the head or a member, capitals or not.
        """
        query = _within(_LIGHT, sls_id, form)
        if wanted := list(statuses):
            query = query.where(dokumen.c.status.in_(wanted))
        if text := " ".join(search.split()):
            query = query.where(_matches(text))
        key = _SORTS[sort].desc() if descending else _SORTS[sort]
        first = (dokumen.c.sls_id,) if sort == "number" else ()  # families are numbered within their SLS
        return _light(self._conn, query.order_by(*first, key, *_ORDER))

    def counts(self, form: str | None = None) -> dict[str, dict[str, int]]:
        """SLS id to status to number of documents; an SLS or status without any is left out."""
        columns = (dokumen.c.sls_id, dokumen.c.status)
        query = _within(select(*columns, func.count()).group_by(*columns), None, form)
        result: dict[str, dict[str, int]] = {}
        for sls_id, status, number in self._conn.execute(query):
            result.setdefault(sls_id, {})[status] = number
        return result

    def answers(self, question: str, form: str, sls_id: str | None = None) -> dict[str, str]:
        """Document to its family's answer to one question; where that is blank, the document is left out."""
        answer = func.json_extract(dokumen.c.answers, f'$."{question}"')
        query = _within(select(dokumen.c.id, answer).where(answer.is_not(None)), sls_id, form)
        return {row[0]: str(row[1]) for row in self._conn.execute(query)}

    def stages(self, form: str | None = None, sls_id: str | None = None) -> dict[str, int]:
        """Stage to number of documents (see `domain.decisions.Stage`); one without any is left out."""
        query = select(dokumen.c.stage, func.count()).group_by(dokumen.c.stage)
        return {row[0]: row[1] for row in self._conn.execute(_within(query, sls_id, form))}

    def touched(self, petugas: str, since: datetime) -> list[Touched]:
        """What this petugas did since then, each thing once an hour. Ids tell when an entry was made, so that years of
        a journal needn't be read."""
        columns = (journal.c.document, dokumen.c.form, journal.c.op, journal.c.question == "")
        hour = func.substr(journal.c.at, 1, len("2022-11-20T03"))
        query = select(*columns, hour, journal.c.offset).join(dokumen, dokumen.c.id == journal.c.document).distinct()
        recent = (journal.c.id >= earliest_id(int(since.timestamp() * 1000)), journal.c.at >= since.isoformat()[:10])
        own = (journal.c.petugas == petugas, journal.c.source == KEYED)
        return [Touched._make(row) for row in self._conn.execute(query.where(*recent, *own))]

    def niks_elsewhere(self, niks: Iterable[str], document: str) -> dict[str, int]:
        """How many other documents have a row with each NIK; one that none has is left out."""
        nik, others = baris.c.nik, func.count(distinct(baris.c.dokumen_id))
        elsewhere = (nik.in_(list(niks)), ~baris.c.removed, baris.c.dokumen_id != document)
        query = select(nik, others).where(*elsewhere).group_by(nik)
        return {row[0]: row[1] for row in self._conn.execute(query)}

    def kk_elsewhere(self, kk: str, document: str) -> list[DocumentRow]:
        """Other documents with this KK number; their `kk_code` tells what they say of it."""
        if not kk:
            return []
        return _light(self._conn, _LIGHT.where(dokumen.c.kk_number == kk, dokumen.c.id != document).order_by(*_ORDER))

    def repeated_niks(self) -> dict[str, int]:
        """Every NIK that stands in more than one document, with the number of documents."""
        nik, number = baris.c.nik, func.count(distinct(baris.c.dokumen_id))
        twice = select(nik).where(nik != "").group_by(nik).having(func.count() > 1)  # the index alone tells
        query = select(nik, number).where(nik.in_(twice), ~baris.c.removed).group_by(nik)
        return {row[0]: row[1] for row in self._conn.execute(query.having(number > 1))}

    def repeated_kks(self) -> dict[str, dict[str, int]]:
        """Every KK number of more than one document: KK code to number of documents."""
        key, number = dokumen.c.kk_number, func.count()
        twice = select(key).where(key != "").group_by(key).having(number > 1)
        query = select(key, dokumen.c.kk_code, number).where(key.in_(twice)).group_by(key, dokumen.c.kk_code)
        result: dict[str, dict[str, int]] = {}
        for kk, code, times in self._conn.execute(query):
            result.setdefault(kk, {})[code] = times
        return result


def _matches(text: str) -> ColumnElement[bool]:
    """Up to three digits look for a family number, more for a KK or NIK too; anything else for a name."""
    if text.isdigit() and len(text) <= _NUMBER_WIDTH:
        return dokumen.c.family_number.contains(text, autoescape=True)
    if text.isdigit():
        keys: tuple[ColumnElement[str], ...] = (dokumen.c.family_number, dokumen.c.kk_number)
        row_key: ColumnElement[str] = baris.c.nik
    else:
        keys, row_key = (dokumen.c.head_name,), baris.c.name
        text = text.upper()  # names are stored in capitals; SQLite itself ignores case only from A to Z
    in_rows = select(baris.c.dokumen_id).where(~baris.c.removed, row_key.contains(text, autoescape=True))
    return or_(*(key.contains(text, autoescape=True) for key in keys), dokumen.c.id.in_(in_rows))


def _light(conn: Connection, query: Select[Any]) -> list[DocumentRow]:
    return [DocumentRow._make(row) for row in conn.execute(query)]


def _within(query: Query, sls_id: str | None, form: str | None) -> Query:
    if sls_id is not None:
        query = query.where(dokumen.c.sls_id == sls_id)
    return query if form is None else query.where(dokumen.c.form == form)


def ids(conn: Connection, sls_id: str | None, form: str | None) -> list[str]:
    """Ids of documents by SLS and family number."""
    query = _within(select(dokumen.c.id), sls_id, form)
    return list(conn.scalars(query.order_by(*_ORDER)))


def ids_in_conflict(conn: Connection) -> list[str]:
    """Ids of documents with open conflicts, by SLS and family number."""
    return list(conn.scalars(select(dokumen.c.id).where(dokumen.c.conflicts > 0).order_by(*_ORDER)))
