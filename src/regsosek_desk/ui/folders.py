"""Where the dialogs for files begin: on a stick that is plugged in, where the user was last, else in Dokumen.

Never in the folder that the program was started in, which may be one that nobody can write to.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QStorageInfo
from PySide6.QtWidgets import QFileDialog, QWidget

_MOUNTED = ("/media/", "/run/media/", "/Volumes/")
_REMOVABLE = 2
"""What Windows calls a drive that can be pulled out."""
_last: dict[bool, Path] = {}
"""The folder used last, for what is carried to another computer (True) and for all else."""


def begin(*, carried: bool = False) -> Path:
    """The folder to begin in; `carried` is for what goes to another computer."""
    last = _last.get(carried)
    if last is not None and last.is_dir():
        return last
    found = sticks() if carried else []
    return found[0] if found else documents()


def documents() -> Path:
    """The user's folder for documents, their home where there is none."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder if folder.is_dir() else Path.home()


def sticks() -> list[Path]:
    """Drives that can be pulled out and written to."""
    volumes = (each for each in QStorageInfo.mountedVolumes() if each.isReady() and not each.isReadOnly())
    return [Path(each.rootPath()) for each in volumes if _can_be_pulled_out(each.rootPath())]


def _can_be_pulled_out(root: str) -> bool:
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(root) == _REMOVABLE)
    return root.startswith(_MOUNTED)


def ask_folder(parent: QWidget, title: str, *, carried: bool = False) -> Path | None:
    """A folder to write to; None when the user wants none."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(begin(carried=carried)))
    return _kept(Path(chosen), Path(chosen), carried) if chosen else None


def ask_file(parent: QWidget, title: str, kinds: str, *, carried: bool = False) -> Path | None:
    """A file to read; `kinds` as Qt writes them: "Name (*.suffix)"."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(begin(carried=carried)), kinds)
    return _kept(Path(chosen), Path(chosen).parent, carried) if chosen else None


def ask_new_file(parent: QWidget | None, title: str, name: str, kinds: str) -> Path | None:
    """Where to write a file that is proposed to be called `name`."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(begin() / name), kinds)
    return _kept(Path(chosen), Path(chosen).parent, False) if chosen else None


def _kept(chosen: Path, folder: Path, carried: bool) -> Path:
    _last[carried] = folder
    return chosen
