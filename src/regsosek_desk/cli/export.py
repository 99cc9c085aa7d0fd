"""`export BERKAS --format json|csv|xlsx --out DIR`."""

from __future__ import annotations

import argparse
from pathlib import Path

from regsosek_desk.cli.pins import pin_for
from regsosek_desk.services.export import export
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.texts import t


def run(options: argparse.Namespace) -> int:
    """Write the export and say what was written. Raises DeskError."""
    path = Path(options.file)
    with open_workfile(path, pin_for(path, from_stdin=options.pin_stdin), write=False) as file:
        done = export(file, options.format, Path(options.out))
    print(t("cli.exported", count=len(done.files), folder=options.out))
    if done.cut:
        print(t("cli.exported_cut", count=done.cut))
    return 0
