"""One-time codes, and the binding of a laptop to a petugas by one."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass
from json import loads
from typing import Any

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.exchange import Certificate
from regsosek_desk.core.domain.journal import canonical
from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.services.endpoint.access import Access
from regsosek_desk.services.endpoint.clock import Clock, later
from regsosek_desk.services.endpoint.identity import ServerIdentity
from regsosek_desk.services.endpoint.scopes import scope_of, sls_to_json
from regsosek_desk.storage.endpoint.devices import CodeRow, DeviceRow
from regsosek_desk.storage.endpoint.store import EndpointStore, Transaction
from regsosek_desk.sync import codes
from regsosek_desk.sync.keys import check_public_keys, device_of
from regsosek_desk.sync.statements import certificate_from_json, certificate_to_json, issue_certificate

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """`link` is what the QR says: RSD1|address|code|root key. `expires` is UTC, ISO 8601."""

    code: str
    petugas: str
    expires: str
    link: str


class Enrolment:
    """Of an office's own endpoint. Of a code only a keyed hash is stored.

    Guessing is slowed: wrong codes are counted by the address they come from and by their first four characters.
    """

    def __init__(self, store: EndpointStore, identity: ServerIdentity, access: Access, clock: Clock) -> None:
        self._store = store
        self._identity = identity
        self._access = access
        self._clock = clock

    def new_code(self, petugas: str, days: int = 7, url: str = "") -> EnrolmentCode:
        """A code for a petugas, whose earlier one, if nobody used it, is void. Raises InputFault `petugas_unknown`."""
        secret, now = codes.new_secret(), self._clock()
        code = codes.grouped(secret + codes.office_proof(self._identity.root_key, self._identity.recovery))
        row = CodeRow(self._hash(secret), petugas, now, later(now, days * _DAY))
        with self._store.noting() as transaction:
            if not transaction.lists.petugas([petugas]):
                raise InputFault("petugas_unknown", petugas=petugas)
            transaction.devices.put_code(row)
        link = "|".join(("RSD1", url or self._identity.url, code, self._identity.root_key))
        return EnrolmentCode(code, petugas, row.expires, link)

    def enrol(  # noqa: PLR0917
        self, code: str, sign_key: str, recipient: str, device_name: str, wrapped_key: str, address: str = ""
    ) -> dict[str, Any]:
        """Certify the device with these public keys for the petugas of the code; the same device may repeat it.

        `wrapped_key` is the key of its work file, wrapped for the office. Raises PeerFault `code_wrong`, `code_used`,
        `code_expired`, `code_wait` (with `seconds`), `device_revoked`, `not_allowed`; InputFault `key_malformed`.
        """
        secret = codes.bare(code)[: codes.SECRET]  # what follows is for the laptop to know us by
        what = f"enrol {secret[: codes.GROUP]}"
        if self._identity.root is None:
            raise self._access.refused("not_allowed", "enrol", address=address)
        self._access.slow_down(address, what)
        check_public_keys(sign_key, recipient)
        row = DeviceRow(device_of(sign_key), "", device_name, "", wrapped_key, self._clock(), "", 0)
        try:
            with self._store.writing() as transaction:
                return self._bind(transaction, self._hash(secret), row, sign_key, recipient)
        except PeerFault as fault:
            raise self._access.refused(fault.code, what, row.id, address=address) from None

    def _bind(
        self, transaction: Transaction, code_hash: str, row: DeviceRow, sign_key: str, recipient: str
    ) -> dict[str, Any]:
        code = transaction.devices.code(code_hash)
        if code is None:
            raise PeerFault("code_wrong")
        there = transaction.devices.device(row.id)
        if there and there.revoked_at:
            raise PeerFault("device_revoked")
        if code.device not in ("", row.id):
            raise PeerFault("code_used")
        if code.expires <= self._clock():
            raise PeerFault("code_expired")
        petugas = transaction.lists.petugas([code.petugas]).get(code.petugas, Petugas(code.petugas, ""))
        if there is None:
            certificate = self._certificate(petugas, sign_key, recipient)
            self._keep(transaction, code_hash, row, certificate)
        else:
            certificate = certificate_from_json(loads(there.certificate))
            if not code.device or certificate.recipient != recipient:  # keys are public: anyone may name another's
                raise PeerFault("not_allowed")
        return self._answer(transaction, petugas, certificate)

    def _certificate(self, petugas: Petugas, sign_key: str, recipient: str) -> Certificate:
        assert self._identity.root is not None
        return issue_certificate(
            self._identity.root, sign_key=sign_key, recipient=recipient, petugas=petugas.code, name=petugas.name,
            role=petugas.role, kab=self._identity.certificate.kab, issued=self._clock(),
        )  # fmt: skip

    def _keep(self, transaction: Transaction, code_hash: str, row: DeviceRow, certificate: Certificate) -> None:
        text = canonical(certificate_to_json(certificate))
        number = transaction.counter.take()
        made = DeviceRow(row.id, certificate.petugas, row.name, text, row.wrapped_key, certificate.issued, "", number)
        transaction.devices.put_device(made)
        transaction.devices.use_code(code_hash, row.id)

    def _answer(self, transaction: Transaction, petugas: Petugas, certificate: Certificate) -> dict[str, Any]:
        places = transaction.scopes.sls_ids(scope_of(petugas, self._identity.certificate.kab))
        return {
            "certificate": certificate_to_json(certificate),
            "server": certificate_to_json(self._identity.certificate),
            "root_key": self._identity.root_key,
            "recovery": self._identity.recovery,
            "petugas": asdict(petugas),
            "sls": [sls_to_json(each) for each in transaction.lists.sls_of(places).values()],
        }

    def _hash(self, secret: str) -> str:
        return hmac.new(self._identity.secret, f"code|{secret}".encode(), hashlib.sha256).hexdigest()
