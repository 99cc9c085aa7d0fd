"""What went wrong in the program itself, kept so that it can be mended: where, never what was keyed."""

from __future__ import annotations

import platform
import traceback
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from PySide6 import __version__ as qt_version

from regsosek_desk import __version__
from regsosek_desk.core.errors import DeskError

_MOST = 50


class FaultLog:
    """The last faults of this start: kinds and lines of code. Texts of errors stay out, they may hold a name."""

    def __init__(self) -> None:
        self._faults: list[str] = []

    def note(self, error: BaseException) -> None:
        """Keep an error; only a DeskError's own, impersonal text is kept with it."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self._faults = [*self._faults[1 - _MOST :], f"{at}\n{described(error)}"]

    def text(self) -> str:
        """All of it, readable."""
        system = (
            f"regsosek-desk {__version__}",
            f"Python {platform.python_version()}",
            f"Qt {qt_version}",
            platform.platform(),
        )
        return "\n".join([*system, "", *self._faults, ""])

    def save(self, target: Path) -> None:
        """Write it as a zip. Raises OSError."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("catatan-program.txt", self.text())


def described(error: BaseException) -> str:
    """Kinds of error and the lines they passed, innermost last, with the errors that led to it first."""
    parts: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        parts.append(_one(step))
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return "\n".join(reversed(parts))


def _one(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    told = f"{kind}: {error}" if isinstance(error, DeskError) else kind
    return "\n".join([*(_frame(f) for f in traceback.extract_tb(error.__traceback__)), told])


def _frame(frame: traceback.FrameSummary) -> str:
    """File within its package, line and function: a full path would tell the user's name."""
    return f"  {'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}"
