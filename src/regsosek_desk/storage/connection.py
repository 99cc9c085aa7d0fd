"""Opening a work file: what it must be before SQLite may touch it, and how a connection is set up."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, ExceptionContext, NullPool, create_engine, event

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.storage import drivers
from regsosek_desk.storage.drivers import Raw
from regsosek_desk.storage.faults import fault_of, faults, opening
from regsosek_desk.storage.schema import APPLICATION_ID

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_PATH, _KEY = "path", "key"
"""Keys in a connection's info."""
_EVERY_BYTE = 250
"""Values of a byte that a page of an encrypted file shows at least, of 256; no page of a plain file comes near."""
_PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-16000")


def is_database(path: Path) -> bool:
    """Whether the path is a file that starts as SQLite's do. Raises MachineFault where it can't be read."""
    with faults(path):
        return path.is_file() and _header_of(path).startswith(_MAGIC)


def _header_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEADER)


def is_sealed(path: Path) -> bool:
    """Whether the file looks encrypted: all bytes occur alike. Raises MachineFault where it can't be read."""
    with faults(path):
        return path.is_file() and _looks_sealed(path)


def _looks_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return len(set(file.read(drivers.PAGE))) >= _EVERY_BYTE


def check_header(path: Path, key: bytes | None = None) -> None:
    """Refuse a path before SQLite opens it, so that a wrong file is never written to.

    Raises InputFault `file_missing`, `not_a_workfile`, `locked` for a file that needs a key and is given none;
    MachineFault `damaged` for half a file.
    """
    if path.is_dir():
        raise InputFault("not_a_workfile", file=path.name)
    if not path.is_file():
        raise InputFault("file_missing", file=path.name)
    if key is not None:
        _check_sealed(path)
    else:
        _check_plain(path)


def _check_sealed(path: Path) -> None:
    """An open file is never taken for a locked one: what is keyed there would lie open."""
    if _header_of(path).startswith(_MAGIC):
        raise InputFault("not_a_workfile", file=path.name)
    size = path.stat().st_size
    if size < drivers.PAGE or (size % drivers.PAGE and not has_log(path) and not _journal_of(path).exists()):
        raise MachineFault("damaged", file=path.name)  # of a cut last page SQLite itself says nothing


def _check_plain(path: Path) -> None:
    header = _header_of(path)
    if not header.startswith(_MAGIC):
        raise InputFault("locked" if _looks_sealed(path) else "not_a_workfile", file=path.name)
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
    log = _log_of(path)
    return log.exists() and log.stat().st_size > 0


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _journal_of(path: Path) -> Path:
    """What a crash leaves instead of a log of a file that was copied by `backup`."""
    return path.with_name(path.name + "-journal")


def set_log_aside(path: Path) -> None:
    """Rename a log that an earlier file left at `path`: SQLite would write it into a new file put there."""
    if has_log(path):
        log, when = _log_of(path), datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        log.rename(log.with_name(f"{log.name}.{when}"))
    path.with_name(path.name + "-shm").unlink(missing_ok=True)


def check_log(path: Path, key: bytes | None = None) -> None:
    """Read every page of a file with its log, and leave both as they are to the byte.

    A log that isn't the file's own, as beside a backup put in its place, would destroy the file once a connection
    that may write is closed. Raises MachineFault `damaged`, or what SQLite says.
    """
    with closing(_set_up(_address(path, "mode=ro"), _PRAGMAS, key, uri=True)) as raw:
        if raw.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise MachineFault("damaged", file=path.name)


def check_writable(conn: Connection) -> None:
    """Ask SQLite for the right to write, and give it back; raises what SQLite says."""
    raw = raw_of(conn)
    raw.execute("BEGIN IMMEDIATE")
    raw.execute("ROLLBACK")


def connect(path: Path, *, write: bool = True, key: bytes | None = None) -> Connection:
    """A connection for one thread, in autocommit mode: transactions are explicit, see `transaction`."""
    raw = _raw(path, key, write=write)
    engine = create_engine(
        "sqlite://",
        module=drivers.driver(key),
        creator=lambda: raw,
        poolclass=NullPool,
        json_serializer=_json,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,  # answers must not come into the text of an error
    )
    event.listen(engine, "handle_error", partial(_name_fault, path))
    conn = engine.connect()
    conn.info[_PATH], conn.info[_KEY] = path, key
    return conn


def fits(path: Path, key: bytes) -> bool:
    """Whether the key opens the file; a damaged first page can't be told from a wrong key. Raises DeskError."""
    with opening(path):
        try:
            _raw(path, key, write=False).close()
        except drivers.errors() as error:
            if drivers.code_of(error) & 0xFF != sqlite3.SQLITE_NOTADB:
                raise
            return False
    return True


def path_of(conn: Connection) -> Path:
    """Where the open file lies."""
    path: Path = conn.info[_PATH]
    return path


def key_of(conn: Connection) -> bytes | None:
    """The key of the open file, None for a plain one."""
    key: bytes | None = conn.info[_KEY]
    return key


@contextmanager
def readable(conn: Connection) -> Iterator[None]:
    """What is stored there but is not what the program writes makes the file `damaged` (MachineFault)."""
    try:
        yield
    except (ValueError, TypeError):
        raise MachineFault("damaged", file=path_of(conn).name) from None


def _name_fault(path: Path, context: ExceptionContext) -> DeskError | None:
    """Every statement's fault of disk or file leaves as a DeskError."""
    return fault_of(context.original_exception, path)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _raw(path: Path, key: bytes | None, *, write: bool) -> Raw:
    if write:
        return _set_up(str(path), _PRAGMAS, key)
    if has_log(path):  # closing a connection that could write would bring the log into the file
        return _set_up(_address(path, "mode=ro"), _PRAGMAS, key, uri=True)
    try:
        return _set_up(str(path), (*_PRAGMAS, "query_only=ON"), key)  # as mode=ro it would leave a -wal and a -shm
    except drivers.operational_errors() as error:
        if not _no_room(error) or has_log(path):
            raise
        # Where nothing can be written, a file in WAL mode opens only as one that nobody changes.
        return _set_up(_address(path, "immutable=1"), _PRAGMAS, key, uri=True)


def _no_room(error: Exception) -> bool:
    """Whether SQLite couldn't make the files it wants beside the work file."""
    code = drivers.code_of(error)
    return code & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL) or code == sqlite3.SQLITE_IOERR_SHMSIZE


def _address(path: Path, query: str) -> str:
    """The path as SQLite's kind of URI; with an empty host, as it takes no other, not even for a network drive."""
    full = path.absolute().as_posix()
    return f"file://{'' if full.startswith('/') else '/'}{quote(os.fsencode(full))}?{query}"


def _set_up(address: str, pragmas: Iterable[str], key: bytes | None = None, *, uri: bool = False) -> Raw:
    raw = drivers.open_raw(address, key, uri=uri)
    try:
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")
        raw.execute("SELECT 1 FROM sqlite_master")
    except BaseException:
        raw.close()
        raise
    return raw


def raw_of(conn: Connection) -> Raw:
    """The driver's own connection underneath."""
    raw: Raw | None = conn.connection.driver_connection
    assert raw is not None
    return raw


@contextmanager
def transaction(conn: Connection, path: Path, *, lasting: bool = True) -> Iterator[None]:
    """One transaction, on the disk when the block ends; within another one, a part of that.

    One that is not `lasting` may be lost, whole, when the power fails before the next one that is.
    """
    raw = raw_of(conn)
    if raw.in_transaction:
        yield
        return
    with faults(path):
        raw.execute(f"PRAGMA synchronous={'FULL' if lasting else 'NORMAL'}")
        raw.execute("BEGIN IMMEDIATE")
    try:
        yield
        with faults(path):
            raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:  # SQLite has rolled back by itself when the disk was full
            raw.execute("ROLLBACK")
        raise
