"""Journals of several devices come together; what was exchanged with whom."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def params() -> sa.Column[object]:
    return sa.Column("params", sa.JSON, nullable=False)


def upgrade() -> None:
    op.add_column("sls", sa.Column("withdrawn", sa.Text, nullable=False, server_default=""))
    number_of_conflicts = sa.Column("conflicts", sa.Integer, nullable=False, server_default="0")
    # before the wide columns, so that lists read quickly
    with op.batch_alter_table("dokumen", recreate="always") as table:
        table.add_column(number_of_conflicts, insert_after="head_hash")
    let_numbers_repeat()
    create_pihak()
    create_kiriman()
    create_tanda_terima()
    create_put_aside()


def let_numbers_repeat() -> None:
    """Two devices that write without knowing of each other give the same number."""
    with op.batch_alter_table("journal") as table:
        table.drop_constraint("uq_journal_document_seq", type_="unique")
        table.create_index("ix_journal_document_seq", ["document", "seq"])
    if op.get_bind().dialect.name == "sqlite":  # the triggers went with the table that was rebuilt
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_no_{action.lower()} BEFORE {action} ON journal"
                " BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
            )


def create_pihak() -> None:
    op.create_table(
        "pihak",
        *(text(name) for name in ("id", "kind", "name", "address", "certificate", "cursor", "last_at", "epoch")),
        sa.PrimaryKeyConstraint("id", name="pk_pihak"),
    )
    op.create_table(
        "dipegang",
        *(text(name) for name in ("pihak", "document", "heads", "refused", "reason")),
        params(),
        text("owner"),
        sa.PrimaryKeyConstraint("pihak", "document", name="pk_dipegang"),
    )
    op.create_index("ix_dipegang_document", "dipegang", ["document"])


def create_kiriman() -> None:
    op.create_table(
        "kiriman",
        text("id"),
        number("number"),
        *(text(name) for name in ("sender", "created")),
        *(number(name) for name in ("entries", "size")),
        sa.Column("envelope", sa.LargeBinary),
        sa.PrimaryKeyConstraint("id", name="pk_kiriman"),
    )
    op.create_table(
        "isi_kiriman",
        *(text(name) for name in ("document", "kiriman", "heads")),
        sa.PrimaryKeyConstraint("document", "kiriman", name="pk_isi_kiriman"),
        sa.ForeignKeyConstraint(["kiriman"], ["kiriman.id"], name="fk_isi_kiriman_kiriman"),
    )
    op.create_index("ix_isi_kiriman_kiriman", "isi_kiriman", ["kiriman"])


def create_tanda_terima() -> None:
    op.create_table(
        "tanda_terima",
        *(text(name) for name in ("kiriman", "issuer")),
        number("number"),
        *(text(name) for name in ("sender", "at")),
        *(number(name) for name in ("held", "count")),
        text("receipt"),
        sa.PrimaryKeyConstraint("kiriman", "issuer", name="pk_tanda_terima"),
    )


def create_put_aside() -> None:
    op.create_table(
        "karantina",
        *(text(name) for name in ("id", "document", "sls_id", "reason")),
        params(),
        *(text(name) for name in ("owner", "at")),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_karantina"),
    )
    op.create_table(
        "tertunda",
        *(text(name) for name in ("id", "document")),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tertunda"),
    )
