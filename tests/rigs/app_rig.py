"""What the tests of the HTTP side start from: an office on a real uvicorn, and laptops that talk to it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from fastapi import FastAPI

from regsosek_desk.core.domain.exchange import Bundle, Certificate
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, tip_of
from regsosek_desk.server.running import address_of, listen, server_of
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.envelope import Content, open_envelope, seal
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json

SERVED_BEFORE = 10.0
"""Seconds within which a server has started or ended, unless something is wrong."""


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the application on a real uvicorn in another thread."""
    listening = listen("127.0.0.1", 0)
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield address_of(listening)
    finally:
        server.should_exit = True
        thread.join(SERVED_BEFORE)
        listening.close()
        assert not thread.is_alive()


@dataclass
class Laptop:
    """An enrolled device, its certificate and that of the office."""

    address: str
    keys: DeviceKeys
    certificate: Certificate
    server: Certificate
    root_key: str
    recovery: str
    sls: list[str]
    sent: int = 0

    @property
    def link(self) -> HttpLink:
        return self.link_to(self.address)

    def link_to(self, address: str) -> HttpLink:
        return HttpLink(address, self.keys, certificate=self.certificate, wait=lambda _: None)

    def batch(self, bundles: Sequence[Bundle], *more: Certificate) -> tuple[str, bytes]:
        """An id, and the envelope sealed for the office and these."""
        self.sent += 1
        batch = uuid7()
        content = Content("batch", tuple(bundles))
        now = Stamp.now(self.certificate.petugas, self.keys.device).at
        data = seal(content, self.keys, self.certificate, [self.server, *more], id=batch, number=self.sent, created=now)
        return batch, data

    def session(self) -> str:
        found = requests.post(f"{self.address}/v1/sessions", json={"device": self.keys.device}, timeout=30)
        return str(found.json()["session"])

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        session: str = "",
        signed_path: str = "",
        signed_body: bytes | None = None,
    ) -> requests.Response:
        """One signed request as it is on the wire; what is signed may differ from what is sent."""
        session = session or self.session()
        digest = hashlib.sha256(body if signed_body is None else signed_body).hexdigest()
        said = f"{method}\n{signed_path or path}\n{session}\n{digest}"
        name = f"Regsosek {self.keys.device}:{session}:{self.keys.sign(said.encode())}"
        sent = {"Authorization": name, **(headers or {})}
        return requests.request(method, self.address + path, data=body, headers=sent, timeout=30)

    def patch(self, batch: str, data: bytes, start: int, end: int) -> requests.Response:
        """Some bytes of an envelope."""
        digest = hashlib.sha256(data).hexdigest()
        headers = {"Upload-Offset": str(start), "Upload-Length": str(len(data)), "Upload-Digest": digest}
        return self.ask("PATCH", f"/v1/batches/{batch}", data[start:end], headers)


def enrol(address: str, code: str, name: str = "laptop") -> Laptop:
    """A new laptop of the petugas whose code this is."""
    keys = DeviceKeys.generate()
    found = HttpLink(address, keys).enrol(code, name, "rahasia-terbungkus")
    return Laptop(
        address,
        keys,
        certificate_from_json(found["certificate"]),
        certificate_from_json(found["server"]),
        found["root_key"],
        found["recovery"],
        [each["id"] for each in found["sls"]],
    )


def bundle(laptop: Laptop, sls_id: str, answers: dict[str, str], document: str = "") -> Bundle:
    """A new family of an SLS with these answers, each a row of the journal."""
    document = document or uuid7()
    stamp = Stamp.now(laptop.certificate.petugas, laptop.keys.device)
    entries = chain(document, START, [Draft("set", question=q, new=a) for q, a in answers.items()], stamp)
    heads = tip_of(entries, START).hash
    return Bundle(document, FAMILY_FORM, sls_id, None, "1", "", "error", 1, 0, 0, heads, tuple(entries))


def upload(laptop: Laptop, batch: str, data: bytes, address: str = "") -> dict[str, Any]:
    """The receipt, as JSON, of the endpoint at the address, else of the office."""
    return laptop.link_to(address or laptop.address).upload(batch, data, lambda _, __: None, lambda: False)


def everything_for(laptop: Laptop) -> dict[str, list[Entry]]:
    """Document → journal entries, each as often as it came, of all that the endpoint has for a fresh laptop."""
    link, after = laptop.link, ""
    found: dict[str, list[Entry]] = {}
    while (new := link.changes(after, lambda _, __: None, lambda: False)) is not None:
        data, after = new
        _, content = open_envelope(data, laptop.keys, laptop.root_key)
        for each in content.bundles:
            found.setdefault(each.document, []).extend(each.entries)
    return found
