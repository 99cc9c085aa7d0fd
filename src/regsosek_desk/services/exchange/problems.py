"""Filed problems on their way: each goes with one batch, and has arrived when the office's receipt for that is here."""

from __future__ import annotations

import json
from collections.abc import Sequence

from regsosek_desk.core.domain.exchange import Receipt
from regsosek_desk.core.domain.problem import MOST, Problem
from regsosek_desk.storage.workfile import WorkFile

_UNDER_WAY = "problems_under_way"
"""Key in the work file: batch to the ids of the problems in it (JSON)."""


def to_carry(server: str, file: WorkFile) -> list[Problem]:
    """Those that wait and that no batch without a receipt of the server carries."""
    waiting = file.problems.waiting()
    if not waiting:
        return []
    open_batches = {batch.id for batch in file.exchange.batches(unreceipted_by=server)}
    carried = {each for batch, ids in _under_way(file).items() if batch in open_batches for each in ids}
    return [each for each in waiting if each.id not in carried][:MOST]


def note_carried(file: WorkFile, batch: str, problems: Sequence[Problem]) -> None:
    """This batch carries them."""
    if problems:
        _keep(file, {**_under_way(file), batch: [each.id for each in problems]})


def note_arrived(file: WorkFile, receipt: Receipt) -> int:
    """The office has given this receipt; gives how many problems came with the batch."""
    under_way = _under_way(file)
    ids = under_way.pop(receipt.batch, [])
    if ids:
        file.problems.set_sent(ids, receipt.at)
        _keep(file, under_way)
    return len(ids)


def _under_way(file: WorkFile) -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(file.recall(_UNDER_WAY) or "{}")
    return found


def _keep(file: WorkFile, under_way: dict[str, list[str]]) -> None:
    file.remember(_UNDER_WAY, json.dumps(under_way))
