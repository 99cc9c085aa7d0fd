"""What every request passes: a bound on its body before any of it is read, the counters, and the net for bugs."""

from __future__ import annotations

import logging
import traceback
from time import perf_counter

from fastapi import Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regsosek_desk.server.faults import fault_response
from regsosek_desk.server.metrics import Asked, Metrics

BODY_MOST = 1 << 20
"""Bytes of one body, which is as much as one chunk of a batch may have."""
_DIGITS = 9
GONE = 499
"""Counted as the status where the other side hung up before it had sent everything."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
_FRAMES = 8
log = logging.getLogger("regsosek_desk.server")


class Doorway:
    """ASGI middleware. A body must say its length (411) and be 1 MiB at most (413)."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status, sent = perf_counter(), 0, 0

        async def watched(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        headers = dict(scope["headers"])
        refusal = _refusal(headers)
        try:
            await (refusal or self._app)(scope, receive, watched)
        except ClientDisconnect:
            status = GONE
        except Exception as error:  # the framework would log what it says, and that may hold answers and names
            log.error("unexpected %s", where(error))
            self._metrics.refused("unexpected")
            if not status:
                await fault_response(500, "unexpected")(scope, receive, watched)
        received = 0 if refusal else int(headers.get(b"content-length", 0))
        asked = Asked(_method(scope), _route(scope), status)
        self._metrics.answered(asked, perf_counter() - start, received, sent)


def _refusal(headers: dict[bytes, bytes]) -> Response | None:
    if b"transfer-encoding" in headers:
        return fault_response(411, "length_required")
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > _DIGITS or int(length) > BODY_MOST:
        return fault_response(413, "too_large", {"most": BODY_MOST})
    return None


def _method(scope: Scope) -> str:
    """A stranger may send any word."""
    return scope["method"] if scope["method"] in _METHODS else "other"


def _route(scope: Scope) -> str:
    """The pattern of the path, so that there are no more counters than routes."""
    return getattr(scope.get("route"), "path", "other")


def where(error: BaseException) -> str:
    """Kind and place of an exception, without its words."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " < ".join([type(error).__name__, *(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))])
