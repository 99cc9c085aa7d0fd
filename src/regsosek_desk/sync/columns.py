"""Columns of numbers and of texts, one behind the other, as bytes; docs/sync-protocol.md gives them byte by byte.

Like things stand beside one another, which is what a compressor feeds on, and come back as whole lists, which is what
makes unpacking fast.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import Any

from regsosek_desk.core.domain.journal import canonical
from regsosek_desk.core.errors import InputFault

_LENGTH = struct.Struct(">I")
_FULL = 255
"""In the last plane of a number: the rest of it stands in the list of great numbers."""
_MOST_NUMBER = 1 << 80
MOST_VALUES = 1 << 22
"""Values of all columns together: each takes some sixty times the memory of its shortest bytes."""


class ColumnWriter:
    """Puts columns together; `ColumnReader` gives them back in the same order. `pause` is called after each."""

    def __init__(self, pause: Callable[[], None] = lambda: None) -> None:
        self._pause = pause
        self._parts: list[bytes] = []
        self._room = MOST_VALUES

    def data(self) -> bytes:
        """Raises InputFault `envelope_too_large` when it is more than a reader takes."""
        if self._room < 0:
            raise InputFault("envelope_too_large")
        return b"".join(self._parts)

    def raw(self, data: bytes) -> None:
        self._parts += (_LENGTH.pack(len(data)), data)
        self._pause()

    def json(self, value: object) -> None:
        text = canonical(value).encode()
        self._room -= values_in(text)
        self.raw(text)

    def numbers(self, values: Sequence[int], planes: int = 1) -> None:
        """Numbers from 0; first all their lowest bytes, then the next, so that noise stays out of the orderly ones."""
        for plane in range(planes - 1):
            self.raw(bytes(value >> 8 * plane & 0xFF for value in values))
        self._room -= len(values)
        tops = [value >> 8 * (planes - 1) for value in values]
        self.raw(bytes(min(top, _FULL) for top in tops))
        self.json([top for top in tops if top >= _FULL])

    def signed(self, values: Iterable[int], planes: int = 1) -> None:
        """Numbers to both sides of 0."""
        self.numbers([value << 1 if value >= 0 else (-value << 1) - 1 for value in values], planes)

    def texts(self, groups: Sequence[Sequence[str]]) -> None:
        """Groups of texts; those of a group that are equally long place by place, so that like characters meet."""
        self._room -= sum(map(len, groups))
        alike = [_length_of_all(group) for group in groups]
        self.numbers([len(group) for group in groups])
        self.numbers([length + 1 for length in alike])
        self.numbers([len(text) for group, length in zip(groups, alike, strict=True) if length < 0 for text in group])
        self.raw("".join(map(_joined, groups, alike)).encode())


def _length_of_all(group: Sequence[str]) -> int:
    """-1 when they differ, and where nothing would tell how many there are."""
    lengths = {len(text) for text in group}
    return lengths.pop() if len(lengths) == 1 and (len(group) == 1 or lengths != {0}) else -1


def _joined(group: Sequence[str], alike: int) -> str:
    return "".join(map("".join, zip(*group, strict=True)) if alike > 0 else group)


class ColumnReader:
    """Reads what `ColumnWriter` wrote; `pause` is called before each column.

    Every method raises ValueError for anything it can't have written.
    """

    def __init__(self, data: bytes, pause: Callable[[], None] = lambda: None) -> None:
        self._pause = pause
        self._data = data
        self._at = 0
        self._room = MOST_VALUES

    def end(self) -> None:
        if self._at != len(self._data):
            raise ValueError("more")

    def raw(self) -> bytes:
        self._pause()
        start = self._at + _LENGTH.size
        if start > len(self._data):
            raise ValueError("length")
        self._at = start + _LENGTH.unpack_from(self._data, self._at)[0]
        if self._at > len(self._data):
            raise ValueError("end")
        return self._data[start : self._at]

    def _take(self, values: int) -> None:
        self._room -= values
        if self._room < 0:
            raise ValueError("values")

    def json(self) -> Any:
        text = self.raw()
        self._take(values_in(text))
        try:
            return json.loads(text)
        except RecursionError:
            raise ValueError("depth") from None

    def numbers(self, planes: int = 1) -> list[int]:
        low = [self.raw() for _ in range(planes - 1)]
        last = self.raw()
        self._take(len(last))
        top = list(last)
        great = iter(numbers_in(self.json()))
        if _FULL in top:
            top = [next(great, -1) if value == _FULL else value for value in top]
        if next(great, None) is not None or min(top, default=0) < 0:
            raise ValueError("great numbers")
        for plane in reversed(low):
            top = [high << 8 | value for high, value in zip(top, plane, strict=True)]
        return top

    def signed(self, planes: int = 1) -> list[int]:
        return [value >> 1 if not value & 1 else -(value + 1 >> 1) for value in self.numbers(planes)]

    def texts(self) -> list[list[str]]:
        counts, alike, lengths, text = self.numbers(), self.numbers(), iter(self.numbers()), self.raw().decode()
        self._take(sum(counts))
        groups: list[list[str]] = []
        at = 0
        for count, marked in zip(counts, alike, strict=True):
            if marked:
                size = count * (marked - 1)
                groups.append(_across(text[at : at + size], count, marked - 1))
            else:
                ends = list(accumulate(islice(lengths, count), initial=at))
                size = ends[-1] - at
                groups.append([text[start:end] for start, end in pairwise(ends)])
            at += size
        if at != len(text) or next(lengths, None) is not None or [len(group) for group in groups] != counts:
            raise ValueError("texts")
        return groups


def values_in(text: bytes) -> int:
    """Not less than there are values in this JSON."""
    return text.count(b",") + text.count(b"[") + text.count(b"{") + text.count(b":")


def _across(text: str, count: int, length: int) -> list[str]:
    if len(text) != count * length or (not length and count != 1):
        raise ValueError("texts")
    return [text[place::count] for place in range(count)] if length else [""]


def numbers_in(value: object) -> list[int]:
    """A JSON list of numbers from 0 that are not beyond use."""
    if not isinstance(value, list) or not all(type(each) is int and 0 <= each < _MOST_NUMBER for each in value):
        raise ValueError("numbers")
    return value


def texts_in(value: object) -> list[str]:
    """A JSON list of texts."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("texts")
    return value


def refuse_more(rest: Iterator[object]) -> None:
    """Raises ValueError unless all was taken."""
    if next(rest, _ENDED) is not _ENDED:
        raise ValueError("more")


_ENDED = object()
