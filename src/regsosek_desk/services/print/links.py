"""What the QR code of a sheet says, and what it leads to."""

from __future__ import annotations

from typing import Literal, NamedTuple, cast, get_args

_FRONT = "RSK1"
Kind = Literal["k", "vk1", "sls", "box", "batch"]


class Target(NamedTuple):
    """`id` is that of a document (k, vk1) or a batch, the 16 digits of an SLS, or the number of a box."""

    kind: Kind
    id: str


def link(kind: Kind, id_: str) -> str:
    return f"{_FRONT}|{kind}|{id_}"


def target_of(text: str) -> Target | None:
    """What a scanned or typed text leads to; None when it is no text of a sheet."""
    parts = text.strip().split("|")
    if len(parts) != 3 or parts[0].upper() != _FRONT or not parts[2]:
        return None
    kind = parts[1].lower()
    return Target(cast(Kind, kind), parts[2]) if kind in get_args(Kind) else None
