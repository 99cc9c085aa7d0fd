"""What a key did while keying, as a value that any screen can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.engine.instance import Place

Mode = Literal["jalur", "bebas"]
"""jalur: the program leads, wrong answers ask at once. bebas: any digits that fit, checks follow."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a key did. `refused` names a message (resources/messages [keyer]); `params` fill it."""

    refused: str = ""
    params: tuple[tuple[str, str], ...] = ()
    committed: Place | None = None
    moved: bool = False
    rows_changed: bool = False
    asks: bool = False
    """The same key again forces what was refused."""
    ended: bool = False
    """There is no further question."""


def refused(code: str, *, asks: bool = False, **params: str) -> Step:
    """A key that did nothing, and why."""
    return Step(refused=code, params=tuple(params.items()), asks=asks)
