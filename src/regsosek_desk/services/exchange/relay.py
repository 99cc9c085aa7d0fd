"""Batches of other laptops at a PML: their documents come into the work here, the envelopes wait to be passed on."""

from __future__ import annotations

from collections.abc import Callable, Collection

from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange.laptop import Laptop, OnProgress, Outcome, Progress, Taken, laptop_of, now
from regsosek_desk.services.exchange.packages import revoked_devices
from regsosek_desk.services.exchange.receive import Intake
from regsosek_desk.storage.batches import OutBatch
from regsosek_desk.sync.client import Cancelled, HttpLink
from regsosek_desk.sync.envelope import open_envelope
from regsosek_desk.sync.statements import issue_receipt


def take_batch(run: RunOnFile, laptop: Laptop, intake: Intake, data: bytes, progress: OnProgress) -> Receipt:
    """Store a batch of another laptop and its documents; gives our receipt for it. Again is no change.

    Raises InputFault as `open_envelope`, and `envelope_other_kind`; PeerFault `peer_revoked`.
    """
    header, content = open_envelope(data, laptop.keys, laptop.root_key)
    sender = header.certificate.device
    if header.kind != "batch" or sender == laptop.device:
        raise InputFault("envelope_other_kind")
    if sender in run(revoked_devices):
        raise PeerFault("peer_revoked")
    verdicts = intake.take(content, header.certificate, progress)
    heads = {bundle.document: bundle.heads for bundle in content.bundles}
    batch = OutBatch(header.id, header.number, sender, header.created, header.entries, len(data), heads, data)
    run(lambda file: file.exchange.put_batch(batch))
    intake.outcome.taken.append(Taken(header.certificate.name, header.number, len(heads)))
    return issue_receipt(
        laptop.keys, laptop.certificate, batch=header.id, number=header.number, sender=sender, at=now(),
        verdicts=tuple(verdicts),
    )  # fmt: skip


def collect(
    run: RunOnFile,
    link: HttpLink,
    progress: OnProgress = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    *,
    on_desk: Callable[[], Collection[str]] = tuple,
    pause: Callable[[], None] = lambda: None,
) -> Outcome:
    """Bring what laptops sent to our own relay into the work file. Raises PeerFault, MachineFault.

    A batch that can't be read stays at the relay and is told of in the outcome.
    """
    laptop, outcome = laptop_of(run), Outcome()
    intake = Intake(run, laptop, outcome, on_desk, pause)
    known = run(lambda file: {batch.id for batch in file.exchange.batches()})
    try:
        for held in link.held(0):
            if held.id not in known:
                data = link.held_envelope(held.id, _bytes_of(progress), cancelled)
                _take(run, laptop, intake, data, progress)
    except Cancelled:
        outcome.cancelled = True
    return outcome


def _take(run: RunOnFile, laptop: Laptop, intake: Intake, data: bytes, progress: OnProgress) -> None:
    try:
        take_batch(run, laptop, intake, data, progress)
    except (InputFault, PeerFault) as fault:
        intake.outcome.faults.append(fault)


def _bytes_of(progress: OnProgress) -> Callable[[int, int], None]:
    return lambda done, size: progress(Progress("receive", done, size))
