"""Making the tables of a new file and bringing an older file to the newest ones, never without a backup."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.storage import schema
from regsosek_desk.storage.backup import backup
from regsosek_desk.storage.connection import connect, raw_of, set_log_aside, transaction

# As Alembic itself would make it, so that a new file needs no Alembic.
_version = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False, primary_key=True))


def make(path: Path, meta: Mapping[str, str], key: bytes | None = None) -> None:
    """Make a complete new file, encrypted where there is a key; nothing stands at `path` before it is complete."""
    partial = path.with_name(path.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        _make_tables(partial, meta, key)
        set_log_aside(path)
        os.replace(partial, path)
    except BaseException as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, DeskError):
            error.params["file"] = path.name
        raise


def _make_tables(path: Path, meta: Mapping[str, str], key: bytes | None) -> None:
    with connect(path, key=key) as conn:
        raw_of(conn).execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
        with transaction(conn, path):
            schema.metadata.create_all(conn, checkfirst=False)
            _version.create(conn)
            conn.execute(_version.insert(), {"version_num": schema.HEAD})
            conn.execute(schema.meta.insert(), [{"key": key, "value": value} for key, value in meta.items()])
        # Only now, so that the header of the file itself is complete and not still in a log beside it.
        raw_of(conn).execute("PRAGMA journal_mode=WAL")


def bring_up_to_date(conn: Connection, path: Path, *, write: bool) -> Path | None:
    """Check the version of an open file and upgrade an older one; gives the backup made for that, if any.

    Raises InputFault `newer_file`, MachineFault `damaged` without its tables or with a version that never was,
    `older_file` when only reading.
    """
    tables = set(inspect(conn).get_table_names())
    if _version.name not in tables:
        raise MachineFault("damaged", file=path.name)
    version = str(conn.scalar(select(_version.c.version_num)) or "")
    if version > schema.HEAD:
        raise InputFault("newer_file", file=path.name)
    if version not in _versions():
        raise MachineFault("damaged", file=path.name)
    if version < schema.HEAD and not write:
        raise MachineFault("older_file", file=path.name)
    if version < schema.HEAD:
        return upgrade(conn, path, version)
    if not tables >= set(schema.metadata.tables):
        raise MachineFault("damaged", file=path.name)
    return None


def _versions() -> set[str]:
    """Every version up to the newest: they count from 0001."""
    return {f"{number:04}" for number in range(1, int(schema.HEAD) + 1)}


def upgrade(conn: Connection, path: Path, version: str) -> Path:
    """Bring an older file to the newest tables in one transaction; gives the backup made before."""
    when = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    copy = path.with_name(f"{path.stem}-v{version}-{when}{path.suffix}")
    backup(conn, copy)
    _migrate(conn, path)
    return copy


def _migrate(conn: Connection, path: Path) -> None:
    # Alembic is imported here because a start without an upgrade must not pay for it.
    from alembic import command
    from alembic.config import Config

    from regsosek_desk import settings

    config = Config()
    config.set_main_option("script_location", str(settings.data_root() / "migrations").replace("%", "%%"))
    config.attributes["connection"] = conn
    raw = raw_of(conn)
    # A rebuilt table must not trip over its children; SQLite heeds this only outside a transaction.
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with transaction(conn, path):
            command.upgrade(config, schema.HEAD)
    finally:
        raw.execute("PRAGMA foreign_keys=ON")
