"""What can be wrong with a file or a disk: refused with a clear code, and the good data untouched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.storage import schema
from regsosek_desk.storage.connection import is_database, raw_of
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.faults import fault_of
from regsosek_desk.storage.workfile import WorkFile

Make = Callable[..., NewDocument]
KEYED = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)


def refused(path: Path, *, write: bool = True) -> str:
    """Code of the refusal to open; the file must be as it was, and free."""
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(DeskError) as caught:
        WorkFile.open(path, write=write).close()
    assert before == (path.read_bytes() if path.exists() else None)
    assert caught.value.params == {"file": path.name}
    return caught.value.code


@pytest.fixture
def closed(work: WorkFile, path: Path, new_document: Make) -> Path:
    work.create_documents(KEYED, [new_document(f"{number:03}") for number in range(1, 40)])
    work.close()
    return path


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("content", [b"", b"nama;nik\n", b"PK\x03\x04" + b"\0" * 200])
def test_another_sort_of_file(path: Path, content: bytes, write: bool) -> None:
    path.write_bytes(content)
    assert refused(path, write=write) == "not_a_workfile"


def test_no_file_and_a_folder(path: Path) -> None:
    assert refused(path) == "file_missing"
    assert not path.exists()
    path.mkdir()
    for write in (True, False):
        with pytest.raises(InputFault, match="not_a_workfile"):
            WorkFile.open(path, write=write)
    assert list(path.parent.iterdir()) == [path]


def test_a_database_of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as conn:
        conn.executescript("CREATE TABLE meta (key, value); CREATE TABLE journal (id)")
    assert refused(path) == "not_a_workfile"


def test_what_is_a_database_is_seen_without_opening_it(closed: Path, path: Path, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("form: k\n", "utf-8")
    (tmp_path / "empty").touch()
    assert is_database(path)
    assert [is_database(tmp_path / name) for name in ("case.yaml", "empty", "none", ".")] == [False] * 4


@pytest.mark.parametrize("kept", [20, 99, 100, 4096, -1])
@pytest.mark.parametrize("write", [True, False])
def test_half_a_file(closed: Path, kept: int, write: bool) -> None:
    content = closed.read_bytes()
    closed.write_bytes(content[:kept])
    assert refused(closed, write=write) == "damaged"
    closed.write_bytes(content)
    WorkFile.open(closed, write=write).close()


def test_missing_tables(closed: Path) -> None:
    with closing(sqlite3.connect(closed)) as conn:
        conn.execute("DROP TABLE keadaan")
    assert refused(closed) == "damaged"
    with closing(sqlite3.connect(closed)) as conn:
        conn.execute("DROP TABLE alembic_version")
    assert refused(closed) == "damaged"


def test_damage_inside_is_told_when_it_is_met(closed: Path) -> None:
    (page,) = _first(closed, "SELECT rootpage FROM sqlite_master WHERE name = 'dokumen'")
    with closed.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with WorkFile.open(closed) as work, pytest.raises(MachineFault, match="damaged"):
        list(work.every_document())


def _first(path: Path, query: str) -> tuple[int, ...]:
    with closing(sqlite3.connect(path)) as conn:
        row: tuple[int, ...] = conn.execute(query).fetchone()
    return row


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_file(closed: Path, monkeypatch: pytest.MonkeyPatch, write: bool) -> None:
    monkeypatch.setattr(schema, "HEAD", "0000")
    assert refused(closed, write=write) == "newer_file"
    monkeypatch.undo()
    WorkFile.open(closed, write=write).close()


def test_an_older_file_is_not_upgraded_by_reading(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "HEAD", "9999")
    assert refused(closed, write=False) == "older_file"


def test_a_second_writer_waits_until_the_first_closes(work: WorkFile, path: Path) -> None:
    with pytest.raises(MachineFault, match="already_open"):
        WorkFile.open(path)
    work.remember("a", "1")
    work.close()
    with WorkFile.open(path) as again:
        assert again.recall("a") == "1"


def test_readers_beside_a_writer(work: WorkFile, path: Path, new_document: Make) -> None:
    (document,) = work.create_documents(KEYED, [new_document()])
    with WorkFile.open(path, write=False) as one, WorkFile.open(path, write=False) as two:
        work.commit(document, [Draft("set", question="q", new="1")], KEYED, Summary())
        assert one.document(document) == two.document(document) == work.document(document)
        with pytest.raises(MachineFault, match="read_only"):
            one.remember("a", "1")


def test_another_process_holds_the_lock_until_it_is_killed(work: WorkFile, path: Path) -> None:
    work.close()
    script = (
        "import sys, pathlib; from regsosek_desk.storage.workfile import WorkFile\n"
        "work = WorkFile.open(pathlib.Path(sys.argv[1])); work.remember('who', 'child')\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(MachineFault, match="already_open"):
            WorkFile.open(path)
        child.kill()
    with WorkFile.open(path) as again:  # after a crash, with its log still there
        assert again.recall("who") == "child"


def test_damage_after_a_crash_is_found_at_the_start(work: WorkFile, path: Path, tmp_path: Path) -> None:
    work.remember("a", "1")
    crashed = tmp_path / "crashed.regsosek"
    shutil.copy(path, crashed)
    shutil.copy(f"{path}-wal", f"{crashed}-wal")
    with WorkFile.open(crashed) as good:
        assert good.recall("a") == "1"
    shutil.copy(path, crashed)
    shutil.copy(f"{path}-wal", f"{crashed}-wal")
    (page,) = _first(path, "SELECT rootpage FROM sqlite_master WHERE name = 'ix_baris_search'")
    with crashed.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(MachineFault, match="damaged"):
        WorkFile.open(crashed)


def test_an_existing_file_is_not_replaced(closed: Path) -> None:
    before = closed.read_bytes()
    with pytest.raises(InputFault, match="file_exists"):
        WorkFile.create(closed, {})
    assert closed.read_bytes() == before
    WorkFile.open(closed).close()


def test_a_file_is_there_only_when_it_is_complete(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(MachineFault, match="disk_full"):
        WorkFile.create(path, {})
    monkeypatch.undo()
    assert [each.suffix for each in path.parent.iterdir()] in ([], [".lock"])
    WorkFile.create(path, {}).close()


def test_a_full_disk_keeps_what_was_there(work: WorkFile, path: Path, new_document: Make) -> None:
    (document,) = work.create_documents(KEYED, [new_document()])
    before, raw = work.document(document), raw_of(work._conn)
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count={pages}")
    long = [Draft("set", question="q", new="X" * 20_000)]
    with pytest.raises(MachineFault) as caught:
        work.commit(document, long, KEYED, before.summary, place="p")
    assert caught.value.code == "disk_full"
    assert work.document(document) == before
    raw.execute("PRAGMA max_page_count=1000000")
    work.commit(document, long, KEYED, before.summary, place="p")
    work.verify_document(document)
    assert len(work.document(document).state.answers["q"]) == 20_000


def test_a_read_only_file_keeps_what_was_there(work: WorkFile, new_document: Make) -> None:
    (document,) = work.create_documents(KEYED, [new_document()])
    before, raw = work.document(document), raw_of(work._conn)
    raw.execute("PRAGMA query_only=ON")
    change = [Draft("set", question="q", new="1")]
    with pytest.raises(MachineFault) as caught:
        work.commit(document, change, KEYED, before.summary)
    assert caught.value.code == "read_only"
    assert work.document(document) == before
    raw.execute("PRAGMA query_only=OFF")
    work.commit(document, change, KEYED, before.summary)
    work.verify_document(document)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (sqlite3.SQLITE_FULL, "disk_full"),
        (sqlite3.SQLITE_IOERR_SHMSIZE, "disk_full"),
        (sqlite3.SQLITE_IOERR_WRITE, "disk_error"),
        (sqlite3.SQLITE_READONLY, "read_only"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "read_only"),
        (sqlite3.SQLITE_BUSY, "already_open"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
        (sqlite3.SQLITE_NOTADB, "not_a_workfile"),
        (sqlite3.SQLITE_CANTOPEN, "disk_error"),
        (sqlite3.SQLITE_CONSTRAINT, None),
        (sqlite3.SQLITE_ERROR, "damaged"),
        (0, "damaged"),
    ],
)
def test_codes_of_sqlite(number: int, code: str | None) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = number
    fault = fault_of(error, Path("a"))
    assert (fault.code if fault else None) == code


def test_a_wrong_use_of_sqlite_stays_a_bug() -> None:
    assert fault_of(sqlite3.ProgrammingError("x"), Path("a")) is None


@pytest.mark.parametrize(
    ("number", "code"), [(28, "disk_full"), (13, "read_only"), (30, "read_only"), (5, "disk_error")]
)
def test_codes_of_the_system(number: int, code: str) -> None:
    fault = fault_of(OSError(number, "x"), Path("a"))
    assert fault is not None
    assert fault.code == code


def test_a_bug_stays_a_bug() -> None:
    assert fault_of(ValueError(), Path("a")) is None
