"""The lock that keeps a second program from writing to the same work file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from regsosek_desk.core.errors import MachineFault


def locked(path: Path) -> FileLock:
    """Take the lock beside the file; a crash frees it. Raises MachineFault `already_open`."""
    lock = FileLock(path.with_name(path.name + ".lock"), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise MachineFault("already_open", file=path.name) from None
    return lock


@contextmanager
def released_on_error(lock: FileLock) -> Iterator[FileLock]:
    """Hold on to the lock after the block, unless it fails."""
    try:
        yield lock
    except BaseException:
        lock.release()
        raise
