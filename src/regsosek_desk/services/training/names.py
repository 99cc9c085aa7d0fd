"""Names out of lists of common given names, and the other spellings a prelist shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from random import Random

_OLD_FROM = 45
_SECOND_NAME = {"tua": 0.35, "muda": 0.9}

NameKey = tuple[bool, str, str]


class Names:
    """Draws names by sex and generation; the rows have `nama`, `kelamin` (L, P), `bagian` and `generasi`."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        lists: defaultdict[NameKey, list[str]] = defaultdict(list)
        for row in rows:
            lists[row["kelamin"] == "P", row["bagian"], row["generasi"]].append(row["nama"])
        self._lists = dict(lists)

    def draw(self, rng: Random, woman: bool, age: int) -> str:
        generation = "tua" if age >= _OLD_FROM else "muda"
        first = rng.choice(self._lists[woman, "depan", generation])
        if rng.random() >= _SECOND_NAME[generation]:
            return first
        return f"{first} {rng.choice(self._lists[woman, 'belakang', 'semua'])}"

    def draw_new(self, rng: Random, woman: bool, age: int, used: set[str]) -> str:
        """A name that isn't used yet; it joins the used ones."""
        name = self.draw(rng, woman, age)
        while name in used:
            name = self.draw(rng, woman, age)
        used.add(name)
        return name


def respell(rng: Random, name: str, spellings: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The name as an older list may spell it; some names lose their second word instead."""
    if " " in name and rng.random() < 0.25:
        return name.split(maxsplit=1)[0]
    fitting = [(old, new) for old, new in spellings if old in name]
    if not fitting:
        return name
    old, new = rng.choice(fitting)
    return name.replace(old, rng.choice(new), 1)
