"""The code on an enrolment sheet: a secret that binds one laptop, then a proof by which the laptop knows the office.

Whoever types it has no key of the office to check an answer with. The proof follows from the office's public keys, so
a stranger under the office's address is noticed before the secret has been told to it.
"""

from __future__ import annotations

import hashlib
import secrets
from functools import lru_cache

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: none that is taken for another."""
GROUP = 4
SECRET, PROOF = 10, 6
LENGTH = SECRET + PROOF
_READ_FOR = str.maketrans("OIL", "011")
_BETWEEN = frozenset("-–—_.")
_COST = 1 << 15
"""Of scrypt, 32 MiB and about 0.1 s: 30 bits alone would let a stranger search keys with the same proof."""


def new_secret() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(SECRET))


@lru_cache(maxsize=8)
def office_proof(root_key: str, recovery: str) -> str:
    """The letters that follow from an office's root key (b64) and its recovery recipient (age)."""
    said = f"regsosek-office-1\n{root_key}\n{recovery}".encode()
    found = hashlib.scrypt(said, salt=b"regsosek-office-1", n=_COST, r=8, p=1, maxmem=_COST << 11, dklen=PROOF)
    return "".join(LETTERS[byte & 31] for byte in found)


def bare(text: str) -> str:
    """The letters of a code however it was typed; what is none of them stays, and will not be found right."""
    return "".join(c for c in text.upper() if not (c.isspace() or c in _BETWEEN)).translate(_READ_FOR)


def is_whole(letters: str) -> bool:
    """Whether a bare code has all its letters, and only such."""
    return len(letters) == LENGTH and set(letters) <= set(LETTERS)


def grouped(letters: str, between: str = "-") -> str:
    return between.join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
