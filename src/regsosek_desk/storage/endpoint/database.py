"""One engine for SQLite (plain, or encrypted with a key) and PostgreSQL: set-up, migrations, and faults of either."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError

from regsosek_desk import settings
from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.storage import drivers
from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.segments import text_of

if TYPE_CHECKING:
    from alembic.config import Config

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-64000")
_WAIT = 30
"""Seconds that a writer waits for the one before."""
WRITE = "regsosek_write"
"""Execution option of a connection that is going to write."""
_SQLITE = {
    sqlite3.SQLITE_BUSY: "server_busy",
    sqlite3.SQLITE_LOCKED: "server_busy",
    sqlite3.SQLITE_FULL: "server_full",
    sqlite3.SQLITE_IOERR: "server_disk",
    sqlite3.SQLITE_CANTOPEN: "server_disk",
    sqlite3.SQLITE_READONLY: "server_disk",
    sqlite3.SQLITE_CORRUPT: "server_damaged",
    sqlite3.SQLITE_NOTADB: "server_damaged",
}
_POSTGRES = {"53100": "server_full", "40001": "server_busy", "40P01": "server_busy", "55P03": "server_busy"}
"""SQLSTATE; all that can't be asked at all is `server_away`."""
_AWAY = ("08", "53", "57", "58")


def open_engine(url: str, key: bytes | None = None) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://…`; a key opens an encrypted SQLite file.

    Raises InputFault `database_url_wrong`.
    """
    try:
        place = make_url(url)
        engine = _sqlite(place, key) if place.get_backend_name() == "sqlite" else _postgres(place)
    except (ArgumentError, ModuleNotFoundError):
        raise InputFault("database_url_wrong") from None
    event.listen(engine, "handle_error", _name_fault)
    return engine


def _common() -> dict[str, Any]:
    return {"hide_parameters": True, "json_serializer": text_of, "pool_size": 10, "max_overflow": 30}


def _postgres(place: URL) -> Engine:
    if place.get_backend_name() != "postgresql":
        raise InputFault("database_url_wrong")
    return create_engine(place, pool_pre_ping=True, **_common())


def _sqlite(place: URL, key: bytes | None) -> Engine:
    try:
        Path(place.database or "").parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineFault("server_disk", errno=error.errno) from error
    module = drivers.driver(key)
    engine = create_engine(place, module=module, connect_args={"timeout": _WAIT}, **_common())

    @event.listens_for(engine, "connect")
    def set_up(raw: Any, _: object) -> None:
        raw.isolation_level = None  # transactions begin below
        if key is not None:
            raw.execute("PRAGMA cipher_log_level=NONE")
            raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get(WRITE) else "BEGIN")

    return engine


def _name_fault(context: ExceptionContext) -> DeskError | None:
    return fault_of(context.original_exception)


def fault_of(error: BaseException) -> DeskError | None:
    """The fault that an error of a driver stands for, `server_…`; None for a bug."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(cause, drivers.errors()):
        extended = drivers.code_of(cause)
        # A full disk shows as an input/output error where the shared-memory file can't grow.
        code = "server_full" if extended == sqlite3.SQLITE_IOERR_SHMSIZE else _SQLITE.get(extended & 0xFF)
        return MachineFault(code, errno=extended) if code else None
    return _postgres_fault(cause)


def _postgres_fault(cause: BaseException) -> DeskError | None:
    from psycopg import DataError, InterfaceError, OperationalError

    if isinstance(cause, DataError):  # a NUL in a text, a number beyond its column: nobody's program writes that
        return InputFault("envelope_malformed")
    state = getattr(cause, "sqlstate", None) or ""
    if state in _POSTGRES:
        return MachineFault(_POSTGRES[state])
    gone = isinstance(cause, OperationalError | InterfaceError) and not state
    return MachineFault("server_away") if gone or state[:2] in _AWAY else None


# --- migrations ---------------------------------------------------------------------------------------


def bring_up_to_date(engine: Engine) -> str:
    """Make or upgrade the tables in one transaction; gives the revision they had before, "" for none.

    Raises InputFault `newer_database` where a newer program has been.
    """
    with engine.connect().execution_options(**{WRITE: True}) as conn, conn.begin():
        before = revision(conn)
        if before > tables.HEAD:
            raise InputFault("newer_database")
        if before < tables.HEAD:
            _upgrade(conn)
    return before


def revision(conn: Connection) -> str:
    """The revision of the tables, "" where there are none."""
    if not conn.dialect.has_table(conn, "alembic_version"):
        return ""
    return str(conn.scalar(text("SELECT version_num FROM alembic_version")) or "")


def _upgrade(conn: Connection) -> None:
    from alembic import command

    command.upgrade(migrations(conn), tables.HEAD)


def migrations(conn: Connection) -> Config:
    """Alembic's configuration for the endpoint's chain on this connection."""
    from alembic.config import Config

    config = Config()
    place = settings.data_root() / "migrations" / "endpoint"
    config.set_main_option("script_location", str(place).replace("%", "%%"))
    config.attributes["connection"] = conn
    return config
