"""Each operator's work, out of the journal: documents, key presses an hour, minutes a document, corrections.

A key press is a character of an answer as it was stored (a date has eight); what a proposal filled in counts as if it
had been typed, Enter and the keys for moving don't count. Time is worked time: from the first answer to the last, gaps
longer than a pause left out, whichever documents the answers belong to. A document is counted for the petugas who keyed
most of its answers, on the day of the first of them, so that looking into it later moves no count to another day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.storage.work_log import Act, Headed
from regsosek_desk.storage.workfile import WorkFile

PAUSE = 120
"""Seconds without an answer after which nobody was working, unless the settings say otherwise."""
SHORTEST = 30
"""Seconds that are kept as one stretch of work in a document; a pause can't be set shorter."""
CELL = 15 * 60
"""Seconds of local time that are counted together; shifts begin and end at quarters of an hour."""
AT_ONCE = 200
"""Documents that are read anew at a time."""
Stretch = tuple[int, int]
"""From and to, seconds of local time since 1970."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one petugas keyed in one document within a quarter of an hour."""

    cell: int
    keys: int
    answers: int
    corrections: int
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one petugas keyed in one document."""

    petugas: str
    first: int
    """When the first answer was stored, seconds of local time since 1970."""
    pieces: tuple[Piece, ...]

    @property
    def answers(self) -> int:
        return sum(piece.answers for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Worked:
    """A family's document and who keyed in it."""

    document: Headed
    parts: tuple[Part, ...]

    @property
    def main(self) -> Part | None:
        """The part of who keyed the most of it, of equals the one who began."""
        return max(self.parts, key=lambda part: (part.answers, -part.first), default=None)


# --- out of the journal -----------------------------------------------------------------------------


def read_worked(file: WorkFile) -> list[Worked]:
    """Every family of the file; only those that changed since the last time are read in the journal, which takes about
    half a millisecond each. Raises MachineFault."""
    found, new = _kept(file)
    while new:
        found |= _read(file, new[:AT_ONCE])
        new = new[AT_ONCE:]
    return [Worked(each, found[each.id]) for each in file.work_log.documents(FAMILY_FORM)]


def catch_up(file: WorkFile) -> int:
    """Read some of what changed; gives how many documents are still to be read. So that keys needn't wait for all."""
    _, new = _kept(file)
    _read(file, new[:AT_ONCE])
    return max(0, len(new) - AT_ONCE)


def _kept(file: WorkFile) -> tuple[dict[str, tuple[Part, ...]], list[Headed]]:
    """What was read before and is still true, and the documents that have to be read."""
    kept, documents = file.work_log.kept(), file.work_log.documents(FAMILY_FORM)
    found = {each.id: parts for each in documents if (parts := _recalled(kept.get(each.id), each.heads)) is not None}
    return found, [each for each in documents if each.id not in found]


def _read(file: WorkFile, documents: Sequence[Headed]) -> dict[str, tuple[Part, ...]]:
    acts = file.work_log.acts([each.id for each in documents])
    made = {document: _parts(each) for document, each in acts.items()}
    file.work_log.keep({each.id: _text(each.heads, made[each.id]) for each in documents})
    return made


def _parts(acts: Mapping[str, Sequence[Act]]) -> tuple[Part, ...]:
    return tuple(_part(petugas, sorted(some)) for petugas, some in acts.items())


def _part(petugas: str, acts: Sequence[Act]) -> Part:
    pieces = [_piece(cell, list(some)) for cell, some in groupby(acts, key=lambda act: act.at // CELL)]
    return Part(petugas, acts[0].at, tuple(pieces))


def _piece(cell: int, acts: Sequence[Act]) -> Piece:
    stretches = tuple(joined([(act.at, act.at) for act in acts], SHORTEST))
    _, keys, answers, changed = map(sum, zip(*acts, strict=True))
    return Piece(cell, keys, answers, changed, stretches)


def joined(stretches: Iterable[Stretch], pause: int) -> Iterator[Stretch]:
    """Stretches in order, those with no longer gap than a pause between them made one."""
    start = end = None
    for left, right in sorted(stretches):
        if start is None or end is None:
            start, end = left, right
        elif left - end <= pause:
            end = max(end, right)
        else:
            yield start, end
            start, end = left, right
    if start is not None and end is not None:
        yield start, end


def _text(heads: str, parts: Sequence[Part]) -> str:
    return json.dumps([heads, [[p.petugas, p.first, [_plain(each) for each in p.pieces]] for p in parts]])


def _plain(piece: Piece) -> list[object]:
    return [piece.cell, piece.keys, piece.answers, piece.corrections, piece.stretches]


def _recalled(text: str | None, heads: str) -> tuple[Part, ...] | None:
    """What was kept, if it is still true."""
    if text is None or not text.startswith(f'["{heads}"'):
        return None
    parts = json.loads(text)[1]
    return tuple(Part(petugas, first, tuple(map(_piece_again, pieces))) for petugas, first, pieces in parts)


def _piece_again(values: tuple[int, int, int, int, list[list[int]]]) -> Piece:
    cell, keys, answers, corrections, stretches = values
    return Piece(cell, keys, answers, corrections, tuple((start, end) for start, end in stretches))
