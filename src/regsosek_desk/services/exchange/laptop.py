"""Who this laptop is in an exchange, and the small shapes that all routes share."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from regsosek_desk.core.domain.exchange import Certificate, Receipt
from regsosek_desk.core.errors import DeskError, InputFault
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_from_json

OFFICE_ROLE = "server"
"""Role in the certificate of the office's endpoint."""
Phase = Literal["connect", "receive", "send", "forward", "store"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an exchange is; bytes are of the envelope on its way, documents of the step."""

    phase: Phase
    bytes_done: int = 0
    bytes_all: int = 0
    documents_done: int = 0
    documents_all: int = 0


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """A batch of another laptop that was taken in: whose, its number there, documents in it."""

    name: str
    number: int
    documents: int


@dataclass(slots=True)
class Outcome:
    """What an exchange has done. It may be cut short at any point; all that stands here is on the disk."""

    received: int = 0
    """Documents that got something new."""
    conflicts: int = 0
    deferred: int = 0
    """Documents that got something new which waits, because they are open on the desk."""
    quarantined: int = 0
    """Documents that came in and could not become part of the work here."""
    sent: int = 0
    """Documents in batches that a receipt came for."""
    held: int = 0
    """Of these, documents that the other side holds."""
    forwarded: int = 0
    """Batches of other laptops passed on."""
    problems: int = 0
    """Filed problems that the office now has."""
    taken: list[Taken] = field(default_factory=list)
    answers: list[Path] = field(default_factory=list)
    """Files for the laptops whose batches came by stick."""
    package: bool = False
    """Whether lists of the office came."""
    told: int = 0
    """SLS whose condition the office told."""
    cancelled: bool = False
    receipts: list[Receipt] = field(default_factory=list)
    faults: list[DeskError] = field(default_factory=list)
    """What went wrong with single parts while the rest went on."""

    @property
    def changed(self) -> bool:
        """Whether anything that lists show may have changed."""
        return bool(self.received or self.package or self.told or self.quarantined or self.receipts or self.taken)


@dataclass(frozen=True, slots=True)
class Laptop:
    """Keys and papers of this device; `server` is the id of the office's endpoint."""

    keys: DeviceKeys
    certificate: Certificate
    root_key: str
    server: str

    @property
    def device(self) -> str:
        return self.certificate.device


def laptop_of(run: RunOnFile) -> Laptop:
    """The laptop that this work file makes of the computer. Raises InputFault `not_enrolled`."""
    return run(laptop_in)


def laptop_in(file: WorkFile) -> Laptop:
    """The same in the thread of the file."""
    meta = file.meta
    if not {"keys", "certificate", "root_key", "server"} <= meta.keys():
        raise InputFault("not_enrolled")
    certificate = certificate_from_json(json.loads(meta["certificate"]))
    return Laptop(DeviceKeys.from_text(meta["keys"]), certificate, meta["root_key"], meta["server"])


def now() -> str:
    """UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(at: str) -> str:
    """The day of such a time as yyyymmdd."""
    return at[:10].replace("-", "")
