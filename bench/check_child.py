"""Runs in a process of its own, as the command `check` does: `FILE TIMES` → number of families, seconds of each run."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path

from bench.table import timed
from regsosek_desk.services.check import check_path


def main(path: str, times: str) -> None:
    gc.disable()  # as the command does
    counts: list[int] = []
    found = timed(lambda: counts.append(sum(1 for _ in check_path(Path(path)))), int(times))
    print(json.dumps([counts[0], [time / 1000 for time in found]]))


if __name__ == "__main__":
    main(*sys.argv[1:])
