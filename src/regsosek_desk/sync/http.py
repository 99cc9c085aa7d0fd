"""Requests to one address, each signed by this device, and every way in which they fail as a PeerFault."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import HTTPError

from regsosek_desk.core.domain.exchange import Certificate
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_to_json, without_name

TIMEOUT = (30.0, 60.0)
"""Seconds to connect and to send a body, and between two bytes of the answer: 64 kbit/s with 800 ms delay will do."""
_TEXT_MOST = 64 << 20
"""Bytes of a JSON answer, at most: a receipt names each document of a batch, an enrolment each SLS of a kabupaten."""
_PIECE = 16 << 10
_SPOKEN = frozenset({
    "batch_differs", "code_expired", "code_used", "code_wait", "code_wrong", "device_revoked", "device_unknown",
    "envelope_changed", "envelope_cut", "envelope_newer", "envelope_not_for_us", "envelope_too_large", "not_allowed",
    "not_an_envelope", "server_full", "signature_wrong",
})  # fmt: skip
"""Refusals with words of their own."""
_LATER = (401, 408, 429)
"""Statuses, beside those from 500 on, that another try may not meet; 401 stands for a session just made."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers (names as one likes to write them) and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON. Raises PeerFault `peer_nonsense`."""
        try:
            return json.loads(self.body)
        except ValueError:
            raise PeerFault("peer_nonsense") from None


Sink = Callable[[Answer, bytes], None]
"""Takes a piece of a body as it comes; the Answer has status and headers, its body is empty."""


class SignedHttp:
    """One address and one device. After the device's session has run out, a new one is made by the way."""

    def __init__(
        self,
        address: str,
        keys: DeviceKeys,
        certificate: Certificate | None = None,
        *,
        adapter: BaseAdapter | None = None,
    ) -> None:
        """`address`: http(s)://host:port, for a TLS certificate that no authority vouches for with its fingerprint
        (SHA-256, hex) after "#". `certificate`: our own, for a peer that has no list of devices.
        """
        self._base, _, pin = address.rstrip("/").partition("#")
        self._keys = keys
        self._name = {"certificate": certificate_to_json(without_name(certificate))} if certificate else {}
        self._session = ""
        self._http = requests.Session()
        self._http.trust_env = False  # a proxy or a .netrc of the machine has no business here
        if adapter or pin:
            self._http.mount(f"{urlsplit(self._base).scheme}://", adapter or _Pinned(pin))
        self._http.headers["User-Agent"] = "regsosek-desk"

    def close(self) -> None:
        self._http.close()

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        signed: bool = True,
        sink: Sink | None = None,
    ) -> Answer:
        """One request. Gives an answer of status 2xx or 409; a `sink` gets the body of 200 and 206 instead of it.

        Raises PeerFault `unreachable`, `peer_untrusted`, `peer_busy`, `peer_nonsense`, and for a refusal
        `peer_refused` or the code the peer gives.
        """
        if not signed:
            return _granted(self._send(method, path, body, headers or {}, sink))
        for _ in range(2):
            name = self._authorization(method, path, body)
            answer = self._send(method, path, body, {**(headers or {}), "Authorization": name}, sink)
            if answer.status != requests.codes.unauthorized:
                return _granted(answer)
            self._session = ""
        raise PeerFault("peer_busy", status=answer.status)

    def ask_json(self, method: str, path: str, content: object = None, *, signed: bool = True) -> dict[str, Any]:
        """A request whose answer is a JSON object. Raises as `ask`."""
        body = b"" if content is None else json.dumps(content).encode()
        answer = self.ask(method, path, body, {"Content-Type": "application/json"} if body else {}, signed=signed)
        found = answer.json()
        if not isinstance(found, dict):
            raise PeerFault("peer_nonsense")
        return found

    def _authorization(self, method: str, path: str, body: bytes) -> str:
        if not self._session:
            found = self.ask_json("POST", "/v1/sessions", {"device": self._keys.device, **self._name}, signed=False)
            self._session = text_in(found, "session")
        said = f"{method}\n{path}\n{self._session}\n{hashlib.sha256(body).hexdigest()}"
        return f"Regsosek {self._keys.device}:{self._session}:{self._keys.sign(said.encode())}"

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str], sink: Sink | None) -> Answer:
        told = {**headers, "Accept-Encoding": "identity" if sink else "gzip"}  # what goes on at a byte stays as it is
        with (
            _as_faults(),
            self._http.request(
                method, self._base + path, data=body, headers=told, timeout=TIMEOUT, stream=True, allow_redirects=False
            ) as response,
        ):
            head = Answer(response.status_code, response.headers, b"")
            if sink and head.status in (requests.codes.ok, requests.codes.partial_content):
                for piece in response.iter_content(_PIECE):
                    sink(head, piece)
                return head
            return Answer(head.status, head.headers, _whole(response))


class _Pinned(HTTPAdapter):
    """Trusts the one certificate with this fingerprint, whoever issued it."""

    def __init__(self, fingerprint: str) -> None:
        self._fingerprint = fingerprint
        super().__init__()

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, assert_fingerprint=self._fingerprint, **more)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        super().cert_verify(conn, url, False, cert)  # type: ignore[no-untyped-call]


def text_in(found: Mapping[str, Any], name: str) -> str:
    """A text of a JSON object. Raises PeerFault `peer_nonsense` where there is none."""
    if not isinstance(found.get(name), str):
        raise PeerFault("peer_nonsense")
    return cast(str, found[name])


def number_in(found: Mapping[str, Any], name: str) -> int:
    """A number from 0 of a JSON object. Raises PeerFault `peer_nonsense` where there is none."""
    if type(found.get(name)) is not int or found[name] < 0:
        raise PeerFault("peer_nonsense")
    return cast(int, found[name])


@contextmanager
def _as_faults() -> Iterator[None]:
    try:
        yield
    except requests.exceptions.SSLError as error:
        raise PeerFault("peer_untrusted") from error
    except (requests.exceptions.InvalidHeader, requests.exceptions.ContentDecodingError) as error:
        raise PeerFault("peer_nonsense") from error
    except (requests.RequestException, HTTPError, OSError) as error:
        raise PeerFault("unreachable") from error


def _whole(response: requests.Response) -> bytes:
    body = bytearray()
    for piece in response.iter_content(_PIECE):
        body += piece
        if len(body) > _TEXT_MOST:
            raise PeerFault("peer_nonsense")
    return bytes(body)


def _granted(answer: Answer) -> Answer:
    codes = requests.codes
    if codes.ok <= answer.status < codes.multiple_choices or answer.status == codes.conflict:
        return answer
    reason, params = _reason(answer)
    if reason in _SPOKEN:
        raise PeerFault(reason, **params)
    if answer.status in _LATER or answer.status >= codes.server_error:
        raise PeerFault("peer_busy", status=answer.status)
    if not reason:
        raise PeerFault("peer_nonsense")
    raise PeerFault("peer_refused", reason=reason)


def _reason(answer: Answer) -> tuple[str, dict[str, int]]:
    """Code of a refusal, "" when somebody else than our own program has answered, and the one number it may have."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return "", {}
    code, params = (found.get("code"), found.get("params")) if isinstance(found, dict) else ("", {})
    seconds = params.get("seconds") if isinstance(params, dict) else None
    return code if isinstance(code, str) else "", {"seconds": seconds} if type(seconds) is int else {}
