"""Opening a work file: what it must be before SQLite may touch it, and how a connection is set up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, ExceptionContext, NullPool, create_engine, event

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.storage.faults import fault_of, faults
from regsosek_desk.storage.schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-16000")


def is_database(path: Path) -> bool:
    """Whether the path is a file that starts as SQLite's do. Raises MachineFault where it can't be read."""
    with faults(path):
        return path.is_file() and _header_of(path).startswith(_MAGIC)


def _header_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER)


def check_header(path: Path) -> None:
    """Refuse a path before SQLite opens it, so that a wrong file is never written to.

    Raises InputFault `file_missing`, `not_a_workfile`; MachineFault `damaged` for half a file.
    """
    if not path.is_file():
        raise InputFault("file_missing", file=path.name)
    header = _header_of(path)
    if not header.startswith(_MAGIC):
        raise InputFault("not_a_workfile", file=path.name)
    if len(header) < _HEADER or _is_cut_off(path, header):
        raise MachineFault("damaged", file=path.name)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise InputFault("not_a_workfile", file=path.name)


def _is_cut_off(path: Path, header: bytes) -> bool:
    """Whether pages that the header counts are missing; a log left by a crash may still hold them."""
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    return path.stat().st_size < page_size * pages and not has_log(path)


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with content stands beside the file: somebody writes now, or crashed."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def check_writable(conn: Connection) -> None:
    """Ask SQLite for the right to write, and give it back; raises what SQLite says."""
    raw = raw_of(conn)
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("ROLLBACK")


def connect(path: Path, *, write: bool = True) -> Connection:
    """A connection for one thread, in autocommit mode: transactions are explicit, see `transaction`."""
    raw = _raw(path, write=write)
    engine = create_engine(
        "sqlite://",
        creator=lambda: raw,
        poolclass=NullPool,
        json_serializer=_json,
        isolation_level="AUTOCOMMIT",
    )
    event.listen(engine, "handle_error", partial(_name_fault, path))
    return engine.connect()


def _name_fault(path: Path, context: ExceptionContext) -> DeskError | None:
    """Every statement's fault of disk or file leaves as a DeskError."""
    return fault_of(context.original_exception, path)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _raw(path: Path, *, write: bool) -> sqlite3.Connection:
    if write:
        return _set_up(str(path), _PRAGMAS)
    try:
        return _set_up(str(path), (*_PRAGMAS, "query_only=ON"))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or has_log(path):
            raise
        # Where nothing can be written, a file in WAL mode opens only as one that nobody changes.
        return _set_up(f"{path.absolute().as_uri()}?immutable=1", _PRAGMAS, uri=True)


def _set_up(address: str, pragmas: Iterable[str], *, uri: bool = False) -> sqlite3.Connection:
    raw = sqlite3.connect(address, uri=uri, timeout=2.0, isolation_level=None)
    try:
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("SELECT 1 FROM sqlite_master")
    except BaseException:
        raw.close()
        raise
    return raw


def raw_of(conn: Connection) -> sqlite3.Connection:
    """The sqlite3 connection underneath."""
    raw = conn.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


@contextmanager
def transaction(conn: Connection, path: Path) -> Iterator[None]:
    """One transaction, on the disk when the block ends; within another one, a part of that."""
    raw = raw_of(conn)
    if raw.in_transaction:
        yield
        return
    with faults(path):
        raw.execute("BEGIN IMMEDIATE")
    try:
        yield
        with faults(path):
            raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:  # SQLite has rolled back by itself when the disk was full
            raw.execute("ROLLBACK")
        raise


def quick_check(conn: Connection, path: Path) -> None:
    """Read every page of the file once. Raises MachineFault `damaged`."""
    if raw_of(conn).execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise MachineFault("damaged", file=path.name)
