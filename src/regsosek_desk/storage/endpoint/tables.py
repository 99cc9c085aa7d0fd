"""Tables of the endpoint, for SQLite and PostgreSQL alike.

`number` in any table is an order number: all are drawn from the one counter in `penghitung`, whose row a writer locks
until it commits. So they follow one another in the order of the commits without a gap, and who has seen everything up
to a number never misses what comes after. Times are UTC, ISO 8601; "" is never.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

from regsosek_desk.storage import conditions
from regsosek_desk.storage.schema import NAMES

HEAD = "0002"
"""Newest revision in migrations/endpoint/versions."""
metadata = MetaData(naming_convention=NAMES)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


meta = Table("meta", metadata, _key("key"), _text("value"))
penghitung = Table("penghitung", metadata, _key("name"), _number("value"))

# --- lists of the office; `number` is when a row last changed -----------------------------------------

wilayah = Table("wilayah", metadata, _key("code"), _text("name"))
petugas = Table("petugas", metadata, _key("code"), *(_text(n) for n in ("name", "role", "area")), _number("number"))
sls = Table(
    "sls",
    metadata,
    _key("id"),
    _text("name"),
    *(_text(f"{level}_name") for level in ("prov", "kab", "kec", "desa")),
    *(_text(name) for name in ("ppl_code", "ppl_name", "pml_code", "pml_name", "withdrawn")),
    _number("number"),
    _number("prelist_number"),  # when its prelist last changed …
    _number("listed_number"),  # … and up to where its VK document holds that
)
# `source` tells which list says so: ppl and pml are officers of the SLS, tugas is an assignment of its own, klaim an
# SLS that an operator took.
penugasan = Table(
    "penugasan",
    metadata,
    *(_key(name) for name in ("petugas", "sls_id", "source")),
    _number("number"),
    _text("withdrawn"),
    Index(None, "sls_id"),
)
prelist = Table("prelist", metadata, _key("sls_id"), _key("no_prelist"), _text("answers"))

# --- who may come -------------------------------------------------------------------------------------

kode_daftar = Table(
    "kode_daftar", metadata, _key("hash"), *(_text(n) for n in ("petugas", "created", "expires", "device"))
)
perangkat = Table(
    "perangkat",
    metadata,
    _key("id"),
    *(_text(name) for name in ("petugas", "name", "certificate", "wrapped_key", "enrolled_at", "revoked_at")),
    _number("number"),
    Index(None, "petugas"),
)
penolakan = Table(
    "penolakan",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    *(_text(name) for name in ("at", "device", "petugas", "address", "what", "code")),
    Index(None, "code", "at"),
)

# --- what came ----------------------------------------------------------------------------------------

kiriman = Table(
    "kiriman",
    metadata,
    _key("id"),
    Column("number", BigInteger, nullable=False, unique=True),
    *(_text(name) for name in ("sender", "via")),
    _count("sender_number"),
    *(_text(name) for name in ("sha256", "received_at")),
    _count("documents"),
    Column("receipt", JSON, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Index(None, "sender", "number"),
)
dokumen = Table(
    "dokumen",
    metadata,
    _key("id"),
    _text("form"),
    Column("sls_id", Text, ForeignKey("sls.id"), nullable=False),
    Column("vk_row", Text),
    *(_text(name) for name in ("family_number", "head_name", "status")),
    *(_count(name) for name in ("errors", "warnings", "infos", "conflicts", "members")),
    _text("stage"),
    *(_text(name) for name in ("form_version", "rule_hash")),
    *(_count(name) for name in ("entries", "seq")),
    *(_text(name) for name in ("heads", "updated_at", "petugas", "device")),
    Column("state", JSON, nullable=False),
    Index(None, "sls_id", "family_number"),
)
segmen = Table(
    "segmen",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    *(_text(name) for name in ("document", "sls_id", "batch", "device", "heads_before", "heads_after")),
    _count("entries"),
    Column("data", LargeBinary, nullable=False),
    Index(None, "document", "number"),
    Index(None, "sls_id", "number"),
)
karantina = Table(
    "karantina",
    metadata,
    _key("id"),
    *(_text(name) for name in ("batch", "document", "sls_id", "sender", "reason")),
    Column("params", JSON, nullable=False),
    *(_text(name) for name in ("owner", "at")),
    Column("data", LargeBinary, nullable=False),
    _text("resolved_at"),
    Index(None, "document"),
)

# --- the team's work ----------------------------------------------------------------------------------

# How far each SLS is now, and at the end of each day (UTC date) on which something came for it.
kondisi_sls = Table("kondisi_sls", metadata, _key("sls_id"), *conditions.columns(), _number("number"))
potret = Table("potret", metadata, _key("day"), _key("sls_id"), *conditions.columns())

# Faults of the program that somebody filed on a laptop.
masalah = Table(
    "masalah",
    metadata,
    _key("id"),
    *(_text(name) for name in ("at", "petugas", "device", "version", "screen", "note", "report", "received_at")),
)
