"""Parts of uploads, where several processes of one endpoint take the same upload at once."""

from __future__ import annotations

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.endpoint.spool import Spool

DATA = bytes(range(256)) * 400
PIECE = 128


def send(folder: Path, begin: Barrier) -> None:
    """Add every piece that is not there."""
    spool, offset = Spool(folder), 0
    begin.wait()
    while offset < len(DATA):
        with spool.turn("d-1", "batch") as part:
            try:
                offset = spool.add(part, offset, len(DATA), DATA[offset : offset + PIECE])
            except InputFault as fault:
                offset = int(str(fault.params["offset"]))


def test_two_processes_that_get_the_same_upload_write_each_byte_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    begin = context.Barrier(2)
    both = [context.Process(target=send, args=(tmp_path, begin)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert [each.exitcode for each in both] == [0, 0]
    assert (tmp_path / "d-1.batch.part").read_bytes() == DATA
