"""The log that a crash leaves beside a file: read when it belongs there, and never let loose on another file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile

Make = Callable[..., NewDocument]
KEYED = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def crash(path: Path, to: Path) -> Path:
    """What a crash now would leave of an open file."""
    shutil.copy(path, to)
    shutil.copy(log_of(path), log_of(to))
    return to


def content(path: Path) -> tuple[bytes, bytes]:
    return path.read_bytes(), log_of(path).read_bytes()


def refusal(path: Path, *, write: bool) -> tuple[str, dict[str, object]]:
    """Why the file isn't opened; nothing of the error is kept, so that its connection is closed to the end."""
    try:
        WorkFile.open(path, write=write).close()
    except MachineFault as fault:
        return fault.code, fault.params
    return "", {}


@pytest.fixture
def mixed(work: WorkFile, path: Path, tmp_path: Path, new_document: Make) -> Path:
    """An old backup put in the place of a file that crashed, its log left; in a folder with odd letters."""
    folder = tmp_path / "p?x#y %41"
    folder.mkdir()
    work.close()
    shutil.copy(path, folder / path.name)
    with WorkFile.open(path) as file:
        for number in range(300):
            file.set_meta(f"n{number}", "x" * 3000)
    with WorkFile.open(path) as file:
        for number in range(1, 40):  # a log long enough to make, with the other file, one that looks whole
            file.create_documents(KEYED, [new_document(f"{number:03}")])
        shutil.copy(log_of(path), log_of(folder / path.name))
    return folder / path.name


@pytest.mark.parametrize("write", [True, False])
def test_a_backup_beside_another_files_log_is_refused_and_kept(mixed: Path, write: bool) -> None:
    before = content(mixed)
    for _ in range(3):
        assert refusal(mixed, write=write) == ("damaged", {"file": mixed.name})
        assert content(mixed) == before
    log_of(mixed).unlink()
    mixed.with_name(mixed.name + "-shm").unlink(missing_ok=True)
    with WorkFile.open(mixed) as file:
        assert len(file.sls_list()) == 2


def test_reading_after_a_crash_sees_all_and_changes_nothing(work: WorkFile, path: Path, tmp_path: Path) -> None:
    work.remember("a", "1")
    crashed = crash(path, tmp_path / "crashed.regsosek")
    before = content(crashed)
    with WorkFile.open(crashed, write=False) as file:
        assert file.recall("a") == "1"
    assert content(crashed) == before


def test_settled_a_copy_of_the_file_alone_has_everything(work: WorkFile, path: Path, tmp_path: Path) -> None:
    work.remember("a", "1")
    assert only_the_file(path, tmp_path) != "1"
    work.settle()
    assert only_the_file(path, tmp_path) == "1"
    work.remember("a", "2")
    assert work.recall("a") == "2"


def only_the_file(path: Path, folder: Path) -> str | None:
    copy = folder / "copied.regsosek"
    shutil.copy(path, copy)
    with WorkFile.open(copy, write=False) as file:
        return file.recall("a")


def test_a_crashed_file_is_settled_when_it_is_opened(work: WorkFile, path: Path, tmp_path: Path) -> None:
    work.remember("a", "1")
    crashed = crash(path, tmp_path / "crashed.regsosek")
    with WorkFile.open(crashed):
        assert only_the_file(crashed, tmp_path) == "1"


def test_settling_is_quiet_where_it_cannot_be_done(work: WorkFile, path: Path) -> None:
    work.remember("a", "1")
    with WorkFile.open(path, write=False) as reader:
        reader.settle()
    with work.together():
        work.remember("a", "2")
        work.settle()
    assert work.recall("a") == "2"


@pytest.mark.parametrize("write", [True, False])
def test_a_clean_close_leaves_one_file(work: WorkFile, path: Path, write: bool) -> None:
    work.remember("a", "1")
    work.close()
    WorkFile.open(path, write=write).close()
    assert {each.name for each in path.parent.iterdir()} <= {path.name, path.name + ".lock"}


def test_a_new_file_is_not_made_under_an_old_log(work: WorkFile, path: Path, tmp_path: Path) -> None:
    work.remember("a", "1")
    new = crash(path, tmp_path / "new.regsosek")
    left = log_of(new).read_bytes()
    new.with_name(new.name + "-shm").write_bytes(b"x" * 32768)
    new.unlink()
    with WorkFile.create(new, {}) as file:
        assert file.recall("a") is None
        assert [each.read_bytes() for each in tmp_path.glob("new.regsosek-wal.*")] == [left]
    with WorkFile.open(new) as file:
        assert file.sls_list() == []


def test_a_backup_is_not_made_under_an_old_log(work: WorkFile, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "cadangan.regsosek"
    log_of(target).write_bytes(b"an old log")
    work.backup(target)
    assert not log_of(target).exists()
    assert [each.read_bytes() for each in tmp_path.glob("cadangan.regsosek-wal.*")] == [b"an old log"]
    with closing(sqlite3.connect(target)) as conn:
        assert conn.execute("PRAGMA quick_check").fetchone() == ("ok",)
