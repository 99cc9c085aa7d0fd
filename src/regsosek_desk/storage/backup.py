"""A copy of a work file, taken while it is open."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from regsosek_desk.storage.connection import raw_of, set_log_aside


def backup(conn: Connection, target: Path) -> None:
    """Copy the whole open file to `target`, which appears only when the copy is complete.

    Raises OSError or sqlite3.Error; the open file stays as it is.
    """
    partial = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(partial)) as copy:
            raw_of(conn).backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        set_log_aside(target)
        os.replace(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
