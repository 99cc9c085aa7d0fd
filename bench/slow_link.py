"""A PPL's 250 families over 64 kbit/s with a long way and lost packets: the real endpoint and laptop, the real TCP.

The office and the laptop are processes in network namespaces of their own, with `poor_link` between them. The second
time the link is cut for a while, and the server killed and started again, both in the middle of the batch.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from bench.keyed import PRINTED, keyed_sls
from bench.keyed import Petugas as Hand
from bench.poor_link import OFFICE, Link, NotPermitted, Quality, poor_link
from bench.table import Line
from bench.wire import openrosa_sizes
from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import Entry
from regsosek_desk.server.opening import Office
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.services.exchange.receive import judge
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.training import Family, SlsPackage, demak_sls
from regsosek_desk.services.training_file import sls_of, wilayah_rows
from regsosek_desk.storage.endpoint.lists import PrelistRow
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.client import CHUNK

LINK = Quality(rate=64_000, delay=0.4, loss=0.02)
_SAID = "64 kbit/s, 800 ms there and back, 2 % of the packets lost each way"
_SIZES = (56, 123, 71)
_PORT = 8022
_PIN = "58291473"
_CUT_FOR = 20.0
"""Seconds without a link."""
_IN_A_CHUNK = CHUNK // 2
"""Bytes of a chunk after which there is trouble: once the link is cut, once the server killed."""
_PATIENCE = 300
"""Seconds."""


@dataclass(frozen=True)
class Run:
    """What one transfer took. `sent` is what the laptop says at the end, bytes are those of all packets."""

    sent: dict[str, Any]
    enrolled: float
    """Seconds."""
    up: int
    down: int
    families: Sequence[Family]

    @property
    def again(self) -> float:
        """Bytes of the batch that were sent more than once, for each request that broke: more than a chunk would mean
        that something was sent again which had arrived."""
        again = self.sent["uploaded"] - self.sent["size"]
        return float(again / max(1, self.sent["broken"]))


def lines(folder: Path) -> Iterator[Line]:
    try:
        quiet = transfer(folder / "link", trouble=False)
        broken = transfer(folder / "link-broken", trouble=True)
    except NotPermitted as reason:
        yield Line(f"250 families over {_SAID}", [], note=f"skipped, this computer can't make such a link: {reason}")
        return
    yield Line("enrolment, with the prelist of 3 SLS", [quiet.enrolled / 60], "min", note=_SAID)
    yield _line("250 families and their lists, from the key to the checked receipt", quiet)
    yield _line(f"the same, the link cut for {_CUT_FOR:.0f} s and the server killed on the way", broken)
    yield Line("bytes of the batch sent again for each chunk that broke", [broken.again], "B", CHUNK)
    raw, each, together = openrosa_sizes([family.answers for family in quiet.families])
    note = f"all in one gzip {_ideal(together):.2f}, not gzipped {_ideal(raw):.2f}; without the requests they need"
    yield Line("the answers alone as OpenRosa XML, each gzipped, at the full rate", [_ideal(each)], "min", note=note)


def _line(what: str, run: Run) -> Line:
    sent = run.sent
    note = (
        f"{sent['size']:,} B in {sent['batches']} batch(es), at the full rate {_ideal(sent['size']):.2f} min; "
        f"{sent['uploaded']:,} B in PATCH; {sent['requests']} requests, {sent['broken']} chunks broke, "
        f"{sent['exchanges']} exchanges; packets {run.up:,} B up, {run.down:,} B down; "
        f"receipt verified {sent['verified']} of {sent['documents']}"
    )
    return Line(what, [sent["seconds"] / 60], "min", note=note)


def _ideal(size: int) -> float:
    """Minutes on a link that does nothing else and loses nothing."""
    return size * 8 / LINK.rate / 60


# --- one transfer -------------------------------------------------------------------------------------


def transfer(folder: Path, *, trouble: bool) -> Run:
    """Enrol over the link, key everything, send it over the link. Raises NotPermitted."""
    packages = demak_sls(wilayah_rows(), seed=7, sizes=_SIZES)
    with poor_link(LINK) as link:
        invitation = _office(folder, packages)
        with _Server(link, folder) as server:
            [enrolled] = _laptop(link, "enrol", invitation, _PIN, str(folder))
            families = _key(Path(enrolled["path"]), packages)
            before = link.bytes_up, link.bytes_down
            sent = _send(link, server if trouble else None, enrolled["path"])
        _check(folder, sent)
        up, down = link.bytes_up - before[0], link.bytes_down - before[1]
        return Run(sent, enrolled["seconds"], up, down, families)


def _office(folder: Path, packages: Sequence[SlsPackage]) -> str:
    """Set up an office with these SLS and one PPL; gives the text of their invitation."""
    office = Office(folder)
    folder.mkdir()
    with closing(office.store()) as store:
        ppl = _put_lists(store, packages)
    init_identity(folder, "BPS Kabupaten Demak", "3321", f"http://{OFFICE}:{_PORT}")
    with closing(office.open()) as endpoint:
        return endpoint.new_code(ppl).link


def _put_lists(store: EndpointStore, packages: Sequence[SlsPackage]) -> str:
    sls_list = [sls_of(package.area, load_form(LIST_FORM)) for package in packages]
    ppl = sls_list[0].ppl_code
    store.put_petugas([Petugas(ppl, sls_list[0].ppl_name)])
    store.put_sls(sls_list)
    for sls, package in zip(sls_list, packages, strict=True):
        store.put_prelist(
            PrelistRow(sls.id, line["no_prelist"], {q: line[q] for q in PRINTED}) for line in package.vk_a
        )
    return ppl


def _key(path: Path, packages: Sequence[SlsPackage]) -> list[Family]:
    """Key everything into the work file; gives the papers of the families."""
    families: list[Family] = []
    with closing(open_workfile(path, _PIN)) as file:
        hand = Hand(Random(7), file.meta["petugas"], file.meta["device"])
        for package in packages:
            for bundle, family in keyed_sls(hand, package, _told(file, package)):
                assert file.absorb(bundle, judge(file)).code == "accepted"
                families += [family] if family else []
    return families


def _told(file: WorkFile, package: SlsPackage) -> list[Entry]:
    return file.history(derived_id("dokumen", LIST_FORM, sls_of(package.area, load_form(LIST_FORM)).id))


def _check(folder: Path, sent: dict[str, Any]) -> None:
    with closing(Office(folder).store()) as store:
        there = store.counts()["dokumen"]
    assert there == sent["documents"] == sent["received"] == sent["verified"], (there, sent)


class _Server:
    """`regsosek-desk server` at the office's end of the link."""

    def __init__(self, link: Link, folder: Path) -> None:
        place = ["--folder", str(folder), "--host", OFFICE, "--port", str(_PORT)]
        self._command = [*link.office, sys.executable, "-m", "regsosek_desk", "server", *place]

    def __enter__(self) -> _Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Comes back when it takes requests."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE)
        assert self._process.stdout
        assert self._process.stdout.readline()

    def kill(self) -> None:
        """Without a word, as when the power fails."""
        self._process.kill()
        self._process.communicate()


def _laptop(link: Link, *what: str) -> Iterator[dict[str, Any]]:
    """What the laptop says, as it says it."""
    command = [*link.laptop, sys.executable, "-m", "bench.slow_link_child", *what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        try:
            yield from map(json.loads, child.stdout)
            assert child.wait() == 0
        finally:
            child.kill()


def _send(link: Link, server: _Server | None, path: str) -> dict[str, Any]:
    """Send everything, with trouble when there is a server to make it with; gives the laptop's last words."""
    said = _laptop(link, "send", path, _PIN)
    last = next(said)
    if server:  # a chunk is on its way now
        _wait_until_sent(link, _IN_A_CHUNK)
        link.cut = True
        time.sleep(_CUT_FOR)
        link.cut = False
        next(each for each in said if each["done"])
        _wait_until_sent(link, _IN_A_CHUNK)
        server.kill()
        server.start()
    return [last, *said][-1]


def _wait_until_sent(link: Link, size: int) -> None:
    """Wait until so many more bytes of the laptop have come through."""
    goal, latest = link.bytes_up + size, monotonic() + _PATIENCE
    while link.bytes_up < goal:
        assert monotonic() < latest, "nothing comes through"
        time.sleep(0.05)
