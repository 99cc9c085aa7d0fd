"""The columns that tell who made each entry, when, upon which, and under which id; what it says is in `answers`.

Entries mostly follow upon the one before, a moment later, by the same person, with an id that counts on. Only what is
other than that is written out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from regsosek_desk.core.domain.journal import START, Entry
from regsosek_desk.core.errors import InputFault
from regsosek_desk.sync.answers import MOST_REPEATED, AnswerReader, AnswerWriter, Moment
from regsosek_desk.sync.columns import ColumnReader, ColumnWriter, refuse_more
from regsosek_desk.sync.moments import count_step, moment_of, text_of_moment, text_of_uuid7, uuid7_of

MOST_ENTRIES = 250_000
"""Entries of all bundles together."""
_IN_GROUP, _ODD_GROUP, _LINK, _OLD, _UNDOES, _ODD_ID, _ODD_TIME, _ACTOR = (1 << bit for bit in range(8))
_ODD = (_ODD_GROUP, _LINK, _OLD, _UNDOES, _ODD_ID, _ODD_TIME, _ACTOR)
"""What may be other than usual of an entry; each then stands in a list of its own."""
_ODD_LINKS = _ODD_GROUP | _LINK | _OLD | _UNDOES
_CHECK_SIZE = 8
"""Bytes of a hash over the hashes of all entries: both programs must understand the columns in the same way."""
_MOST_NUMBER = 1 << 63
_NAMES = ("id", "document", "group", "op", "row", "roster", "question", "petugas", "device", "source", "at")


class EntryWriter:
    """Takes the entries of one bundle after the other."""

    def __init__(self) -> None:
        self._flags: list[int] = []
        self._odd: dict[int, list[Any]] = {flag: [] for flag in _ODD}
        self._times: list[int] = []
        self._ids: list[tuple[int, int]] = []
        self._answers = AnswerWriter()
        self._actor: list[Any] = []
        self._time = self._id_time = 0
        self._counts: dict[str, int] = {}
        self._check = hashlib.sha256()

    def bundle(self, entries: Sequence[Entry]) -> str:
        """Gives the hash of the last one. Raises InputFault `entry_malformed` for a name beyond all measure."""
        ids = [uuid7_of(entry.id) for entry in entries]
        old_is_odd = self._answers.bundle(entries, ids)
        seq, hash_before, group = START.seq, START.hash, None
        places: dict[str, int] = {}
        self._id_time = 0
        for place, (entry, moment, odd) in enumerate(zip(entries, ids, old_is_odd, strict=True)):
            _refuse_long_names(entry)
            flags = self._who(entry) | self._when(entry, moment) | self._note(_OLD, odd, entry.old)
            link = [entry.seq, entry.prev_hash]
            flags |= self._note(_LINK, link != [seq + 1, hash_before], link)
            flags |= self._undoes(entry, places, place) | self._group(entry, group)
            self._flags.append(flags)
            seq, hash_before, group = entry.seq, entry.hash, entry.group
        self._check.update(_hashes(entries))
        return hash_before

    def write(self, out: ColumnWriter) -> None:
        out.numbers(self._flags)
        out.json(list(self._odd.values()))
        out.signed(self._times, planes=2)
        out.signed([step for step, _ in self._ids])
        out.signed([step for _, step in self._ids], planes=2)
        self._answers.write(out)
        out.raw(self._check.digest()[:_CHECK_SIZE])

    def _note(self, flag: int, odd: bool, value: Any) -> int:
        if odd:
            self._odd[flag].append(value)
        return flag if odd else 0

    def _who(self, entry: Entry) -> int:
        actor = [entry.petugas, entry.device, entry.offset, entry.source]
        changed, self._actor = actor != self._actor, actor
        return self._note(_ACTOR, changed, actor)

    def _when(self, entry: Entry, moment: Moment) -> int:
        time = moment_of(entry.at)
        before, self._time = self._time, self._time if time is None else time
        self._times.append(self._time - before)
        expected = max(self._time, self._id_time), self._counts.get(entry.device, 0)
        self._id_time, self._counts[entry.device] = moment or expected
        self._ids.append((self._id_time - expected[0], count_step(self._counts[entry.device], expected[1])))
        return self._note(_ODD_TIME, time is None, entry.at) | self._note(_ODD_ID, moment is None, entry.id)

    def _undoes(self, entry: Entry, places: dict[str, int], place: int) -> int:
        """An entry of the same bundle is told by how far back it stands."""
        back = place - places.get(entry.undoes, place)
        places[entry.id] = place
        return self._note(_UNDOES, bool(entry.undoes), back or entry.undoes)

    def _group(self, entry: Entry, before: str | None) -> int:
        return _IN_GROUP if entry.group == before else self._note(_ODD_GROUP, entry.group != entry.id, entry.group)


class EntryReader:
    """Gives back what `EntryWriter` took. Raises ValueError and its like for anything it can't have written."""

    def __init__(self, source: ColumnReader) -> None:
        self._flags = source.numbers()
        if len(self._flags) > MOST_ENTRIES:
            raise ValueError("entries")
        lists = source.json()
        if not isinstance(lists, list):
            raise ValueError("lists")
        self._odd = {flag: iter(_odd_in(flag, values)) for flag, values in zip(_ODD, lists, strict=True)}
        self._moments = list(accumulate(source.signed(planes=2)))
        self._ids = list(zip(source.signed(), source.signed(planes=2), strict=True))
        if not len(self._flags) == len(self._moments) == len(self._ids):
            raise ValueError("stamps")
        self._answers = AnswerReader(source)
        self._wanted = source.raw()
        self._check = hashlib.sha256()
        self._at = 0
        self._actor: list[Any] = []
        self._counts: dict[str, int] = {}

    def bundle(self, document: str, count: int) -> tuple[tuple[Entry, ...], str]:
        """The next so many entries, and the hash of the last one."""
        part = slice(self._at, self._at + count)
        self._at += count
        flags = self._flags[part]
        if len(flags) != count:
            raise ValueError("entries")
        actors = [self._actor_of(flag) for flag in flags]
        moments = self._moments_of_ids(part, flags, actors)
        ids = [text_of_uuid7(*moment) if moment else next(self._odd[_ODD_ID]) for moment in moments]
        times = [
            next(self._odd[_ODD_TIME]) if flag & _ODD_TIME else time
            for flag, time in zip(flags, map(text_of_moment, self._moments[part]), strict=True)
        ]
        answers = self._answers.bundle(moments)
        entries: list[Entry] = []
        seq, hash_before, group = START.seq, START.hash, ""
        for flag, actor, at, own_id, ((op, roster, question), row, old, new) in zip(
            flags, actors, times, ids, answers, strict=True
        ):
            seq, undoes = seq + 1, ""
            if not flag & _IN_GROUP:
                group = own_id
            if flag & _ODD_LINKS:
                group = next(self._odd[_ODD_GROUP]) if flag & _ODD_GROUP else group
                seq, hash_before = next(self._odd[_LINK]) if flag & _LINK else (seq, hash_before)
                old = next(self._odd[_OLD]) if flag & _OLD else old  # noqa: PLW2901
                undoes = self._undoes(entries) if flag & _UNDOES else undoes
            petugas, device, offset, source = actor
            entry = Entry(own_id, document, seq, group, op, row, roster, question, old, new, undoes,
                          petugas, device, at, offset, source, hash_before)  # fmt: skip
            hash_before = entry.hash
            entries.append(entry)
        self._check.update(_hashes(entries))
        return tuple(entries), hash_before

    def end(self) -> None:
        """Raises ValueError when more was there than was asked for."""
        self._answers.end()
        if self._at != len(self._flags) or self._check.digest()[:_CHECK_SIZE] != self._wanted:
            raise ValueError("entries")
        for rest in self._odd.values():
            refuse_more(rest)

    def _actor_of(self, flag: int) -> list[Any]:
        if flag & _ACTOR:
            self._actor = next(self._odd[_ACTOR])
        return self._actor

    def _moments_of_ids(self, part: slice, flags: Sequence[int], actors: Sequence[list[Any]]) -> list[Moment]:
        """The ids as numbers, None for one that isn't made of a moment."""
        found: list[Moment] = []
        last = 0
        for flag, (_, device, *_), moment, (step, on) in zip(
            flags, actors, self._moments[part], self._ids[part], strict=True
        ):
            last = (moment if moment > last else last) + step
            count = self._counts[device] = self._counts.get(device, 0) + on
            found.append(None if flag & _ODD_ID else (last, count))
        return found

    def _undoes(self, entries: Sequence[Entry]) -> str:
        told = next(self._odd[_UNDOES])
        return entries[-told].id if isinstance(told, int) else str(told)


def _hashes(entries: Sequence[Entry]) -> bytes:
    return "".join([entry.hash for entry in entries]).encode()


def _refuse_long_names(entry: Entry) -> None:
    if any(len(getattr(entry, name)) > MOST_REPEATED for name in _NAMES):
        raise InputFault("entry_malformed", op=entry.op[:20], document=entry.document[:40], seq=entry.seq)


def _odd_in(flag: int, values: object) -> list[Any]:
    """The list as it must be for this flag."""
    if not isinstance(values, list) or not all(map(_IS_ODD[flag], values)):
        raise ValueError("odd")
    return values


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= MOST_REPEATED


def _is_number(value: object) -> bool:
    return type(value) is int and -_MOST_NUMBER < value < _MOST_NUMBER


def _is_link(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and _is_number(value[0]) and isinstance(value[1], str)


def _is_actor(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 4:
        return False
    petugas, device, offset, source = value
    return _is_name(petugas) and _is_name(device) and _is_number(offset) and _is_name(source)


_IS_ODD: dict[int, Callable[[object], bool]] = {
    _ODD_GROUP: _is_name,
    _LINK: _is_link,
    _OLD: lambda value: value is None or isinstance(value, str),
    _UNDOES: lambda value: isinstance(value, str) or (type(value) is int and value > 0),
    _ODD_ID: _is_name,
    _ODD_TIME: _is_name,
    _ACTOR: _is_actor,
}
