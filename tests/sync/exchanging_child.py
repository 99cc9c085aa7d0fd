"""One exchange of a work file with a server, as the program does it; says a line at each of its steps."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from regsosek_desk.services.exchange.laptop import laptop_of
from regsosek_desk.services.exchange.run import Exchange
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync import client
from regsosek_desk.sync.client import HttpLink

T = TypeVar("T")


def main(path: Path, address: str) -> None:
    client.CHUNK = 512  # many pieces, many moments
    with ThreadPoolExecutor(1) as pool:
        file = pool.submit(WorkFile.open, path).result()

        def run(work: Callable[[WorkFile], T], /) -> T:
            _say("file")
            try:
                return pool.submit(work, file).result()
            finally:
                _say("done")

        link = HttpLink(address, laptop_of(run).keys)
        outcome = Exchange(run, link).run(lambda step: _say(step.phase))
        pool.submit(file.close).result()
    _say(json.dumps({"sent": outcome.sent, "received": outcome.received}))


_say = partial(print, flush=True)

if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
