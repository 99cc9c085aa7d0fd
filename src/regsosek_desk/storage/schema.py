"""Tables of a work file. One SQLite file holds one petugas's documents; the same tables suit PostgreSQL.

Core tables instead of mapped classes: importing `sqlalchemy.orm` costs a fifth of a second at each start, for
nothing that the few statements here need.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    event,
)
from sqlalchemy.dialects.sqlite import Insert, insert

from regsosek_desk.storage import conditions

HEAD = "0003"
"""Newest revision in migrations/versions; a file with a greater one is from a newer program."""

APPLICATION_ID = 0x5247534B  # "RGSK", in the header of every work file

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


meta = Table("meta", metadata, Column("key", Text, primary_key=True), _text("value"))

keadaan = Table("keadaan", metadata, Column("key", Text, primary_key=True), _text("value"))

petugas = Table(
    "petugas", metadata, Column("code", Text, primary_key=True), _text("name"), _text("role"), _text("area")
)

sls = Table(
    "sls",
    metadata,
    Column("id", Text, primary_key=True),
    *(_text(name) for name in ("idsls", "prov", "kab", "kec", "desa", "sls", "sub", "name")),
    *(_text(f"{level}_name") for level in ("prov", "kab", "kec", "desa")),
    *(_text(name) for name in ("ppl_code", "ppl_name", "pml_code", "pml_name")),
    _text("withdrawn"),
)

# The wide JSON columns come last: a list then reads its columns without the overflow pages.
dokumen = Table(
    "dokumen",
    metadata,
    Column("id", Text, primary_key=True),
    _text("form"),
    Column("sls_id", Text, ForeignKey("sls.id"), nullable=False),
    Column("vk_row", Text),
    *(_text(name) for name in ("family_number", "building_number", "head_name", "kk_number", "kk_code")),
    *(_text(name) for name in ("family_status", "status")),
    *(_number(name) for name in ("errors", "warnings", "infos")),
    _text("updated_at"),
    _text("form_version"),
    _text("rule_hash"),
    _number("seq"),
    _text("head_hash"),
    _number("conflicts"),
    _text("stage"),
    *(Column(name, JSON, nullable=False) for name in ("answers", "notes", "confirmations", "decisions")),
    Index(None, "sls_id", "family_number"),
    Index(None, "kk_number"),
)

baris = Table(
    "baris",
    metadata,
    Column("id", Text, primary_key=True),
    Column("dokumen_id", Text, ForeignKey("dokumen.id"), nullable=False),
    _text("roster"),
    _number("position"),
    Column("removed", Boolean, nullable=False),
    _text("name"),
    _text("nik"),
    Column("answers", JSON, nullable=False),
    Index(None, "dokumen_id"),
    Index(None, "nik"),
    Index("ix_baris_search", "name", "nik", "removed", "dokumen_id"),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Text, primary_key=True),
    Column("document", Text, ForeignKey("dokumen.id"), nullable=False),
    _number("seq"),
    *(_text(name) for name in ("group", "op", "row", "roster", "question")),
    Column("old", Text),
    Column("new", Text),
    *(_text(name) for name in ("undoes", "petugas", "device", "at")),
    _number("offset"),
    _text("source"),
    _text("prev_hash"),
    Index(None, "document", "seq"),
)


APPEND_ONLY = tuple(
    f"CREATE TRIGGER journal_no_{action.lower()} BEFORE {action} ON journal"
    " BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
    for action in ("UPDATE", "DELETE")
)


@event.listens_for(journal, "after_create")
def _make_append_only(_: Table, conn: Connection, **__: object) -> None:
    if conn.dialect.name == "sqlite":
        for trigger in APPEND_ONLY:
            conn.exec_driver_sql(trigger)


# --- what was exchanged with whom -------------------------------------------------------------------

pihak = Table(
    "pihak",
    metadata,
    Column("id", Text, primary_key=True),
    *(_text(name) for name in ("kind", "name", "address", "certificate", "cursor", "last_at", "epoch")),
)

# What each pihak has confirmed to hold of a document, and what it refused.
dipegang = Table(
    "dipegang",
    metadata,
    Column("pihak", Text, primary_key=True),
    Column("document", Text, primary_key=True),
    *(_text(name) for name in ("heads", "refused", "reason")),
    Column("params", JSON, nullable=False),
    _text("owner"),
    Index(None, "document"),
)

kiriman = Table(
    "kiriman",
    metadata,
    Column("id", Text, primary_key=True),
    _number("number"),
    *(_text(name) for name in ("sender", "created")),
    *(_number(name) for name in ("entries", "size")),
    Column("envelope", LargeBinary),
)

isi_kiriman = Table(
    "isi_kiriman",
    metadata,
    Column("document", Text, primary_key=True),
    Column("kiriman", Text, ForeignKey("kiriman.id"), primary_key=True),
    _text("heads"),
    Index(None, "kiriman"),
)

tanda_terima = Table(
    "tanda_terima",
    metadata,
    Column("kiriman", Text, primary_key=True),
    Column("issuer", Text, primary_key=True),
    _number("number"),
    *(_text(name) for name in ("sender", "at")),
    *(_number(name) for name in ("held", "count")),
    _text("receipt"),
)

karantina = Table(
    "karantina",
    metadata,
    Column("id", Text, primary_key=True),
    *(_text(name) for name in ("document", "sls_id", "reason")),
    Column("params", JSON, nullable=False),
    *(_text(name) for name in ("owner", "at")),
    Column("payload", LargeBinary, nullable=False),
)

tertunda = Table(
    "tertunda",
    metadata,
    Column("id", Text, primary_key=True),
    _text("document"),
    Column("payload", LargeBinary, nullable=False),
)


# --- the team's work --------------------------------------------------------------------------------

# How far each SLS is, as the office's endpoint told, for those whose documents aren't here.
kondisi_sls = Table("kondisi_sls", metadata, Column("sls_id", Text, primary_key=True), *conditions.columns())

# How far each SLS was at the end of each day (UTC date) on which it was looked at.
potret = Table(
    "potret",
    metadata,
    Column("day", Text, primary_key=True),
    Column("sls_id", Text, primary_key=True),
    *conditions.columns(),
)

# Faults of the program that somebody filed; `sent_at` is "" until the office has them.
masalah = Table(
    "masalah",
    metadata,
    Column("id", Text, primary_key=True),
    *(_text(name) for name in ("at", "petugas", "device", "version", "screen", "note", "report", "sent_at")),
)


def upsert(table: Table) -> Insert:
    """Statement that adds rows, or replaces those with the same key."""
    statement = insert(table)
    keys = list(table.primary_key)
    rest = {column.name: statement.excluded[column.name] for column in table.columns if column not in set(keys)}
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)
