"""The laptop as a process: `enrol LINK PIN FOLDER` or `send FILE PIN`; says what happens in lines of JSON."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.enrolment import enrol
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange.auto import Auto
from regsosek_desk.services.exchange.laptop import Progress, laptop_of
from regsosek_desk.services.exchange.links import office_address
from regsosek_desk.services.exchange.run import Exchange
from regsosek_desk.services.exchange.state import status
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.sync.client import HttpLink


class _Counted(HTTPAdapter):
    """Counts requests, those with bytes of a batch that break, and all bytes of batches, whole for those that break."""

    def __init__(self) -> None:
        super().__init__()
        self.requests = self.broken = self.uploaded = 0

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> requests.Response:
        self.requests += 1
        if request.method == "PATCH":
            self.uploaded += len(request.body or b"")
        try:
            return super().send(request, *args, **more)
        except requests.RequestException:
            self.broken += request.method == "PATCH"
            raise


def _enrol(link: str, pin: str, folder: str) -> None:
    start = monotonic()
    path = enrol(link, pin, Path(folder))
    say(path=str(path), seconds=monotonic() - start)


def _send(path: str, pin: str) -> None:
    with closing(open_workfile(Path(path), pin)) as file:
        run: RunOnFile = lambda work: work(file)  # noqa: E731
        laptop, counted = laptop_of(run), _Counted()
        start = monotonic()
        with closing(HttpLink(office_address(run), laptop.keys, laptop.certificate, adapter=counted)) as link:
            exchanges = _exchange(run, link)
        said = {"seconds": monotonic() - start, "exchanges": exchanges, **_found(run)}
    say(**said, requests=counted.requests, broken=counted.broken, uploaded=counted.uploaded)


def _exchange(run: RunOnFile, link: HttpLink) -> int:
    """As the window does it by itself: again, after a while, until it gets through. Gives how many it took."""
    auto, times = Auto(), 0
    while True:
        time.sleep(auto.wait(monotonic()))
        times += 1
        try:
            Exchange(run, link).run(_tell)
        except PeerFault:
            auto.failed(monotonic())
        else:
            return times


def _tell(progress: Progress) -> None:
    if progress.phase == "send":
        say(done=progress.bytes_done, size=progress.bytes_all)


def _found(run: RunOnFile) -> dict[str, int]:
    """Documents that the work file holds, and those of them that a receipt, checked once more, proves."""
    proofs = status(run).proofs
    received = sum(each.counts.get("received", 0) for each in status(run).sls)
    return {
        "size": sum(batch.size for batch in run(lambda file: file.exchange.batches())),
        "batches": len(proofs),
        "documents": sum(sum(each.counts.values()) for each in status(run).sls),
        "received": received,
        "verified": sum(proof.held for proof in proofs if proof.verified),
    }


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    (_enrol if what == "enrol" else _send)(*rest)
