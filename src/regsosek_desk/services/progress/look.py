"""What of the progress is looked at: a way down, how far, and against which denominator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Level = Literal["kab", "kec", "desa", "sls", "pml", "ppl", "operator"]
Way = Literal["wilayah", "petugas", "operator"]
Denominator = Literal["vk", "prelist", "received"]
WAYS: Mapping[Way, tuple[Level, ...]] = {
    "wilayah": ("kab", "kec", "desa", "sls"),
    "petugas": ("pml", "ppl", "sls"),
    "operator": ("operator", "sls"),
}
DENOMINATORS: tuple[Denominator, ...] = ("vk", "prelist", "received")
STALLED_DAYS = 3
"""Without any work for longer than that an unfinished SLS counts as stalled, unless another number is wanted."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be shown: a way, the keys stepped into on it, the denominator, and whether stalled SLS only."""

    way: Way = "wilayah"
    path: tuple[str, ...] = ()
    denominator: Denominator = "vk"
    stalled_days: int = STALLED_DAYS
    only_stalled: bool = False

    @property
    def level(self) -> Level:
        """Of the rows."""
        return WAYS[self.way][len(self.path)]

    @property
    def is_last(self) -> bool:
        """Whether a row is an SLS."""
        return self.level == "sls"

    def into(self, key: str) -> Look:
        return replace(self, path=(*self.path, key))

    def up(self) -> Look:
        return replace(self, path=self.path[:-1])
