"""`export BERKAS --format json|csv|xlsx --out DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from regsosek_desk.services.export import export
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t


def run(options: argparse.Namespace) -> int:
    """Write the export and say what was written. Raises DeskError."""
    with WorkFile.open(Path(options.file), write=False) as file:
        done = export(file, options.format, Path(options.out))
    print(t("cli.exported", count=len(done.files), folder=options.out))
    if done.cut:
        print(t("cli.exported_cut", count=done.cut))
    return 0
