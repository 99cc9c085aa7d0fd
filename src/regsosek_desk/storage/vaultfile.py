"""The file `<workfile>.kunci` beside a locked work file: what it holds, and that it is always a whole one.

JSON, with a sum over the rest, so that a changed byte isn't taken for a wrong PIN.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from regsosek_desk.core.errors import InputFault
from regsosek_desk.storage.durable import write_durably
from regsosek_desk.storage.pin import PinLock

VERSION = 1
_SUM = "sum"
_MOST_BYTES = 64 * 1024
_CHECK = b"regsosek-kunci: key check"


class Vault(BaseModel):
    """`office` is the key as only the office can read it (see `vault`), `check` tells the key from others
    without telling the key; `failed` PINs in a row, the last at `tried_at` (seconds since 1970)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    format: Literal["regsosek-kunci"] = "regsosek-kunci"
    version: Literal[1] = 1
    device: str
    created: str
    pin: PinLock
    office: str
    check: str = Field(pattern="^[0-9a-f]{64}$")
    failed: int = Field(default=0, ge=0, le=1_000_000)
    tried_at: float = Field(default=0.0, ge=0.0, le=1e11)

    @classmethod
    def make(cls, key: bytes, pin: str, office: str, device: str) -> Vault:
        created = datetime.now(UTC).isoformat(timespec="seconds")
        lock = PinLock.close(key, pin, about(device))
        return cls(device=device, created=created, pin=lock, office=office, check=check_of(key))

    def key(self, pin: str) -> bytes | None:
        """The data key, None for a wrong PIN."""
        return self.pin.open(pin, about(self.device))

    def is_of(self, key: bytes) -> bool:
        """Whether this is the key that is kept here."""
        return hmac.compare_digest(self.check, check_of(key))

    def changed(self, **values: object) -> Vault:
        return self.model_copy(update=values)


def about(device: str) -> bytes:
    """What the lock of the PIN is bound to."""
    return f"regsosek-kunci|{VERSION}|{device}".encode()


def check_of(key: bytes) -> str:
    return hmac.new(key, _CHECK, hashlib.sha256).hexdigest()


def vault_path(path: Path) -> Path:
    return path.with_name(path.name + ".kunci")


def has_vault(path: Path) -> bool:
    """Whether a vault stands beside the work file, whatever state it is in."""
    return vault_path(path).is_file()


def read_vault(path: Path) -> Vault:
    """The vault of the work file. Raises InputFault `vault_missing`, `vault_damaged`, `newer_file`; OSError."""
    file = vault_path(path)
    if not file.is_file():
        raise InputFault("vault_missing", file=path.name)
    with file.open("rb") as stream:
        content = stream.read(_MOST_BYTES)
    try:
        values = json.loads(content.decode("utf-8"))
        if values.pop(_SUM) != _sum_of(values):
            raise InputFault("vault_damaged", file=path.name)
        if values["version"] > VERSION:
            raise InputFault("newer_file", file=path.name)
        return Vault.model_validate(values)
    except (ValueError, ValidationError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputFault("vault_damaged", file=path.name) from None


def write_vault(path: Path, vault: Vault) -> None:
    """Put a vault in the place of the one there in one step, on the disk when this returns. Raises OSError."""
    values = vault.model_dump()
    write_durably(vault_path(path), json.dumps({**values, _SUM: _sum_of(values)}, indent=1).encode("utf-8"))


def set_vault_aside(path: Path) -> None:
    """Rename the vault beside the work file, if there is one: a key that nothing else holds is never deleted."""
    if has_vault(path):
        file, when = vault_path(path), datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        file.rename(file.with_name(f"{file.name}.{when}"))


def _sum_of(values: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode("utf-8")).hexdigest()
