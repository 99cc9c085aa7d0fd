"""All that a work file knows of how far the work is; looking notes it for the day."""

from __future__ import annotations

from datetime import date

from regsosek_desk.services.progress.conditions import conditions
from regsosek_desk.services.progress.levels import Board, past_from
from regsosek_desk.services.progress.told import deadline_in
from regsosek_desk.storage.workfile import WorkFile


def board_of(file: WorkFile, today: date, *, note: bool = True) -> Board:
    """Meant for the thread of the work file; `note` keeps a snapshot for today. Raises MachineFault."""
    found = conditions(file)
    if note:
        file.snapshots.keep(today.isoformat(), found)
    return Board(
        conditions=found,
        places={sls.id: sls for sls in file.sls_list()},
        names=file.petugas_names(),
        past=[each for each in file.snapshots.past(past_from(today)) if each.day < today.isoformat()],
        today=today,
        deadline=deadline_in(file),
    )
