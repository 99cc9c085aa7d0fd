"""`check FILE…`: one JSON object a line for each case file, one a family for each work file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.check import check_path


def run(options: argparse.Namespace) -> int:
    """Exit status 0 when every file could be read, 2 otherwise."""
    from regsosek_desk.cli.main import READ_ALL, TROUBLE, complain

    status = READ_ALL
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for name in options.files:
        try:
            for line in check_path(Path(name)):
                print(json.dumps(line, ensure_ascii=False))
        except DeskError as error:
            complain(error)
            status = TROUBLE
    return status
