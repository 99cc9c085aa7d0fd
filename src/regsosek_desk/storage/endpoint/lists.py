"""The lists of the office: area, SLS, petugas, assignments, prelist."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from sqlalchemy import exists, func, literal, select

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.journal import canonical
from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.rows import Counter, Rows, chunks
from regsosek_desk.storage.endpoint.scope import CLAIMED

BY_LIST = "tugas"
"""Source of an assignment that the office gave by itself, besides the officers named for an SLS."""
_OFFICERS = {"ppl": tables.sls.c.ppl_code, "pml": tables.sls.c.pml_code}
_SLS = [each.name for each in fields(Sls) if each.name != "id"]
_SLS_COLUMNS = [tables.sls.c[each.name] for each in fields(Sls)]


@dataclass(frozen=True, slots=True)
class PrelistRow:
    """A printed line of the VK list: question id → text of its columns."""

    sls_id: str
    no_prelist: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ListedSls:
    """An SLS and when it was withdrawn (UTC, ISO 8601), "" while it stands."""

    sls: Sls
    withdrawn: str


class Lists(Rows):
    """Writing replaces what has the same key, and gives a new order number only to what changed."""

    def put_wilayah(self, rows: Iterable[tuple[str, str]]) -> None:
        """Codes of 2 to 10 digits with their names."""
        self._put(tables.wilayah, ({"code": code, "name": name} for code, name in rows), ["name"])

    def put_sls(self, rows: Iterable[Sls], number: int, at: str) -> None:
        """SLS with their officers, who are assigned thereby; one that had been withdrawn stands again."""
        more = {"withdrawn": "", "number": number, "prelist_number": number, "listed_number": 0}
        self._put(tables.sls, (asdict(each) | more for each in rows), [*_SLS, "withdrawn"], ["number"])
        for source in _OFFICERS:
            self._assign_officers(source, number, at)

    def _assign_officers(self, source: str, number: int, at: str) -> None:
        given, officer = tables.penugasan, _OFFICERS[source]
        gone = ~exists().where(tables.sls.c.id == given.c.sls_id, officer == given.c.petugas)
        standing = (given.c.source == source, given.c.withdrawn == "", gone)
        self._conn.execute(given.update().where(*standing).values(withdrawn=at, number=number))
        named = select(officer, tables.sls.c.id, literal(source), literal(number), literal("")).where(officer != "")
        columns = ["petugas", "sls_id", "source", "number", "withdrawn"]
        self._conn.execute(self._upsert(given, ["withdrawn"], ["number"]).from_select(columns, named))

    def withdraw_sls(self, ids: Iterable[str], number: int, at: str) -> None:
        for some in chunks(ids):
            standing = (tables.sls.c.id.in_(some), tables.sls.c.withdrawn == "")
            self._conn.execute(tables.sls.update().where(*standing).values(withdrawn=at, number=number))

    def put_petugas(self, rows: Iterable[Petugas], number: int) -> None:
        found = (asdict(each) | {"number": number} for each in rows)
        self._put(tables.petugas, found, ["name", "role", "area"], ["number"])

    def put_assignments(self, pairs: Iterable[tuple[str, str]], number: int, withdrawn: str = "") -> None:
        """(petugas, SLS id) given, or with a time withdrawn."""
        more = {"source": BY_LIST, "number": number, "withdrawn": withdrawn}
        found = ({"petugas": petugas, "sls_id": sls_id} | more for petugas, sls_id in pairs)
        self._put(tables.penugasan, found, ["withdrawn"], ["number"])

    def put_claim(self, sls_id: str, petugas: str, others: Collection[str], at: str, counter: Counter) -> None:
        """Who keys an SLS, "" for nobody; `others` took it too and are remembered. A number is taken if that is new."""
        given = tables.penugasan
        mine = (given.c.sls_id == sls_id, given.c.source == CLAIMED)
        known = {row[0]: row[1] for row in self._conn.execute(select(given.c.petugas, given.c.withdrawn).where(*mine))}
        wanted = {code: when or at for code, when in known.items() if code != petugas}
        wanted |= {code: at for code in others if code not in known} | ({petugas: ""} if petugas else {})
        changed = {code: when for code, when in wanted.items() if known.get(code) != when}
        more = {"sls_id": sls_id, "source": CLAIMED, "number": counter.take() if changed else 0}
        rows = ({"petugas": code, "withdrawn": when} | more for code, when in changed.items())
        self._put(given, rows, ["withdrawn"], ["number"])

    def put_prelist(self, rows: Iterable[PrelistRow], number: int) -> None:
        """Printed lines; their SLS are marked for a new VK document."""
        found = [
            {"sls_id": row.sls_id, "no_prelist": row.no_prelist, "answers": canonical(dict(row.answers))}
            for row in rows
        ]
        self._put(tables.prelist, found, ["answers"])
        for some in chunks({row["sls_id"] for row in found}):
            touched = tables.sls.update().where(tables.sls.c.id.in_(some))
            self._conn.execute(touched.values(prelist_number=number))

    # Reading

    def sls_list(self) -> list[ListedSls]:
        rows = self._conn.execute(select(tables.sls.c.withdrawn, *_SLS_COLUMNS).order_by(tables.sls.c.id))
        return [ListedSls(Sls(*row), withdrawn) for withdrawn, *row in rows]

    def sls_of(self, ids: Iterable[str]) -> dict[str, ListedSls]:
        """Those of these SLS that are known."""
        found: dict[str, ListedSls] = {}
        for some in chunks(ids):
            query = select(tables.sls.c.withdrawn, *_SLS_COLUMNS).where(tables.sls.c.id.in_(some))
            found |= {row[0]: ListedSls(Sls(*row), withdrawn) for withdrawn, *row in self._conn.execute(query)}
        return found

    def wilayah(self) -> dict[str, str]:
        """Code → name."""
        return {row[0]: row[1] for row in self._conn.execute(select(tables.wilayah))}

    def petugas_list(self) -> list[Petugas]:
        return [Petugas(*row[:4]) for row in self._conn.execute(select(tables.petugas).order_by(tables.petugas.c.code))]

    def petugas(self, codes: Iterable[str]) -> dict[str, Petugas]:
        """Those of these petugas that are known."""
        found: dict[str, Petugas] = {}
        for some in chunks(codes):
            rows = self._conn.execute(select(tables.petugas).where(tables.petugas.c.code.in_(some)))
            found |= {row[0]: Petugas(*row[:4]) for row in rows}
        return found

    def assignments(self) -> list[tuple[str, str]]:
        """(petugas, SLS id) in force, given by a list of their own."""
        given = tables.penugasan
        query = select(given.c.petugas, given.c.sls_id).where(given.c.source == BY_LIST, given.c.withdrawn == "")
        return [(row[0], row[1]) for row in self._conn.execute(query.order_by(given.c.petugas, given.c.sls_id))]

    def prelist(self, sls_ids: Iterable[str]) -> Iterator[PrelistRow]:
        """Lines of these SLS by SLS and number."""
        table = tables.prelist
        for some in chunks(sls_ids):
            query = select(table).where(table.c.sls_id.in_(some)).order_by(table.c.sls_id, table.c.no_prelist)
            for sls_id, no_prelist, answers in self._conn.execute(query):
                yield PrelistRow(sls_id, no_prelist, json.loads(answers))

    def set_listed(self, sls_ids: Iterable[str]) -> None:
        """The VK documents of these SLS now hold their prelist."""
        for some in chunks(sls_ids):
            touched = tables.sls.update().where(tables.sls.c.id.in_(some))
            self._conn.execute(touched.values(listed_number=tables.sls.c.prelist_number))

    def counts(self) -> dict[str, int]:
        """Rows of each table of the endpoint by its name."""
        found = {}
        for table in tables.metadata.sorted_tables:
            found[table.name] = int(self._conn.scalar(select(func.count()).select_from(table)) or 0)
        return found
