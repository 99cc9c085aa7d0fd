"""What the door leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be opened: a file, and its key when a PIN has given it."""

    path: Path
    key: bytes | None = field(default=None, repr=False)
