"""Batches as they were sent, and the receipts that came for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.sqlite import insert

from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.storage import holdings
from regsosek_desk.storage.part import Part
from regsosek_desk.storage.schema import isi_kiriman, kiriman, tanda_terima


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


_BATCH = ("id", "number", "sender", "created", "entries", "size")
_BATCHES = [kiriman.c[name] for name in _BATCH]
_RECEIPTED = exists().where(tanda_terima.c.kiriman == kiriman.c.id)


class Batches(Part):
    """A batch is kept before its first byte leaves, its envelope until the office has given a receipt."""

    def next_number(self, sender: str) -> int:
        """Number of the next batch of this sender (a device), from 1."""
        return 1 + (self._conn.scalar(select(func.max(kiriman.c.number)).where(kiriman.c.sender == sender)) or 0)

    def batches_of(self, sender: str) -> int:
        """How many batches of this sender are kept here."""
        return self._conn.scalar(select(func.count()).where(kiriman.c.sender == sender)) or 0

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
