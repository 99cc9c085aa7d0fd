"""The two drivers of a work file: Python's sqlite3, and SQLCipher's where there is a key. Only here are both known.

What SQLCipher writes beside the file (journal, write-ahead log, backup) is encrypted page by page as the file is, and
each page carries an HMAC, so a changed byte is seen when the page is read. Choices made:
- The key is 32 random bytes given raw: SQLCipher's own stretching is for passwords, and would cost each opening.
- No header in the clear: it would serve nothing here and tell a thief what the file is.
- `cipher_memory_security` stays off: it locks and wipes SQLite's own memory only, while the same answers stand in
  Python's, and a commit takes twice as long.
- Nothing is logged: SQLCipher would write to the console by itself; what failed comes as an error anyway.
"""

from __future__ import annotations

import sqlite3
import sys
from types import ModuleType

Raw = sqlite3.Connection
"""A connection of either driver: SQLCipher's is a class of its own with the same methods."""
PAGE = 4096
"""Bytes of an encrypted page, the header's too."""


def driver(key: bytes | None) -> ModuleType:
    """The module that opens files with, or without, a key. SQLCipher is loaded only when it is needed."""
    if key is None:
        return sqlite3
    from sqlcipher3 import dbapi2

    module: ModuleType = dbapi2
    return module


def open_raw(address: str, key: bytes | None = None, *, uri: bool = False) -> Raw:
    """A connection in autocommit mode that waits two seconds for others. A wrong key shows at the first read."""
    raw: Raw = driver(key).connect(address, uri=uri, timeout=2.0, isolation_level=None)
    if key is not None:
        raw.execute("PRAGMA cipher_log_level=NONE")
        raw.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    return raw


def errors() -> tuple[type[Exception], ...]:
    """Every kind of error that SQLite raises through a driver loaded so far."""
    return tuple(module.Error for module in _loaded())


def operational_errors() -> tuple[type[Exception], ...]:
    """As `errors`, those of the machine and of statements."""
    return tuple(module.OperationalError for module in _loaded())


def is_of_cipher(error: BaseException) -> bool:
    """Whether the error came from reading a file with a key."""
    return not isinstance(error, sqlite3.Error) and isinstance(error, errors())


def code_of(error: BaseException) -> int:
    """SQLite's extended result code, the same numbers in both drivers; 0 where the driver gives none."""
    return getattr(error, "sqlite_errorcode", None) or 0


def _loaded() -> list[ModuleType]:
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    return [sqlite3, cipher] if cipher else [sqlite3]
