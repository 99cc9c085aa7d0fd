"""A copy of a work file, taken while it is open: with the same key, and with what that key is kept in."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from regsosek_desk.storage import drivers, vault
from regsosek_desk.storage.connection import key_of, path_of, raw_of, set_log_aside


def backup(conn: Connection, target: Path) -> None:
    """Copy the whole open file to `target`, which appears only when the copy is complete, its vault already there.

    Raises OSError or an error of SQLite; the open file stays as it is.
    """
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)  # a crash may have left one, of another key
    try:
        with closing(drivers.open_raw(str(partial), key_of(conn))) as copy:
            raw_of(conn).backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        set_log_aside(target)
        vault.copy_vault(path_of(conn), target)
        os.replace(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
