"""Random schedules of four laptops and the office over a wire with every fault, ending in the same everywhere.

REGSOSEK_SCHEDULES sets how many (2000 for all, 80 otherwise); what each fault was met how often is printed.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from field import NAMES, SLS_A1, SLS_A2, SLS_B, Laptop, Office, copied
from wire import FAULTS, Wire, some

from regsosek_desk.core.domain.journal import Entry, in_order
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.exchange.state import status
from regsosek_desk.storage import connection
from regsosek_desk.storage.endpoint import database
from regsosek_desk.storage.endpoint.segments import unpack_entries

SCHEDULES = int(os.environ.get("REGSOSEK_SCHEDULES", "80"))
PARTS = 5
"""Pieces they are run in, so that several processes may share them."""
STEPS = 24
SLS_OF = {"a": (SLS_A1, SLS_A2), "a2": (SLS_A1, SLS_A2), "b": (SLS_B,), "pml": (SLS_A1, SLS_A2, SLS_B)}
QUESTIONS = ("r108", "r109", "r110", "r111")
CHAIN = 5
"""Runs that follow one another on the same files."""
FAULTY = 0.35
"""Share of the requests that a fault hits."""
MOST_EXCHANGES = 20
"""Exchanges after which there must be nothing more to say."""


class Schedule:
    """Keys and exchanges in an order that the seeds give; each run goes on where the one before has ended."""

    def __init__(self, folder: Path) -> None:
        self.office = Office(folder / "office")
        self.wire = Wire(self.office)
        self.laptops = {name: Laptop(folder / f"{name}.regsosek", self.office) for name in NAMES}
        self.links = {name: laptop.link(self.wire) for name, laptop in self.laptops.items()}
        self.committed: defaultdict[str, set[str]] = defaultdict(set)
        """Document → ids of the entries that somebody keyed."""
        self.place: dict[str, str] = {}
        self.ends: Counter[str] = Counter()

    def run(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.touched: set[str] = set()
        self.wire.faults = some(FAULTY, seed)
        for _ in range(STEPS):
            name = self.dice.choice(list(self.laptops))
            self.dice.choices([self.key, self.exchange, self.restart], [6, 4, 1])[0](name)
        self.wire.faults = lambda: ""
        self.wire.deliver_late()
        self.end()
        self.check(self.touched)

    def key(self, name: str) -> None:
        laptop = self.laptops[name]
        mine = set(laptop.documents())
        there = [document for document in self.place if document in mine]
        if not there or self.dice.random() < 0.3:
            sls_id = self.dice.choice(SLS_OF[name])
            document = laptop.new_family(sls_id, r110=f"{self.dice.randrange(1000):03}")
            self.place[document] = sls_id
            self.committed[document] |= {entry.id for entry in laptop.file.history(document)}
        else:
            document, question = self.dice.choice(there), self.dice.choice(QUESTIONS)
            entries = laptop.key(document, question, self.dice.choice([None, "001", "002", "003"]))
            self.committed[document] |= {entry.id for entry in entries}
        self.touched.add(document)

    def exchange(self, name: str) -> None:
        try:
            outcome = self.laptops[name].exchange(link=self.links[name])
            self.ends["with faults" if outcome.faults else "well"] += 1
        except PeerFault as fault:
            self.ends[fault.code] += 1

    def restart(self, name: str) -> None:
        """The laptop, more rarely the office, stops and starts; a link that knew of a download has gone too."""
        if self.dice.random() < 0.3:
            self.office.restart()
        else:
            self.laptops[name].restart()
            self.links[name] = self.laptops[name].link(self.wire)

    def end(self) -> None:
        """Without faults everybody exchanges, and once more after anybody has sent something."""
        rest = list(self.laptops)
        for _ in range(MOST_EXCHANGES):
            if not rest:
                return
            name = rest.pop(0)
            outcome = self.laptops[name].exchange(link=self.links[name])
            assert outcome.faults == []
            if outcome.sent:
                rest += [other for other in self.laptops if other not in (name, *rest)]
        pytest.fail("they never come to rest")

    # --- what must be true then ---------------------------------------------------------------------

    def check(self, documents: Iterable[str]) -> None:
        histories = {document: self.history_of_office(document) for document in documents}
        for document, history in histories.items():
            found = [entry.id for entry in history]
            assert len(found) == len(set(found))
            assert set(found) == self.committed[document]
        for name, laptop in self.laptops.items():
            mine = {document for document, sls_id in self.place.items() if sls_id in SLS_OF[name]}
            assert set(laptop.documents()) == mine
            for document in mine & histories.keys():
                assert laptop.file.history(document) == histories[document]
                laptop.file.verify_document(document)  # the journal is unbroken and makes the document
            self.check_proofs(laptop)

    def check_proofs(self, laptop: Laptop) -> None:
        shown = status(laptop.run)
        assert (shown.waiting, shown.quarantined, shown.put_aside) == (0, 0, 0)
        assert set(laptop.states().values()) <= {"received", "conflict"}
        assert all(proof.verified and proof.held == proof.count for proof in shown.proofs)
        assert laptop.file.exchange.batches(unreceipted_by=laptop.server) == []

    def history_of_office(self, document: str) -> list[Entry]:
        with self.office.store.reading() as transaction:
            segments = list(transaction.documents.segments(document))
        return in_order(entry for segment in segments for entry in unpack_entries(document, segment.data))

    def close(self) -> None:
        for laptop in self.laptops.values():
            laptop.close()
        self.office.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pool of threads, for requests come one by one here, and no waiting for the disk: nobody pulls the plug."""

    async def inline(work: Callable[..., object], *args: object, **_: object) -> object:
        return work(*args)

    monkeypatch.setattr("anyio.to_thread.run_sync", inline)
    for module in (connection, database):
        pragmas = [each.replace("synchronous=FULL", "synchronous=OFF") for each in module._PRAGMAS]
        assert "synchronous=OFF" in pragmas
        monkeypatch.setattr(module, "_PRAGMAS", tuple(pragmas))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("part", range(PARTS))
def test_every_schedule_ends_with_everything_everywhere_once(part: int, enrolled: Path, tmp_path: Path) -> None:
    met: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    seeds = list(range(part, SCHEDULES, PARTS))
    for start in range(0, len(seeds), CHAIN):
        schedule = Schedule(copied(enrolled, tmp_path / str(start)))
        try:
            for seed in seeds[start : start + CHAIN]:
                print(f"seed {seed}", end="\r")
                schedule.run(seed)
            schedule.check(schedule.place)
        finally:
            schedule.close()
        met += schedule.wire.seen
        ends += schedule.ends
        shutil.rmtree(tmp_path / str(start))
    print(dict(met), dict(ends))
    assert set(FAULTS) <= set(met)
    assert {"well", "unreachable", "peer_busy"} <= set(ends)
