"""`import-cases BERKAS FILE…`: each case a family document; a bad file stops none of the others."""

from __future__ import annotations

import argparse
from pathlib import Path

from regsosek_desk.cli.pins import pin_for
from regsosek_desk.cli.streams import READ_ALL, TROUBLE, complain, short
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.device import device_name
from regsosek_desk.services.import_cases import MANY_ROWS, import_case
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.texts import t


def run(options: argparse.Namespace) -> int:
    """Exit status 0 when every case is in the file afterwards, 2 otherwise. Raises DeskError for the file itself."""
    status = READ_ALL
    path = Path(options.file)
    with open_workfile(path, pin_for(path, from_stdin=options.pin_stdin)) as file:
        stamp = Stamp.now(file.meta.get("petugas", ""), file.meta.get("device", device_name()), "import")
        for name in options.cases:
            try:
                done = import_case(file, Path(name), stamp)
            except InputFault as fault:
                complain(fault)
                status = TROUBLE
                continue
            state, family = t(f"status.{done.status}"), short(done.family)
            print(t(f"cli.import_{done.outcome}", file=name, family=family, status=state))
            if done.rows > MANY_ROWS:
                print(t("cli.import_many", family=family, count=done.rows))
            if done.new_area:
                print(t("cli.import_area", area=done.family.split("-")[0]))
    return status
