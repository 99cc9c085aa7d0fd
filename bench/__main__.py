"""`python -m bench [engine] [storage] [window] [peers]`: all of it, or the parts named."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import engine, peers, storage, window
from bench.table import Line, show

PARTS: dict[str, tuple[str, Callable[[Path], Iterator[Line]]]] = {
    "engine": ("Rules", lambda _: engine.lines()),
    "storage": ("Work file", storage.lines),
    "window": ("Window (offscreen, 1366×768)", window.lines),
}


def main() -> int:
    """Exit status 1 when a budget was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=", ".join([*PARTS, "peers"]))
    wanted = parser.parse_args().parts or [*PARTS, "peers"]
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors")
    with TemporaryDirectory(prefix="bench-") as folder:
        over = sum(show(title, lines(Path(folder))) for name, (title, lines) in PARTS.items() if name in wanted)
        if "peers" in wanted:
            peers.show(Path(folder))
    print(f"\n{over} over budget" if over else "\nwithin budget")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
