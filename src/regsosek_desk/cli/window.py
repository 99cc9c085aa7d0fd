"""`regsosek-desk [BERKAS] [--keluarga 012]`: opens the window, or says in one line why it can't."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from platformdirs import user_data_path

from regsosek_desk.cli.streams import TROUBLE, guarded
from regsosek_desk.storage.workfile import WORKFILE_SUFFIX
from regsosek_desk.texts import t

NO_WINDOW = 3
_PACKAGES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxkbcommon-x11-0"


def run_window(args: Sequence[str]) -> int:
    """Open the work file named, else the training file, which is made when there is none."""
    parser = argparse.ArgumentParser(prog="regsosek-desk", add_help=False)
    parser.add_argument("file", nargs="?", metavar="BERKAS")
    parser.add_argument("--keluarga", metavar="NOMOR")
    options = parser.parse_args(args)
    if not has_display():
        print(t("cli.no_display"), file=sys.stderr)
        return NO_WINDOW
    try:
        from regsosek_desk.ui.app import run
    except ImportError as error:
        say_no_qt(error)
        return NO_WINDOW
    path = Path(options.file) if options.file else guarded(training_path)
    return run(path, options.keluarga) if path else TROUBLE


def say_no_qt(error: ImportError) -> None:
    """One line: which system library is missing, and what to install."""
    print(t("cli.no_qt", packages=_PACKAGES, detail=str(error)), file=sys.stderr)


def has_display() -> bool:
    """Windows and macOS always have one; elsewhere the desktop tells through the environment."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def data_dir() -> Path:
    """Where the program keeps its own work files: REGSOSEK_DESK_HOME, else the user's data folder."""
    home = os.environ.get("REGSOSEK_DESK_HOME")
    return Path(home) if home else user_data_path("regsosek-desk", appauthor=False)


def training_path() -> Path:
    """The training work file, made on first use."""
    path = data_dir() / f"latihan{WORKFILE_SUFFIX}"
    if not path.exists():
        from regsosek_desk.services.training_file import make_training_file

        print(t("cli.making_training", file=path))
        make_training_file(path)
    return path
