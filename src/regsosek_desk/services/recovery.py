"""The office opens a locked work file: a forgotten PIN, a leaver's laptop, a lost `.kunci`. See docs/pemulihan.md."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.whole_files import place_fault
from regsosek_desk.storage.connection import fits
from regsosek_desk.storage.vault import rebuild_vault, recover, reset_pin

_IDENTITY = "AGE-SECRET-KEY-"


def set_pin_by_office(path: Path, identity_file: Path, new_pin: str, kept_file: Path | None = None) -> None:
    """Give a locked work file a new PIN.

    `identity_file` has the office's age identity on a line of its own; `kept_file`, for a lost or damaged vault,
    what the office kept at enrolment. Raises InputFault and MachineFault as `recover` and `rebuild_vault` do, and
    `file_missing`, `place_refused` … for a file that can't be read; then the vault is as it was.
    """
    identity = _identity_in(identity_file)
    if kept_file:
        rebuild_vault(path, _text(kept_file), identity, new_pin)
        return
    key = recover(path, identity)
    if not fits(path, key):
        raise InputFault("key_wrong", file=path.name)
    reset_pin(path, key, new_pin)


def _identity_in(file: Path) -> str:
    found = [line.strip() for line in _text(file).splitlines() if line.strip().startswith(_IDENTITY)]
    if not found:
        raise InputFault("recovery_key_wrong")
    return found[0]


def _text(file: Path) -> str:
    """Also as Windows' PowerShell writes what a command prints."""
    try:
        content = file.read_bytes()
        return content.decode("utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig")
    except FileNotFoundError:
        raise InputFault("file_missing", file=file.name) from None
    except UnicodeDecodeError:
        raise InputFault("recovery_key_wrong") from None
    except OSError as error:
        raise place_fault(error, str(file)) from None
