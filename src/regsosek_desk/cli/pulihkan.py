"""`pulihkan BERKAS --kunci FILE`: the office gives a locked work file a new PIN."""

from __future__ import annotations

import argparse
from pathlib import Path

from regsosek_desk.cli.pins import new_pin_for
from regsosek_desk.services.recovery import set_pin_by_office
from regsosek_desk.texts import t


def run(options: argparse.Namespace) -> int:
    """Raises DeskError."""
    path, kept = Path(options.file), Path(options.salinan) if options.salinan else None
    set_pin_by_office(path, Path(options.kunci), new_pin_for(path, from_stdin=options.pin_baru_stdin), kept)
    print(t("cli.recovered", file=path.name))
    return 0
