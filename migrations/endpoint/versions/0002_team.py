"""The team's work: how far each SLS is, day by day; who keyed how much; faults of the program that somebody filed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXTS = ("holder", "holder_code", "holder_since", "claimed_by", "claimed_at", "pml_verdict", "koseka_verdict",
         "updated_at")  # fmt: skip
NUMBERS = ("prelist", "vk", "rekap", "nonrespon", "banr", "received", "used", "documents", "members",
           "blank", "clean", "warning", "error",
           "handed", "returned", "approved", "rejected", "accepted", "changed")  # fmt: skip


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def conditions() -> list[sa.Column[object]]:
    return [*(text(name) for name in TEXTS), *(count(name) for name in NUMBERS)]


def upgrade() -> None:
    op.add_column("dokumen", sa.Column("stage", sa.Text, nullable=False, server_default="open"))
    op.add_column("dokumen", sa.Column("members", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "kondisi_sls", text("sls_id"), *conditions(), sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sls_id", name="pk_kondisi_sls"),
    )  # fmt: skip
    op.create_table(
        "potret", text("day"), text("sls_id"), *conditions(),
        sa.PrimaryKeyConstraint("day", "sls_id", name="pk_potret"),
    )  # fmt: skip
    op.create_table(
        "masalah",
        *(text(name) for name in ("id", "at", "petugas", "device", "version", "screen", "note", "report")),
        text("received_at"),
        sa.PrimaryKeyConstraint("id", name="pk_masalah"),
    )
