"""The one place where errors of SQLite and of the file system become faults a user can act on."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.storage import drivers

_SQLITE = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_BUSY: "already_open",
    sqlite3.SQLITE_LOCKED: "already_open",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_CANTOPEN: "disk_error",
    sqlite3.SQLITE_IOERR: "disk_error",
}
_SYSTEM = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "read_only",
    errno.EACCES: "read_only",
    errno.EPERM: "read_only",
}
_OPENING = {"disk_full": "disk_full_opening", "read_only": "read_only_opening", "disk_error": "disk_error_opening"}
"""Before a file is open there is no answer on the screen to speak of."""
_UNREADABLE = (UnicodeDecodeError, json.JSONDecodeError)


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn errors about the file into DeskErrors that name it; anything else passes as the bug it is."""
    try:
        yield
    except _about_the_file() as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """As `faults`, with the words for a file that isn't open yet."""
    try:
        with faults(path):
            yield
    except MachineFault as fault:
        fault.code = _OPENING.get(fault.code, fault.code)
        raise


def _about_the_file() -> tuple[type[Exception], ...]:
    return DBAPIError, OSError, *_UNREADABLE, *drivers.errors()


def fault_of(error: BaseException, path: Path) -> DeskError | None:
    """The fault that an error about the file stands for, None for an error of another sort."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        return MachineFault(_SYSTEM.get(cause.errno or 0, "disk_error"), file=path.name)
    if isinstance(cause, _UNREADABLE):
        return MachineFault("damaged", file=path.name)
    if not isinstance(cause, drivers.errors()):
        return None
    extended = drivers.code_of(cause)
    if isinstance(cause, drivers.operational_errors()) and extended in (0, sqlite3.SQLITE_ERROR):
        # A changed byte, in the name of a column or, without a code, in a text: that one sqlite3 quotes whole.
        cause.args = cause.args if extended else ("unreadable text",)
        return MachineFault("damaged", file=path.name)
    if extended & 0xFF == sqlite3.SQLITE_NOTADB:
        if drivers.is_of_cipher(cause):  # the key was checked before: it is the first page that doesn't hold
            return MachineFault("damaged", file=path.name)
        return InputFault("not_a_workfile", file=path.name)
    # A full disk shows as an input/output error where the shared-memory file can't grow.
    code = "disk_full" if extended == sqlite3.SQLITE_IOERR_SHMSIZE else _SQLITE.get(extended & 0xFF)
    return MachineFault(code, file=path.name) if code else None
