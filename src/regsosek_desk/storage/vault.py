"""The vault of a work file: its key, locked by the PIN of the petugas and once more for the office.

The key itself never changes: another PIN locks the same key anew, the work file stays as it is. Whoever copies the
file can guess PINs without this program, at the price of Argon2id each; waiting after a wrong PIN is meant for the
hands at the keyboard.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.storage.connection import fits
from regsosek_desk.storage.durable import write_durably
from regsosek_desk.storage.faults import opening
from regsosek_desk.storage.pin import PinLock, check_pin, pin_problem
from regsosek_desk.storage.vaultfile import (
    Vault,
    about,
    has_vault,
    read_vault,
    set_vault_aside,
    vault_path,
    write_vault,
)

__all__ = [
    "change_pin",
    "check_key",
    "copy_vault",
    "create_vault",
    "has_vault",
    "office_wrapped",
    "open_vault",
    "pin_problem",
    "rebuild_vault",
    "recover",
    "reset_pin",
    "vault_path",
]

_LONGEST_WAIT = 3600


def create_vault(path: Path, pin: str, office_recipient: str, *, device: str) -> bytes:
    """Make a new key for a work file that isn't there yet, and lock it; gives the 32 bytes of the key.

    `office_recipient` is the office's age recipient. A vault left there is kept under another name. Raises
    InputFault `file_exists`, `recovery_key_wrong`, as `check_pin`; MachineFault as opening a file does.
    """
    from regsosek_desk.storage import officelock

    check_pin(pin)
    key = os.urandom(32)
    office = officelock.lock(key, device, office_recipient)
    with _held(path):
        if path.exists():
            raise InputFault("file_exists", file=path.name)
        set_vault_aside(path)
        write_vault(path, Vault.make(key, pin, office, device))
    return key


def open_vault(path: Path, pin: str) -> bytes:
    """The key of the work file. Each wrong PIN doubles the wait before the next try, across restarts, to an hour.

    Raises InputFault `pin_wrong` (`seconds` until the next try), `pin_wait` (`seconds` still to go; the PIN was not
    looked at), `vault_missing`, `vault_damaged`, `newer_file`; MachineFault as opening a file does, for a try must
    be written down before it is judged.
    """
    with _held(path):
        vault = _count_try(path, read_vault(path))
        key = vault.key(pin)
        if key is None:
            raise InputFault("pin_wrong", file=path.name, seconds=_wait_after(vault.failed))
        write_vault(path, vault.changed(failed=0))
        return key


def change_pin(path: Path, old: str, new: str) -> None:
    """Lock the same key by another PIN. Raises as `open_vault` and `check_pin` do."""
    check_pin(new)
    reset_pin(path, open_vault(path, old), new)


def reset_pin(path: Path, key: bytes, new_pin: str) -> None:
    """Lock the key by a new PIN, and forget wrong ones. Raises as `read_vault`, `check_pin`; InputFault `key_wrong`."""
    check_pin(new_pin)
    with _held(path):
        vault = read_vault(path)
        if not vault.is_of(key):
            raise InputFault("key_wrong", file=path.name)
        lock = PinLock.close(key, new_pin, about(vault.device))
        write_vault(path, vault.changed(pin=lock, failed=0))


def check_key(path: Path, key: bytes) -> None:
    """Raises InputFault `key_wrong` when the vault beside the file keeps another key. No readable vault, no word."""
    try:
        vault = read_vault(path)
    except InputFault:
        return
    if not vault.is_of(key):
        raise InputFault("key_wrong", file=path.name)


def copy_vault(source: Path, target: Path) -> None:
    """Give a copy of the work file the vault too, if there is one; one left at `target` is renamed. Raises OSError."""
    if has_vault(source):
        content = vault_path(source).read_bytes()
        set_vault_aside(target)
        write_durably(vault_path(target), content)


# The office


def office_wrapped(path: Path) -> str:
    """The key as only the office can read it: one line of text, to be kept by the office from enrolment on.

    It stays right whatever becomes of the PIN. Raises as `read_vault` does.
    """
    with opening(path):
        return read_vault(path).office


def recover(path: Path, office_identity: str) -> bytes:
    """The key of the work file, by the office's age identity.

    Raises InputFault `recovery_key_wrong`, as `read_vault`; MachineFault as opening a file does.
    """
    from regsosek_desk.storage import officelock

    with opening(path):
        vault = read_vault(path)
    key, _ = officelock.unlock(vault.office, office_identity)
    if not vault.is_of(key):
        raise InputFault("vault_damaged", file=path.name)
    return key


def rebuild_vault(path: Path, wrapped_key_text: str, office_identity: str, new_pin: str) -> bytes:
    """Make a lost or damaged vault anew from the text that the office kept (`office_wrapped`); gives the key.

    What stands in its place is kept under another name. Raises InputFault `file_missing`, `recovery_key_wrong`,
    `key_wrong` for the text of another work file, and as `check_pin`.
    """
    from regsosek_desk.storage import officelock

    check_pin(new_pin)
    key, device = officelock.unlock(wrapped_key_text, office_identity)
    if not path.is_file():
        raise InputFault("file_missing", file=path.name)
    if not fits(path, key):
        raise InputFault("key_wrong", file=path.name)
    with _held(path):
        set_vault_aside(path)
        write_vault(path, Vault.make(key, new_pin, wrapped_key_text.strip(), device))
    return key


# Waiting


def _count_try(path: Path, vault: Vault) -> Vault:
    """Write down that a PIN is tried now. Raises InputFault `pin_wait`."""
    now = time.time()
    seconds = _still_to_wait(vault, now)
    if now < vault.tried_at:  # the clock was set back: the wait begins again, by this clock
        vault = vault.changed(tried_at=now)
        write_vault(path, vault)
    if seconds > 0:
        raise InputFault("pin_wait", file=path.name, seconds=math.ceil(seconds))
    tried = vault.changed(failed=vault.failed + 1, tried_at=now)
    write_vault(path, tried)
    return tried


def _still_to_wait(vault: Vault, now: float) -> float:
    """Seconds, not above 0 when a PIN may be tried."""
    return _wait_after(vault.failed) - max(0.0, now - vault.tried_at)


def _wait_after(failed: int) -> int:
    """Seconds to wait after so many wrong PINs in a row: 2, 4, 8 … an hour."""
    return min(2 ** min(failed, 12), _LONGEST_WAIT) if failed else 0


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """One program at a time changes the vault, else one would put back what the other has just replaced."""
    lock = vault_path(path).with_name(vault_path(path).name + ".lock")
    with opening(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(lock, timeout=10):
                yield
        except Timeout:
            raise MachineFault("already_open", file=path.name) from None
