"""Receipts: checked against the office's key and against what was really sent, then stored."""

from __future__ import annotations

import json

from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.exchange.laptop import Laptop, Outcome
from regsosek_desk.services.exchange.problems import note_arrived
from regsosek_desk.storage.batches import OutBatch
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.statements import check_receipt, receipt_from_json, receipt_to_json


def checked(told: object, root_key: str) -> Receipt:
    """The receipt that somebody sent as JSON. Raises PeerFault `receipt_invalid`."""
    receipt = receipt_from_json(told)
    check_receipt(receipt, root_key)
    return receipt


def check_of_batch(receipt: Receipt, batch: OutBatch) -> None:
    """Raises PeerFault `receipt_invalid` unless it names this batch and every document of it as it was sent."""
    named = {verdict.document: verdict.heads for verdict in receipt.verdicts}
    same = (receipt.batch, receipt.number, receipt.sender) == (batch.id, batch.number, batch.sender)
    if not same or named != dict(batch.heads) or len(receipt.verdicts) != len(named):
        raise PeerFault("receipt_invalid")


def keep(file: WorkFile, text: str, receipt: Receipt, laptop: Laptop, outcome: Outcome) -> None:
    """Store a checked receipt, `text` being its JSON; once the office has given one, the bytes of the batch may go."""
    with file.together():
        if file.exchange.receipt(receipt.batch, receipt.issuer.device):
            return
        file.exchange.put_receipt(text, receipt, file.between)
        if receipt.issuer.device == laptop.server:
            file.exchange.forget_envelope(receipt.batch)
            outcome.problems += note_arrived(file, receipt)
    outcome.receipts.append(receipt)
    outcome.sent += len(receipt.verdicts)
    outcome.held += receipt.held


def text_of(receipt: Receipt) -> str:
    """Its JSON. Some milliseconds for a large one, better not spent in the thread of the work file."""
    return json.dumps(receipt_to_json(receipt))


def keep_foreign(file: WorkFile, told: object, laptop: Laptop, outcome: Outcome) -> None:
    """A receipt that somebody else brought, for a batch that went by another hand. One of no batch here is passed over.

    Raises PeerFault `receipt_invalid`.
    """
    receipt = checked(told, laptop.root_key)
    if batch := file.exchange.batch(receipt.batch):
        check_of_batch(receipt, batch)
        keep(file, text_of(receipt), receipt, laptop, outcome)
