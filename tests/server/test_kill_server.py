"""kill -9 of the real server at random moments of uploads: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import threading
from pathlib import Path
from time import perf_counter

from app_rig import Laptop, bundle, enrol, everything_for
from office_rig import PPL, office_of
from server_process import ServerProcess

from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import in_order
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.statements import check_receipt, receipt_from_json

KILLS = int(os.environ.get("REGSOSEK_KILLS", "6"))
FAMILIES = 40


class Uploads:
    """What one laptop sends, batch after batch, and what it heard about each."""

    def __init__(self, laptop: Laptop, server: ServerProcess) -> None:
        self.laptop, self.server = laptop, server
        self.bundles: dict[str, Bundle] = {}
        self.resumed_at: list[int] = []
        """Bytes that were there already where an upload went on in its midst after a kill."""

    def new_batch(self) -> tuple[str, bytes]:
        rng = random.Random(len(self.bundles))
        fresh = [bundle(self.laptop, self.laptop.sls[0], {"r107": rng.randbytes(5000).hex()}) for _ in range(FAMILIES)]
        self.bundles |= {each.document: each for each in fresh}
        return self.laptop.batch(fresh)

    def send(self, batch: str, data: bytes, kill_after: float | None = None, *, midst: bool = False) -> bool:
        """Whether the receipt came; the server is killed after so many seconds, or once a part has arrived."""
        killer = threading.Timer(kill_after, self.server.kill) if kill_after is not None else None
        if killer:
            killer.start()
        reached: list[int] = []

        def watch(done: int) -> None:
            reached.append(done)
            if midst and 0 < done < len(data):
                self.server.kill()

        try:
            found = self.laptop.link.upload(batch, data, lambda done, _: watch(done), lambda: False)
        except PeerFault:
            return False
        finally:
            if killer:
                killer.join()
            if kill_after is None and not midst:
                self.resumed_at += [at for at in reached[:1] if 0 < at < len(data)]
        receipt = receipt_from_json(found)
        check_receipt(receipt, self.laptop.root_key)
        assert (receipt.batch, receipt.held) == (batch, FAMILIES)
        return True


def test_a_kill_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    office = office_of(tmp_path)
    with ServerProcess(office.folder) as server:
        uploads = Uploads(enrol(server.address, office.code(PPL)), server)
        start = perf_counter()
        assert uploads.send(*uploads.new_batch())
        whole = perf_counter() - start
        interrupted = sum(_kill_once(uploads, server, random.Random(seed).uniform(0, whole)) for seed in range(KILLS))
        _kill_in_the_midst(uploads, server)
        fresh = enrol(server.address, office.code(PPL))
        there = everything_for(fresh)
    assert uploads.resumed_at  # what had arrived isn't sent again
    for document, sent in uploads.bundles.items():
        assert in_order(there[document]) == list(sent.entries)
    print(f"{KILLS} kills, {interrupted} in the middle, went on at {sorted(uploads.resumed_at)}")


def _kill_once(uploads: Uploads, server: ServerProcess, after: float) -> bool:
    """Send a batch, kill the server meanwhile, start it again, send the same once more; whether it was cut short."""
    batch, data = uploads.new_batch()
    done = uploads.send(batch, data, kill_after=after)
    server.kill()
    server.start()
    assert uploads.send(batch, data)
    return not done


def _kill_in_the_midst(uploads: Uploads, server: ServerProcess) -> None:
    """Whatever the random moments were: one upload that had certainly begun and not ended."""
    batch, data = uploads.new_batch()
    assert not uploads.send(batch, data, midst=True)
    server.start()
    assert uploads.send(batch, data)
