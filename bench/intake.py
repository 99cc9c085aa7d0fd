"""`python -m bench.intake`: batches into the endpoint, durable, on PostgreSQL and SQLite, by call and over HTTP.

All batches are of 250 families, each from a laptop of its own. The families are some hundred different ones, keyed
field by field, under new ids; all are sealed before the clock starts. Load, endpoint and database share the
processors.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

import psycopg

from bench.devices import database, running
from bench.keyed import keyed_work
from bench.table import Line, show
from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.exchange import Bundle, Certificate
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Entry, Tip
from regsosek_desk.server.opening import Office
from regsosek_desk.services.endpoint.endpoint import Device, Endpoint
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.services.endpoint.memory import expect_many_objects
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.envelope import Content, seal
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json, receipt_from_json

FAMILIES, BATCH = 100_000, 250
AT_LEAST = 400
"""Families a second that were promised."""
ODK_CENTRAL = 41.2
"""Submissions a second that ODK Central publishes."""
_DIFFERENT = [130, 130, 130]
"""Families of the SLS that all are copies of."""
_SENDERS = 4
"""Laptops that send at the same time."""
_TABLES = ("dokumen", "segmen", "kiriman")
_PIECE = 1 << 20


@dataclass(frozen=True)
class Sender:
    """An enrolled laptop, and where its sealed batch lies."""

    keys: str
    certificate: Certificate
    server: Certificate
    sls_id: str
    batch: str
    envelope: Path


def lines(folder: Path, families: int = FAMILIES) -> Iterator[Line]:
    with database(folder) as url:
        office = Office(folder / "kantor", url)
        senders = prepare(office, folder, max(1, families // BATCH))
        size = sum(each.envelope.stat().st_size for each in senders) / len(senders) / BATCH
        yield _line("PostgreSQL", by_call(office, senders), senders, f"{size:.0f} bytes a family on the wire")
        copied, rows = copied_again(url)
        note = f"{rows / 1e6:.0f} MB in {copied:.1f} s"
        yield Line("plain COPY of the same rows, one family", [copied / len(senders) / BATCH * 1000], note=note)
        for workers in (1, 2):
            _empty(url)
            what = f"PostgreSQL over HTTP, {workers} process{'es' * (workers > 1)}"
            yield _line(what, over_http(office, senders, workers), senders)
        embedded = replace(office, database="")
        _put_lists(embedded, senders)
        yield _line("SQLite", by_call(embedded, senders), senders)


def _line(what: str, seconds: float, senders: Sequence[Sender], note: str = "") -> Line:
    count = len(senders) * BATCH
    said = f"{count / seconds:.0f} families a second over {count:,}; ODK Central publishes {ODK_CENTRAL}. {note}"
    return Line(f"intake, {what}, one family", [seconds / count * 1000], "ms", 1000 / AT_LEAST, note=said.strip())


# --- before -------------------------------------------------------------------------------------------


def prepare(office: Office, folder: Path, count: int) -> list[Sender]:
    """Set up the office with so many laptops, and seal a batch of each."""
    office.store().close()
    init_identity(office.folder, "BPS Kabupaten Demak", "3321")
    (folder / "amplop").mkdir()
    endpoint = office.open()
    try:
        codes = [f"{number:05d}" for number in range(1, count + 1)]
        endpoint.store.put_petugas([Petugas(code, f"PETUGAS {code}") for code in codes])
        endpoint.store.put_sls([Sls(_sls_id(code), f"RT {code}", ppl_code=code) for code in codes])
        senders = [_enrol(endpoint, code, folder / "amplop" / code) for code in codes]
    finally:
        endpoint.close()
    with ProcessPoolExecutor() as pool:
        list(pool.map(_seal, senders, chunksize=4))
    return senders


def _sls_id(code: str) -> str:
    return f"3321010001{int(code):04d}00"


def _enrol(endpoint: Endpoint, code: str, envelope: Path) -> Sender:
    keys = DeviceKeys.generate()
    one_time = endpoint.new_code(code).code
    answer = endpoint.enrol(one_time, keys.sign_key, keys.recipient, "laptop", "terbungkus")
    certificate, server = map(certificate_from_json, (answer["certificate"], answer["server"]))
    return Sender(keys.to_text(), certificate, server, _sls_id(code), uuid7(), envelope)


def _seal(sender: Sender) -> None:
    start = int(sender.certificate.petugas)
    chosen = [_different()[(start + at) % len(_different())] for at in range(BATCH)]
    bundles = tuple(_copy(bundle, sender) for bundle in chosen)
    data = seal(
        Content("batch", bundles), DeviceKeys.from_text(sender.keys), sender.certificate, [sender.server],
        id=sender.batch, number=1, created="2022-11-04T05:06:07.000Z",
    )  # fmt: skip
    sender.envelope.write_bytes(data)


@cache
def _different() -> list[Bundle]:
    work = (bundle for bundle, family in keyed_work(2022, _DIFFERENT) if family)
    return list(islice(work, sum(_DIFFERENT)))


def _copy(bundle: Bundle, sender: Sender) -> Bundle:
    """The same family as another document of another petugas."""
    document, tip = str(uuid4()), START
    entries: list[Entry] = []
    petugas, device = sender.certificate.petugas, sender.certificate.device
    for entry in bundle.entries:
        entries.append(replace(entry, document=document, prev_hash=tip.hash, petugas=petugas, device=device))
        tip = Tip(entry.seq, entries[-1].hash)
    return replace(bundle, document=document, sls_id=sender.sls_id, heads=tip.hash, entries=tuple(entries))


def _put_lists(office: Office, senders: Sequence[Sender]) -> None:
    with closing(office.store()) as store:
        store.put_sls([Sls(each.sls_id, ppl_code=each.certificate.petugas) for each in senders])


# --- measured -----------------------------------------------------------------------------------------


def by_call(office: Office, senders: Sequence[Sender]) -> float:
    """Seconds until all is in the database, asked of the endpoint in this process."""
    expect_many_objects()
    with closing(office.open()) as endpoint:
        start = perf_counter()
        for sender in senders:
            _put(endpoint, sender)
        took = perf_counter() - start
        _check(endpoint, senders)
    return took


def _put(endpoint: Endpoint, sender: Sender) -> None:
    data, device = sender.envelope.read_bytes(), Device(sender.certificate.device, sender.certificate)
    digest = hashlib.sha256(data).hexdigest()
    for offset in range(0, len(data), _PIECE):
        state = endpoint.append(device, sender.batch, offset, len(data), digest, data[offset : offset + _PIECE])
    assert state.receipt is not None
    assert state.receipt.held == BATCH


def over_http(office: Office, senders: Sequence[Sender], workers: int) -> float:
    """Seconds until every laptop has its receipt, some sending at the same time."""
    with running(office, workers) as address:
        start = perf_counter()
        with ThreadPoolExecutor(_SENDERS) as pool:
            list(pool.map(lambda each: _send(address, each), senders))
        took = perf_counter() - start
    with closing(office.open()) as endpoint:
        _check(endpoint, senders)
    return took


def _send(address: str, sender: Sender) -> None:
    with closing(HttpLink(address, DeviceKeys.from_text(sender.keys))) as link:
        told = link.upload(sender.batch, sender.envelope.read_bytes(), lambda _, __: None, lambda: False)
    assert receipt_from_json(told).held == BATCH


def _check(endpoint: Endpoint, senders: Sequence[Sender]) -> None:
    rows = endpoint.status()["rows"]
    assert (rows["dokumen"], rows["kiriman"]) == (len(senders) * BATCH, len(senders))


def copied_again(url: str) -> tuple[float, int]:
    """Seconds, and bytes, of a plain COPY of all that came in into tables of the same shape."""
    took, size = 0.0, 0
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as conn:
        for table in _TABLES:
            conn.execute(f"CREATE TABLE salin_{table} (LIKE {table} INCLUDING ALL)")
            with conn.cursor().copy(f"COPY {table} TO STDOUT (FORMAT BINARY)") as out:
                rows = [bytes(row) for row in out]
            start = perf_counter()
            into = f"COPY salin_{table} FROM STDIN (FORMAT BINARY)"
            with conn.cursor().copy(into) as copy:
                for row in rows:
                    copy.write(row)
            took += perf_counter() - start
            size += sum(map(len, rows))
            conn.execute(f"DROP TABLE salin_{table}")
    return took, size


def _empty(url: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as conn:
        conn.execute("TRUNCATE dokumen, segmen, kiriman, karantina")


def main() -> int:
    """Exit status 1 when a budget was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.intake", description=__doc__)
    parser.add_argument("--families", type=int, default=FAMILIES)
    options = parser.parse_args()
    with TemporaryDirectory(prefix="bench-") as folder:
        return int(show("Intake of batches", lines(Path(folder), options.families)) > 0)


if __name__ == "__main__":
    sys.exit(main())
