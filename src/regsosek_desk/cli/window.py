"""`regsosek-desk [BERKAS] [--latihan] [--keluarga 012]`: opens the window, or says in one line why it can't."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from regsosek_desk.cli.streams import TROUBLE, guarded
from regsosek_desk.services.opening import enrolled_files
from regsosek_desk.settings import data_dir
from regsosek_desk.storage.workfile import WORKFILE_SUFFIX
from regsosek_desk.texts import t

NO_WINDOW = 3
_PACKAGES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxkbcommon-x11-0"


def run_window(args: Sequence[str]) -> int:
    """Open the work file named, else the one this laptop was enrolled for, else the training file."""
    parser = argparse.ArgumentParser(prog="regsosek-desk", add_help=False)
    parser.add_argument("file", nargs="?", metavar="BERKAS")
    parser.add_argument("--keluarga", metavar="NOMOR")
    parser.add_argument("--latihan", action="store_true")
    options = parser.parse_args(args)
    if not can_show():
        return NO_WINDOW
    from regsosek_desk.ui.app import run

    path, known = Path(options.file) if options.file else None, True
    if path is None:
        path, known = own_file(options.latihan)
    return run(path, options.keluarga, training_path) if known else TROUBLE


def own_file(training: bool) -> tuple[Path | None, bool]:
    """The file to open when none is named: the enrolled one, None for the user to choose between several, the
    training file when there is none or it is asked for. False with it when that can't be made, which has been told."""
    enrolled = [] if training else enrolled_files(data_dir())
    if enrolled:
        return (enrolled[0] if len(enrolled) == 1 else None), True
    made = guarded(training_path)
    return made, made is not None


def can_show() -> bool:
    """Whether a window can be shown here; else it has been told why not."""
    if not has_display():
        print(t("cli.no_display"), file=sys.stderr)
        return False
    try:
        import regsosek_desk.ui.app  # noqa: F401
    except ImportError as error:
        say_no_qt(error)
        return False
    return True


def say_no_qt(error: ImportError) -> None:
    """One line: which system library is missing, and what to install. Any other failure is raised: it is our own."""
    if not (error.name or "").startswith("PySide6"):
        raise error
    print(t("cli.no_qt", packages=_PACKAGES, detail=str(error)), file=sys.stderr)


def has_display() -> bool:
    """Windows and macOS always have one; elsewhere the desktop tells through the environment."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def training_path() -> Path:
    """The training work file, made on first use."""
    path = data_dir() / f"latihan{WORKFILE_SUFFIX}"
    if not path.exists():
        from regsosek_desk.services.training_file import make_training_file

        print(t("cli.making_training", file=path))
        make_training_file(path)
    return path
