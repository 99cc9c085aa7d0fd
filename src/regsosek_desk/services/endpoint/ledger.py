"""Documents as one transaction finds and leaves them, and the segments it adds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import Entry
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.services.endpoint.fold import Author, Folded, Unfit, fold
from regsosek_desk.storage.endpoint.documents import EndpointDocument, Segment
from regsosek_desk.storage.endpoint.segments import pack_entries, unpack_entries
from regsosek_desk.storage.endpoint.store import Transaction


class Ledger:
    """Looks documents up many at a time, and writes them many at a time when it is closed."""

    def __init__(self, transaction: Transaction, bundles: Sequence[Bundle] = ()) -> None:
        self._transaction = transaction
        self._there = transaction.documents.documents({bundle.document for bundle in bundles})
        self._stored = set(self._there)
        self._segments: list[Segment] = []
        self._changed: dict[str, EndpointDocument] = {}
        self._load(bundles)

    def _load(self, bundles: Iterable[Bundle]) -> None:
        """States of the documents that these bundles are likely to continue."""
        found = [there for b in bundles if (there := self._there.get(b.document)) and there.heads != b.heads]
        self._transaction.documents.load_states([there for there in found if there.entries == there.seq])

    def heads(self, document: str) -> str:
        """Of the document as it stands, "" when there is none."""
        there = self._there.get(document)
        return there.heads if there else ""

    def state(self, document: str) -> DocumentState | None:
        """Of the document as it stands, not to be changed; None when there is none."""
        there = self._there.get(document)
        return self._state(there) if there else None

    def fold(self, bundle: Bundle, batch: str, device: str, author: Author | None = None) -> Folded | None:
        """Make the bundle a part of its document; None when nothing was new. Raises as `fold` does."""
        there = self._there.get(bundle.document)
        try:
            folded = fold(there, bundle, lambda: self._state(there), lambda: self.history(bundle.document), author)
        except Unfit:
            if there:  # may have been changed half-way
                there.state = merge(self.history(there.id)).state if there.id in self._changed else None
            raise
        if folded:
            self._note(folded, there.heads if there else "", batch, device)
        return folded

    def _note(self, folded: Folded, before: str, batch: str, device: str) -> None:
        document = folded.document
        self._there[document.id] = self._changed[document.id] = document
        data = pack_entries(folded.fresh, folded.upon)
        self._segments.append(
            Segment(0, document.id, document.sls_id, batch, device, before, document.heads, len(folded.fresh), data)
        )

    def _state(self, there: EndpointDocument | None) -> DocumentState:
        if there is None:
            return DocumentState()
        if there.state is None:
            self._transaction.documents.load_states([there])
        assert there.state is not None
        return there.state

    def history(self, document: str) -> list[Entry]:
        """The whole journal, with what this transaction added."""
        kept = [s for s in self._segments if s.document == document]
        stored = self._transaction.documents.segments(document)
        return [entry for s in (*stored, *kept) for entry in unpack_entries(document, s.data)]

    @property
    def changed(self) -> list[str]:
        """Ids of the documents that something was added to."""
        return list(self._changed)

    @property
    def sls_ids(self) -> set[str]:
        """SLS of these documents."""
        return {document.sls_id for document in self._changed.values()}

    def close(self, extra: int = 0) -> int:
        """Write everything. Segments get the next order numbers, `extra` more come behind; gives the last."""
        last = self._transaction.counter.take(len(self._segments) + extra)
        first = last - extra - len(self._segments) + 1
        documents = self._transaction.documents
        documents.add(each for key, each in self._changed.items() if key not in self._stored)
        documents.replace(each for key, each in self._changed.items() if key in self._stored)
        documents.add_segments(replace(s, number=number) for number, s in enumerate(self._segments, first))
        return last
