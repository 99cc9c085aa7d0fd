"""What was exchanged with whom: who holds which state of each document.

Heads are those of `Tip.hash`: the entries that nobody built upon, which name a state of a document.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.sql import ColumnElement

from regsosek_desk.storage import holdings
from regsosek_desk.storage.batches import Batches
from regsosek_desk.storage.schema import (
    dipegang,
    dokumen,
    isi_kiriman,
    pihak,
    tanda_terima,
    upsert,
)
from regsosek_desk.storage.set_aside import SetAside

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


_PEER = tuple(each.name for each in fields(Peer))
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


class ExchangeTables(Batches, SetAside):
    """The exchange's side of an open work file: peers, and how far each document has come."""

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


def _with_reason(*row: Any) -> DocumentExchange:
    """A row of `states`; an earlier refusal says nothing of the document as it stands."""
    return DocumentExchange(*row) if row[4] == "quarantined" else DocumentExchange(*row[:5])
