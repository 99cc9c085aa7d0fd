"""The PIN: which ones are too easy, and how one becomes the key that locks the data key."""

from __future__ import annotations

import os
import unicodedata
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from regsosek_desk.core.errors import InputFault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

LEAST = 8


class Cost(NamedTuple):
    """What one try takes by Argon2id, also of whoever guesses."""

    memory_kib: int
    passes: int
    lanes: int


COST = Cost(128 * 1024, 3, 4)
"""About 0.3 s on a modest laptop."""
_NONCE = 12
_YEARS = range(1900, 2100)


def check_pin(pin: str) -> None:
    """Refuse a PIN that is among the first anyone would try.

    Raises InputFault `pin_short` (under 8 characters), `pin_repeated` (one or two characters in turn),
    `pin_run` (12345678, hgfedcba), `pin_date` (a day as ddmmyyyy or yyyymmdd: there are only some 70,000).
    """
    if len(pin) < LEAST:
        raise InputFault("pin_short", least=LEAST)
    if len(set(pin)) < 3:
        raise InputFault("pin_repeated")
    if {ord(after) - ord(before) for before, after in pairwise(pin)} in ({1}, {-1}):
        raise InputFault("pin_run")
    if _is_day(pin[:4], pin[4:6], pin[6:]) or _is_day(pin[4:], pin[2:4], pin[:2]):
        raise InputFault("pin_date")


def pin_problem(pin: str) -> str:
    """Code of the fault that `check_pin` finds, "" when the PIN may be used."""
    try:
        check_pin(pin)
    except InputFault as fault:
        return fault.code
    return ""


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return date(int(year), int(month), int(day)).year in _YEARS and len(year) == 4 and len(day) == 2
    except ValueError:
        return False


class PinLock(BaseModel):
    """A key locked by a PIN: Argon2id's salt and cost, within bounds that no file can push, and the locked key.

    Texts are hexadecimal; `locked` is nonce, key and tag of ChaCha20-Poly1305.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    memory_kib: int = Field(ge=8 * 1024, le=512 * 1024)
    passes: int = Field(ge=1, le=10)
    lanes: int = Field(ge=1, le=16)
    salt: str = Field(pattern="^[0-9a-f]{32}$")
    locked: str = Field(pattern="^[0-9a-f]{120}$")

    @classmethod
    def close(cls, key: bytes, pin: str, about: bytes) -> PinLock:
        """Lock 32 bytes of key; the lock opens only together with the same `about`."""
        salt, nonce = os.urandom(16), os.urandom(_NONCE)
        stretched = _stretched(pin, salt, COST)
        locked = nonce + _cipher(stretched).encrypt(nonce, key, about)
        return cls(**COST._asdict(), salt=salt.hex(), locked=locked.hex())

    def open(self, pin: str, about: bytes) -> bytes | None:
        """The key, None for a wrong PIN. Takes about 0.3 s."""
        from cryptography.exceptions import InvalidTag

        locked = bytes.fromhex(self.locked)
        stretched = _stretched(pin, bytes.fromhex(self.salt), Cost(self.memory_kib, self.passes, self.lanes))
        try:
            return _cipher(stretched).decrypt(locked[:_NONCE], locked[_NONCE:], about)
        except InvalidTag:
            return None


def _stretched(pin: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    typed = unicodedata.normalize("NFKC", pin).encode("utf-8")  # the same PIN from any keyboard
    return hash_secret_raw(typed, salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)


def _cipher(key: bytes) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key)
