"""An office and the laptops of its petugas in one process: the real HTTP application behind a wire of ours."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import requests
from fastapi import FastAPI
from wire import Reply, Wire

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import Draft, Entry, Stamp
from regsosek_desk.server.app import create_app
from regsosek_desk.server.relay import relay_endpoint
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import init_identity, load_identity
from regsosek_desk.services.exchange.laptop import Outcome
from regsosek_desk.services.exchange.run import Exchange
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json

T = TypeVar("T")
KAB, ADDRESS = "3321", "http://server.test"
SLS_A1, SLS_A2, SLS_B = "3321010001000100", "3321010001000200", "3321010002000100"
PPL_A, PPL_B, PML = Petugas("02301", "SITI AMINAH"), Petugas("02302", "BUDI"), Petugas("02001", "RATNA", "PML")
NAMES = {"a": PPL_A, "a2": PPL_A, "b": PPL_B, "pml": PML}
"""Laptops by name; a and a2 belong to one petugas."""


def quiet(*_: object) -> None:
    pass


class Served:
    """An application called without a network."""

    app: FastAPI

    def __init__(self) -> None:
        self._loop = asyncio.Runner()

    def __call__(self, request: requests.PreparedRequest) -> Reply:
        return self._loop.run(self._call(request))

    async def _call(self, request: requests.PreparedRequest) -> Reply:
        path, _, query = request.path_url.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.lower().encode(), str(v).encode()) for k, v in request.headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("server.test", 80),
        }
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": request.body or b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start = next(each for each in sent if each["type"] == "http.response.start")
        headers = {key.decode(): value.decode() for key, value in start["headers"]}
        return Reply(start["status"], b"".join(each.get("body", b"") for each in sent), headers)

    def wire(self, faults: Callable[[], str] = lambda: "") -> Wire:
        return Wire(self, faults)

    def close(self) -> None:
        self._loop.close()


class Office(Served):
    """The endpoint of the office, on SQLite."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.open()

    @classmethod
    def make(cls, folder: Path) -> Office:
        init_identity(folder, "BPS Kabupaten Demak", KAB, ADDRESS)
        office = cls(folder)
        office.store.put_petugas([PPL_A, PPL_B, PML])
        office.store.put_sls([_sls(SLS_A1, PPL_A), _sls(SLS_A2, PPL_A), _sls(SLS_B, PPL_B)])
        return office

    def open(self) -> None:
        self.store = EndpointStore.open(f"sqlite:///{self.folder / 'server.db'}")
        self.endpoint = Endpoint(self.store, load_identity(self.folder), self.folder / "spool")
        self.app = create_app(self.endpoint)

    def restart(self) -> None:
        self.endpoint.close()
        self.open()

    def close(self) -> None:
        self.endpoint.close()
        super().close()

    def enrol(self, petugas: Petugas, path: Path) -> Laptop:
        """A laptop of this petugas, its work file not encrypted, the lists not fetched yet."""
        keys = DeviceKeys.generate()
        answer = HttpLink(ADDRESS, keys, adapter=self.wire()).enrol(
            self.endpoint.new_code(petugas.code).code, "laptop", "wrapped"
        )
        meta = {
            "mode": "kerja",
            "petugas": petugas.code,
            "kab": KAB,
            "device": keys.device,
            "keys": keys.to_text(),
            "certificate": json.dumps(answer["certificate"]),
            "root_key": answer["root_key"],
            "server": answer["server"]["device"],
            "recovery": answer["recovery"],
        }
        WorkFile.create(path, meta).close()
        return Laptop(path, self)


class Relay(Served):
    """What a PML's window starts to take batches from PPL beside it."""

    def __init__(self, pml: Laptop, folder: Path) -> None:
        super().__init__()
        folder.mkdir()
        meta = pml.file.meta
        settings = {name: meta[name] for name in ("keys", "root_key", "recovery")}
        settings |= {"certificate": json.loads(meta["certificate"]), "folder": str(folder), "key": "00" * 32}
        self.endpoint = relay_endpoint({**settings, "database": f"sqlite:///{folder / 'relay.db'}"})
        self.app = create_app(self.endpoint)

    def __enter__(self) -> Relay:
        return self

    def __exit__(self, *_: object) -> None:
        self.endpoint.close()
        self.close()


@dataclass
class Laptop:
    """A work file, opened when it is needed, and its way to the office."""

    path: Path
    office: Office

    @cached_property
    def file(self) -> WorkFile:
        return WorkFile.open(self.path)

    def restart(self) -> None:
        self.file.close()
        del self.file

    def close(self) -> None:
        if "file" in self.__dict__:
            self.restart()

    def run(self, work: Callable[[WorkFile], T], /) -> T:
        return work(self.file)

    @property
    def device(self) -> str:
        return self.file.meta["device"]

    @property
    def server(self) -> str:
        return self.file.meta["server"]

    @cached_property
    def keys(self) -> DeviceKeys:
        return DeviceKeys.from_text(self.file.meta["keys"])

    def link(self, wire: Wire | None = None) -> HttpLink:
        certificate = certificate_from_json(json.loads(self.file.meta["certificate"]))
        return HttpLink(ADDRESS, self.keys, certificate, adapter=wire or self.office.wire(), wait=quiet)

    def exchange(self, wire: Wire | None = None, link: HttpLink | None = None, **more: Any) -> Outcome:
        return Exchange(self.run, link or self.link(wire), **more).run()

    def stamp(self) -> Stamp:
        return Stamp.now(self.file.meta["petugas"], self.device)

    def summary(self) -> Summary:
        return Summary(form_version=load_form(FAMILY_FORM).bound.form.version, status="error")

    def new_family(self, sls_id: str, document: str = "", **answers: str) -> str:
        """Id of a family keyed just now."""
        drafts = [Draft("set", question=question, new=text) for question, text in answers.items()]
        new = NewDocument(FAMILY_FORM, sls_id, self.summary(), drafts, id=document or uuid7())
        return self.file.create_documents(self.stamp(), [new])[0]

    def key(self, document: str, question: str, text: str | None) -> list[Entry]:
        """Key one answer."""
        old = self.file.document(document).state.answers.get(question)
        if old == text:
            return []
        return self.file.commit(
            document, [Draft("set", question=question, old=old, new=text)], self.stamp(), self.summary()
        )

    def answers(self, document: str) -> dict[str, str]:
        return self.file.document(document).state.answers

    def documents(self) -> list[str]:
        return [row.id for row in self.file.lists.documents()]

    def states(self) -> dict[str, str]:
        return {each.document: each.state for each in self.file.exchange.states(self.server)}


def _sls(sls_id: str, ppl: Petugas) -> Sls:
    return Sls(
        sls_id, f"RT {sls_id[11:14]}", ppl_code=ppl.code, ppl_name=ppl.name, pml_code=PML.code, pml_name=PML.name
    )


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to
