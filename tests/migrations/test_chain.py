"""The chain of migrations makes the tables the program uses, and upgrades older files without loss."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from regsosek_desk import settings
from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.storage import schema
from regsosek_desk.storage.connection import connect
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile

MIGRATIONS = settings.data_root() / "migrations"
KEYED = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)
HERE = schema.HEAD
AFTER = f"{int(HERE) + 1:04}"
NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "{next}", "{head}"
def upgrade() -> None:
    with op.batch_alter_table("petugas", recreate="always") as table:
        table.add_column(sa.Column("phone", sa.Text, nullable=False, server_default=""))
    {more}
"""


@pytest.fixture
def chained(tmp_path: Path) -> Iterator[Connection]:
    """An empty file that went through every migration."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with connect(tmp_path / "chain") as conn:
        config.attributes["connection"] = conn
        command.upgrade(config, "head")
        yield conn


def tables_of(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Every table's columns, keys and indexes, every trigger; in no order of columns."""
    with closing(sqlite3.connect(path)) as conn:
        found: dict[str, set[tuple[object, ...]]] = {}
        for kind, name, sql in conn.execute("SELECT type, name, sql FROM sqlite_master"):
            if kind != "table":
                found[name] = {(kind, " ".join((sql or "").split()))}
                continue
            found[name] = set(conn.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,)))
            keys = 'SELECT "table", "from", "to" FROM pragma_foreign_key_list(?)'
            found[name] |= set(conn.execute(keys, (name,)))
        return found


def test_chain_makes_what_the_program_makes(chained: Connection, tmp_path: Path) -> None:
    WorkFile.create(tmp_path / "new", {}).close()
    assert tables_of(tmp_path / "chain") == tables_of(tmp_path / "new")
    assert compare_metadata(MigrationContext.configure(chained), schema.metadata) == []


def test_head_is_the_last_of_one_chain() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [schema.HEAD]
    numbers = sorted(script.revision for script in scripts.walk_revisions())
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A file one revision older than the program of `newer_program`."""
    path = tmp_path / "petugas.regsosek"
    with WorkFile.create(path, {}) as work:
        work.add_sls(Sls("3321010001000100"))
        new = NewDocument("k", "3321010001000100", Summary(), [Draft("set", question="q", new="1")], id="d")
        work.create_documents(KEYED, [new])
    return path


def newer_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str = "") -> None:
    shutil.copytree(MIGRATIONS, tmp_path / "root" / "migrations")
    (tmp_path / "root" / "migrations" / "versions" / f"{AFTER}_next.py").write_text(
        NEXT.format(more=more, next=AFTER, head=HERE), "utf-8"
    )
    monkeypatch.setattr(settings, "data_root", lambda: tmp_path / "root")
    monkeypatch.setattr(schema, "HEAD", AFTER)


def backups(path: Path) -> list[Path]:
    return list(path.parent.glob(f"petugas-v{HERE}-*.regsosek"))


def columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as conn:
        return [row[1] for row in conn.execute("PRAGMA table_info(petugas)")]


def test_an_older_file_is_backed_up_and_upgraded(older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer_program(tmp_path, monkeypatch)
    with WorkFile.open(older) as work:
        assert [work.upgraded_from] == backups(older)
        assert work.document("d").state.answers == {"q": "1"}
        work.commit("d", [Draft("set", question="q", old="1", new="2")], KEYED, Summary())
        work.verify_document("d")
    assert "phone" in columns(older)
    with WorkFile.open(older) as work:
        assert work.upgraded_from is None
    (copy,) = backups(older)
    assert "phone" not in columns(copy)
    monkeypatch.undo()
    with WorkFile.open(copy) as work:
        assert work.document("d").state.answers == {"q": "1"}


def test_an_upgrade_that_fails_changes_nothing(older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer_program(tmp_path, monkeypatch, more="raise OSError(28, 'No space left on device')")
    with pytest.raises(MachineFault, match="disk_full"):
        WorkFile.open(older)
    assert "phone" not in columns(older)
    monkeypatch.undo()
    with WorkFile.open(older) as work:
        assert work.document("d").state.answers == {"q": "1"}


def test_no_upgrade_without_a_backup(older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    newer_program(tmp_path, monkeypatch)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(MachineFault, match="disk_full"):
        WorkFile.open(older)
    assert "phone" not in columns(older)
    assert {each.suffix for each in older.parent.iterdir() if each.is_file()} <= {".regsosek", ".lock"}
    assert backups(older) == []
