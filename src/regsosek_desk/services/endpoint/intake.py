"""Batches in: every document judged for itself, everything on the disk or nothing, and a signed receipt."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from threading import BoundedSemaphore

from regsosek_desk.core.domain.exchange import Receipt, Verdict
from regsosek_desk.core.domain.problem import Problem, problems_in
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.endpoint.clock import Clock
from regsosek_desk.services.endpoint.identity import ServerIdentity
from regsosek_desk.services.endpoint.judging import MAY_PASS, Judging
from regsosek_desk.storage.endpoint.documents import BatchRow
from regsosek_desk.storage.endpoint.store import EndpointStore, Transaction
from regsosek_desk.sync.envelope import Content, Header, open_envelope
from regsosek_desk.sync.packing import unpack_segment
from regsosek_desk.sync.statements import issue_receipt, receipt_from_json, receipt_to_json

_AT_ONCE = 4
"""Envelopes open at a time: the largest takes some 300 MB of memory."""


class Intake:
    """What comes in, and what came in before."""

    def __init__(self, store: EndpointStore, identity: ServerIdentity, clock: Clock) -> None:
        self._store = store
        self._identity = identity
        self._clock = clock
        self._turns = BoundedSemaphore(_AT_ONCE)

    def receipt(self, batch: str, device: str) -> Receipt | None:
        """Of a batch that was taken in, for the device that made or brought it; another has to show the batch."""
        with self._store.reading() as transaction:
            row = transaction.documents.batch(batch)
        return receipt_from_json(row.receipt) if row and device in (row.sender, row.via) else None

    def take(self, batch: str, envelope: bytes, via: str) -> Receipt:
        """Take in an envelope that the device `via` brought; once more gives the same receipt.

        Raises InputFault as `open_envelope` does and `batch_differs`; PeerFault `certificate_invalid`; MachineFault,
        and then nothing of it is kept.
        """
        with self._turns:
            return self._take(batch, envelope, via)

    def _take(self, batch: str, envelope: bytes, via: str) -> Receipt:
        header, content = open_envelope(envelope, self._identity.keys, self._identity.root_key)
        if header.id != batch or header.kind != "batch":
            raise InputFault("batch_differs")
        sha256 = hashlib.sha256(envelope).hexdigest()
        with self._store.writing() as transaction:
            if known := receipt_of(transaction, batch, sha256):
                return known
            judging = Judging(transaction, self._identity, content.bundles, self._clock())
            sender = judging.sender(header.certificate)
            verdicts = judging.verdicts(content.bundles, sender, batch)
            judging.take_up_missing()
            receipt = self._receipt(header, verdicts)
            row = _row(header, receipt, judging.close(extra=1), via, sha256)
            transaction.documents.put_batch(row, envelope)
            if not self._identity.is_relay:
                transaction.problems.put(_problems(header, content), receipt.at)
        return receipt

    def retry(self, *, trusting: bool = False) -> int:
        """Look again at what is in quarantine for a reason that may be gone; gives how much of it was taken in.

        `trusting`: also entries of others whose own batches are lost, as after a backup was put back.
        """
        with self._store.writing() as transaction:
            held = list(transaction.documents.held(reasons=MAY_PASS))
            bundles = [unpack_segment(each.data) for each in held]
            judging = Judging(transaction, self._identity, bundles, self._clock(), trusting=trusting)
            taken = judging.take_up(held)
            judging.close()
        return taken

    def _receipt(self, header: Header, verdicts: tuple[Verdict, ...]) -> Receipt:
        return issue_receipt(
            self._identity.keys,
            self._identity.certificate,
            batch=header.id,
            number=header.number,
            sender=header.certificate.device,
            at=self._clock(),
            verdicts=verdicts,
        )


def receipt_of(transaction: Transaction, batch: str, sha256: str) -> Receipt | None:
    """The receipt of this very batch. Raises InputFault `batch_differs` when the id stands for other content."""
    row = transaction.documents.batch(batch)
    if row and row.sha256 != sha256:
        raise InputFault("batch_differs")
    return receipt_from_json(row.receipt) if row else None


def _problems(header: Header, content: Content) -> list[Problem]:
    """What was filed on the sender's laptop, whoever it says filed it."""
    own = header.certificate
    return [replace(each, petugas=own.petugas, device=own.device) for each in problems_in(content.sections)]


def _row(header: Header, receipt: Receipt, number: int, via: str, sha256: str) -> BatchRow:
    return BatchRow(
        id=header.id,
        number=number,
        sender=receipt.sender,
        via=via,
        sender_number=header.number,
        sha256=sha256,
        received_at=receipt.at,
        documents=len(receipt.verdicts),
        receipt=receipt_to_json(receipt),
    )
