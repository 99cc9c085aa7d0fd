"""A wire that misbehaves: a requests adapter that hands each request to a function, with faults before and after."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse


@dataclass(frozen=True)
class Reply:
    """What a server answers; `cut` bytes of the body are lost on the way although the headers promise them."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0


Serve = Callable[[requests.PreparedRequest], Reply]
FAULTS = (
    *("drop_before", "drop_after", "repeat", "reorder", "delay", "truncate"),
    *("e401", "e500", "e502", "e504", "lie_offset", "lie_size", "lie_length", "lie_short"),
)


class Wire(BaseAdapter):
    """Hands requests to `serve`; `faults` gives the fault of the next one, "" for none. `seen` counts them."""

    def __init__(self, serve: Serve, faults: Callable[[], str] = lambda: "") -> None:
        super().__init__()
        self.serve = serve
        self.faults = faults
        self.seen: Counter[str] = Counter()
        self.late: list[requests.PreparedRequest] = []
        """Requests still under way, to arrive behind later ones."""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        fault = self.faults()
        self.seen[fault] += 1
        reply = self._through(fault, request)
        return _response(request, reply)

    def close(self) -> None:
        pass

    def deliver_late(self) -> None:
        """What was held up arrives now; nobody waits for the answers any more."""
        late, self.late = self.late, []
        for request in late:
            self.serve(request)

    def _through(self, fault: str, request: requests.PreparedRequest) -> Reply:
        match fault:
            case "drop_before":
                raise requests.ConnectionError("lost on the way there")
            case "delay":  # it times out here, and arrives some time later
                self.late.append(request)
                raise requests.ReadTimeout("under way")
            case "e401" | "e500" | "e502" | "e504":
                body = b'{"code":"session_expired"}' if fault == "e401" else b"<html>Bad gateway</html>"
                return Reply(int(fault[1:]), body)
            case "reorder":  # what was late arrives now, and this one last
                self.deliver_late()
                self.late.append(request)
                raise requests.ReadTimeout("under way")
        reply = self.serve(request)
        match fault:
            case "drop_after":
                raise requests.ConnectionError("lost on the way back")
            case "repeat":
                return self.serve(request)
            case "truncate":
                return Reply(reply.status, reply.body, reply.headers, cut=1 + len(reply.body) // 2)
        return lied(fault, reply)


def lied(fault: str, reply: Reply) -> Reply:
    """The same answer with untrue numbers."""
    headers = {key: value for key, value in reply.headers.items() if key.lower() != "content-length"}
    match fault:
        case "lie_offset":
            body = reply.body.replace(b'"offset":', b'"offset":9')
        case "lie_size":
            body = reply.body.replace(b'"size":', b'"size":9')
        case "lie_length":  # more promised than there is
            return Reply(reply.status, reply.body, {**headers, "Content-Length": str(len(reply.body) + 7)})
        case "lie_short":  # less promised than comes
            return Reply(reply.status, reply.body, {**headers, "Content-Length": str(len(reply.body) // 2)})
        case _:
            return reply
    return Reply(reply.status, body, headers)


def some(chance: float, seed: int, but: tuple[str, ...] = ()) -> Callable[[], str]:
    """A fault in that share of the requests, any of them alike, `but` these."""
    dice, faults = random.Random(seed), [fault for fault in FAULTS if fault not in but]
    return lambda: dice.choice(faults) if dice.random() < chance else ""


def _response(request: requests.PreparedRequest, reply: Reply) -> requests.Response:
    headers = {"Content-Length": str(len(reply.body)), **reply.headers}
    length = int(headers["Content-Length"])
    raw = HTTPResponse(
        body=BytesIO(reply.body[: max(0, min(length, len(reply.body)) - reply.cut)]),
        headers=headers,
        status=reply.status,
        preload_content=False,
        enforce_content_length=True,
        request_method=request.method,
    )
    response = requests.Response()
    response.status_code = reply.status
    response.headers.update(headers)
    response.raw = raw
    response.request = request
    response.url = request.url or ""
    return response
