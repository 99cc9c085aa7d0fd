"""A change that the disk refuses has never been, whatever it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from desk_rig import Disk, picture, row, same_everywhere

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.storage.workfile import WorkFile

Action = Callable[[DocumentDesk], object]
MakeDesk = Callable[..., DocumentDesk]


@pytest.fixture
def disk(make_work: Callable[..., WorkFile]) -> Disk:
    return Disk(make_work())


@pytest.fixture
def desk(make_desk: MakeDesk, disk: Disk, family: dict[str, Any], prelist: dict[str, str]) -> DocumentDesk:
    """The clean family, keyed already."""
    keyed = {q: a for q, a in family.items() if q not in prelist}
    return make_desk(prelist, keyed, file=disk.file, run=disk)


# --- a disk that refuses --------------------------------------------------------------------------

ACTIONS: dict[str, Action] = {
    "answer": lambda desk: desk.answer(Place("r302"), "50"),
    "clear": lambda desk: desk.answer(Place("r302"), ""),
    "nik": lambda desk: desk.answer(Place("r403", row(desk, 2)), "1"),
    "add": lambda desk: desk.add_row("anggota"),
    "insert": lambda desk: desk.add_row("anggota", 1),
    "remove": lambda desk: desk.remove_row(row(desk, 2)),
    "move": lambda desk: desk.move_row(row(desk, 4), 0),
    "note": lambda desk: desk.note(Place("r302"), "lihat kertas"),
    "no note": lambda desk: desk.note(Place("r301a"), ""),
    "confirm": lambda desk: desk.confirm(desk.review.open[0], "sesuai kertas"),
    "confirm again": lambda desk: desk.confirm(desk.review.violations[0], "lain"),
    "undo": lambda desk: desk.undo(),
    "redo": lambda desk: desk.redo(),
}


@pytest.mark.parametrize("broken", ["writes", "everything"])
@pytest.mark.parametrize("action", ACTIONS)
def test_what_the_disk_refuses_has_never_been(desk: DocumentDesk, disk: Disk, action: str, broken: str) -> None:
    desk.answer(Place("r303"), "8")  # a warning of the floor and one of the status
    desk.note(Place("r301a"), "ditanyakan lagi")
    desk.confirm(desk.review.violations[0], "sesuai kertas")
    desk.remove_row(row(desk, 3))
    desk.undo()
    before, history = picture(desk), disk.file.history(desk.id)
    disk.broken = broken
    with pytest.raises(MachineFault):
        ACTIONS[action](desk)
    assert picture(desk) == before
    disk.broken = ""
    assert disk.file.history(desk.id) == history
    same_everywhere(desk, disk.file)
    ACTIONS[action](desk)
    assert picture(desk) != before
    same_everywhere(desk, disk.file)


def test_a_missing_document_is_an_input_fault(desk: DocumentDesk, disk: Disk) -> None:
    with pytest.raises(InputFault, match="document_missing"):
        DocumentDesk(disk, desk.program, "tidak-ada", desk._stamp)


# --- the law --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_any_work_is_the_same_everywhere(desk: DocumentDesk, disk: Disk, seed: int) -> None:
    """Answers, members, notes, confirmations, undo and redo in any order, with a disk that fails now and then."""
    data = random.Random(seed)
    for _ in range(40):
        disk.broken = data.choice(["", "", "", "writes", "everything"])
        try:
            _anything(desk, data)
        except MachineFault:
            assert disk.broken
        disk.broken = ""
        if data.random() < 0.3:
            same_everywhere(desk, disk.file)
    same_everywhere(desk, disk.file)
    again = DocumentDesk(disk, desk.program, desk.id, desk._stamp)
    assert picture(again) == picture(desk)


def _anything(desk: DocumentDesk, data: random.Random) -> None:
    rows = desk.instance.rows("anggota")
    records = [desk.instance.family, *rows]
    record = data.choice(records)
    place = Place(data.choice(record.program.cells).id, record.id)
    match data.randrange(9):
        case 0:
            desk.add_row("anggota", data.choice([None, *range(len(rows) + 1)]))
        case 1 if rows:
            desk.remove_row(data.choice(rows).id)
        case 2 if rows:
            desk.move_row(data.choice(rows).id, data.randrange(len(rows)))
        case 3:
            desk.note(place, data.choice(["", "catatan", "lagi"]))
        case 4 if desk.review.open:
            desk.confirm(data.choice(desk.review.open), "sesuai kertas")
        case 5:
            desk.undo()
        case 6:
            desk.redo()
        case _:
            desk.answer(place, data.choice(["1", "2", "5", "98", "", "SITI", None, "3321011205800001"]))
