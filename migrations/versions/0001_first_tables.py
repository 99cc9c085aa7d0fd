"""The tables of version 0.1.0."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def upgrade() -> None:
    for table in ("meta", "keadaan"):
        op.create_table(table, text("key"), text("value"), sa.PrimaryKeyConstraint("key", name=f"pk_{table}"))
    columns = [text(name) for name in ("code", "name", "role", "area")]
    op.create_table("petugas", *columns, sa.PrimaryKeyConstraint("code", name="pk_petugas"))
    create_sls()
    create_dokumen()
    create_baris()
    create_journal()


def create_sls() -> None:
    op.create_table(
        "sls",
        *(text(name) for name in ("id", "idsls", "prov", "kab", "kec", "desa", "sls", "sub", "name")),
        *(text(name) for name in ("prov_name", "kab_name", "kec_name", "desa_name")),
        *(text(name) for name in ("ppl_code", "ppl_name", "pml_code", "pml_name")),
        sa.PrimaryKeyConstraint("id", name="pk_sls"),
    )


def create_dokumen() -> None:
    op.create_table(
        "dokumen",
        *(text(name) for name in ("id", "form", "sls_id")),
        text("vk_row", null=True),
        *(text(name) for name in ("family_number", "building_number", "head_name", "kk_number", "kk_code")),
        *(text(name) for name in ("family_status", "status")),
        *(number(name) for name in ("errors", "warnings", "infos")),
        *(text(name) for name in ("updated_at", "form_version", "rule_hash")),
        number("seq"),
        text("head_hash"),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("answers", "notes", "confirmations")),
        sa.PrimaryKeyConstraint("id", name="pk_dokumen"),
        sa.ForeignKeyConstraint(["sls_id"], ["sls.id"], name="fk_dokumen_sls_id"),
    )
    op.create_index("ix_dokumen_sls_id_family_number", "dokumen", ["sls_id", "family_number"])
    op.create_index("ix_dokumen_kk_number", "dokumen", ["kk_number"])


def create_baris() -> None:
    op.create_table(
        "baris",
        *(text(name) for name in ("id", "dokumen_id", "roster")),
        number("position"),
        sa.Column("removed", sa.Boolean, nullable=False),
        *(text(name) for name in ("name", "nik")),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_baris"),
        sa.ForeignKeyConstraint(["dokumen_id"], ["dokumen.id"], name="fk_baris_dokumen_id"),
    )
    op.create_index("ix_baris_dokumen_id", "baris", ["dokumen_id"])
    op.create_index("ix_baris_nik", "baris", ["nik"])
    op.create_index("ix_baris_search", "baris", ["name", "nik", "removed", "dokumen_id"])


def create_journal() -> None:
    op.create_table(
        "journal",
        *(text(name) for name in ("id", "document")),
        number("seq"),
        *(text(name) for name in ("group", "op", "row", "roster", "question")),
        *(text(name, null=True) for name in ("old", "new")),
        *(text(name) for name in ("undoes", "petugas", "device", "at")),
        number("offset"),
        *(text(name) for name in ("source", "prev_hash")),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
        sa.ForeignKeyConstraint(["document"], ["dokumen.id"], name="fk_journal_document"),
        sa.UniqueConstraint("document", "seq", name="uq_journal_document_seq"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_no_{action.lower()} BEFORE {action} ON journal"
                " BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
            )
