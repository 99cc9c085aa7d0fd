"""kill -9 of the program at random moments of an exchange with a real server: the next start finishes, nothing is lost.

REGSOSEK_KILLS sets how often (6 otherwise).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from field import SLS_A1, SLS_A2, Laptop, Office, copied, quiet

from regsosek_desk.core.domain.journal import Entry, in_order
from regsosek_desk.server.running import address_of, listen, server_of
from regsosek_desk.services.exchange.run import Exchange
from regsosek_desk.services.exchange.state import status
from regsosek_desk.storage.endpoint.segments import unpack_entries
from regsosek_desk.sync.client import HttpLink

KILLS = int(os.environ.get("REGSOSEK_KILLS", "6"))
FAMILIES = 8
_CHILD = Path(__file__).with_name("exchanging_child.py")


@pytest.fixture(scope="module")
def original(enrolled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that has work of one laptop, and another laptop of the same petugas with work of its own on it."""
    folder = copied(enrolled, tmp_path_factory.mktemp("kill") / "kantor")
    office = Office(folder / "office")
    a, a2 = (Laptop(folder / f"{name}.regsosek", office) for name in ("a", "a2"))
    shared = [a2.new_family(SLS_A1, r110=f"{number:03}") for number in range(FAMILIES)]
    a2.exchange()
    a.exchange()
    for number, family in enumerate(shared):
        a2.key(family, "r108", f"LAIN {number}")
        a.key(family, "r109", f"{number:03}")
        a.new_family(SLS_A2, r110=f"{number:03}")
    a2.exchange()
    for each in (a, a2, office):
        each.close()
    return folder


@contextmanager
def served(office: Office) -> Iterator[str]:
    listening = listen("127.0.0.1", 0)
    server = server_of(office.app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield address_of(listening)
    finally:
        server.should_exit = True
        thread.join()


def test_a_kill_at_any_moment_is_made_good_by_the_next_start(original: Path, tmp_path: Path) -> None:
    _, steps = _killed(original, tmp_path / "whole", None)
    moments = [random.Random(seed).randrange(1, steps) for seed in range(KILLS)]
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(_killed, original, tmp_path / str(n), moment) for n, moment in enumerate(moments)]
        ends = [job.result()[0] for job in jobs]
    print(sorted(zip(moments, ends, strict=True)), steps)
    assert len(set(ends)) > 1  # the moments really differ


def _killed(original: Path, folder: Path, moment: int | None) -> tuple[str, int]:
    """Let an exchange go so many steps and kill it; then finish and look. Gives the last step, and how many."""
    copied(original, folder)
    office = Office(folder / "office")
    with served(office) as address:
        said = _run_child(folder / "a.regsosek", address, moment)
        a = Laptop(folder / "a.regsosek", office)
        before = {document: a.file.history(document) for document in a.documents()}
        link = HttpLink(address, a.keys, wait=quiet)
        Exchange(a.run, link).run()
        assert not Exchange(a.run, link).run().changed
        _check(a, office, before)
        link.close()
        a.close()
    return said[-1], len(said)


def _run_child(path: Path, address: str, moment: int | None) -> list[str]:
    with subprocess.Popen(
        [sys.executable, str(_CHILD), str(path), address], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        said = [line.strip() for _, line in zip(range(moment or sys.maxsize), child.stdout, strict=False)]
        child.kill()
    assert said
    return said


def _check(a: Laptop, office: Office, before: dict[str, list[Entry]]) -> None:
    assert len(a.documents()) == 2 * FAMILIES
    assert set(a.states().values()) == {"received"}
    assert all(proof.verified and proof.held == proof.count for proof in status(a.run).proofs)
    for document in a.documents():
        a.file.verify_document(document)
        history = a.file.history(document)
        assert [entry for entry in history if entry in before.get(document, [])] == before.get(document, [])
        with office.store.reading() as transaction:
            segments = list(transaction.documents.segments(document))
        entries = [entry for each in segments for entry in unpack_entries(document, each.data)]
        assert in_order(entries) == history
