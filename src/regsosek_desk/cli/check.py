"""`check FILE…`: one JSON object a line for each case file, one a family for each work file."""

from __future__ import annotations

import argparse
import gc
import json
from pathlib import Path

from regsosek_desk.cli.pins import pin_for
from regsosek_desk.cli.streams import READ_ALL, TROUBLE, complain, speak_utf8
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.check import check_path


def run(options: argparse.Namespace) -> int:
    """Exit status 0 when everything could be checked, 2 otherwise."""
    status = READ_ALL
    speak_utf8()
    gc.disable()  # a checked family leaves no circles, and collecting takes a tenth of the time

    def tell(where: str, error: DeskError) -> None:
        nonlocal status
        status = TROUBLE
        complain(error, where)

    for name in options.files:
        try:
            pin = pin_for(Path(name), from_stdin=options.pin_stdin)
            for line in check_path(Path(name), tell, pin):
                print(json.dumps(line, ensure_ascii=False))
        except DeskError as error:
            complain(error)
            status = TROUBLE
    return status
