"""Who is calling: the `Authorization` header checked against the session, the request and its body."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from regsosek_desk.core.errors import PeerFault

if TYPE_CHECKING:
    from regsosek_desk.services.endpoint.endpoint import Device, Endpoint

_SCHEME = "Regsosek"


@dataclass(frozen=True, slots=True)
class Caller:
    """A device that has shown who it is, and the body it signed."""

    device: Device
    body: bytes


async def caller(request: Request) -> Caller:
    """`Authorization: Regsosek <device>:<session>:<signature>`; raises PeerFault as Endpoint.authenticate does."""
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    parts = rest.split(":")
    if scheme != _SCHEME or len(parts) != 3:
        raise PeerFault("signature_wrong")
    body = await request.body()
    digest = hashlib.sha256(body).hexdigest()
    endpoint: Endpoint = request.app.state.endpoint
    device, session, signature = parts
    who = await run_in_threadpool(
        endpoint.authenticate, device, session, signature, request.method, _target(request), digest
    )
    return Caller(who, body)


def _target(request: Request) -> str:
    """Path and query as they were sent, which is what was signed."""
    query = request.scope["query_string"]
    raw: bytes = request.scope["raw_path"] + (b"?" + query if query else b"")
    return raw.decode("latin-1")
