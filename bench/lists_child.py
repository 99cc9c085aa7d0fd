"""Checks and loads the lists of a folder in a process of its own; prints seconds and peak megabytes as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

from bench.memory import peak_megabytes
from regsosek_desk.services.lists.apply import apply, known_of
from regsosek_desk.services.lists.kinds import KINDS
from regsosek_desk.services.lists.preview import Progress, preview
from regsosek_desk.storage.endpoint.store import EndpointStore


def main(folder: Path, suffix: str) -> None:
    told: list[Progress] = []
    store = EndpointStore.open(f"sqlite:///{folder / suffix}.sqlite")
    start = perf_counter()
    found = preview([folder / f"{kind}.{suffix}" for kind in KINDS], known_of(store), told.append)
    checked = perf_counter()
    if not all(each.clean for each in found):
        raise SystemExit(f"refused: {[problem for each in found for problem in each.faults][:5]}")
    done = apply(store, found, progress=told.append)
    loaded = perf_counter()
    store.close()
    seconds = {"checked": checked - start, "loaded": loaded - checked}
    print(json.dumps({**seconds, "megabytes": peak_megabytes(), "told": len(told), "rows": sum(done.rows.values())}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
