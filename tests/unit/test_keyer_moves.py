"""The cursor's ways: back, across the members, members that come and go, answers that repeat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keying import MakeKeyer, answer, keys, row

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.recall import Recall
from regsosek_desk.services.step import Step
from regsosek_desk.storage.workfile import WorkFile

MakeDesk = Callable[..., DocumentDesk]


# --- moving ---------------------------------------------------------------------------------------


def test_back_stores_what_was_typed(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r107")
    keyer.type("JL MELATI NO 5")
    step = keyer.back()
    assert (step.committed, keyer.place) == (Place("r107"), Place("r106"))
    assert answer(keyer, "r107") == "JL MELATI NO 5"
    assert keyer.back().committed is None  # a blank that was only visited asks nothing
    assert make_keyer("r101").back() == Step()


def test_back_asks_about_what_was_typed(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r302")
    keyer.type("0")
    assert keyer.back().refused == "out_of_range"
    assert keyer.back().committed == Place("r302")


def test_arrows_go_to_the_same_question_of_the_next_member(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer(keyed=rest)
    keyer.go(Place("r407", row(keyer, 2)))
    keyer.move_caret("right")
    assert keyer.place == Place("r407", row(keyer, 3))
    keyer.move_caret("left")
    keyer.move_caret("left")
    assert keyer.place == Place("r407", row(keyer, 1))
    assert keyer.move_caret("left") == Step()
    assert keyer.row_set("anggota") == 0


def test_the_end(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer("catatan", keyed=rest)
    assert keyer.enter().ended
    assert keyer.place == Place("catatan")


def test_refusal_205_leads_to_the_notes(make_keyer: MakeKeyer) -> None:
    """Nobody at home: what remains is the respondent and the explanation."""
    keyer = make_keyer("r205")
    keyer.type("4")
    while keyer.place.question != "catatan":
        if keyer.enter().asks:
            keyer.enter()
        assert keyer.place.question in ("responden_nama", "responden_ttd", "responden_hp", "catatan")
    keyer.type("MENOLAK")
    assert keyer.enter().ended
    assert not keyer.desk.instance.rows("anggota")


# --- members --------------------------------------------------------------------------------------


def test_members_grow_by_112(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    del rest["anggota"]
    keyer = make_keyer("r310", keyed={**rest, "r112": "02"})
    step = keyer.enter()
    assert step.rows_changed
    assert keyer.place == Place("r402", row(keyer, 1))
    assert answer(keyer, "r401", 1) == "01"
    keys(keyer, "ANI\n33210157088400012")
    assert keyer.place == Place("r402", row(keyer, 2))  # who died ends after 404, and does not count
    keys(keyer, "BUDI\n33210157088400023CICI\n3321015708840003")
    assert [answer(keyer, "r401", i) for i in (1, 2, 3)] == ["01", "02", "03"]
    assert keyer.place.question == "r404"


def test_five_to_a_sheet(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer(keyed=rest)
    for _ in range(3):
        keyer.add_row("anggota")
    assert keyer.row_set("anggota") == 1
    keyer.go(Place("r101"))
    assert keyer.row_set("anggota") == 1  # the sheet that was in view stays
    keyer.go(Place("r402", row(keyer, 5)))
    assert keyer.row_set("anggota") == 0


def test_a_member_can_be_added_where_no_interview_was_held(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r205")
    keyer.type("3")
    keyer.add_row("anggota")
    assert keyer.place.row == row(keyer, 1)


def test_taking_members_out(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer(keyed=rest)
    wife, girl = row(keyer, 2), row(keyer, 4)
    keyer.go(Place("r407", wife))
    keyer.remove_row(wife)
    assert keyer.place == Place("r402", row(keyer, 2))
    keyer.remove_row(girl)
    assert keyer.place == Place("r402", row(keyer, 2))
    keyer.undo()
    keyer.undo()
    assert row(keyer, 2) == wife
    assert keyer.place == Place("r402", wife)
    for _ in range(4):
        keyer.remove_row(row(keyer, 1))
    assert keyer.place.row == ""


def test_moving_a_member_takes_the_cursor_along(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer(keyed=rest)
    girl = row(keyer, 4)
    keyer.go(Place("r407", girl))
    keyer.move_row(girl, -2)
    assert (keyer.place, keyer.desk.instance.position(girl)) == (Place("r407", girl), 2)
    keyer.move_row(girl, -5)
    assert keyer.desk.instance.position(girl) == 2


# --- repeating ------------------------------------------------------------------------------------


def test_plus_repeats_the_member_above(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer(keyed=rest)
    keyer.go(Place("r430", row(keyer, 2)))
    keyer.desk.answer(Place("r430", row(keyer, 1)), "02")
    assert keyer.repeat().refused == "answer_stands"  # nothing that was keyed is replaced by one key
    keyer.backspace()
    assert keyer.repeat().committed == Place("r430", row(keyer, 2))
    assert answer(keyer, "r430", 2) == "02"


def test_plus_brings_no_person_into_another(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    """What belongs to one person or paper is repeated from no other."""
    keyer = make_keyer(keyed=rest)
    keyer.go(Place("r403", row(keyer, 2)))
    keyer.backspace()
    assert keyer.repeat().refused == "nothing_to_repeat"


def test_a_full_landmark_id_goes_on(make_keyer: MakeKeyer) -> None:
    """An answer of fixed shape needs no Enter, letters or not."""
    keyer = make_keyer("r113")
    assert keys(keyer, "67B4PT").committed == Place("r113")
    assert keyer.place == Place("r114")


def test_what_is_half_typed_is_put_away(make_keyer: MakeKeyer) -> None:
    """Who leaves in the middle of a number finds its digits again, marked as wrong."""
    keyer = make_keyer("r114")
    keyer.type("332108")
    assert keyer.put_away().committed == Place("r114")
    assert answer(keyer, "r114") == "332108"
    assert keyer.desk.mark(Place("r114")) == "E"


def test_what_is_half_typed_is_secured_and_typed_on(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r114")
    keyer.type("332108")
    keyer.secure()
    assert answer(keyer, "r114") == "332108"
    keyer.type("1201990001")
    assert answer(keyer, "r114") == "3321081201990001"


def test_a_tick_waits_when_enter_is_always_wanted(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r202_ttd")
    keyer.enter_always = True
    assert keyer.type("1") == Step()
    assert keyer.enter().committed == Place("r202_ttd")
    assert answer(keyer, "r202_ttd") == "1"


def test_undoing_a_new_member_stays_with_the_members(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer(keyed=rest)
    keyer.go(Place("r402", row(keyer, 2)))
    keyer.add_row("anggota", 2)
    keyer.undo()
    assert keyer.place == Place("r402", row(keyer, 2))


def test_plus_repeats_the_last_answer_anywhere(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r202_nama")
    keyer.recall.learn("r202_nama", "SITI AMINAH", {})
    keyer.repeat()
    assert answer(keyer, "r202_nama") == "SITI AMINAH"


def test_a_code_is_proposed_and_never_taken_silently(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer("r101", keyed=rest)
    keyer.go(Place("r417_kode", row(keyer, 1)))
    keyer.backspace()
    assert keyer.ghost == "01"  # MENANAM PADI: from the words that the program starts with
    assert keyer.enter().refused == "left_blank"
    assert keyer.enter().moved
    assert answer(keyer, "r417_kode", 1) is None
    keyer.go(Place("r417_kode", row(keyer, 1)))
    assert keyer.ghost == "01"
    keyer.repeat()
    assert answer(keyer, "r417_kode", 1) == "01"


def test_the_rest_of_a_name_is_proposed(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("responden_nama")
    keyer.recall.learn("responden_nama", "SUNARJO", {})
    keyer.type("sun")
    assert keyer.ghost == "SUNARJO"
    keyer.type("I")
    assert keyer.ghost is None
    keyer.backspace()
    keyer.move_caret("right")
    assert (keyer.shown, keyer.ghost) == ("SUNARJO", None)
    keyer.enter()
    assert answer(keyer, "responden_nama") == "SUNARJO"


def test_numbers_of_the_list_are_proposed(make_desk: MakeDesk, families_list: dict[str, Any]) -> None:
    desk = make_desk(families_list, form="regsosek22-vk1")
    keyer = Keyer(desk, Recall(desk.program.bound))
    keyer.add_row("vk_b")
    new = desk.instance.rows("vk_b")[-1].id
    assert desk.instance.text(Place("keberadaan", new)) == "1"
    for question, ghost in (("r109", "006"), ("r110", "007")):
        keyer.go(Place(question, new))
        assert keyer.ghost == ghost
    keyer.repeat()
    assert desk.instance.text(Place("r110", new)) == "007"


# --- a disk that refuses --------------------------------------------------------------------------


def test_what_was_typed_stays_on_the_screen_when_the_disk_is_full(
    make_work: Callable[..., WorkFile], make_desk: MakeDesk, prelist: dict[str, str]
) -> None:
    file, full = make_work(), False

    def run(work: Callable[[WorkFile], Any]) -> Any:
        if full:
            raise MachineFault("disk_full", file="kerja.regsosek")
        return work(file)

    desk = make_desk(prelist, file=file, run=run)
    keyer = Keyer(desk, Recall(desk.program.bound))
    keyer.type("0")
    full = True
    with pytest.raises(MachineFault):
        keyer.type("4")
    assert (keyer.place, keyer.shown, desk.instance.text(keyer.place)) == (Place("r112"), "04", None)
    full = False
    assert keyer.enter().committed == Place("r112")
    assert desk.instance.text(Place("r112")) == "04"
    member = keyer.add_row("anggota").committed
    assert member is not None
    full = True
    with pytest.raises(MachineFault):
        keyer.remove_row(member.row)
    assert keyer.place == member
