"""Batches, the documents they make, the journal in segments, and what waits in quarantine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.journal import Tip
from regsosek_desk.storage.endpoint import tables
from regsosek_desk.storage.endpoint.rows import Rows, chunks
from regsosek_desk.storage.endpoint.states import state_from_json, state_to_json


@dataclass(slots=True)
class EndpointDocument:
    """A document as it stands at the endpoint. Nothing of `state` is loaded until it is needed."""

    id: str
    form: str
    sls_id: str
    vk_row: str | None
    family_number: str
    head_name: str
    status: str
    errors: int
    warnings: int
    infos: int
    conflicts: int
    form_version: str
    rule_hash: str
    entries: int
    """Entries of its whole journal; equal to `seq` while all follow one after the other."""
    seq: int
    heads: str
    updated_at: str
    petugas: str
    device: str
    members: int = 0
    """Rows of all its rosters."""
    stage: str = "open"
    """See `domain.decisions.Stage`."""
    state: DocumentState | None = None

    @property
    def tip(self) -> Tip:
        return Tip(self.seq, self.heads)


@dataclass(frozen=True, slots=True)
class Segment:
    """What one batch, or the endpoint itself, added to one document's journal."""

    number: int
    document: str
    sls_id: str
    batch: str
    """"" when made by the endpoint itself."""
    device: str
    """That sent the batch and needn't get this back; "" where it must be told as well."""
    heads_before: str
    heads_after: str
    entries: int
    data: bytes


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch that was taken in. `number` is the order number of its intake, `sender_number` its sender's own."""

    id: str
    number: int
    sender: str
    via: str
    sender_number: int
    sha256: str
    received_at: str
    documents: int
    receipt: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A bundle kept aside as it came."""

    id: str
    batch: str
    document: str
    sls_id: str
    sender: str
    reason: str
    params: Mapping[str, str]
    owner: str
    at: str
    data: bytes
    resolved_at: str = ""


class HeldBack(NamedTuple):
    """Why something is kept aside, what fills the message in, and the code of the petugas who is to mend it."""

    reason: str
    params: tuple[tuple[str, str], ...]
    owner: str


_DOCUMENT = [each.name for each in fields(EndpointDocument) if each.name != "state"]
_DOCUMENTS = select(*(tables.dokumen.c[name] for name in _DOCUMENT))
_UPDATE = update(tables.dokumen).where(tables.dokumen.c.id == bindparam("key"))
SEGMENTS = select(*(tables.segmen.c[each.name] for each in fields(Segment)))
_BATCHES = select(*(tables.kiriman.c[each.name] for each in fields(BatchRow)))
_HELD = select(*(tables.karantina.c[each.name] for each in fields(Held)))


class Documents(Rows):
    """What came."""

    # Batches

    def batch(self, batch: str) -> BatchRow | None:
        row = self._conn.execute(_BATCHES.where(tables.kiriman.c.id == batch)).first()
        return BatchRow(*row) if row else None

    def put_batch(self, batch: BatchRow, envelope: bytes) -> None:
        self._conn.execute(tables.kiriman.insert(), _values(batch) | {"envelope": envelope})

    def envelope(self, batch: str) -> bytes | None:
        """The batch as its sender sealed it."""
        found = self._conn.scalar(select(tables.kiriman.c.envelope).where(tables.kiriman.c.id == batch))
        return None if found is None else bytes(found)

    def batches(self, after: int, most: int) -> list[tuple[BatchRow, int]]:
        """Batches taken in after this order number, each with the bytes of its envelope."""
        table = tables.kiriman
        query = _BATCHES.add_columns(func.length(table.c.envelope)).where(table.c.number > after)
        rows = self._conn.execute(query.order_by(table.c.number).limit(most))
        return [(BatchRow(*row[:-1]), row[-1]) for row in rows]

    def batches_of(self, sender: str) -> int:
        """How many batches this device has made, whoever brought them."""
        query = select(func.count()).where(tables.kiriman.c.sender == sender)
        return int(self._conn.scalar(query) or 0)

    def receipts(self, sender: str, after: int, until: int) -> list[Mapping[str, Any]]:
        """Receipts (JSON) of batches of this sender that another device brought, by order number."""
        table = tables.kiriman
        query = select(table.c.receipt).where(table.c.sender == sender, table.c.via != sender)
        between = query.where(table.c.number > after, table.c.number <= until).order_by(table.c.number)
        return list(self._conn.scalars(between))

    # Documents

    def documents(self, ids: Iterable[str]) -> dict[str, EndpointDocument]:
        """Those of these that are known, without their state."""
        found: dict[str, EndpointDocument] = {}
        for some in chunks(ids):
            rows = self._conn.execute(_DOCUMENTS.where(tables.dokumen.c.id.in_(some)))
            found |= {row[0]: EndpointDocument(*row) for row in rows}
        return found

    def load_states(self, documents: Sequence[EndpointDocument]) -> None:
        """Fill in the state of those that haven't got one."""
        lacking = {each.id: each for each in documents if each.state is None}
        for some in chunks(lacking):
            query = select(tables.dokumen.c.id, tables.dokumen.c.state).where(tables.dokumen.c.id.in_(some))
            for document, state in self._conn.execute(query):
                lacking[document].state = state_from_json(state)

    def add(self, documents: Iterable[EndpointDocument]) -> None:
        self._many(tables.dokumen.insert(), [_document_values(each) for each in documents])

    def replace(self, documents: Iterable[EndpointDocument]) -> None:
        self._many(_UPDATE, [_document_values(each) | {"key": each.id} for each in documents])

    def by_status(self) -> dict[str, int]:
        """How many documents have each status."""
        table = tables.dokumen
        rows = self._conn.execute(select(table.c.status, func.count()).group_by(table.c.status))
        return {row[0]: row[1] for row in rows}

    # The journal

    def add_segments(self, segments: Iterable[Segment]) -> None:
        self._many(tables.segmen.insert(), [_values(each) for each in segments])

    def segments(self, document: str) -> list[Segment]:
        """All of a document by number."""
        query = SEGMENTS.where(tables.segmen.c.document == document).order_by(tables.segmen.c.number)
        return [Segment(*row) for row in self._conn.execute(query)]

    # Quarantine

    def hold(self, held: Iterable[Held]) -> None:
        """Keep bundles aside; one that is there already is brought up to date."""
        names = ["batch", "reason", "params", "owner", "at", "data", "resolved_at"]
        plain = self._upsert(tables.karantina, ["reason", "resolved_at"], names)
        self._many(plain, list({each.id: _values(each) for each in held}.values()))

    def held(self, document: str | None = None, reasons: Iterable[str] | None = None) -> Iterator[Held]:
        """What waits, the oldest first."""
        query = _HELD.where(tables.karantina.c.resolved_at == "").order_by(tables.karantina.c.at, tables.karantina.c.id)
        if document is not None:
            query = query.where(tables.karantina.c.document == document)
        if reasons is not None:
            query = query.where(tables.karantina.c.reason.in_(list(reasons)))
        for row in self._conn.execute(query):
            yield Held(*row)

    def by_reason(self) -> dict[str, int]:
        """How much waits for each reason."""
        table = tables.karantina
        query = select(table.c.reason, func.count()).where(table.c.resolved_at == "").group_by(table.c.reason)
        return {row[0]: row[1] for row in self._conn.execute(query)}

    def held_back(self) -> dict[HeldBack, int]:
        """How much waits for each reason and owner."""
        table = tables.karantina
        rows = self._conn.execute(
            select(table.c.reason, table.c.params, table.c.owner).where(table.c.resolved_at == "")
        )
        return Counter(HeldBack(reason, tuple(sorted(params.items())), owner) for reason, params, owner in rows)

    def waiting(self, documents: Iterable[str], reason: str) -> list[str]:
        """Those of these documents of which something waits for this reason."""
        table, found = tables.karantina, set()
        for some in chunks(documents):
            query = select(table.c.document).where(table.c.document.in_(some), table.c.reason == reason)
            found |= set(self._conn.scalars(query.where(table.c.resolved_at == "")))
        return sorted(found)

    def resolve(self, ids: Iterable[str], at: str) -> None:
        for some in chunks(ids):
            standing = (tables.karantina.c.id.in_(some), tables.karantina.c.resolved_at == "")
            self._conn.execute(update(tables.karantina).where(*standing).values(resolved_at=at))


def _values(row: Any) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(row)}


def _document_values(document: EndpointDocument) -> dict[str, Any]:
    assert document.state is not None
    return _values(document) | {"state": state_to_json(document.state)}
