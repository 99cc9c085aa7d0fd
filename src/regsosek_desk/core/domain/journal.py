"""The journal: every change of a document is one entry, and the document is its entries replayed.

Each entry names the hashes of those it was made upon: one, or several when work of more than one device had come
together before it. Its number is one more than the greatest of theirs, so in the work of a single device they count
from 1. Blank is None, never "".
Operations: `set` one answer · `fill` several answers of one place (JSON objects of equal keys, None where
all are blank) · `row_add`, `row_remove`, `row_move` (positions from 0, as text) · `note` ·
`confirm` (JSON of rule, reason, seen) · `decide` (JSON of decision, note, seen; see `domain.decisions`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime

from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.errors import MachineFault

_quoted: Callable[[str], str] = json.encoder.encode_basestring
"""A text as `json.dumps(ensure_ascii=False)` writes it."""

KEYED, PRELIST, VERIFIED = "keyed", "prelist", "verified"
SOURCES = (KEYED, PRELIST, VERIFIED, "import", "training")


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that somebody wants to make; `undoes` is the entry it takes back, "" for a fresh one."""

    op: str
    row: str = ""
    roster: str = ""
    question: str = ""
    old: str | None = None
    new: str | None = None
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who changed something, where, when (UTC, ISO 8601 with milliseconds) and how (see SOURCES)."""

    petugas: str
    device: str
    at: str
    offset: int
    """Minutes of the local clock ahead of UTC."""
    source: str = KEYED

    @classmethod
    def now(cls, petugas: str, device: str, source: str = KEYED) -> Stamp:
        local = datetime.now(UTC).astimezone()
        ahead = local.utcoffset()
        at = local.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return cls(petugas, device, at, int(ahead.total_seconds() // 60) if ahead else 0, source)


@dataclass(slots=True, unsafe_hash=True)
class Entry:
    """One row of the journal, never changed. Not frozen: that takes eight times as long to make, and an endpoint makes
    tens of thousands a second."""

    id: str
    document: str
    seq: int
    group: str
    """Id of the first entry of the command this one belongs to; undo takes a whole group back."""
    op: str
    row: str
    roster: str
    question: str
    old: str | None
    new: str | None
    undoes: str
    petugas: str
    device: str
    at: str
    offset: int
    source: str
    prev_hash: str
    """Hashes of the entries this one was made upon, in order, a space between; "" for a first one."""
    _hash: str = field(default="", init=False, repr=False, compare=False)

    @property
    def hash(self) -> str:
        """SHA-256 (hex) over the canonical JSON of all fields, the hashes of the entries before included."""
        if not self._hash:
            self._hash = self._computed_hash()
        return self._hash

    def _computed_hash(self) -> str:
        # The text that `canonical` makes of a dict of all fields, written straight: thousands a second are checked.
        text = (
            f'{{"at":{_quoted(self.at)},"device":{_quoted(self.device)},"document":{_quoted(self.document)},'
            f'"group":{_quoted(self.group)},"id":{_quoted(self.id)},"new":{_or_null(self.new)},'
            f'"offset":{self.offset},"old":{_or_null(self.old)},"op":{_quoted(self.op)},'
            f'"petugas":{_quoted(self.petugas)},"prev_hash":{_quoted(self.prev_hash)},'
            f'"question":{_quoted(self.question)},"roster":{_quoted(self.roster)},"row":{_quoted(self.row)},'
            f'"seq":{self.seq},"source":{_quoted(self.source)},"undoes":{_quoted(self.undoes)}}}'
        )
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def parents(self) -> list[str]:
        """Hashes of the entries this one was made upon."""
        return self.prev_hash.split()


ENTRY_FIELDS = tuple(each.name for each in fields(Entry) if each.init)


def _or_null(text: str | None) -> str:
    return "null" if text is None else _quoted(text)


@dataclass(frozen=True, slots=True)
class Tip:
    """End of a document's journal: the greatest number in it, and the hash of each entry none was made upon."""

    seq: int = 0
    hash: str = ""
    """In order, a space between; more than one while work of several devices has come together and none followed."""


START = Tip()


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fill(new: Mapping[str, str | None], old: Mapping[str, str] | None = None, row: str = "") -> Draft:
    """Draft that sets several answers of one place at once; `old` holds what is there now."""
    before = {question: (old or {}).get(question) for question in new}
    return Draft("fill", row=row, old=_map_text(before), new=_map_text(new))


def _map_text(answers: Mapping[str, str | None]) -> str | None:
    return canonical(dict(answers)) if any(answers.values()) else None


def confirmation_text(rule: str, reason: str, seen: object) -> str:
    """`new` of a `confirm` entry; `seen` is any JSON value that tells what the rule read."""
    return canonical({"rule": rule, "reason": reason, "seen": seen})


def chain(document: str, tip: Tip, drafts: Sequence[Draft], stamp: Stamp) -> list[Entry]:
    """Make one command's drafts the next entries of a document's journal, as one group."""
    entries: list[Entry] = []
    for seq, draft in enumerate(drafts, tip.seq + 1):
        own_id = uuid7()
        entries.append(
            Entry(
                id=own_id,
                document=document,
                seq=seq,
                group=entries[0].id if entries else own_id,
                op=draft.op,
                row=draft.row,
                roster=draft.roster,
                question=draft.question,
                old=draft.old,
                new=draft.new,
                undoes=draft.undoes,
                petugas=stamp.petugas,
                device=stamp.device,
                at=stamp.at,
                offset=stamp.offset,
                source=stamp.source,
                prev_hash=entries[-1].hash if entries else tip.hash,
            )
        )
    return entries


def tip_of(entries: Sequence[Entry], before: Tip) -> Tip:
    """The tip after these entries, `before` when there are none."""
    return Tip(entries[-1].seq, entries[-1].hash) if entries else before


def continues(tip: Tip, entries: Iterable[Entry]) -> Tip | None:
    """The tip after entries that follow straight upon one another and upon `tip`; None when they don't."""
    for entry in entries:
        if entry.seq != tip.seq + 1 or entry.prev_hash != tip.hash:
            return None
        tip = Tip(entry.seq, entry.hash)
    return tip


def verify(entries: Iterable[Entry]) -> Tip:
    """Check numbers and hashes of a document's whole journal, in `in_order`; give its tip.

    Raises MachineFault `journal_broken` with the `seq` of the first entry that doesn't follow.
    """
    numbers: dict[str, int] = {}
    heads: set[str] = set()
    for entry in entries:
        parents = entry.parents
        known = [numbers.get(parent) for parent in parents]
        if None in known or entry.seq != 1 + max((seq for seq in known if seq), default=0):
            raise MachineFault("journal_broken", document=entry.document, seq=entry.seq)
        own = entry.hash
        numbers[own] = entry.seq
        heads.difference_update(parents)
        heads.add(own)
    return Tip(max(numbers.values(), default=0), " ".join(sorted(heads)))


def beyond(entries: Sequence[Entry], heads: str) -> list[Entry]:
    """The entries of a document that somebody lacks who has these heads and all that they were made upon.

    All of them when one of the heads is unknown here.
    """
    hashes = {entry.hash: entry for entry in entries}
    known = _with_ancestors(hashes, heads.split())
    return [entry for own, entry in hashes.items() if own not in known] if known <= hashes.keys() else list(entries)


def joined_heads(entries: Iterable[Entry], *heads: str) -> str:
    """The heads of somebody who has all that is under each of these; one that is unknown here stays."""
    hashes = {entry.hash: entry for entry in entries}
    names = {name for each in heads for name in each.split()}
    under = _with_ancestors(hashes, [parent for name in names if name in hashes for parent in hashes[name].parents])
    return " ".join(sorted(names - under))


def _with_ancestors(hashes: Mapping[str, Entry], names: Iterable[str]) -> set[str]:
    """These hashes and those of all the entries they were made upon."""
    found: set[str] = set()
    rest = list(names)
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            rest += hashes[name].parents if name in hashes else []
    return found


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries so that each stands behind those it was made upon, the same way for everybody who has them."""
    return sorted(entries, key=lambda entry: (entry.seq, entry.id))
