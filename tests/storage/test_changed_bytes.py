"""Bytes changed inside a file that SQLite itself finds whole: told as damage, and no answer in the words of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.errors import DeskError, MachineFault
from regsosek_desk.storage import connection
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile

Make = Callable[..., NewDocument]
KEYED = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)
NAME = "RAHASIA"


@pytest.fixture
def closed(work: WorkFile, path: Path, new_document: Make) -> Path:
    work.create_documents(KEYED, [new_document(members=((NAME, "3321010101010001"),), head_name=NAME)])
    work.close()
    return path


def change(path: Path, statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.executescript(statements)


READS: tuple[Callable[[WorkFile], Any], ...] = (
    lambda file: list(file.every_document()),
    lambda file: file.document(file.lists.documents()[0].id),
)
NOT_UTF8 = f"CAST(CAST('{NAME}' AS BLOB) || x'FF' AS TEXT)"


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE dokumen SET answers = \'{"q":"1}\'',
        "UPDATE dokumen SET answers = '{},{}'",
        "UPDATE dokumen SET answers = '[]'",
        "UPDATE baris SET answers = 'null'",
        f"UPDATE dokumen SET answers = {NOT_UTF8}",
        "UPDATE dokumen SET notes = '[[1'",
        "UPDATE dokumen SET notes = '[[1]]'",
        "UPDATE dokumen SET confirmations = '[1]'",
        "UPDATE baris SET answers = '{\"q\"'",
        f"UPDATE baris SET name = {NOT_UTF8}",
    ],
)
def test_a_document_that_cannot_be_read(closed: Path, statement: str, read: Callable[[WorkFile], Any]) -> None:
    change(closed, statement)
    with WorkFile.open(closed, write=False) as file, pytest.raises(MachineFault) as caught:
        read(file)
    assert_told(caught.value, closed)


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        (f"UPDATE dokumen SET head_name = {NOT_UTF8}", lambda file: file.lists.documents()),
        (
            f"DROP TRIGGER journal_no_update; UPDATE journal SET new = {NOT_UTF8}",
            lambda file: file.history(file.lists.documents()[0].id),
        ),
        (f"UPDATE sls SET name = {NOT_UTF8}", lambda file: file.sls_list()),
        ("ALTER TABLE dokumen RENAME COLUMN head_name TO head_namf", lambda file: file.lists.documents()),
    ],
)
def test_a_list_that_cannot_be_read(closed: Path, statement: str, read: Callable[[WorkFile], Any]) -> None:
    change(closed, statement)
    with WorkFile.open(closed) as file, pytest.raises(MachineFault) as caught:
        read(file)
    assert_told(caught.value, closed)


@pytest.mark.parametrize(
    "statement", [f"UPDATE meta SET value = {NOT_UTF8}", "ALTER TABLE meta RENAME COLUMN value TO valuf"]
)
@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_cannot_be_opened(closed: Path, statement: str, write: bool) -> None:
    change(closed, statement)
    with pytest.raises(MachineFault) as caught:
        WorkFile.open(closed, write=write)
    assert_told(caught.value, closed)
    assert not list(closed.parent.glob("*-v*"))


def assert_told(fault: DeskError, path: Path) -> None:
    assert (fault.code, fault.params) == ("damaged", {"file": path.name})
    assert NAME not in "".join(str(error) for error in chain_of(fault))


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize(
    ("version", "code"),
    [("''", "damaged"), ("'0000'", "damaged"), ("'0000x'", "damaged"), ("'9999'", "newer_file"), ("'v'", "newer_file")],
)
@pytest.mark.parametrize("write", [True, False])
def test_a_version_that_never_was(closed: Path, version: str, code: str, write: bool) -> None:
    change(closed, f"UPDATE alembic_version SET version_num = {version}")
    before = closed.read_bytes()
    with pytest.raises(DeskError, match=code):
        WorkFile.open(closed, write=write)
    assert closed.read_bytes() == before
    assert {each.name for each in closed.parent.iterdir()} <= {closed.name, closed.name + ".lock"}


def test_no_version_at_all(closed: Path) -> None:
    change(closed, "DELETE FROM alembic_version")
    with pytest.raises(MachineFault, match="damaged"):
        WorkFile.open(closed)
    assert not list(closed.parent.glob("*-v*"))


def test_a_bug_tells_no_answers(work: WorkFile) -> None:
    with pytest.raises(IntegrityError) as caught:
        work._conn.execute(text("INSERT INTO meta VALUES (:key, NULL)"), {"key": NAME})
    assert NAME not in str(caught.value)


@pytest.mark.parametrize("number", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE])
def test_a_full_disk_can_still_be_read(closed: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    set_up = connection._set_up

    def full(address: str, *args: Any, **options: Any) -> sqlite3.Connection:
        if "immutable" in address:
            return set_up(address, *args, **options)
        error = sqlite3.OperationalError("no room")
        error.sqlite_errorcode = number
        raise error

    monkeypatch.setattr(connection, "_set_up", full)
    with WorkFile.open(closed, write=False) as file:
        assert len(file.lists.documents()) == 1
    with pytest.raises(MachineFault, match="disk_full_opening"):
        WorkFile.open(closed)
    closed.with_name(closed.name + "-wal").write_bytes(b"x")
    with pytest.raises(MachineFault, match="disk_full_opening"):
        WorkFile.open(closed, write=False)
