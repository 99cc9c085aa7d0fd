"""The team's work: decisions about documents, how far each SLS is, faults of the program that somebody filed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXTS = ("holder", "holder_code", "holder_since", "claimed_by", "claimed_at", "pml_verdict", "koseka_verdict",
         "updated_at")  # fmt: skip
NUMBERS = ("prelist", "vk", "rekap", "nonrespon", "banr", "received", "used", "documents", "members",
           "blank", "clean", "warning", "error",
           "handed", "returned", "approved", "rejected", "accepted", "changed")  # fmt: skip


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def conditions() -> list[sa.Column[object]]:
    numbers = [sa.Column(name, sa.Integer, nullable=False) for name in NUMBERS]
    return [*(text(name) for name in TEXTS), *numbers]


def upgrade() -> None:
    # before the wide columns, so that lists read quickly
    with op.batch_alter_table("dokumen", recreate="always") as table:
        stage = sa.Column("stage", sa.Text, nullable=False, server_default="open")
        table.add_column(stage, insert_after="conflicts")
        table.add_column(sa.Column("decisions", sa.JSON, nullable=False, server_default="[]"))
    key = sa.PrimaryKeyConstraint("sls_id", name="pk_kondisi_sls")
    op.create_table("kondisi_sls", text("sls_id"), *conditions(), key)
    op.create_table(
        "potret", text("day"), text("sls_id"), *conditions(),
        sa.PrimaryKeyConstraint("day", "sls_id", name="pk_potret"),
    )  # fmt: skip
    op.create_table(
        "masalah",
        *(text(name) for name in ("id", "at", "petugas", "device", "version", "screen", "note", "report", "sent_at")),
        sa.PrimaryKeyConstraint("id", name="pk_masalah"),
    )
