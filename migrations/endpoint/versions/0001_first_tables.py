"""The tables of the first endpoint."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def number(name: str = "number") -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def data(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON, nullable=False)


def create(table: str, *columns: sa.schema.SchemaItem, key: tuple[str, ...]) -> sa.Table:
    return op.create_table(table, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"))


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def upgrade() -> None:
    meta = create("meta", *texts("key", "value"), key=("key",))
    create("penghitung", *texts("name"), number("value"), key=("name",))
    op.execute("INSERT INTO penghitung (name, value) VALUES ('number', 0)")
    op.bulk_insert(meta, [{"key": "epoch", "value": secrets.token_hex(8)}])
    create_lists()
    create_devices()
    create_batches()
    create_documents()


def create_lists() -> None:
    create("wilayah", *texts("code", "name"), key=("code",))
    create("petugas", *texts("code", "name", "role", "area"), number(), key=("code",))
    create(
        "sls",
        *texts("id", "name", "prov_name", "kab_name", "kec_name", "desa_name"),
        *texts("ppl_code", "ppl_name", "pml_code", "pml_name", "withdrawn"),
        *(number(name) for name in ("number", "prelist_number", "listed_number")),
        key=("id",),
    )
    create(
        "penugasan",
        *texts("petugas", "sls_id", "source"),
        number(),
        *texts("withdrawn"),
        key=("petugas", "sls_id", "source"),
    )
    index("penugasan", "sls_id")
    create("prelist", *texts("sls_id", "no_prelist", "answers"), key=("sls_id", "no_prelist"))


def create_devices() -> None:
    create("kode_daftar", *texts("hash", "petugas", "created", "expires", "device"), key=("hash",))
    create(
        "perangkat",
        *texts("id", "petugas", "name", "certificate", "wrapped_key", "enrolled_at", "revoked_at"),
        number(),
        key=("id",),
    )
    index("perangkat", "petugas")
    create(
        "penolakan",
        sa.Column("id", sa.Integer, autoincrement=True, nullable=False),
        *texts("at", "device", "petugas", "address", "what", "code"),
        key=("id",),
    )
    index("penolakan", "code", "at")


def create_batches() -> None:
    create(
        "kiriman",
        *texts("id"),
        number(),
        *texts("sender", "via"),
        *counts("sender_number"),
        *texts("sha256", "received_at"),
        *counts("documents"),
        json("receipt"),
        data("envelope"),
        sa.UniqueConstraint("number", name="uq_kiriman_number"),
        key=("id",),
    )
    index("kiriman", "sender", "number")
    create(
        "karantina",
        *texts("id", "batch", "document", "sls_id", "sender", "reason"),
        json("params"),
        *texts("owner", "at"),
        data("data"),
        *texts("resolved_at"),
        key=("id",),
    )
    index("karantina", "document")


def create_documents() -> None:
    create(
        "dokumen",
        *texts("id", "form", "sls_id"),
        sa.Column("vk_row", sa.Text),
        *texts("family_number", "head_name", "status"),
        *counts("errors", "warnings", "infos", "conflicts"),
        *texts("form_version", "rule_hash"),
        *counts("entries", "seq"),
        *texts("heads", "updated_at", "petugas", "device"),
        json("state"),
        sa.ForeignKeyConstraint(["sls_id"], ["sls.id"], name="fk_dokumen_sls_id"),
        key=("id",),
    )
    index("dokumen", "sls_id", "family_number")
    create(
        "segmen",
        sa.Column("number", sa.BigInteger, autoincrement=False, nullable=False),
        *texts("document", "sls_id", "batch", "device", "heads_before", "heads_after"),
        *counts("entries"),
        data("data"),
        key=("number",),
    )
    index("segmen", "document", "number")
    index("segmen", "sls_id", "number")
