"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import gc
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from regsosek_desk.core.errors import MachineFault

PART = "regsosek-desk.part"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def whole_files(folder: Path) -> Iterator[Path]:
    """Gives an empty folder to write in; when the block ends, each file in it takes its place in `folder`.

    When the block fails nothing in `folder` has changed. What libraries write meanwhile lies there too, so that
    no answers stay behind elsewhere; what a killed program left is swept away by the next. Raises MachineFault
    `place_full`, `place_refused`, `place_failed` for any OSError.
    """
    part = folder / PART
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        with _temporary_files_in(part / "sementara"):
            yield part
        for file in sorted(p for p in part.iterdir() if p.is_file()):
            os.replace(file, folder / file.name)
    except OSError as error:
        _let_go(error)
        raise place_fault(error, str(folder)) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    folder.mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = before


def _let_go(error: BaseException | None) -> None:
    """Free what the failed block held; a library that can't close its file now would print a traceback."""
    before, sys.unraisablehook = sys.unraisablehook, lambda _: None
    try:
        while error is not None:
            traceback.clear_frames(error.__traceback__)
            error = error.__context__
        gc.collect()
    finally:
        sys.unraisablehook = before


def place_fault(error: OSError, place: str) -> MachineFault:
    """The fault to tell when a file or folder can't be read or written."""
    if error.errno in _FULL:
        return MachineFault("place_full", place=place)
    if error.errno in _REFUSED:
        return MachineFault("place_refused", place=place)
    return MachineFault("place_failed", place=place, errno=errno.errorcode.get(error.errno or 0, ""))
