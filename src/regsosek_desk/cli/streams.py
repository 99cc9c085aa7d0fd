"""Between a command and the terminal: what is said where, in letters the terminal can show."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import TypeVar

from regsosek_desk.core.errors import DeskError
from regsosek_desk.texts import explain, t

READ_ALL, TROUBLE = 0, 2
_MOST = 60
_PLACES = ("file", "folder", "place")
"""Parameters that are paths: a path cut short can't be found."""
T = TypeVar("T")


def open_streams() -> None:
    """Make output possible everywhere: into closed streams, and of letters that the terminal lacks."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8")


def speak_utf8() -> None:
    """What other programs read is UTF-8 whatever the terminal uses."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def short(text: str) -> str:
    """What came from a file, as a message may repeat it: 60 characters at most, none that moves the cursor."""
    cut = text if len(text) <= _MOST else text[: _MOST - 1] + "…"
    return "".join(letter if letter.isprintable() else "?" for letter in cut)


def complain(error: DeskError, where: str = "") -> None:
    """The three parts of an error in one line on standard error, after the place when it is given."""
    params = {key: short(str(value)) if key not in _PLACES else value for key, value in error.params.items()}
    said = " ".join(explain(DeskError(error.code, **params)))
    print(f"{where}: {said}" if where else said, file=sys.stderr)


def guarded(run: Callable[[], T]) -> T | None:
    """What it gives; None when it fails, which has been told then."""
    try:
        return run()
    except BrokenPipeError:
        stop_writing()
    except DeskError as error:
        complain(error)
    except OSError as error:
        from regsosek_desk.services.whole_files import place_fault

        complain(place_fault(error, str(error.filename or t("cli.output"))))
        if error.filename is None:
            stop_writing()
    return None


def stop_writing() -> None:
    """Whoever read the output has gone; what is still buffered goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
