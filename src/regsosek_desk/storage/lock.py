"""The lock that keeps a second program from writing to the same work file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from regsosek_desk.core.errors import MachineFault


def lock_path(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def locked(path: Path) -> FileLock:
    """Take the lock beside the file; a crash frees it. Raises MachineFault `already_open`."""
    lock = FileLock(lock_path(path), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout:
        raise MachineFault("already_open", file=path.name) from None
    return lock


class InPlace:
    """Whether a path still leads to the file it led to when this was made; `code` names the fault if not."""

    def __init__(self, path: Path, code: str) -> None:
        self._path = path
        self._code = code
        self._then = os.stat(path)

    def check(self, file: str) -> None:
        """Raises MachineFault, which names `file`. Takes microseconds."""
        try:
            same = os.path.samestat(self._then, os.stat(self._path))
        except OSError:
            same = False
        if not same:
            raise MachineFault(self._code, file=file)


@contextmanager
def released_on_error(lock: FileLock) -> Iterator[FileLock]:
    """Hold on to the lock after the block, unless it fails."""
    try:
        yield lock
    except BaseException:
        lock.release()
        raise
