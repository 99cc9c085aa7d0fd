"""Local variables for generated functions: what stands in many places is read or worked out once."""

from __future__ import annotations

import re
from collections import Counter

_MARK = re.compile("\0([0-9]+)\0")


class Kept:
    """While a function is written, sources that may come again stand in it as marks; `settle` resolves them."""

    def __init__(self) -> None:
        self._sources: dict[str, int] = {}
        self._least: list[int] = []
        self._uses: Counter[int] = Counter()

    def mark(self, source: str, least: int) -> str:
        """Stand-in for a source that is worth a variable from `least` uses on."""
        index = self._sources.setdefault(source, len(self._sources))
        if index == len(self._least):
            self._least.append(least)
        self._uses[index] += 1
        return f"\0{index}\0"

    def settle(self, lines: list[str]) -> list[str]:
        """The lines without marks, and before them those that fill the variables."""
        words: dict[str, str] = {}

        def resolved(text: str) -> str:
            return _MARK.sub(lambda match: words[match[1]], text)

        filling: list[str] = []
        for source, index in self._sources.items():  # a source only uses what was marked before it
            words[str(index)] = resolved(source)
            if self._uses[index] >= self._least[index]:
                filling.append(f"x{index} = {words[str(index)]}")
                words[str(index)] = f"x{index}"
        return [*filling, *map(resolved, lines)]
