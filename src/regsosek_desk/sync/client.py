"""What one side asks of another over HTTP: see `docs/sync-protocol.md`.

Up and down go on from the byte that had been reached, also after a break, and nothing that the other side says about
lengths is believed unless it can be. Timing and clocks of the two sides play no part.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlencode

from requests.adapters import BaseAdapter

from regsosek_desk.core.domain.exchange import Certificate
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.http import Answer, SignedHttp, number_in, text_in
from regsosek_desk.sync.keys import DeviceKeys

CHUNK, LEAST_CHUNK = 64 << 10, 4 << 10
"""Bytes of one upload request: half as many after each failure, twice as many after each success."""
MOST = 40 << 20
"""Bytes of one download, at most."""
TRIES = 4
"""Failures in a row after which this exchange is given up."""
_PASSING = frozenset({"unreachable", "peer_busy", "peer_nonsense"})
_DIGITS = 18
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")

OnBytes = Callable[[int, int], None]
"""Called with the bytes done and those there are in all."""


class Cancelled(Exception):
    """Whoever started the exchange wants it no more. What is done stays done."""


@dataclass(frozen=True, slots=True)
class Held:
    """A batch that a peer keeps for somebody else: its place in the peer's order, its id, bytes, sending device."""

    number: int
    id: str
    size: int
    sender: str


class _Way(Protocol):
    """A transfer of bytes, up or down."""

    furthest: int
    """Bytes that had arrived when most of them had."""

    def shrink(self) -> None:
        """Take note of a failure."""


@dataclass(slots=True)
class _Partial:
    """A download as far as it has come."""

    tag: str = ""
    total: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    furthest: int = 0

    @property
    def whole(self) -> bool:
        return bool(self.headers) and len(self.body) == self.total

    def add(self, piece: bytes) -> None:
        """Raises PeerFault `peer_nonsense` when it becomes more than was said."""
        if len(self.body) + len(piece) > self.total:
            raise PeerFault("peer_nonsense")
        self.body += piece
        self.furthest = max(self.furthest, len(self.body))

    def shrink(self) -> None:
        pass


class HttpLink:
    """One peer over HTTP. It remembers a download that broke off, so it is worth keeping for the next exchange."""

    def __init__(
        self,
        address: str,
        keys: DeviceKeys,
        certificate: Certificate | None = None,
        *,
        adapter: BaseAdapter | None = None,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """As SignedHttp; `wait` lets so many seconds pass between two tries."""
        self.address = address
        self._http = SignedHttp(address, keys, certificate, adapter=adapter)
        self._keys = keys
        self._wait = wait
        self._partial: dict[str, _Partial] = {}
        self.batches = 0
        """Batches of this device that the peer has, as it told with the last changes."""

    def close(self) -> None:
        self._http.close()

    # Each method raises PeerFault as SignedHttp.ask does.

    def identity(self) -> dict[str, Any]:
        """Who answers there, as it says itself."""
        return self._http.ask_json("GET", "/v1/identity", signed=False)

    def enrol(self, code: str, device_name: str, wrapped_key: str) -> dict[str, Any]:
        """Bind this device to a petugas by a code of the office. Repeating it with the same keys is no harm.

        Refusals: `code_wrong`, `code_used`, `code_expired`.
        """
        return self._http.ask_json(
            "POST",
            "/v1/enrol",
            {
                "code": code,
                "sign_key": self._keys.sign_key,
                "recipient": self._keys.recipient,
                "device_name": device_name,
                "wrapped_key": wrapped_key,
            },
            signed=False,
        )

    def upload(self, batch: str, data: bytes, progress: OnBytes, cancelled: Callable[[], bool]) -> dict[str, Any]:
        """Bring a batch to the peer, from the byte it has got to; gives the receipt as JSON, not yet checked.

        Raises Cancelled.
        """
        upload = _Upload(self._http, batch, data, progress)
        self._persist(upload.step, upload, cancelled)
        return upload.receipt or {}

    def changes(self, after: str, progress: OnBytes, cancelled: Callable[[], bool]) -> tuple[bytes, str] | None:
        """The next envelope for this device behind a cursor, and the cursor behind it; None when there is none.

        Raises Cancelled.
        """
        found = self._download(f"/v1/changes?{urlencode({'after': after})}", progress, cancelled)
        if found is None:
            return None
        cursor = found.headers.get("X-Next-Cursor", "")
        if not cursor or cursor == after:
            raise PeerFault("peer_nonsense")
        return bytes(found.body), cursor

    def held(self, after: int) -> list[Held]:
        """Batches of others that the peer keeps, behind a number."""
        found = self._http.ask("GET", f"/v1/held?after={after}").json()
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise PeerFault("peer_nonsense")
        return [
            Held(number_in(each, "number"), text_in(each, "id"), number_in(each, "size"), text_in(each, "sender"))
            for each in found
        ]

    def held_envelope(self, batch: str, progress: OnBytes, cancelled: Callable[[], bool]) -> bytes:
        """One of these batches as it came. Raises Cancelled."""
        found = self._download(f"/v1/held/{batch}", progress, cancelled)
        if found is None:
            raise PeerFault("peer_nonsense")
        return bytes(found.body)

    def _download(self, path: str, progress: OnBytes, cancelled: Callable[[], bool]) -> _Partial | None:
        partial = self._partial.setdefault(path, _Partial())

        def step() -> bool | None:
            before = partial.furthest
            if not self._fetch(path, partial, progress, cancelled):
                return None
            if not partial.whole and partial.furthest == before:
                raise PeerFault("peer_nonsense")
            return partial.whole

        there = self._persist(step, partial, cancelled)
        del self._partial[path]
        return partial if there else None

    def _fetch(self, path: str, partial: _Partial, progress: OnBytes, cancelled: Callable[[], bool]) -> bool:
        """One request for what is still missing; False when the peer has nothing there."""
        wanted = {"Range": f"bytes={len(partial.body)}-", "If-Range": partial.tag} if partial.tag else {}
        began = False

        def take(head: Answer, piece: bytes) -> None:
            nonlocal began
            if not began:
                _begin(partial, head)
                began = True
            partial.add(piece)
            progress(len(partial.body), partial.total)
            if cancelled():
                raise Cancelled

        answer = self._http.ask("GET", path, headers=wanted, sink=take)
        told = answer.headers.get("X-Batches", "")
        self.batches = int(told) if told.isascii() and told.isdigit() and len(told) < _DIGITS else 0
        return answer.status != 204

    def _persist(self, step: Callable[[], bool | None], way: _Way, cancelled: Callable[[], bool]) -> bool:
        """Take steps until one says True (done) or None (nothing there); after a failure try again, less and less soon.

        Only what gets further than ever before counts as a success: a peer that says the same for ever is given up.
        """
        failures, best = 0, way.furthest
        while True:
            if cancelled():
                raise Cancelled
            try:
                if (done := step()) is not False:
                    return bool(done)
            except PeerFault as fault:
                failures = 1 if way.furthest > best else failures + 1
                if fault.code not in _PASSING or failures >= TRIES:
                    raise
                way.shrink()
                self._wait(2.0 ** (failures - 1))
            best = max(best, way.furthest)


def _begin(partial: _Partial, head: Answer) -> None:
    """Take notice of where the body that comes now belongs. Raises PeerFault `peer_nonsense`."""
    if head.status == 206:
        found = _RANGE.fullmatch(head.headers.get("Content-Range", ""))
        if not found or (int(found[1]), int(found[3])) != (len(partial.body), partial.total):
            partial.body.clear()
            partial.tag = ""
            raise PeerFault("peer_nonsense")
        return
    length = head.headers.get("Content-Length", "")
    if not (length.isascii() and length.isdigit() and int(length) <= MOST):
        raise PeerFault("peer_nonsense")
    partial.body.clear()
    partial.tag, partial.total, partial.headers = head.headers.get("ETag", ""), int(length), head.headers


class _Upload:
    """One batch on its way up."""

    def __init__(self, http: SignedHttp, batch: str, data: bytes, progress: OnBytes) -> None:
        self.receipt: dict[str, Any] | None = None
        self._http = http
        self._path = f"/v1/batches/{batch}"
        self._data = data
        self._digest = hashlib.sha256(data).hexdigest()
        self._progress = progress
        self._chunk = CHUNK
        self._offset: int | None = None
        self.furthest = 0

    def shrink(self) -> None:
        """Send less at a time, and ask first what has arrived."""
        self._chunk = max(self._chunk // 2, LEAST_CHUNK)
        self._offset = None

    def step(self) -> bool:
        """Ask where to go on if that isn't known, and send a piece; True once the receipt is there."""
        if self._offset is None:
            self._take(self._http.ask_json("GET", self._path))
        if self.receipt is None:
            self._send(self._offset or 0)
        return self.receipt is not None

    def _send(self, offset: int) -> None:
        piece = self._data[offset : offset + self._chunk]
        answer = self._http.ask("PATCH", self._path, piece, self._headers())
        found = answer.json()
        if answer.status == 409:
            self._refused(found)
        self._take(found)
        if self.receipt is None and (not piece or self._offset != offset + len(piece)):
            raise PeerFault("peer_nonsense")
        self._chunk = min(self._chunk * 2, CHUNK)

    def _headers(self) -> dict[str, str]:
        return {
            "Content-Type": "application/octet-stream",
            "Upload-Offset": str(self._offset),
            "Upload-Length": str(len(self._data)),
            "Upload-Digest": self._digest,
        }

    def _refused(self, found: object) -> None:
        code = found.get("code") if isinstance(found, dict) else None
        if code == "batch_differs":
            raise PeerFault("batch_differs")
        raise PeerFault("peer_nonsense")  # an offset that isn't there: ask again

    def _take(self, found: object) -> None:
        """Believe what the peer says of the batch as far as it can be true."""
        if not isinstance(found, dict):
            raise PeerFault("peer_nonsense")
        if found.get("state") == "done":
            if not isinstance(found.get("receipt"), dict):
                raise PeerFault("peer_nonsense")
            self.receipt = found["receipt"]
            self._offset = len(self._data)
        else:
            offset, size = number_in(found, "offset"), number_in(found, "size")
            if offset > len(self._data) or size not in (0, len(self._data)):  # 0: it has not been told
                raise PeerFault("peer_nonsense")
            self._offset = offset
        self.furthest = max(self.furthest, self._offset)
        self._progress(self._offset, len(self._data))
