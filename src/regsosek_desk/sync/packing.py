"""Bundles as few bytes, and back; docs/sync-protocol.md gives them byte by byte.

Whatever follows from something else is left out: number and hash of an entry that was made upon the one before, an
answer that stood there before, most of an id. The rest stands in columns over all bundles, which compress well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.sync.answers import MOST_REPEATED
from regsosek_desk.sync.columns import ColumnReader, ColumnWriter
from regsosek_desk.sync.compression import compress, expand
from regsosek_desk.sync.entries import EntryReader, EntryWriter

_MOST_SEGMENT = 64 << 20
_TOLD = tuple(each.name for each in fields(Bundle) if each.name != "entries")
_COUNTS = frozenset({"errors", "warnings", "infos"})


def pack_bundles(bundles: Sequence[Bundle], pause: Callable[[], None] = lambda: None) -> bytes:
    """`pause` is called after each, and between columns.

    Raises InputFault `entry_malformed` where a name of a thing is beyond all measure.
    """
    told: list[list[Any]] = []
    entries = EntryWriter()
    for bundle in bundles:
        last = entries.bundle(bundle.entries)
        heads = None if bundle.heads == last else bundle.heads
        told.append([heads if name == "heads" else getattr(bundle, name) for name in _TOLD] + [len(bundle.entries)])
        pause()
    out = ColumnWriter(pause)
    out.json([list(column) for column in zip(*told, strict=True)])
    entries.write(out)
    return out.data()


def unpack_bundles(data: bytes, pause: Callable[[], None] = lambda: None) -> tuple[Bundle, ...]:
    """`pause` is called after each. Raises InputFault `envelope_malformed` for what `pack_bundles` doesn't make."""
    try:
        source = ColumnReader(data, pause)
        told, entries = _told_in(source.json()), EntryReader(source)
        source.end()
        bundles = []
        for each in told:
            bundles.append(_bundle(each, entries))
            pause()
        entries.end()
    except (ValueError, TypeError, LookupError, ArithmeticError, StopIteration, RecursionError):
        raise InputFault("envelope_malformed") from None
    return tuple(bundles)


def pack_segment(bundle: Bundle) -> bytes:
    """A single bundle, compressed, to be kept."""
    return compress(pack_bundles([bundle]), quick=True)


def unpack_segment(data: bytes) -> Bundle:
    """Raises MachineFault `segment_damaged` when it isn't what `pack_segment` made."""
    try:
        [bundle] = unpack_bundles(expand(data, _MOST_SEGMENT))
    except (InputFault, ValueError):
        raise MachineFault("segment_damaged") from None
    return bundle


def _bundle(told: dict[str, Any], source: EntryReader) -> Bundle:
    entries, last = source.bundle(told["document"], told.pop("size"))
    heads = last if told["heads"] is None else told["heads"]
    return Bundle(**{**told, "heads": heads}, entries=entries)


def _told_in(value: object) -> list[dict[str, Any]]:
    """What is told of each bundle; `size` counts its entries."""
    if not isinstance(value, list) or (value and len(value) != len(_TOLD) + 1):
        raise ValueError("bundles")
    told = [dict(zip((*_TOLD, "size"), row, strict=True)) for row in zip(*value, strict=True)]
    if not all(_is_told(name, each) for bundle in told for name, each in bundle.items()):
        raise ValueError("bundle")
    return told


def _is_told(name: str, value: object) -> bool:
    if name == "size" or name in _COUNTS:
        return type(value) is int and 0 <= value < 1 << 31
    if name in ("vk_row", "heads") and value is None:
        return True
    if not isinstance(value, str) or (len(value) > MOST_REPEATED and name != "heads"):
        return False
    value.encode()  # raises ValueError for half a character
    return True
