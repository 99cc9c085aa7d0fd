"""A locked work file bears what an open one bears: a full disk, damage, a crash, an upgrade; its copies are locked."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regsosek_desk import settings
from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.services.opening import is_locked, open_workfile
from regsosek_desk.storage import connection, drivers, pin, schema, vault
from regsosek_desk.storage.connection import is_database, raw_of
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.faults import fault_of
from regsosek_desk.storage.workfile import WorkFile

Make = Callable[..., NewDocument]
Office = tuple[str, str]
PIN = "kopi 4 tahu"
KEYED = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)
SLS = "3321010001000100"
NAME = "RAHASIA"


@pytest.fixture
def work(path: Path, key: bytes) -> Any:
    with WorkFile.create(path, {"mode": "kerja"}, key) as file:
        file.add_sls(Sls(SLS, "RT 001"))
        yield file


@pytest.fixture
def closed(work: WorkFile, path: Path, new_document: Make) -> Path:
    work.create_documents(KEYED, [new_document(f"{number:03}", head_name=NAME) for number in range(1, 40)])
    work.close()
    return path


def refused(path: Path, key: bytes | None, *, write: bool = True) -> str:
    """Code of the refusal to open; the file must be as it was, and free."""
    before = path.read_bytes()
    with pytest.raises(DeskError) as caught:
        WorkFile.open(path, write=write, key=key).close()
    assert before == path.read_bytes()
    assert caught.value.params == {"file": path.name}
    return caught.value.code


@pytest.mark.parametrize("write", [True, False])
def test_only_its_key_opens_it(closed: Path, key: bytes, write: bool) -> None:
    with WorkFile.open(closed, write=write, key=key) as file:
        assert len(file.lists.documents()) == 39
        assert file.meta["mode"] == "kerja"
    assert refused(closed, None, write=write) == "locked"
    assert refused(closed, b"x" * 32, write=write) == "key_wrong"


def test_with_a_pin(closed: Path, key: bytes) -> None:
    assert is_locked(closed)
    assert not is_database(closed)
    with open_workfile(closed, PIN) as file:
        assert len(file.lists.documents()) == 39
    with open_workfile(closed, key, write=False) as file:
        assert len(file.lists.documents()) == 39
    with pytest.raises(InputFault, match="pin_wrong"):
        open_workfile(closed, "teh 9 gula")
    vault.vault_path(closed).unlink()
    with pytest.raises(InputFault, match="vault_missing"):
        is_locked(closed)


def test_an_open_file_put_in_the_place_of_a_locked_one_is_not_keyed_into(closed: Path, key: bytes) -> None:
    closed.unlink()
    with WorkFile.create(closed, {}) as file:
        file.remember("a", "1")
    assert not is_locked(closed)
    assert refused(closed, key) == "not_a_workfile"


@pytest.mark.parametrize("kept", [0, 20, 100, 4096, 3 * 4096 + 7, -1])
@pytest.mark.parametrize("write", [True, False])
def test_half_a_file(closed: Path, key: bytes, kept: int, write: bool) -> None:
    content = closed.read_bytes()
    closed.write_bytes(content[:kept])
    assert refused(closed, key, write=write) == "damaged"
    closed.write_bytes(content)
    WorkFile.open(closed, write=write, key=key).close()


@pytest.mark.parametrize("at", [0, 16, 100, 4095])
def test_a_changed_byte_of_the_first_page_is_damage_and_not_a_wrong_key(closed: Path, key: bytes, at: int) -> None:
    change(closed, at)
    assert refused(closed, key) == "damaged"
    assert refused(closed, key, write=False) == "damaged"


def test_a_changed_byte_anywhere_is_never_read_as_an_answer(closed: Path, key: bytes) -> None:
    whole = closed.read_bytes()
    with WorkFile.open(closed, write=False, key=key) as file:
        expected = [each.state for each in file.every_document()]
    told = set()
    for at in range(4096 + 50, len(whole), 4096):
        change(closed, at)
        try:
            with WorkFile.open(closed, write=False, key=key) as file:
                assert [each.state for each in file.every_document()] == expected
        except MachineFault as fault:
            told.add((fault.code, fault.params["file"]))
        closed.write_bytes(whole)
    assert told == {("damaged", closed.name)}


def test_an_error_of_the_driver_tells_no_answers(key: bytes) -> None:
    error = drivers.driver(key).OperationalError(f"Could not decode to UTF-8 column 'name' with text '{NAME}'")
    fault = fault_of(error, Path("a"))
    assert fault is not None
    assert fault.code == "damaged"
    assert NAME not in str(error)


def change(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_full_disk_keeps_what_was_there(work: WorkFile, new_document: Make) -> None:
    (document,) = work.create_documents(KEYED, [new_document()])
    before, raw = work.document(document), raw_of(work._conn)
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count={pages}")
    long = [Draft("set", question="q", new="X" * 20_000)]
    with pytest.raises(MachineFault, match="disk_full"):
        work.commit(document, long, KEYED, before.summary, place="p")
    assert work.document(document) == before
    raw.execute("PRAGMA max_page_count=1000000")
    work.commit(document, long, KEYED, before.summary, place="p")
    work.verify_document(document)


def test_a_file_open_for_reading_is_not_written(closed: Path, key: bytes) -> None:
    with WorkFile.open(closed, write=False, key=key) as file, pytest.raises(MachineFault, match="read_only"):
        file.remember("a", "1")


@pytest.mark.parametrize("number", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN])
def test_where_nothing_can_be_written_it_can_still_be_read(
    closed: Path, key: bytes, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    set_up = connection._set_up

    def full(address: str, *args: Any, **options: Any) -> drivers.Raw:
        if "immutable" in address:
            return set_up(address, *args, **options)
        error = drivers.driver(key).OperationalError("no room")
        error.sqlite_errorcode = number
        raise error

    monkeypatch.setattr(connection, "_set_up", full)
    with WorkFile.open(closed, write=False, key=key) as file:
        assert len(file.lists.documents()) == 39
    with pytest.raises(MachineFault, match=r"disk_(full|error)_opening"):
        WorkFile.open(closed, key=key)


# --- after a crash -----------------------------------------------------------------------------------


def crash(path: Path, to: Path) -> Path:
    """What a crash now would leave of an open file."""
    for trace in ("", "-wal", ".kunci"):
        shutil.copy(f"{path}{trace}", f"{to}{trace}")
    return to


@pytest.mark.parametrize("write", [True, False])
def test_after_a_crash_the_log_is_read(work: WorkFile, path: Path, tmp_path: Path, key: bytes, write: bool) -> None:
    work.remember("a", "1")
    crashed = crash(path, tmp_path / "crashed.regsosek")
    with WorkFile.open(crashed, write=write, key=key) as file:
        assert file.recall("a") == "1"


def test_damage_in_the_file_beside_a_log_is_found_at_the_start(
    work: WorkFile, path: Path, tmp_path: Path, key: bytes, new_document: Make
) -> None:
    work.create_documents(KEYED, [new_document(f"{number:03}") for number in range(1, 40)])
    work.settle()
    work.remember("a", "1")
    crashed = crash(path, tmp_path / "crashed.regsosek")
    change(crashed, crashed.stat().st_size - 2000)
    assert refused(crashed, key) == "damaged"


def test_the_log_of_another_file_is_refused_and_kept(
    work: WorkFile, path: Path, tmp_path: Path, key: bytes, new_document: Make
) -> None:
    copy = tmp_path / "copy.regsosek"
    work.backup(copy)
    for number in range(1, 30):
        work.create_documents(KEYED, [new_document(f"{number:03}")])
    log = copy.with_name(copy.name + "-wal")
    shutil.copy(f"{path}-wal", log)
    before = log.read_bytes()
    assert refused(copy, key) == "damaged"
    assert log.read_bytes() == before
    log.unlink()
    copy.with_name(copy.name + "-shm").unlink(missing_ok=True)
    WorkFile.open(copy, key=key).close()


# --- copies --------------------------------------------------------------------------------------------


def test_a_backup_opens_with_the_same_pin_and_by_the_office(work: WorkFile, tmp_path: Path, office: Office) -> None:
    work.remember("a", NAME)
    copy = tmp_path / "cadangan.regsosek"
    vault.vault_path(copy).write_text("left by another", "utf-8")
    copy.with_name(copy.name + ".part").write_bytes(b"SQLite format 3\0" + b"left by a crash" * 1000)
    work.backup(copy)
    assert NAME.encode() not in copy.read_bytes()
    assert [each.read_text("utf-8") for each in tmp_path.glob("cadangan.*.kunci.*")] == ["left by another"]
    for secret in (PIN, vault.recover(copy, office[1])):
        with open_workfile(copy, secret) as file:
            assert file.recall("a") == NAME


def test_a_backup_that_fails_leaves_nothing(
    work: WorkFile, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(MachineFault, match="disk_full"):
        work.backup(tmp_path / "cadangan.regsosek")
    assert not list(tmp_path.glob("cadangan*"))


NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{new}", "{old}"


def upgrade() -> None:
    op.add_column("petugas", sa.Column("phone", sa.String))
"""


def test_an_upgrade_backs_up_what_is_locked_as_locked(
    closed: Path, key: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = schema.HEAD, f"{int(schema.HEAD) + 1:04}"
    shutil.copytree(settings.data_root() / "migrations", tmp_path / "root" / "migrations")
    step = tmp_path / "root" / "migrations" / "versions" / f"{new}_next.py"
    step.write_text(NEXT.format(old=old, new=new), "utf-8")
    monkeypatch.setattr(settings, "data_root", lambda: tmp_path / "root")
    monkeypatch.setattr(schema, "HEAD", new)
    assert refused(closed, key, write=False) == "older_file"
    with WorkFile.open(closed, key=key) as file:
        copy = file.upgraded_from
        assert "phone" in {row[1] for row in raw_of(file._conn).execute("PRAGMA table_info(petugas)")}
    assert copy is not None
    assert NAME.encode() not in copy.read_bytes()
    monkeypatch.undo()
    monkeypatch.setattr(pin, "COST", pin.Cost(8 * 1024, 1, 1))
    with open_workfile(copy, PIN, write=False) as file:
        assert len(file.lists.documents()) == 39


def test_an_open_file_loads_nothing_that_only_locks_need(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from regsosek_desk.storage.workfile import WorkFile\n"
        "with WorkFile.create(pathlib.Path(sys.argv[1]), {}) as work: work.backup(work.path.with_name('copy'))\n"
        "assert not {'sqlcipher3', 'argon2', 'cryptography', 'pyrage'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "a.regsosek")], check=True)


def test_nothing_spills_into_temporary_files_and_each_commit_waits_for_the_disk(work: WorkFile) -> None:
    raw = raw_of(work._conn)
    assert raw.execute("PRAGMA temp_store").fetchone() == (2,)
    assert raw.execute("PRAGMA synchronous").fetchone() == (2,)
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
