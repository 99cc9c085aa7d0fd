"""A small file that is there whole, and on the disk, when the program says so."""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(file: Path, content: bytes, mode: int = 0o666) -> None:
    """Replace a file as a whole and wait for the disk. Raises OSError; then the old one is still there.

    `mode` are its rights where the system knows such, less those that its umask takes.
    """
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with open(part, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder can't be opened, and the system keeps the order itself
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
