"""An endpoint: the office's own, or the relay on a PML's laptop. Everything that HTTP, or a test, asks of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.core.domain.problem import Problem
from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.services.endpoint.access import SESSION_SECONDS, Access, Device
from regsosek_desk.services.endpoint.changes import Changes
from regsosek_desk.services.endpoint.clock import Clock, utc_now
from regsosek_desk.services.endpoint.enrolment import Enrolment, EnrolmentCode
from regsosek_desk.services.endpoint.identity import ServerIdentity
from regsosek_desk.services.endpoint.intake import Intake, receipt_of
from regsosek_desk.services.endpoint.progress import OfficeProgress
from regsosek_desk.services.endpoint.spool import Spool, length
from regsosek_desk.services.endpoint.viewing import Viewing
from regsosek_desk.storage.endpoint.devices import DeviceRow
from regsosek_desk.storage.endpoint.store import EndpointStore

_HELD = 1000
"""Batches in one list of those held."""

__all__ = ["Device", "Endpoint", "EnrolmentCode", "HeldBatch", "UploadState"]


@dataclass(frozen=True, slots=True)
class UploadState:
    """How far an upload is, in bytes; the receipt once it was taken in."""

    offset: int
    size: int
    """0 while nobody has said."""
    state: Literal["none", "partial", "done"]
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class HeldBatch:
    """A batch that a relay holds for its PML to pass on; `size` in bytes."""

    number: int
    id: str
    size: int
    sender: str


class Endpoint:
    """Used by many threads at once. Any method may raise MachineFault `server_busy`, `server_away`, `server_full`;
    then nothing was changed and the same may be asked again."""

    session_seconds = SESSION_SECONDS

    def __init__(self, store: EndpointStore, identity: ServerIdentity, spool: Path, clock: Clock = utc_now) -> None:
        self.store = store
        self.identity = identity
        self.spool = spool
        self.clock = clock
        self._parts = Spool(spool)
        self._access = Access(store, identity, clock)
        self._enrolment = Enrolment(store, identity, self._access, clock)
        self._intake = Intake(store, identity, clock)
        self._changes = Changes(store, identity, clock)
        self.new_code = self._enrolment.new_code
        self.enrol = self._enrolment.enrol
        self.challenge = self._access.challenge
        self.authenticate = self._access.authenticate
        self.changes = self._changes.page
        self.retry_quarantine = self._intake.retry
        self.viewing = Viewing(store, identity, self._access, clock)
        self.progress = OfficeProgress(store, clock)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def ping(self) -> None:
        """Raises MachineFault when the database can't be asked."""
        with self.store.reading() as transaction:
            transaction.counter.now()

    # Uploads

    def upload_state(self, device: Device, batch: str) -> UploadState:
        """Raises InputFault `not_found` for an id that can't be one."""
        with self._parts.turn(device.id, batch) as part:
            if receipt := self._intake.receipt(batch, device.id):
                return _done(receipt)
            offset = length(part)
            return UploadState(offset, 0, "partial" if offset else "none")

    def append(  # noqa: PLR0917
        self, device: Device, batch: str, offset: int, size: int, sha256: str, chunk: bytes
    ) -> UploadState:
        """The next bytes of a batch of `size` bytes with this SHA-256 (hex); the last, or none after them, take it in.

        Raises InputFault `offset_wrong` (with `offset`), `too_large`, `batch_differs`, `not_found`, and what
        `Intake.take` raises. An upload that is whole but wrong is dropped.
        """
        with self._parts.turn(device.id, batch) as part:
            with self.store.reading() as transaction:
                if receipt := receipt_of(transaction, batch, sha256):
                    self._parts.drop(part)
                    return _done(receipt)
            there = self._parts.add(part, offset, size, chunk)
            if there < size:
                return UploadState(there, size, "partial")
            receipt = self._finish(part, device, batch, sha256)
            return UploadState(size, size, "done", receipt)

    def _finish(self, part: Path, device: Device, batch: str, sha256: str) -> Receipt:
        envelope = self._parts.read(part)
        try:
            if hashlib.sha256(envelope).hexdigest() != sha256:
                raise InputFault("envelope_changed")
            receipt = self._intake.take(batch, envelope, device.id)
        except DeskError as fault:
            if not isinstance(fault, MachineFault):
                self._parts.drop(part)
                self._access.refused(fault.code, "batch", device.id, device.petugas)
            raise
        self._parts.drop(part)
        return receipt

    def batches_of(self, device: Device) -> int:
        """How many batches of the device were taken in: one that knows of fewer was put back from a backup."""
        with self.store.reading() as transaction:
            return transaction.documents.batches_of(device.id)

    # What a relay holds

    def held(self, device: Device, after: int = 0) -> list[HeldBatch]:
        """Batches after this order number. Raises PeerFault `not_allowed` for any but the endpoint's own device."""
        self._only_own(device)
        with self.store.reading() as transaction:
            found = transaction.documents.batches(after, _HELD)
        return [HeldBatch(row.number, row.id, size, row.sender) for row, size in found]

    def held_envelope(self, device: Device, batch: str) -> bytes:
        """As its sender sealed it. Raises PeerFault `not_allowed`, InputFault `not_found`."""
        self._only_own(device)
        with self.store.reading() as transaction:
            envelope = transaction.documents.envelope(batch)
        if envelope is None:
            raise InputFault("not_found")
        return envelope

    def _only_own(self, device: Device) -> None:
        if device.id != self.identity.certificate.device:
            raise self._access.refused("not_allowed", "held", device.id, device.petugas)

    # For the office

    def petugas(self, code: str) -> Petugas:
        """Raises InputFault `petugas_unknown`."""
        with self.store.reading() as transaction:
            found = transaction.lists.petugas([code])
        if code not in found:
            raise InputFault("petugas_unknown", petugas=code)
        return found[code]

    def devices(self) -> list[DeviceRow]:
        """Every device by the time it was enrolled."""
        with self.store.reading() as transaction:
            return transaction.devices.device_list()

    def revoke(self, device: str) -> None:
        """Shut a device out from now on. Raises InputFault `device_unknown`; one that is revoked stays so."""
        with self.store.writing() as transaction:
            if transaction.devices.device(device) is None:
                raise InputFault("device_unknown", device=device)
            transaction.devices.revoke(device, self.clock(), transaction.counter.take())

    def shut_out(self, devices: Collection[str]) -> None:
        """As `revoke`, at a relay, of devices that may never have been here."""
        with self.store.writing() as transaction:
            known, now = transaction.devices.devices(devices), self.clock()
            for device in set(devices) - known.keys():
                number = transaction.counter.take()
                transaction.devices.put_device(DeviceRow(device, "", "", "", "", now, now, number))
            for device in known:
                transaction.devices.revoke(device, now, transaction.counter.take())

    def problems(self, most: int) -> list[tuple[Problem, str]]:
        """Faults of the program that were filed on laptops, the latest first, each with when it came (UTC)."""
        with self.store.reading() as transaction:
            return transaction.problems.problems(most)

    def problem_count(self) -> int:
        with self.store.reading() as transaction:
            return transaction.problems.count()

    def status(self) -> dict[str, Any]:
        """Counts for who watches: rows by table, documents by status, what waits in quarantine by reason, and that
        again by HeldBack."""
        with self.store.reading() as transaction:
            return {
                "number": transaction.counter.now(),
                "rows": transaction.lists.counts(),
                "documents": transaction.documents.by_status(),
                "quarantine": transaction.documents.by_reason(),
                "held_back": transaction.documents.held_back(),
            }


def _done(receipt: Receipt) -> UploadState:
    return UploadState(0, 0, "done", receipt)
