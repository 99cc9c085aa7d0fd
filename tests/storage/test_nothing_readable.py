"""A stolen laptop, stick or backup: no name, number or address of a family in any byte that the program leaves."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from regsosek_desk.services import training_file
from regsosek_desk.services.training_file import make_training_file, training_papers
from regsosek_desk.storage import vault
from regsosek_desk.storage.workfile import WorkFile

PIN = "kopi 4 tahu"
SIZE = 12
"""Families of the one SLS; every other one is still to be keyed."""
CHILD = Path(__file__).with_name("locked_child.py")


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from texts(each)


@pytest.fixture(scope="module")
def personal() -> set[str]:
    """Names, addresses, NIK, KK and phone numbers of the families: every answer long enough not to come by chance."""
    papers = training_papers([SIZE])
    found = {text for text in texts([papers.families, papers.lists]) if len(text) >= 8}
    assert sum(len(text) == 16 and text.isdigit() for text in found) > SIZE
    assert sum(text.replace(" ", "").isalpha() for text in found) > SIZE
    return found


def found_in(folder: Path, needles: set[str], *secrets: bytes) -> dict[str, set[str]]:
    """File → what of the needles can be read in it, as UTF-8 or UTF-16; zip archives are looked into."""
    wanted = {secret: secret.hex() for secret in secrets}
    for text in needles:
        wanted |= {text.encode(how): text for how in ("utf-8", "utf-16-le", "utf-16-be")}
    found: dict[str, set[str]] = {}
    for name, content in contents(folder):
        if seen := {text for word, text in wanted.items() if word in content or word in os.fsencode(name)}:
            found[name] = seen
    return found


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = file.read_bytes()
        yield file.name, content
        if zipfile.is_zipfile(BytesIO(content)):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                yield from ((f"{file.name}/{each}", archive.read(each)) for each in archive.namelist())


def make_file(path: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        create = partial(WorkFile.create, key=key)
        patch.setattr(training_file, "WorkFile", SimpleNamespace(create=create))
        make_training_file(path, [SIZE], keyed_every=2)


@contextmanager
def at_work(path: Path, pin: str) -> Iterator[subprocess.Popen[str]]:
    """The petugas at work, all the program may write kept in the folder of the file; killed at the end."""
    home = path.parent
    (home / "tmp").mkdir(exist_ok=True)
    folders = ("HOME", "TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP", "APPDATA", "LOCALAPPDATA", "REGSOSEK_DESK_HOME")
    env = {**os.environ, **{name: str(home / "tmp") for name in folders}, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, str(CHILD), str(path), pin, str(SIZE)]
    with (home / "console.txt").open("ab") as console:
        child = subprocess.Popen(
            command, env=env, cwd=home, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=console, text=True
        )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n", (home / "console.txt").read_text("utf-8")
        yield child
        child.kill()


EXPECTED = {"k.regsosek", "k.regsosek-wal", "k.regsosek-shm", "k.regsosek.lock", "cadangan.regsosek", "log.zip"}


def test_a_locked_file_and_all_around_it_tell_nothing(
    tmp_path: Path, cheap: None, office: tuple[str, str], personal: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "k.regsosek"
    key = vault.create_vault(path, PIN, office[0], device="d-1")
    look = partial(found_in, tmp_path, personal | {PIN, key.hex(), office[1]}, key)
    make_file(path, key, monkeypatch)
    assert look() == {}
    with at_work(path, PIN):
        there = {each.name for each in tmp_path.rglob("*")}
        assert there >= EXPECTED | {"k.regsosek.kunci", "cadangan.regsosek.kunci", "setelan.ini", "console.txt"}
        assert any(name.startswith("k-v0001-") for name in there)
        assert path.with_name("k.regsosek-wal").stat().st_size > 10_000
        assert look() == {}
    assert path.with_name("k.regsosek-wal").stat().st_size > 10_000  # killed: the log is still there
    assert look() == {}
    with WorkFile.open(path, key=vault.open_vault(path, PIN)) as file:
        assert personal & set(texts([document.state.answers for document in file.every_document()]))
        assert look() == {}
    assert look() == {}


def test_the_search_finds_what_lies_open(tmp_path: Path, personal: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same work on a file without a key."""
    path = tmp_path / "k.regsosek"
    make_file(path, None, monkeypatch)
    with at_work(path, ""):
        found = found_in(tmp_path, personal)
    (upgraded,) = (each.name for each in tmp_path.glob("k-v0001-*.regsosek"))
    assert found.keys() == {"k.regsosek", "k.regsosek-wal", "cadangan.regsosek", upgraded}
    assert len(found["k.regsosek"]) > 4 * SIZE
    assert len(found["k.regsosek-wal"]) > SIZE


@pytest.mark.parametrize("how", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_search_finds_every_way_of_writing(tmp_path: Path, personal: set[str], how: str) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00\x01\x02" + max(personal).encode(how) + b"\xff")
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("c.txt", max(personal).encode(how) * 10)
    assert found_in(tmp_path, personal).keys() == {"a.bin", "b.zip/c.txt"}
