"""`python -m bench [engine] [storage] [lists] [wire] [printing] [window] [review] [scans] [peers]`: all, or some.

`intake`, `quality`, `progress` and `link` take long and are measured only when named; `python -m bench.intake
--families N` takes fewer.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import engine, intake, lists, printing, progress, quality, review, scans, slow_link, storage, window, wire
from bench.table import Line, show

PARTS: dict[str, tuple[str, Callable[[Path], Iterator[Line]]]] = {
    "engine": ("Rules", lambda _: engine.lines()),
    "storage": ("Work file", storage.lines),
    "lists": ("Lists of the office", lists.lines),
    "wire": ("On the wire", lambda _: wire.lines()),
    "printing": ("Printed sheets", printing.lines),
    "window": ("Window (offscreen, 1366×768)", window.lines),
    "scans": ("Serah terima", scans.lines),
    "review": ("Checking by the PML", review.lines),
}
NAMED = {
    **PARTS,
    "intake": ("Intake of batches", intake.lines),
    "quality": ("Quality", quality.lines),
    "progress": ("Progress", progress.lines),
    "link": ("Over a poor link", slow_link.lines),
}
"""These, and what is measured only when it is named."""


def main() -> int:
    """Exit status 1 when a budget was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=", ".join([*NAMED, "peers"]))
    wanted = parser.parse_args().parts or [*PARTS, "peers"]
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors")
    with TemporaryDirectory(prefix="bench-") as folder:
        measured = [NAMED[name] for name in NAMED if name in wanted]
        over = sum(show(title, lines(Path(folder))) for title, lines in measured)
        if measured:
            print(f"\n{over} over budget" if over else "\nwithin budget")
        if "peers" in wanted:
            _peers(Path(folder))
    return 1 if over else 0


def _peers(folder: Path) -> None:
    try:
        from bench import peers
    except ImportError as error:
        print(f"\nPeers: skipped, {error}")
    else:
        peers.show(folder)


if __name__ == "__main__":
    sys.exit(main())
