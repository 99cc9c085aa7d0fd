"""The desk: answers, members, notes and confirmations, each of them in the journal and taken back by undo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from desk_rig import Disk, names, numbers, row, rules_open, same_everywhere

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.storage.workfile import WorkFile

MakeDesk = Callable[..., DocumentDesk]


@pytest.fixture
def disk(make_work: Callable[..., WorkFile]) -> Disk:
    return Disk(make_work())


@pytest.fixture
def desk(make_desk: MakeDesk, disk: Disk, family: dict[str, Any], prelist: dict[str, str]) -> DocumentDesk:
    """The clean family, keyed already."""
    keyed = {q: a for q, a in family.items() if q not in prelist}
    return make_desk(prelist, keyed, file=disk.file, run=disk)


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
    seen: list[str] = [desk.status]
    for action in (
        lambda: desk.answer(Place("r112"), "4"),
        desk.undo,
        lambda: desk.answer(Place("r108"), "LAIN"),  # another name than on the list
    ):
        action()
        seen.append(desk.status)
    assert seen == ["blank", "error", "blank", "error"]


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
    assert DocumentDesk(disk, desk.program, desk.id, desk._stamp).status == "clean"
    desk.undo()
    assert rules_open(desk) == ["K1-10"]
    desk.redo()
    assert rules_open(desk) == []
    same_everywhere(desk, disk.file)


def test_a_member_from_another_family_is_noticed(
    make_desk: MakeDesk, disk: Disk, desk: DocumentDesk, family: dict[str, Any]
) -> None:
    """The same NIK in two documents; it ends when the other one lets it go."""
    other = make_desk({"r110": "002"}, None, file=disk.file)
    member = other.add_row("anggota")
    other.answer(Place("r403", member), family["anggota"][1]["r403"])
    assert ("K4-05", Place("r403", member)) in {(v.rule, v.place) for v in other.review.violations}
    seen = [rules_open(desk)]
    desk.recheck()
    seen.append(rules_open(desk))
    assert desk.mark(Place("r403", row(desk, 2))) == "W"
    other.answer(Place("r403", member), None)
    desk.recheck()
    assert [*seen, rules_open(desk)] == [[], ["K4-05"], []]


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
