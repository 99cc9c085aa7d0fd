"""Journal entries as the bytes of a segment. Made for speed: hundreds of families a second come in, few are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import zstandard

from regsosek_desk.core.domain.journal import ENTRY_FIELDS, Entry, Tip
from regsosek_desk.core.errors import MachineFault

_LEVEL = 1
_LINKS = ("document", "seq", "prev_hash")
_SAID = tuple(name for name in ENTRY_FIELDS if name not in _LINKS)
_said = attrgetter(*_SAID)
_LIKE_FIRST = True
text_of = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""JSON as short, and as quickly, as can be."""


def pack_entries(entries: Sequence[Entry], tip: Tip | None) -> bytes:
    """Entries of one document, one at least, `in_order`.

    `tip` where they follow straight upon it: their links are left out then. JSON: how many, whether straight, links,
    and columns: one value where it is the same in all, True where the column is as the first, that of the ids.
    """
    links: list[Any] = [[e.seq, e.prev_hash] for e in entries] if tip is None else [tip.seq, tip.hash]
    ids, *columns = zip(*map(_said, entries), strict=True)
    text = text_of([len(entries), tip is not None, links, ids, *(_short(column, ids) for column in columns)])
    return zstandard.ZstdCompressor(level=_LEVEL).compress(text.encode())


def _short(column: tuple[Any, ...], ids: tuple[Any, ...]) -> Any:
    if column[0] == column[-1] and len(set(column)) == 1:
        return column[0]
    return _LIKE_FIRST if column == ids else column


def unpack_entries(document: str, data: bytes) -> list[Entry]:
    """Raises MachineFault `segment_damaged` when these aren't bytes that `pack_entries` made."""
    try:
        count, straight, links, ids, *columns = json.loads(zstandard.ZstdDecompressor().decompress(data))
        whole = [ids, *(_long(column, ids, count) for column in columns)]
        rows = [dict(zip(_SAID, row, strict=True)) for row in zip(*whole, strict=True)]
        if straight:
            return _linked(document, Tip(*links), rows)
        pairs = zip(links, rows, strict=True)
        return [Entry(document=document, seq=seq, prev_hash=before, **row) for (seq, before), row in pairs]
    except (zstandard.ZstdError, ValueError, TypeError):
        raise MachineFault("segment_damaged", document=document) from None


def _long(column: Any, ids: list[str], count: int) -> list[Any]:
    if column is _LIKE_FIRST:
        return ids
    return column if isinstance(column, list) else [column] * count


def _linked(document: str, tip: Tip, rows: Sequence[dict[str, Any]]) -> list[Entry]:
    entries: list[Entry] = []
    for row in rows:
        entries.append(Entry(document=document, seq=tip.seq + 1, prev_hash=tip.hash, **row))
        tip = Tip(entries[-1].seq, entries[-1].hash)
    return entries
