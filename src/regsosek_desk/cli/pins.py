"""Asking for PINs: on the terminal without showing them, or from standard input for scripts."""

from __future__ import annotations

import sys
from getpass import getpass
from pathlib import Path

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.opening import is_locked
from regsosek_desk.texts import t


def pin_for(path: Path, *, from_stdin: bool) -> str | None:
    """The PIN of the file, None where it needs none. Raises InputFault `pin_not_given`, `vault_missing`."""
    if not is_locked(path):
        return None
    return _line(path) if from_stdin else _asked(path, t("pin.ask", file=path.name))


def new_pin_for(path: Path, *, from_stdin: bool) -> str:
    """A new PIN, typed twice on the terminal. Raises InputFault `pin_not_given`, `pin_differs`."""
    if from_stdin:
        return _line(path)
    pin = _asked(path, t("pin.ask_new", file=path.name))
    if _asked(path, t("pin.ask_again")) != pin:
        raise InputFault("pin_differs")
    return pin


def _line(path: Path) -> str:
    line = sys.stdin.readline() if sys.stdin else ""
    if not line:
        raise InputFault("pin_not_given", file=path.name)
    return line.rstrip("\r\n")


def _asked(path: Path, prompt: str) -> str:
    if not (sys.stdin and sys.stdin.isatty()):  # getpass would show what is typed
        raise InputFault("pin_not_given", file=path.name)
    try:
        return getpass(prompt)
    except EOFError:
        raise InputFault("pin_not_given", file=path.name) from None
