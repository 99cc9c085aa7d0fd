"""The endpoint's database: opened once, used by many threads, each in transactions of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import TimeoutError as PoolTimeout

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.conditions import Conditions
from regsosek_desk.storage.endpoint.database import WRITE, bring_up_to_date, open_engine
from regsosek_desk.storage.endpoint.devices import Devices
from regsosek_desk.storage.endpoint.documents import Documents
from regsosek_desk.storage.endpoint.lists import ListedSls, Lists, PrelistRow
from regsosek_desk.storage.endpoint.problems import Problems
from regsosek_desk.storage.endpoint.rows import Counter, Rows, chunks
from regsosek_desk.storage.endpoint.scope import Scopes

_EPOCH, _RESTORED = "epoch", "restored"
"""Keys in `meta`."""
_LINES = 5_000
"""Lines of a prelist in one transaction: others get their turn in between."""


class Transaction(Rows):
    """One transaction and its parts."""

    def __init__(self, conn: Connection) -> None:
        super().__init__(conn)
        self.counter = Counter(conn)
        self.lists = Lists(conn)
        self.devices = Devices(conn)
        self.documents = Documents(conn)
        self.scopes = Scopes(conn)
        self.problems = Problems(conn)
        self.conditions = Conditions(conn)

    def meta(self) -> dict[str, str]:
        """Facts about the endpoint itself."""
        return {row[0]: row[1] for row in self._conn.execute(select(tables.meta))}

    def epoch(self) -> str:
        """Names the line of order numbers; there is another after a backup was put back, which may repeat numbers."""
        return str(self._conn.scalar(select(tables.meta.c.value).where(tables.meta.c.key == _EPOCH)))

    def set_meta(self, key: str, value: str) -> None:
        self._put(tables.meta, [{"key": key, "value": value}], ["value"])


class EndpointStore:
    """Faults of the database arrive as MachineFault: `server_busy`, `server_away`, `server_full`, `server_disk`,
    `server_damaged`. Then nothing was changed, and the same may be asked again."""

    def __init__(self, engine: Engine, upgraded_from: str) -> None:
        self._engine = engine
        self.upgraded_from = upgraded_from
        """Revision before this opening, "" for a new database."""

    @classmethod
    def open(cls, url: str, key: bytes | None = None) -> Self:
        """Open `sqlite:///path` (with 32 bytes as key an encrypted file) or `postgresql+psycopg://…`.

        Tables are made or brought up to date. Raises InputFault `database_url_wrong`, `newer_database`; MachineFault.
        """
        engine = open_engine(url, key)
        try:
            return cls(engine, bring_up_to_date(engine))
        except BaseException:
            engine.dispose()
            raise

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        with self._begin(write=False) as transaction:
            yield transaction

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """All of the block on the disk when it ends, or none of it. Writers come one after the other."""
        with self._begin(write=True) as transaction:
            transaction.counter.take(0)
            yield transaction

    @contextmanager
    def noting(self) -> Iterator[Transaction]:
        """As `writing`, for what needs no order number and waits for nobody on PostgreSQL."""
        with self._begin(write=True) as transaction:
            yield transaction

    @contextmanager
    def _begin(self, *, write: bool) -> Iterator[Transaction]:
        try:
            conn = self._engine.connect()
        except PoolTimeout:
            raise MachineFault("server_busy") from None
        with conn.execution_options(**{WRITE: write}), conn.begin():
            yield Transaction(conn)

    # Lists of the office

    def put_wilayah(self, rows: Iterable[tuple[str, str]]) -> None:
        """Codes of 2, 4, 7 or 10 digits with their names."""
        with self.writing() as transaction:
            transaction.lists.put_wilayah(rows)

    def put_sls(self, rows: Iterable[Sls]) -> None:
        """Add SLS or replace what is known of them; their PPL and PML are assigned, others no longer."""
        with self.writing() as transaction:
            transaction.lists.put_sls(rows, transaction.counter.take(), _now())

    def withdraw_sls(self, ids: Iterable[str], at: str) -> None:
        """Work on these SLS is kept and flagged from now on."""
        with self.writing() as transaction:
            transaction.lists.withdraw_sls(ids, transaction.counter.take(), at)

    def put_petugas(self, rows: Iterable[Petugas]) -> None:
        with self.writing() as transaction:
            transaction.lists.put_petugas(rows, transaction.counter.take())

    def put_assignments(self, pairs: Iterable[tuple[str, str]]) -> None:
        """(petugas, SLS id) beside the officers that the SLS themselves name."""
        with self.writing() as transaction:
            transaction.lists.put_assignments(pairs, transaction.counter.take())

    def put_prelist(self, rows: Iterable[PrelistRow]) -> None:
        """Add or replace printed lines, some thousand in a transaction; may be repeated."""
        for some in chunks(rows, _LINES):
            with self.writing() as transaction:
                transaction.lists.put_prelist(some, transaction.counter.take())

    def sls_list(self) -> list[Sls]:
        """Every SLS by id, withdrawn ones too."""
        return [each.sls for each in self.listed_sls()]

    def listed_sls(self) -> list[ListedSls]:
        with self.reading() as transaction:
            return transaction.lists.sls_list()

    def petugas_list(self) -> list[Petugas]:
        with self.reading() as transaction:
            return transaction.lists.petugas_list()

    def assignments(self) -> list[tuple[str, str]]:
        """(petugas, SLS id) given by a list of their own."""
        with self.reading() as transaction:
            return transaction.lists.assignments()

    def wilayah(self) -> dict[str, str]:
        """Code → name."""
        with self.reading() as transaction:
            return transaction.lists.wilayah()

    def prelist(self, sls_ids: Iterable[str]) -> list[PrelistRow]:
        with self.reading() as transaction:
            return list(transaction.lists.prelist(sls_ids))

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        with self.reading() as transaction:
            return transaction.lists.counts()

    def meta(self) -> dict[str, str]:
        """Facts about the endpoint, such as `address` under which laptops reach it."""
        with self.reading() as transaction:
            return transaction.meta()

    def epoch(self) -> str:
        """See `Transaction.epoch`."""
        with self.reading() as transaction:
            return transaction.epoch()

    def begin_epoch(self) -> None:
        """After a backup was put back: all that laptops know of this endpoint counts no more."""
        with self.noting() as transaction:
            transaction.set_meta(_EPOCH, secrets.token_hex(8))
            transaction.set_meta(_RESTORED, _now())

    def was_restored(self) -> bool:
        """Whether devices may have been enrolled here of which nothing is known any more."""
        return _RESTORED in self.meta()

    def set_meta(self, key: str, value: str) -> None:
        with self.noting() as transaction:
            transaction.set_meta(key, value)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
