"""What the screen says of the exchange: what waits, who holds how much, and whether that is proven."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange.laptop import laptop_in
from regsosek_desk.storage.batches import StoredReceipt
from regsosek_desk.storage.exchange import DocumentExchange, Holding, Peer
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.statements import certificate_from_json, check_receipt, receipt_from_json

STATES = ("new", "sent", "changed", "received", "conflict", "quarantined")
_RECEIPTS = 20


@dataclass(frozen=True, slots=True)
class SlsExchange:
    """Documents of one SLS by state, see STATES."""

    sls: Sls
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proof:
    """A receipt as the screen tells of it: `held` of `count` documents are held by the issuer."""

    receipt: Receipt
    verified: bool
    """The signature was checked just now, against the office's root key."""

    @property
    def held(self) -> int:
        return self.receipt.held

    @property
    def count(self) -> int:
        return len(self.receipt.verdicts)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody exchanged with, and what is there of the documents as they stand here."""

    peer: Peer
    role: str
    """Of the petugas; "server" for the office's endpoint."""
    held: int
    ahead: int
    """Of these, documents that the office's endpoint doesn't hold yet."""


@dataclass(frozen=True, slots=True)
class ToMend:
    """A document that the office keeps aside, why, and who is to mend it ("" where nobody is named)."""

    family_number: str
    sls: Sls
    reason: str
    """Code of a message under `exchange.reason.*`."""
    params: Mapping[str, str]
    owner: Petugas


@dataclass(frozen=True, slots=True)
class Status:
    """Everything "Kirim & terima" shows, in one look."""

    sls: tuple[SlsExchange, ...]
    waiting: int
    """Documents that the office doesn't hold as they stand here, those it refused not counted."""
    proofs: tuple[Proof, ...]
    """The last receipts, the latest first."""
    holders: tuple[Holder, ...]
    """Everybody exchanged with; `last_at` of the peer is UTC, ISO 8601, "" for never."""
    to_mend: tuple[ToMend, ...]
    """Documents that the office keeps aside."""
    put_aside: int
    """Pieces that came in for documents open on the desk."""
    quarantined: int
    """Pieces that came in and can't become part of the work here."""


def status(run: RunOnFile) -> Status:
    """The state of the exchange. Raises InputFault `not_enrolled`."""
    return run(_status)


def _status(file: WorkFile) -> Status:
    laptop = laptop_in(file)
    documents = file.exchange.states(laptop.server)
    counts: dict[str, dict[str, int]] = {sls.id: {} for sls in file.sls_list()}
    for each in documents:
        states = counts.setdefault(each.sls_id, {})
        states[each.state] = states.get(each.state, 0) + 1
    return Status(
        sls=tuple(SlsExchange(sls, counts[sls.id]) for sls in file.sls_list()),
        waiting=len(file.exchange.waiting(laptop.server)),
        proofs=tuple(_proof(row.receipt, laptop.root_key) for row in _of_documents(file)[:_RECEIPTS]),
        holders=_holders(file, laptop.server),
        to_mend=_to_mend(file, [each for each in documents if each.state == "quarantined"]),
        put_aside=len(file.exchange.aside()),
        quarantined=len(file.exchange.quarantined()),
    )


def _of_documents(file: WorkFile) -> list[StoredReceipt]:
    """Without receipts for batches that only carried a filed problem."""
    return [row for row in file.exchange.receipts() if row.count]


def _to_mend(file: WorkFile, refused: Sequence[DocumentExchange]) -> tuple[ToMend, ...]:
    places = {sls.id: sls for sls in file.sls_list()}
    officers = {petugas.code: petugas for petugas in file.petugas_list()}
    return tuple(
        ToMend(
            each.family_number, places.get(each.sls_id, Sls(each.sls_id)), each.reason,
            {"sls": each.sls_id, "form": each.form}, officers.get(each.owner, Petugas(each.owner, "")),
        )
        for each in refused
    )  # fmt: skip


def _holders(file: WorkFile, server: str) -> tuple[Holder, ...]:
    holdings, nothing = file.exchange.holdings(server), Holding(0, 0)
    return tuple(
        Holder(peer, certificate_from_json(json.loads(peer.certificate)).role, *holdings.get(peer.id, nothing))
        for peer in file.exchange.peers()
    )


def _proof(text: str, root_key: str) -> Proof:
    receipt = receipt_from_json(json.loads(text))
    try:
        check_receipt(receipt, root_key)
    except PeerFault:
        return Proof(receipt, False)
    return Proof(receipt, True)
