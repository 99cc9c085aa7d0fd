"""Batches: what waits for a peer is sealed and kept in the work file before the first byte of it leaves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from regsosek_desk.core.domain.exchange import Bundle, Certificate
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import Entry, beyond
from regsosek_desk.core.domain.problem import SECTION, Problem
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange.laptop import OFFICE_ROLE, Laptop, now
from regsosek_desk.services.exchange.packages import revoked_devices
from regsosek_desk.services.exchange.problems import note_carried, to_carry
from regsosek_desk.storage.batches import OutBatch
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.exchange import Waiting
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.envelope import Content, read_header, seal
from regsosek_desk.sync.statements import certificate_from_json

DOCUMENTS = 300
"""Documents in one batch, at most: the work of a PPL, 250 families and their lists."""
_LOST = "batches_lost"
"""Key in the work file: own batches that the office has and that this file, put back from a backup, doesn't know."""
ENTRIES = 100_000
"""Journal entries in one batch, about: keeps it well below what an envelope may hold."""


def make_batch(
    run: RunOnFile,
    laptop: Laptop,
    waiting: Sequence[Waiting],
    recipients: Sequence[Certificate],
    pause: Callable[[], None],
) -> OutBatch:
    """Seal as many of the waiting documents as one batch takes, from the first, and keep it in the work file.

    Problems that were filed go with it.
    """
    bundles: list[Bundle] = []
    entries = 0
    for each in waiting[:DOCUMENTS]:
        bundles.append(_bundle(run, each))
        entries += len(bundles[-1].entries)
        pause()
        if entries >= ENTRIES:
            break
    own_id, created = uuid7(), now()
    problems = run(partial(to_carry, laptop.server))
    number = run(partial(_next_number, laptop))
    envelope = seal(
        Content("batch", tuple(bundles), {SECTION: [each.to_json() for each in problems]} if problems else {}),
        laptop.keys,
        laptop.certificate,
        recipients,
        id=own_id,
        number=number,
        created=created,
        pause=pause,
    )
    heads = {bundle.document: bundle.heads for bundle in bundles}
    batch = OutBatch(own_id, number, laptop.device, created, entries, len(envelope), heads, envelope)
    run(partial(_keep, batch, problems))
    return batch


def _keep(batch: OutBatch, problems: Sequence[Problem], file: WorkFile) -> None:
    with file.together():
        file.exchange.put_batch(batch)
        note_carried(file, batch.id, problems)


def batches_made(laptop: Laptop, file: WorkFile) -> int:
    """How many batches this laptop has made, those too that were lost when its file was put back from a backup."""
    return file.exchange.batches_of(laptop.device) + int(file.recall(_LOST) or 0)


def note_made(laptop: Laptop, count: int, file: WorkFile) -> None:
    """The office has so many batches of ours, whatever this file knows of them."""
    file.remember(_LOST, str(count - file.exchange.batches_of(laptop.device)))


def _next_number(laptop: Laptop, file: WorkFile) -> int:
    return max(file.exchange.next_number(laptop.device), batches_made(laptop, file) + 1)


def _bundle(run: RunOnFile, each: Waiting) -> Bundle:
    """What the peer lacks of the document as it stands now, which may be further than when it was listed."""
    stored, history = run(partial(_read, each.document))
    entries = beyond(history, each.known)
    summary = stored.summary
    return Bundle(
        stored.id,
        stored.form,
        stored.sls_id,
        stored.vk_row,
        summary.form_version,
        summary.rule_hash,
        summary.status,
        summary.errors,
        summary.warnings,
        summary.infos,
        stored.tip.hash,
        tuple(entries),
    )


def _read(document: str, file: WorkFile) -> tuple[StoredDocument, list[Entry]]:
    stored = file.document(document)
    file.between()
    return stored, file.history(document)


def unreceipted(run: RunOnFile, laptop: Laptop, peer: str) -> list[OutBatch]:
    """Batches kept here that the peer has given no receipt for and can open, own ones and those of others, by number.

    Without their envelopes. The endpoint of the office can open every batch.
    """
    found = run(lambda file: file.exchange.batches(unreceipted_by=peer))
    return [each for each in found if peer == laptop.server or peer in run(partial(_recipients, each.id, laptop))]


def not_in(batches: Iterable[OutBatch], waiting: Iterable[Waiting]) -> list[Waiting]:
    """Documents that none of these batches holds as they stand."""
    there = {item for batch in batches for item in batch.heads.items()}
    return [each for each in waiting if (each.document, each.heads) not in there]


def _recipients(batch: str, laptop: Laptop, file: WorkFile) -> tuple[str, ...]:
    kept = file.exchange.batch(batch)
    return read_header(kept.envelope, laptop.root_key).recipients if kept and kept.envelope else ()


def recipients(run: RunOnFile, laptop: Laptop, *more: Certificate) -> list[Certificate]:
    """The endpoint of the office, whose certificate enrolment brought, and these."""
    office = [each for each in run(_known) if each.device == laptop.server]
    return [*office, *(each for each in more if each.device != laptop.server)]


def laptops_met(run: RunOnFile) -> list[Certificate]:
    """Laptops of PML that this one has met and the office has not shut out."""
    revoked = run(revoked_devices)
    return [each for each in run(_known) if each.role != OFFICE_ROLE and each.device not in revoked]


def _known(file: WorkFile) -> list[Certificate]:
    return [certificate_from_json(json.loads(peer.certificate)) for peer in file.exchange.peers() if peer.certificate]
