"""A small work file, and ways to look at it past the program."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyrage
import pytest

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import RowKey, Summary
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.storage import pin, vault
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile

SLS = "3321010001000100"
OTHER_SLS = "3321010001000200"
STAMP = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)

MakeDocument = Callable[..., NewDocument]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "petugas.regsosek"


@pytest.fixture
def work(path: Path) -> Iterator[WorkFile]:
    with WorkFile.create(path, {"mode": "latihan"}) as file:
        file.add_sls(Sls(SLS, "RT 001"), Sls(OTHER_SLS, "RT 002"))
        yield file


@pytest.fixture
def stamp() -> Stamp:
    return STAMP


@pytest.fixture
def new_document() -> MakeDocument:
    return make_document


def make_document(
    number: str = "001",
    members: tuple[tuple[str, str], ...] = (("SITI", "3321010101010001"),),
    sls_id: str = SLS,
    form: str = "k",
    **columns: Any,
) -> NewDocument:
    """A document with one answer of the family and one of each member."""
    keys = {f"{sls_id}-{number}-{at}": RowKey(name, nik) for at, (name, nik) in enumerate(members)}
    drafts = [fill({"q_family": "1"})]
    for at, row in enumerate(keys):
        drafts.append(Draft("row_add", row=row, roster="anggota", new=str(at)))
        drafts.append(fill({"q_name": keys[row].name}, row=row))
    summary = Summary(form_version="1", rule_hash="h", family_number=number, row_keys=keys, **columns)
    return NewDocument(form, sls_id, summary, drafts)


def peek(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask the file itself, from outside."""
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(query).fetchall()


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A try of a PIN takes milliseconds."""
    monkeypatch.setattr(pin, "COST", pin.Cost(8 * 1024, 1, 1))


@pytest.fixture(scope="session")
def office() -> tuple[str, str]:
    """What is locked for an office, and what only the office has: age recipient and identity."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


@pytest.fixture
def key(cheap: None, path: Path, office: tuple[str, str]) -> bytes:
    """The key of a vault at `path`, locked by "kopi 4 tahu"; the work file isn't there yet."""
    return vault.create_vault(path, "kopi 4 tahu", office[0], device="d-1")
