"""Where the program's own files lie: forms, migrations and resources."""

from __future__ import annotations

import sys
from pathlib import Path


def data_root() -> Path:
    """The folder with `forms`, `migrations`, `resources`: of a frozen program, a package or a checkout."""
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent)) / "_data"
    package = Path(__file__).resolve().parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parents[1]
