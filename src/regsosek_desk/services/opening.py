"""Opening a work file whoever keeps the key: nobody, the petugas by PIN, or the office."""

from __future__ import annotations

from pathlib import Path

from regsosek_desk.core.errors import InputFault
from regsosek_desk.storage.connection import is_database, is_sealed
from regsosek_desk.storage.vault import has_vault, open_vault
from regsosek_desk.storage.workfile import WORKFILE_SUFFIX, WorkFile


def is_workfile(path: Path) -> bool:
    """Whether the path is meant as a work file. Raises MachineFault where it can't be read."""
    return path.suffix == WORKFILE_SUFFIX or has_vault(path) or is_database(path)


def is_locked(path: Path) -> bool:
    """Whether a PIN is needed. Raises InputFault `vault_missing` where no PIN can help; MachineFault."""
    if not is_workfile(path) or not path.is_file() or is_database(path):
        return False
    if not has_vault(path) and is_sealed(path):
        raise InputFault("vault_missing", file=path.name)
    return has_vault(path)


def enrolled_files(folder: Path) -> list[Path]:
    """The work files with a PIN in a folder, by name; none where there is no such folder."""
    return sorted(path for path in folder.glob(f"*{WORKFILE_SUFFIX}") if has_vault(path))


def open_workfile(path: Path, secret: str | bytes | None = None, *, write: bool = True) -> WorkFile:
    """Open a work file with its PIN (text) or its key (bytes); nothing for a file that isn't locked.

    A PIN takes about 0.3 s. Raises what `WorkFile.open` raises, for a PIN also what `open_vault` raises.
    """
    key = open_vault(path, secret) if isinstance(secret, str) else secret
    return WorkFile.open(path, write=write, key=key)
