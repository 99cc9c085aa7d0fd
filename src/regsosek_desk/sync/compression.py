"""Zstandard with the dictionary that comes with the program."""

from __future__ import annotations

from functools import cache

import zstandard

from regsosek_desk.core.errors import InputFault
from regsosek_desk.settings import data_root

DICTIONARY = "kamus-1"
"""Its name; a changed dictionary gets a new one, and the old stays for what was made with it."""
_SMALLEST, _QUICK = 19, 6
"""Levels: for what travels over a thin line, and for what is only kept, by the hundred a second."""
_WIDEST = 25
"""Bits of the window: all of the largest envelope, and no more memory than that."""
_CHUNK = 1 << 18


def compress(data: bytes, *, quick: bool = False) -> bytes:
    """As few bytes as can be, or nearly so in a tenth of the time."""
    level, dictionary = (_QUICK, _dictionary_for_quick()) if quick else (_SMALLEST, _dictionary())
    return zstandard.ZstdCompressor(level, dict_data=dictionary).compress(data)


def expand(data: bytes, limit: int) -> bytes:
    """What was compressed. Raises InputFault `envelope_too_large` as soon as more than `limit` bytes come out,
    `envelope_malformed` when it was not made by `compress`."""
    found = bytearray()
    decompressor = zstandard.ZstdDecompressor(dict_data=_dictionary(), max_window_size=1 << _WIDEST)
    try:
        with decompressor.stream_reader(data) as reader:
            while chunk := reader.read(_CHUNK):
                found += chunk
                if len(found) > limit:
                    raise InputFault("envelope_too_large")
    except zstandard.ZstdError:
        raise InputFault("envelope_malformed") from None
    return bytes(found)


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    file = data_root() / "resources" / "exchange" / f"{DICTIONARY}.zstd"
    return zstandard.ZstdCompressionDict(file.read_bytes())


@cache
def _dictionary_for_quick() -> zstandard.ZstdCompressionDict:
    """Digested once; for a large envelope that would cost a twentieth more bytes."""
    dictionary = zstandard.ZstdCompressionDict(_dictionary().as_bytes())
    dictionary.precompute_compress(_QUICK)
    return dictionary
