"""Uploads that are not whole yet: one file per batch and device, as long as what has come."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from regsosek_desk.core.errors import InputFault, MachineFault

MOST = 40 << 20
"""Bytes of one upload."""
_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_PARTS = 8
"""Uploads of one device that are not whole: one that means harm can't fill the disk."""
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Spool:
    """Raises MachineFault `server_full` when there is no room; then nothing of the chunk is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with disk_faults():
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def turn(self, device: str, batch: str) -> Iterator[Path]:
        """The file of an upload. A device has one turn at a time, whichever thread or process of the endpoint it met.

        Raises InputFault `not_found` for ids that are none.
        """
        if not (_NAME.fullmatch(device) and _NAME.fullmatch(batch)):
            raise InputFault("not_found")
        lock = FileLock(self._folder / f"turn.{device}.lock")
        with disk_faults():
            lock.acquire()
        try:
            yield self._folder / f"{device}.{batch}.part"
        finally:
            lock.release()

    def add(self, path: Path, offset: int, size: int, chunk: bytes) -> int:
        """Append a chunk that starts at `offset`; gives the bytes there now. Raises InputFault `offset_wrong`."""
        there = length(path)
        if not path.exists():
            self._make_room(path)
        if offset != there or offset + len(chunk) > size or size > MOST:
            raise InputFault("too_large" if size > MOST else "offset_wrong", offset=there)
        with disk_faults():
            try:
                _append(path, chunk)
            except OSError:
                _cut(path, there)
                raise
        return there + len(chunk)

    def _make_room(self, path: Path) -> None:
        """A device has few uploads on their way at once; the ones left longest begin anew when they come back."""
        device = path.name.partition(".")[0]
        parts = sorted(self._folder.glob(f"{device}.*.part"), key=_age)
        for old in parts[: max(0, len(parts) - _PARTS + 1)]:
            self.drop(old)

    def read(self, path: Path) -> bytes:
        with disk_faults():
            return path.read_bytes()

    def drop(self, path: Path) -> None:
        with disk_faults():
            path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def length(path: Path) -> int:
    """Bytes of the file, 0 when there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _append(path: Path, chunk: bytes) -> None:
    # Not synced: what a power cut takes is seen by the checksum of the whole, and sent again.
    with path.open("ab", buffering=0) as file:
        rest = memoryview(chunk)
        while rest:
            rest = rest[file.write(rest) or 0 :]


def _cut(path: Path, size: int) -> None:
    if path.exists():
        os.truncate(path, size)


@contextmanager
def disk_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise MachineFault("server_full" if error.errno in _FULL else "server_disk", errno=error.errno) from error
