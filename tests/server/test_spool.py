"""Parts of uploads, where several processes of one endpoint take the same upload at once."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.endpoint.spool import Spool, length

DATA = bytes(range(256)) * 200
PIECE = 128


def send(folder: Path) -> int:
    """Add every piece that nobody has added before; gives how many this process added."""
    spool, added = Spool(folder), 0
    with spool.turn("d-1", "batch") as part:
        offset = length(part)
    while offset < len(DATA):
        with spool.turn("d-1", "batch") as part:
            try:
                offset = spool.add(part, offset, len(DATA), DATA[offset : offset + PIECE])
                added += 1
            except InputFault as fault:
                offset = int(fault.params["offset"])
    return added


def test_two_processes_that_get_the_same_upload_write_each_byte_once(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        added = list(pool.map(send, [tmp_path] * 4))
    assert sum(added) == len(DATA) // PIECE
    assert (tmp_path / "d-1.batch.part").read_bytes() == DATA
