"""Who knew of what: the entries of a document in order, and for each of them those it was made upon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regsosek_desk.core.domain.journal import Entry


class Lineage:
    """Entries, in `in_order`, are named by their place in the line."""

    def __init__(self, line: Sequence[Entry], before: Sequence[int]) -> None:
        self.line = line
        self.before = before
        """For each entry all those it was made upon, directly or not, as bits."""
        self.on_row: dict[str, list[int]] = {}
        """The entries about each row, but for what was said of its answers."""
        for at, entry in enumerate(line):
            if entry.row and entry.op not in ("confirm", "decide"):
                self.on_row.setdefault(entry.row, []).append(at)

    @classmethod
    def of(cls, line: Sequence[Entry]) -> Lineage:
        """As the entries themselves say; each must stand behind those it was made upon."""
        places: dict[str, int] = {}
        before: list[int] = []
        for at, entry in enumerate(line):
            known = 0
            for parent in entry.parents:
                known |= before[places[parent]] | 1 << places[parent]
            before.append(known)
            places[entry.hash] = at
        return cls(line, before)

    @classmethod
    def in_single_file(cls, line: Sequence[Entry]) -> Lineage:
        """As though each was made upon all that stand before it."""
        return cls(line, [(1 << at) - 1 for at in range(len(line))])

    def knows(self, later: int, earlier: int) -> bool:
        return bool(self.before[later] >> earlier & 1)

    def knows_all(self, at: int) -> bool:
        """Whether an entry was made upon everything that stands before it."""
        return self.before[at] == (1 << at) - 1

    def apart(self, one: int, other: int) -> bool:
        """Whether neither was made upon the other."""
        return one != other and not self.knows(one, other) and not self.knows(other, one)

    def latest(self, places: Iterable[int]) -> list[int]:
        """Those of these entries, given in order, that none of the others was made upon."""
        last: list[int] = []
        for at in places:
            last = [each for each in last if not self.knows(at, each)] + [at]
        return last
