"""Where the program lies and how it is started, its own files (forms, migrations, resources), and those of the user."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_root() -> Path:
    """The folder with `forms`, `migrations`, `resources`: of a frozen program, a package or a checkout."""
    if getattr(sys, "frozen", False):
        return Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent)) / "_data"
    package = Path(__file__).resolve().parent
    installed = package / "_data"
    return installed if installed.is_dir() else package.parents[1]


def data_dir() -> Path:
    """Where the program keeps its work files: REGSOSEK_DESK_HOME, else the user's data folder."""
    from platformdirs import user_data_path

    home = os.environ.get("REGSOSEK_DESK_HOME")
    return Path(home) if home else user_data_path("regsosek-desk", appauthor=False)


def own_command(*arguments: str) -> tuple[str, list[str]]:
    """How to start this program once more: the file to run, and what to give it."""
    before = [] if getattr(sys, "frozen", False) else ["-m", "regsosek_desk"]
    return sys.executable, [*before, *arguments]
