"""What was exchanged with whom: who holds which state of each document, batches, receipts, what was put aside.

Heads are those of `Tip.hash`: the entries that nobody built upon, which name a state of a document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, and_, case, exists, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql import ColumnElement

from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.storage import holdings
from regsosek_desk.storage.schema import (
    dipegang,
    dokumen,
    isi_kiriman,
    karantina,
    kiriman,
    pihak,
    tanda_terima,
    tertunda,
    upsert,
)

State = Literal["new", "sent", "changed", "received", "conflict", "quarantined"]


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody to exchange with; `id` is the device, `certificate` JSON, times UTC in ISO 8601, "" for not yet."""

    id: str
    kind: Literal["server", "laptop"]
    name: str
    address: str = ""
    certificate: str = ""
    cursor: str = ""
    """How far its changes have been taken."""
    last_at: str = ""
    epoch: str = ""
    """What the peer itself is known by; it tells another one after it was put back from a backup."""


class Waiting(NamedTuple):
    """A document in a state that a peer hasn't confirmed to hold; `known` are the heads it has, "" for none."""

    document: str
    sls_id: str
    heads: str
    known: str


@dataclass(frozen=True, slots=True)
class OutBatch:
    """A batch as it was sent: the heads of each document in it, the envelope's size in bytes, and the envelope."""

    id: str
    number: int
    sender: str
    created: str
    entries: int
    size: int
    heads: Mapping[str, str] = field(default_factory=dict)
    envelope: bytes = b""


@dataclass(frozen=True, slots=True)
class StoredReceipt:
    """A receipt, `receipt` being its JSON; `held` of `count` documents are held by its issuer."""

    batch: str
    issuer: str
    number: int
    sender: str
    at: str
    held: int
    count: int
    receipt: str


class DocumentExchange(NamedTuple):
    """How far a document has come. `reason` and `owner` are of the refusal, "" unless quarantined."""

    document: str
    sls_id: str
    form: str
    family_number: str
    state: State
    reason: str = ""
    owner: str = ""


class Holding(NamedTuple):
    """Documents that a peer holds as they stand here, and how many of these the server doesn't."""

    held: int
    ahead: int


class Quarantined(NamedTuple):
    """What came in and was refused, as it came, until a person has mended the cause."""

    id: str
    document: str
    sls_id: str
    reason: str
    params: Mapping[str, str]
    owner: str
    at: str
    payload: bytes


class Aside(NamedTuple):
    """What came in for a document that was open on the desk."""

    id: str
    document: str
    payload: bytes


_PEER = tuple(each.name for each in fields(Peer))
_BATCH = ("id", "number", "sender", "created", "entries", "size")
_BATCHES = [kiriman.c[name] for name in _BATCH]
_RECEIPTED = exists().where(tanda_terima.c.kiriman == kiriman.c.id)
_SENT = exists().where(isi_kiriman.c.document == dokumen.c.id)


def _state(server: str) -> ColumnElement[str]:
    """State of a document. A batch with a receipt is on its way no more: what the server doesn't hold waits again."""
    as_it_stands = isi_kiriman.c.heads == dokumen.c.head_hash
    given = exists().where(tanda_terima.c.kiriman == isi_kiriman.c.kiriman, tanda_terima.c.issuer == server)
    return case(
        (dokumen.c.conflicts > 0, "conflict"),
        (dipegang.c.heads == dokumen.c.head_hash, "received"),
        (dipegang.c.refused == dokumen.c.head_hash, "quarantined"),
        (_SENT.where(as_it_stands, ~given), "sent"),
        (_SENT.where(~as_it_stands) | (dipegang.c.heads != ""), "changed"),
        else_="new",
    )


class ExchangeTables:
    """The exchange's side of an open work file. Every change is on the disk when its method returns."""

    def __init__(self, conn: Connection, together: Callable[[], AbstractContextManager[None]]) -> None:
        self._conn = conn
        self._together = together

    # --- peers --------------------------------------------------------------------------------------

    def peers(self) -> list[Peer]:
        """Everybody exchanged with, servers first."""
        query = select(*(pihak.c[name] for name in _PEER)).order_by(pihak.c.kind.desc(), pihak.c.id)
        return [Peer(*row) for row in self._conn.execute(query)]

    def put_peer(self, peer: Peer) -> None:
        """Add a peer, or replace what is known of it."""
        with self._together():
            self._conn.execute(upsert(pihak), {name: getattr(peer, name) for name in _PEER})

    def set_cursor(self, peer: str, cursor: str) -> None:
        """Remember how far the changes of a peer have been taken."""
        with self._together():
            self._conn.execute(pihak.update().where(pihak.c.id == peer).values(cursor=cursor))

    def enter_epoch(self, peer: str, epoch: str) -> None:
        """Where a peer tells another epoch than before, nothing of what it confirmed to hold is believed any more."""
        new = pihak.update().where(pihak.c.id == peer, pihak.c.epoch != epoch).values(epoch=epoch, cursor="")
        with self._together():
            if self._conn.execute(new).rowcount:
                self._conn.execute(dipegang.delete().where(dipegang.c.pihak == peer))

    # --- what a peer still lacks ---------------------------------------------------------------------

    def waiting(self, peer: str, *, again: bool = False) -> list[Waiting]:
        """Documents that the peer doesn't hold as they stand; what it refused as it stands only when `again`."""
        known = func.coalesce(dipegang.c.heads, "")
        query = (
            select(dokumen.c.id, dokumen.c.sls_id, dokumen.c.head_hash, known)
            .outerjoin(dipegang, and_(dipegang.c.document == dokumen.c.id, dipegang.c.pihak == peer))
            .where(dokumen.c.head_hash != known)
            .order_by(dokumen.c.sls_id, dokumen.c.family_number, dokumen.c.id)
        )
        if not again:
            query = query.where(dokumen.c.head_hash != func.coalesce(dipegang.c.refused, ""))
        return [Waiting._make(row) for row in self._conn.execute(query)]

    def put_known(self, peer: str, document: str, heads: str) -> None:
        """The peer holds the document up to these heads: it sent them. To be called once they are absorbed."""
        with self._together():
            holdings.hold(self._conn, peer, {document: heads})

    # --- batches and receipts ------------------------------------------------------------------------

    def next_number(self, sender: str) -> int:
        """Number of the next batch of this sender (a device), from 1."""
        return 1 + (self._conn.scalar(select(func.max(kiriman.c.number)).where(kiriman.c.sender == sender)) or 0)

    def put_batch(self, batch: OutBatch) -> None:
        """Keep a batch with its envelope, before it is sent. The same one again is no change."""
        row = {name: getattr(batch, name) for name in _BATCH} | {"envelope": batch.envelope}
        parts = [{"kiriman": batch.id, "document": key, "heads": heads} for key, heads in batch.heads.items()]
        with self._together():
            self._conn.execute(insert(kiriman).on_conflict_do_nothing(), row)
            if parts:
                self._conn.execute(insert(isi_kiriman).on_conflict_do_nothing(), parts)

    def batches(self, unreceipted_by: str | None = None) -> list[OutBatch]:
        """Batches by number, without their envelopes; those that this peer has given no receipt for, if named."""
        query = select(*_BATCHES).order_by(kiriman.c.number, kiriman.c.id)
        if unreceipted_by is not None:
            mine = tanda_terima.c.issuer == unreceipted_by
            query = query.where(~exists().where(tanda_terima.c.kiriman == kiriman.c.id, mine))
        rows = self._conn.execute(query).fetchall()
        heads = self._heads([row[0] for row in rows])
        return [OutBatch(**row._mapping, heads=heads[row[0]]) for row in rows]

    def batch(self, batch: str) -> OutBatch | None:
        """A batch with its envelope, b"" once that was let go; None for an unknown one."""
        row = self._conn.execute(select(*_BATCHES, kiriman.c.envelope).where(kiriman.c.id == batch)).first()
        if row is None:
            return None
        return OutBatch(**{**row._mapping, "heads": self._heads([batch])[batch], "envelope": row.envelope or b""})

    def _heads(self, batches: Sequence[str]) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {batch: {} for batch in batches}
        columns = (isi_kiriman.c.kiriman, isi_kiriman.c.document, isi_kiriman.c.heads)
        for batch, document, heads in self._conn.execute(select(*columns).where(isi_kiriman.c.kiriman.in_(batches))):
            found[batch][document] = heads
        return found

    def forget_envelope(self, batch: str) -> None:
        """Let the bytes of a batch go, once there is a receipt for it; without one nothing happens."""
        with self._together():
            self._conn.execute(kiriman.update().where(kiriman.c.id == batch, _RECEIPTED).values(envelope=None))

    def drop_batch(self, batch: str) -> None:
        """Forget a batch that nobody took, so that its documents wait anew; with a receipt nothing happens."""
        open_ones = select(kiriman.c.id).where(kiriman.c.id == batch, ~_RECEIPTED)
        with self._together():
            self._conn.execute(isi_kiriman.delete().where(isi_kiriman.c.kiriman.in_(open_ones)))
            self._conn.execute(kiriman.delete().where(kiriman.c.id == batch, ~_RECEIPTED))

    def put_receipt(self, text: str, receipt: Receipt, between: Callable[[], None] = lambda: None) -> None:
        """Keep a receipt (JSON), and with it what its issuer now holds and what it refused. Again is no change.

        `between` is called between the pieces of the work; it may raise to have it all undone.
        """
        issuer = receipt.issuer.device
        row = {
            "kiriman": receipt.batch,
            "issuer": issuer,
            "number": receipt.number,
            "sender": receipt.sender,
            "at": receipt.at,
            "held": receipt.held,
            "count": len(receipt.verdicts),
            "receipt": text,
        }
        with self._together():
            if self._conn.execute(insert(tanda_terima).on_conflict_do_nothing(), row).rowcount:
                holdings.settle(self._conn, issuer, receipt.verdicts, between)

    def receipts(self) -> list[StoredReceipt]:
        """Every receipt, the latest first."""
        return self._receipts()

    def receipt(self, batch: str, issuer: str) -> StoredReceipt | None:
        """The receipt that this peer gave for a batch."""
        return next(iter(self._receipts(tanda_terima.c.kiriman == batch, tanda_terima.c.issuer == issuer)), None)

    def _receipts(self, *wanted: Any) -> list[StoredReceipt]:
        query = select(tanda_terima).where(*wanted).order_by(tanda_terima.c.at.desc(), tanda_terima.c.number.desc())
        return [StoredReceipt(*row) for row in self._conn.execute(query)]

    # --- how far each document has come --------------------------------------------------------------

    def states(self, server: str) -> list[DocumentExchange]:
        """Every document that holds something, by SLS and family number, seen against the server."""
        names = ("id", "sls_id", "form", "family_number")
        query = (
            select(*(dokumen.c[name] for name in names), _state(server), dipegang.c.reason, dipegang.c.owner)
            .outerjoin(dipegang, and_(dipegang.c.document == dokumen.c.id, dipegang.c.pihak == server))
            .where(dokumen.c.head_hash != "")
            .order_by(dokumen.c.sls_id, dokumen.c.family_number, dokumen.c.id)
        )
        return [_with_reason(*row) for row in self._conn.execute(query)]

    def holdings(self, server: str) -> dict[str, Holding]:
        """Peer to what it holds; a peer that holds nothing is left out."""
        there = dipegang.alias()
        same = and_(there.c.document == dokumen.c.id, there.c.pihak == server, there.c.heads == dokumen.c.head_hash)
        query = (
            select(dipegang.c.pihak, func.count(), func.count() - func.count(there.c.document))
            .join(dokumen, and_(dokumen.c.id == dipegang.c.document, dokumen.c.head_hash == dipegang.c.heads))
            .outerjoin(there, same)
            .group_by(dipegang.c.pihak)
        )
        return {peer: Holding(held, ahead) for peer, held, ahead in self._conn.execute(query)}

    def counts(self, server: str) -> dict[str, dict[str, int]]:
        """SLS to state to number of documents; an SLS or state without any is left out."""
        result: dict[str, dict[str, int]] = {}
        for each in self.states(server):
            states = result.setdefault(each.sls_id, {})
            states[each.state] = states.get(each.state, 0) + 1
        return result

    # --- put aside -----------------------------------------------------------------------------------

    def put_quarantine(self, each: Quarantined) -> None:
        """Keep what was refused; the same id again is no change."""
        with self._together():
            self._conn.execute(insert(karantina).on_conflict_do_nothing(), each._asdict())

    def quarantined(self) -> list[Quarantined]:
        """What was refused and nobody has mended, the oldest first."""
        return [Quarantined._make(row) for row in self._conn.execute(select(karantina).order_by(karantina.c.at))]

    def resolve_quarantine(self, each: str) -> None:
        """Its content has become part of the document, or a person has let it go."""
        with self._together():
            self._conn.execute(karantina.delete().where(karantina.c.id == each))

    def put_aside(self, document: str, payload: bytes) -> None:
        """Keep what came in for a document that is open on the desk."""
        with self._together():
            self._conn.execute(tertunda.insert(), {"id": uuid7(), "document": document, "payload": payload})

    def aside(self) -> list[Aside]:
        """What waits for its document to be closed, in the order it came."""
        return [Aside._make(row) for row in self._conn.execute(select(tertunda).order_by(tertunda.c.id))]

    def drop_aside(self, each: str) -> None:
        """It has been absorbed."""
        with self._together():
            self._conn.execute(tertunda.delete().where(tertunda.c.id == each))


def _with_reason(*row: Any) -> DocumentExchange:
    """A row of `states`; an earlier refusal says nothing of the document as it stands."""
    return DocumentExchange(*row) if row[4] == "quarantined" else DocumentExchange(*row[:5])
