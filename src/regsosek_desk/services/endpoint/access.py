"""Who is let in: sessions, signatures, and the list of those who were refused."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from json import loads

from regsosek_desk.core.domain.exchange import Certificate
from regsosek_desk.core.domain.journal import canonical
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.endpoint.clock import Clock, later, seconds_between
from regsosek_desk.services.endpoint.identity import ServerIdentity
from regsosek_desk.storage.endpoint.devices import DeviceRow, Refusal
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.sync.keys import check_signature, from_b64, to_b64
from regsosek_desk.sync.statements import certificate_from_json, certificate_to_json, check_certificate

SESSION_SECONDS = 3600
_FREE_TRIES = 5
_WAIT, _LONGEST_WAIT = 5, 900
"""Seconds: after the free tries each wrong code doubles the wait, for an hour after the last."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device that has shown who it is."""

    id: str
    certificate: Certificate

    @property
    def petugas(self) -> str:
        return self.certificate.petugas


class Access:
    """Sessions are stateless, end after an hour of this endpoint's clock, and are of use only with the device's key."""

    def __init__(self, store: EndpointStore, identity: ServerIdentity, clock: Clock) -> None:
        self._store = store
        self._identity = identity
        self._clock = clock

    def challenge(self, device: str, certificate: Certificate | None = None) -> str:
        """A session for a device to sign its requests with.

        A relay gets to know the device by its certificate, and so does an office whose list of devices is an older one.
        Raises PeerFault `device_unknown`, `device_revoked`, `certificate_invalid`.
        """
        if certificate is not None and (self._identity.is_relay or self._store.was_restored()):
            self._introduce(device, certificate)
        self._known(device, "session")
        return self._session(device, later(self._clock(), SESSION_SECONDS))

    def authenticate(  # noqa: PLR0917
        self, device: str, session: str, signature: str, method: str, path: str, body_hash: str
    ) -> Device:
        """The device that signed this request; `path` with its query, `body_hash` SHA-256 in hex.

        Raises PeerFault `session_expired`, `device_unknown`, `device_revoked`, `signature_wrong`.
        """
        what = f"{method} {path.partition('?')[0]}"
        if not self._is_current(device, session):
            raise PeerFault("session_expired")
        row = self._known(device, what)
        certificate = certificate_from_json(loads(row.certificate))
        signed = "\n".join((method, path, session, body_hash)).encode()
        if not check_signature(certificate.sign_key, signed, signature):
            raise self.refused("signature_wrong", what, device, row.petugas)
        return Device(device, certificate)

    def refused(self, code: str, what: str, device: str = "", petugas: str = "", address: str = "") -> PeerFault:
        """The fault to raise; that it was, is kept in the list of refusals."""
        refusal = Refusal(self._clock(), device[:100], petugas, address[:100], what[:100], code)
        with self._store.noting() as transaction:
            transaction.devices.refuse(refusal)
        return PeerFault(code)

    def slow_down(self, address: str, what: str) -> None:
        """Raises PeerFault `code_wait` (with `seconds`) where too many wrong codes came from there, or for this."""
        now = self._clock()
        with self._store.reading() as transaction:
            count, last = transaction.devices.tries("code_wrong", address, what, later(now, -3600))
        wait = min(_WAIT * 2 ** (count - _FREE_TRIES), _LONGEST_WAIT) if count >= _FREE_TRIES else 0
        left = wait - seconds_between(last, now) if wait else 0
        if left > 0:
            raise PeerFault("code_wait", seconds=int(left) + 1)

    def _known(self, device: str, what: str) -> DeviceRow:
        with self._store.reading() as transaction:
            row = transaction.devices.device(device)
        if row is None:
            raise self.refused("device_unknown", what, device)
        if row.revoked_at:
            raise self.refused("device_revoked", what, device, row.petugas)
        return row

    def _introduce(self, device: str, certificate: Certificate) -> None:
        own = self._identity
        check_certificate(certificate, own.root_key)
        if (certificate.device, certificate.kab) != (device, own.certificate.kab):
            raise self.refused("certificate_invalid", "session", device)
        with self._store.reading() as transaction:
            if transaction.devices.device(device):
                return
        text, now = canonical(certificate_to_json(certificate)), self._clock()
        with self._store.writing() as transaction:
            number = transaction.counter.take()
            transaction.devices.put_device(DeviceRow(device, certificate.petugas, "", text, "", now, "", number))

    # Sessions: base64url of "end|device|seal"

    def _session(self, device: str, end: str) -> str:
        return to_b64(f"{end}|{device}|{self._seal(device, end)}".encode())

    def _seal(self, device: str, end: str) -> str:
        return hmac.new(self._identity.secret, f"session|{end}|{device}".encode(), hashlib.sha256).hexdigest()

    def _is_current(self, device: str, session: str) -> bool:
        try:
            end, whose, seal = from_b64(session).decode().split("|")
        except ValueError:
            return False
        return whose == device and end > self._clock() and hmac.compare_digest(seal, self._seal(device, end))
