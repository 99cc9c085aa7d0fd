"""The desk: every change is in the journal, and a change that the disk refuses has never been."""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from regsosek_desk.core.domain.replay import replay
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.storage.workfile import WorkFile

MakeDesk = Callable[..., DocumentDesk]
MakeWork = Callable[..., WorkFile]
Action = Callable[[DocumentDesk], object]


class Disk:
    """Stands between desk and file. Broken in `writes` it refuses commits, in `everything` each use of the file."""

    def __init__(self, file: WorkFile) -> None:
        self.file = file
        self.broken = ""

    def __call__(self, work: Callable[[WorkFile], Any]) -> Any:
        if self.broken == "everything":
            raise MachineFault("disk_error", file="kerja.regsosek")
        if self.broken == "writes":
            return work(_Refusing(self.file))  # type: ignore[arg-type]
        return work(self.file)


class _Refusing:
    def __init__(self, file: WorkFile) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def commit(self, *args: object) -> None:
        raise MachineFault("disk_full", file="kerja.regsosek")


@pytest.fixture
def disk(make_work: MakeWork) -> Disk:
    return Disk(make_work())


@pytest.fixture
def desk(make_desk: MakeDesk, disk: Disk, family: dict[str, Any], prelist: dict[str, str]) -> DocumentDesk:
    """The clean family, keyed already."""
    keyed = {q: a for q, a in family.items() if q not in prelist}
    return make_desk(prelist, keyed, file=disk.file, run=disk)


def names(desk: DocumentDesk) -> list[str | None]:
    return [desk.instance.text(Place("r402", row.id)) for row in desk.instance.rows("anggota")]


def numbers(desk: DocumentDesk) -> list[str | None]:
    return [desk.instance.text(Place("r401", row.id)) for row in desk.instance.rows("anggota")]


def row(desk: DocumentDesk, position: int) -> str:
    return desk.instance.rows("anggota")[position - 1].id


def picture(desk: DocumentDesk) -> object:
    """All that can be seen of a desk."""
    return (
        deepcopy(desk.state),
        desk.instance.answers(),
        [(v.rule, v.at) for v in desk.review.violations],
        desk.review.confirmed,
        desk.status,
        dict(desk.marks.places),
        dict(desk.marks.sections),
        dict(desk.notes),
        desk._undo.undo,
        desk._undo.redo,
    )


def same_everywhere(desk: DocumentDesk, file: WorkFile) -> None:
    """Engine, desk, stored document and replayed journal hold the same."""
    file.verify_document(desk.id)
    stored = file.document(desk.id)
    assert stored.state == desk.state
    assert replay(file.history(desk.id)) == desk.state
    rosters = desk.program.bound.form.rosters
    assert desk.instance.answers() == {
        **_in_order(desk, desk.state.answers),
        **{name: [_in_order(desk, r.answers) for r in desk.state.rows(name)] for name in rosters},
    }
    assert (stored.summary.status, stored.summary.errors) == (desk.status, desk.review.count("E"))


def _in_order(desk: DocumentDesk, answers: dict[str, str]) -> dict[str, str]:
    order = [cell.id for cell in desk.program.bound.cells.values()]
    return dict(sorted(answers.items(), key=lambda pair: order.index(pair[0])))


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


# --- answers --------------------------------------------------------------------------------------


def test_answers_are_stored_as_their_boxes_want(desk: DocumentDesk, disk: Disk) -> None:
    for raw, stored in (("5", "005"), ("", None), (None, None), (" 61 ", "061")):
        desk.answer(Place("r302"), raw)
        assert desk.instance.text(Place("r302")) == stored
        same_everywhere(desk, disk.file)


def test_the_same_answer_again_writes_nothing(desk: DocumentDesk, disk: Disk) -> None:
    before = len(disk.file.history(desk.id))
    desk.answer(Place("r302"), "48")
    desk.note(Place("r302"), "  ")
    desk.move_row(row(desk, 2), 1)
    desk.move_row(row(desk, 2), 9)
    assert len(disk.file.history(desk.id)) == before


def test_a_document_stands_where_it_was_left(desk: DocumentDesk, disk: Disk) -> None:
    desk.answer(Place("r506"), "9")
    desk.note(Place("r506"), "kurang jelas")
    again = DocumentDesk(disk, desk.program, desk.id, desk._stamp)
    assert again.instance.answers() == desk.instance.answers()
    assert again.notes == {Place("r506"): "kurang jelas"}
    assert again.status == "error"
    assert disk.file.recall() == f"{desk.id}//r506"
    desk.stay_at(Place("r402", row(desk, 1)))
    assert disk.file.recall() == f"{desk.id}/{row(desk, 1)}/r402"


def test_status_goes_from_blank_to_clean(make_desk: MakeDesk, prelist: dict[str, str]) -> None:
    desk = make_desk(prelist)
    assert desk.status == "blank"
    desk.answer(Place("r112"), "4")
    assert desk.status == "error"
    desk.undo()
    assert desk.status == "blank"
    desk.answer(Place("r108"), "LAIN")
    assert desk.status == "error"


# --- members --------------------------------------------------------------------------------------


def test_numbers_follow_the_members(desk: DocumentDesk, disk: Disk) -> None:
    assert names(desk) == ["SUNARJO", "SUKINAH", "ARI PRASETYO", "NARNI"]
    desk.move_row(row(desk, 4), 1)
    assert names(desk) == ["SUNARJO", "NARNI", "SUKINAH", "ARI PRASETYO"]
    assert numbers(desk) == ["01", "02", "03", "04"]
    desk.remove_row(row(desk, 1))
    assert names(desk) == ["NARNI", "SUKINAH", "ARI PRASETYO"]
    assert numbers(desk) == ["01", "02", "03"]
    new = desk.add_row("anggota", 1)
    assert numbers(desk) == ["01", "02", "03", "04"]
    assert desk.instance.position(new) == 2
    same_everywhere(desk, disk.file)


def test_a_number_that_was_keyed_by_hand_stays(desk: DocumentDesk) -> None:
    """The paper may say something else; only numbers that follow the rows go on doing so."""
    desk.answer(Place("r401", row(desk, 2)), "7")
    desk.remove_row(row(desk, 1))
    assert numbers(desk) == ["07", "02", "03"]


def test_undo_brings_a_member_back_with_everything(desk: DocumentDesk, disk: Disk) -> None:
    before, wife = desk.instance.answers(), row(desk, 2)
    desk.note(Place("r402", wife), "ejaan?")
    desk.remove_row(wife)
    assert len(names(desk)) == 3
    assert desk.undo() == Place("r402", wife)
    assert desk.instance.answers() == before
    assert desk.notes == {Place("r402", wife): "ejaan?"}
    same_everywhere(desk, disk.file)
    desk.redo()
    assert names(desk) == ["SUNARJO", "ARI PRASETYO", "NARNI"]
    assert numbers(desk) == ["01", "02", "03"]
    same_everywhere(desk, disk.file)


def test_undo_of_a_new_member_leads_somewhere(desk: DocumentDesk) -> None:
    desk.add_row("anggota")
    place = desk.undo()
    assert place is not None
    assert desk.instance.has(place)
    assert len(names(desk)) == 4


def test_undo_and_redo_to_the_ends(desk: DocumentDesk, disk: Disk) -> None:
    """Back to what stood before the keyer came, and forth again."""
    start = desk.instance.answers()
    desk.answer(Place("r302"), "60")
    desk.move_row(row(desk, 4), 0)
    desk.add_row("anggota", 2)
    desk.remove_row(row(desk, 4))
    desk.note(Place("r302"), "luas")
    desk.answer(Place("r302"), None)
    end, note = desk.instance.answers(), dict(desk.notes)
    back = 0
    while desk.undo() is not None:
        back += 1
        same_everywhere(desk, disk.file)
    assert back == 6
    assert desk.instance.answers() == start
    assert desk.undo() is None
    for _ in range(6):
        assert desk.redo() is not None
    assert desk.redo() is None
    assert desk.instance.answers() == end
    assert desk.notes == note
    desk.undo()
    desk.answer(Place("r302"), "70")
    assert desk.redo() is None  # a fresh change ends redo
    same_everywhere(desk, disk.file)


def test_undo_works_after_opening_again(desk: DocumentDesk, disk: Disk) -> None:
    desk.answer(Place("r302"), "60")
    again = DocumentDesk(disk, desk.program, desk.id, desk._stamp)
    again.undo()
    assert again.instance.text(Place("r302")) == "048"
    third = DocumentDesk(disk, desk.program, desk.id, desk._stamp)
    third.redo()
    assert third.instance.text(Place("r302")) == "060"


# --- warnings -------------------------------------------------------------------------------------


def test_a_warning_is_confirmed_and_falls_open(desk: DocumentDesk, disk: Disk) -> None:
    desk.answer(Place("r113"), None)
    place = Place("r113")
    assert (desk.status, desk.mark(place)) == ("warning", "W")
    [found] = desk.review.open
    desk.confirm(found, "tidak ada landmark")
    assert (desk.status, desk.mark(place)) == ("clean", "w")
    [kept] = desk.state.confirmations.values()
    assert (kept.reason, kept.petugas) == ("tidak ada landmark", "02301")
    assert kept.at.endswith("Z")
    again = DocumentDesk(disk, desk.program, desk.id, desk._stamp)
    assert again.status == "clean"
    desk.undo()
    assert desk.status == "warning"
    desk.redo()
    assert desk.status == "clean"
    same_everywhere(desk, disk.file)


def test_a_member_from_another_family_is_noticed(
    make_desk: MakeDesk, disk: Disk, desk: DocumentDesk, family: dict[str, Any]
) -> None:
    """The same NIK in two documents; it ends when the other one lets it go."""
    other = make_desk({"r110": "002"}, None, file=disk.file)
    member = other.add_row("anggota")
    other.answer(Place("r403", member), family["anggota"][1]["r403"])
    assert ("K4-05", Place("r403", member)) in {(v.rule, v.place) for v in other.review.violations}
    assert desk.status == "clean"
    desk.recheck()
    assert desk.status == "warning"
    assert desk.mark(Place("r403", row(desk, 2))) == "W"
    other.answer(Place("r403", member), None)
    desk.recheck()
    assert desk.status == "clean"


# --- marks ----------------------------------------------------------------------------------------


def test_blanks_ahead_are_not_wrong_yet(make_desk: MakeDesk, prelist: dict[str, str]) -> None:
    desk = make_desk(prelist)
    assert desk.mark(Place("r112")) is None
    assert desk.section_state("blok_3") == "empty"
    desk.answer(Place("r113"), "67B4PT")
    assert desk.mark(Place("r112")) == "missing"
    assert desk.section_state("blok_1") == "error"
    assert desk.mark(Place("r114")) is None
    desk.answer(Place("r115"), "7")
    assert desk.mark(Place("r115")) == "E"
    found = desk.violation_at(Place("r115"))
    assert found is not None
    assert found.rule == "K1-13"
    assert desk.violation_at(Place("r113")) is None


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
