"""`sipmen BERKAS [--jenis JENIS] --out DIR`."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from regsosek_desk.cli.pins import pin_for
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.progress.sipmen import KINDS, export_lists
from regsosek_desk.texts import t


def run(options: argparse.Namespace) -> int:
    """Write the lists and say what was written. Raises DeskError."""
    path = Path(options.file)
    kinds = [options.jenis] if options.jenis else KINDS
    with open_workfile(path, pin_for(path, from_stdin=options.pin_stdin), write=False) as file:
        written = export_lists(file, kinds, Path(options.out), datetime.now(UTC).date())
    for each in written:
        for made in each.files:
            print(t("progress.sipmen.written", file=made, count=each.rows))
    return 0
