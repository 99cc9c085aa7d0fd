"""One exchange with one peer, the office's endpoint or a PML's laptop: receive, send what waits, keep the proof."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from regsosek_desk.core.domain.exchange import Certificate, Verdict
from regsosek_desk.core.domain.kendali import KENDALI_FORM
from regsosek_desk.core.errors import DeskError, InputFault, PeerFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange import receipts
from regsosek_desk.services.exchange.batches import batches_made, make_batch, not_in, note_made, recipients, unreceipted
from regsosek_desk.services.exchange.laptop import OFFICE_ROLE, OnProgress, Outcome, Phase, Progress, laptop_of, now
from regsosek_desk.services.exchange.packages import revoked_devices
from regsosek_desk.services.exchange.problems import to_carry
from regsosek_desk.services.exchange.receive import Intake
from regsosek_desk.storage.batches import OutBatch
from regsosek_desk.storage.exchange import Peer, Waiting
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.client import Cancelled, HttpLink
from regsosek_desk.sync.envelope import open_envelope
from regsosek_desk.sync.http import text_in
from regsosek_desk.sync.statements import certificate_from_json, certificate_to_json, check_certificate

_EPOCH_MOST = 100
"""Letters."""
_FOR_GOOD = frozenset({"batch_differs", "envelope_changed", "envelope_cut", "envelope_malformed", "not_an_envelope"})
"""Refusals of one batch that another try can't change; what it held goes out again in a new one."""
_THIS_TIME = frozenset(
    {"envelope_newer", "envelope_not_for_us", "envelope_too_large", "not_allowed", "receipt_invalid"}
)
"""Refusals of one batch that are not for us to mend; the rest goes on."""


@dataclass(slots=True)
class _Steering:
    progress: OnProgress
    cancelled: Callable[[], bool]

    def check(self) -> None:
        if self.cancelled():
            raise Cancelled

    def bytes_of(self, phase: Phase, documents: int = 0) -> Callable[[int, int], None]:
        return lambda done, size: self.progress(Progress(phase, done, size, 0, documents))


class Exchange:
    """Everything one exchange does. To be run outside the thread of the work file, one at a time for a file."""

    def __init__(
        self,
        run: RunOnFile,
        link: HttpLink,
        *,
        device: str = "",
        on_desk: Callable[[], Collection[str]] = tuple,
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        """`device`: who has to answer there, "" for anybody of this office; `on_desk` and `pause` as in Intake."""
        self._run = run
        self._link = link
        self._device = device
        self._on_desk = on_desk
        self._pause = pause
        self.outcome = Outcome()

    def run(self, progress: OnProgress = lambda _: None, cancelled: Callable[[], bool] = lambda: False) -> Outcome:
        """Do it; whatever was done is stored when this returns or raises, and doing it again is no harm.

        Raises PeerFault when the peer can't be reached or refuses this laptop, InputFault `not_enrolled`,
        MachineFault. Faults of single parts are in the outcome.
        """
        self._laptop = laptop_of(self._run)
        self._steering = _Steering(progress, cancelled)
        try:
            progress(Progress("connect"))
            self._peer, self._certificate = self._meet()
            self._intake = Intake(self._run, self._laptop, self.outcome, self._on_desk, self._pause)
            self._intake.take_up()
            self._receive()
            if self._run(partial(_has_book, self._send())):
                self._receive()  # what the office says to a claim, and the families of the SLS
            self._run(partial(_met, self._peer.id))
        except Cancelled:
            self.outcome.cancelled = True
        return self.outcome

    # --- who is there -------------------------------------------------------------------------------

    def _meet(self) -> tuple[Peer, Certificate]:
        """Who answers, as the office's signature says. Raises PeerFault `not_our_office`, `peer_other`."""
        told = self._link.identity()
        certificate = certificate_of(told, self._laptop.root_key)
        if self._device and certificate.device != self._device:
            raise PeerFault("peer_other")
        if certificate.device in self._run(revoked_devices):
            raise PeerFault("peer_revoked")
        return self._run(partial(_remembered, certificate, self._link.address, _epoch(told))), certificate

    # --- receive ------------------------------------------------------------------------------------

    def _receive(self) -> None:
        """Take envelope after envelope; the cursor moves on only when all of one is stored.

        In a file that was put back from a backup earlier entries may be missing, and work that this laptop itself has
        sent since: then everything is fetched once more from the start.
        """
        begin = self._run(partial(_cursor, self._peer.id))
        missing = self._receive_from(begin)
        forgotten = self._forgotten()
        if begin and (missing or forgotten):
            self._receive_from("")
            self._intake.take_up()  # now that what was missing is here
        if forgotten and not self.outcome.faults:
            self._run(partial(note_made, self._laptop, forgotten))

    def _forgotten(self) -> int:
        """How many batches of ours the office has, where those are more than this file knows of; else 0."""
        told = self._link.batches if self._peer.id == self._laptop.server else 0
        return told if told > self._run(partial(batches_made, self._laptop)) else 0

    def _receive_from(self, cursor: str) -> bool:
        """Gives whether earlier entries were missing."""
        steering, missing = self._steering, False
        while found := self._link.changes(cursor, steering.bytes_of("receive"), steering.cancelled):
            data, cursor = found
            try:
                verdicts = self._take(data)
            except (InputFault, PeerFault) as fault:  # it can't be read now, and must not keep us from sending
                self.outcome.faults.append(fault)
                break
            missing = missing or any(verdict.reason == "parent_missing" for verdict in verdicts)
            self._run(partial(_go_on, self._peer.id, cursor))
            steering.check()
        return missing

    def _take(self, data: bytes) -> list[Verdict]:
        header, content = open_envelope(data, self._laptop.keys, self._laptop.root_key, self._pause)
        if header.kind != "changes" or header.certificate.device != self._peer.id:
            raise InputFault("envelope_other_kind")
        return self._intake.take(content, header.certificate, self._steering.progress)

    # --- send ---------------------------------------------------------------------------------------

    def _send(self) -> set[str]:
        """What earlier exchanges have left comes first, byte by byte as it was sealed then; gives what else went."""
        peer = self._peer.id
        for batch in unreceipted(self._run, self._laptop, peer):
            self._deliver(batch.id)
        left = unreceipted(self._run, self._laptop, peer)
        tried: set[Waiting] = set()
        while waiting := not_in(left, self._still_waiting(tried)):
            receivers = recipients(self._run, self._laptop, self._certificate)
            batch = make_batch(self._run, self._laptop, waiting, receivers, self._pause)
            tried.update(each for each in waiting if each.document in batch.heads)
            self._deliver(batch.id)
        if self._run(partial(to_carry, self._laptop.server)):
            receivers = recipients(self._run, self._laptop, self._certificate)
            self._deliver(make_batch(self._run, self._laptop, [], receivers, self._pause).id)
        return {each.document for each in tried}

    def _still_waiting(self, tried: Collection[Waiting]) -> list[Waiting]:
        """Nothing is sent twice in the same state within one exchange, whatever the peer answers.

        With new lists of the office the reason may be gone for which something was refused, so that goes once more.
        """
        waiting = self._run(lambda file: file.exchange.waiting(self._peer.id, again=self.outcome.package))
        return [each for each in waiting if each not in tried]

    def _deliver(self, batch_id: str) -> None:
        """Bring one batch over, and store the receipt. A refusal of this one batch is kept for the outcome."""
        self._steering.check()
        batch = self._run(lambda file: file.exchange.batch(batch_id))
        if batch is None or not batch.envelope:
            return
        try:
            self._upload(batch)
        except DeskError as fault:
            if fault.code not in (*_FOR_GOOD, *_THIS_TIME):
                raise
            self.outcome.faults.append(fault)
            if fault.code in _FOR_GOOD and batch.sender == self._laptop.device:
                self._run(lambda file: file.exchange.drop_batch(batch_id))

    def _upload(self, batch: OutBatch) -> None:
        own = batch.sender == self._laptop.device
        watch = self._steering.bytes_of("send" if own else "forward", len(batch.heads))
        told = self._link.upload(batch.id, batch.envelope, watch, self._steering.cancelled)
        receipt = receipts.checked(told, self._laptop.root_key)
        receipts.check_of_batch(receipt, batch)
        if receipt.issuer.device != self._peer.id:
            raise PeerFault("receipt_invalid")
        self._pause()
        text = receipts.text_of(receipt)
        self._run(lambda file: receipts.keep(file, text, receipt, self._laptop, self.outcome))
        self.outcome.forwarded += not own


def certificate_of(identity: object, root_key: str) -> Certificate:
    """The certificate that a peer shows. Raises PeerFault `not_our_office` unless our office has signed it."""
    told = identity.get("certificate") if isinstance(identity, dict) else None
    try:
        certificate = certificate_from_json(told)
        check_certificate(certificate, root_key)
    except PeerFault:
        raise PeerFault("not_our_office") from None
    return certificate


def _epoch(identity: dict[str, Any]) -> str:
    epoch = text_in(identity, "epoch")
    if len(epoch) > _EPOCH_MOST:
        raise PeerFault("peer_nonsense")
    return epoch


def _remembered(certificate: Certificate, address: str, epoch: str, file: WorkFile) -> Peer:
    """The peer as it is known now, nothing of it but its name where it has begun another epoch."""
    known = next((peer for peer in file.exchange.peers() if peer.id == certificate.device), None)
    peer = Peer(
        certificate.device,
        "server" if certificate.role == OFFICE_ROLE else "laptop",
        certificate.name,
        address,
        json.dumps(certificate_to_json(certificate)),
        known.cursor if known else "",
        known.last_at if known else "",
        known.epoch if known else "",
    )
    with file.together():
        if peer != known:
            file.exchange.put_peer(peer)
        file.exchange.enter_epoch(peer.id, epoch)
    return next(each for each in file.exchange.peers() if each.id == peer.id)


def _has_book(documents: Collection[str], file: WorkFile) -> bool:
    """Whether a control book is among these documents."""
    return any(row.id in documents for row in file.lists.documents(form=KENDALI_FORM))


def _cursor(peer: str, file: WorkFile) -> str:
    return next(each.cursor for each in file.exchange.peers() if each.id == peer)


def _go_on(peer: str, cursor: str, file: WorkFile) -> None:
    file.exchange.set_cursor(peer, cursor)


def _met(peer: str, file: WorkFile) -> None:
    known = next(each for each in file.exchange.peers() if each.id == peer)
    file.exchange.put_peer(replace(known, last_at=now()))
