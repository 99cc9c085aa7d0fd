"""The keyer's hands: digits fill boxes, full boxes advance, what is wrong asks once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keying import REFUSALS, MakeKeyer, answer, keys

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.recall import Recall
from regsosek_desk.services.step import Mode, Step
from regsosek_desk.texts import has

MakeDesk = Callable[..., DocumentDesk]


# --- typing ---------------------------------------------------------------------------------------


def test_work_begins_at_the_first_blank(make_keyer: MakeKeyer) -> None:
    assert make_keyer().place == Place("r112")


def test_a_full_box_advances_by_itself(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer()
    assert keyer.type("0") == Step()
    assert (keyer.shown, keyer.caret) == ("0", 1)
    step = keyer.type("4")
    assert step == Step(committed=Place("r112"), moved=True)
    assert keyer.place == Place("r113")
    assert answer(keyer, "r112") == "04"


def test_enter_always_waits(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer(enter_always=True)
    keys(keyer, "04")
    assert keyer.place == Place("r112")
    assert keyer.type("1").refused == "too_long"
    keyer.enter()
    assert (keyer.place, answer(keyer, "r112")) == (Place("r113"), "04")


def test_a_short_number_is_padded_by_enter(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer()
    keys(keyer, "4\n")
    assert answer(keyer, "r112") == "04"


def test_the_first_key_replaces_what_stood_there(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer("r302", keyed=rest)
    keyer.type("9")
    assert (keyer.shown, answer(keyer, "r302")) == ("9", "048")
    keyer.escape()
    assert keyer.shown == "048"
    keys(keyer, "061")
    assert answer(keyer, "r302") == "061"


def test_text_is_in_capitals_and_a_note_is_not(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer("responden_nama", keyed=rest)
    keys(keyer, "sunarjo ß\n")
    assert answer(keyer, "responden_nama") == "SUNARJO SS"
    keyer.go(Place("catatan"))
    keyer.type("Ibu sakit.")
    keyer.type("\n")
    keyer.type("Kembali besok.")
    keyer.enter()
    assert answer(keyer, "catatan") == "Ibu sakit.\nKembali besok."


def test_the_caret_moves_inside_a_text(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer("responden_nama", keyed=rest)
    keyer.move_caret("home")
    keyer.type("H. ")
    keyer.move_caret("end")
    keyer.type(", S.PD")
    assert keyer.shown == "H. SUNARJO, S.PD"
    keyer.move_caret("home")
    keyer.delete()
    keyer.move_caret("end")
    keyer.move_caret("left")
    keyer.backspace()
    assert keyer.shown == ". SUNARJO, S.D"
    keyer.move_caret("right")
    keyer.move_caret("right")
    assert keyer.caret == len(keyer.shown)


def test_backspace_clears_an_answer_and_enter_stores_the_blank(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer("r302", keyed=rest)
    keyer.backspace()
    assert (keyer.shown, answer(keyer, "r302")) == ("", "048")
    assert keyer.enter().refused == "left_blank"
    assert keyer.enter().committed == Place("r302")
    assert answer(keyer, "r302") is None


def test_flags(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r202_ttd")
    assert keyer.type("7").refused == "flag_keys"
    keyer.type("1")
    assert answer(keyer, "r202_ttd") == "1"
    keyer.go(Place("r202_ttd"))
    assert keyer.type("2").committed == Place("r202_ttd")  # said plainly: no question about the blank
    assert answer(keyer, "r202_ttd") is None


# --- refusals -------------------------------------------------------------------------------------


def test_every_refusal_has_its_sentence() -> None:
    assert all(has(f"keyer.{code}") for code in REFUSALS)


@pytest.mark.parametrize("mode", ["jalur", "bebas"])
@pytest.mark.parametrize("text", ["A", "-", "1 ", "１", "😀"])
def test_boxes_take_digits_only(make_keyer: MakeKeyer, mode: Mode, text: str) -> None:
    keyer = make_keyer("r114", mode)
    keyer.type("33")
    assert keyer.type(text).refused == "digits_only"
    assert keyer.shown == "33"


@pytest.mark.parametrize("mode", ["jalur", "bebas"])
@pytest.mark.parametrize("text", ["😀", "A😀", "\x07", "A\nB", "\u200d", "\ud800"])
def test_names_take_no_odd_characters(make_keyer: MakeKeyer, mode: Mode, text: str) -> None:
    keyer = make_keyer("responden_nama", mode)
    keyer.type("SITI")
    assert keyer.type(text).refused == "odd_character"
    assert keyer.shown == "SITI"
    assert not keyer.type("É").refused


def test_seventeen_digits_do_not_go_into_sixteen_boxes(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r114")
    keyer.type("3")
    step = keyer.paste("33210120051000017")
    assert (step.refused, dict(step.params)) == ("too_long", {"count": "18", "boxes": "16"})
    assert keyer.shown == "3"  # nothing was taken of it, nothing was lost
    keyer.escape()
    assert keyer.paste("3321 0120-0510.0001\n").committed == Place("r114")
    assert answer(keyer, "r114") == "3321012005100001"


def test_pasting_into_a_text(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("responden_nama")
    keyer.paste("  siti\n aminah ")
    assert keyer.shown == "SITI AMINAH"
    assert keyer.paste("X" * 60).refused == "too_long"
    assert keyer.paste("   ") == Step()


def test_out_of_range_asks_once_in_jalur(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r301a")
    step = keyer.type("9")
    assert (step.refused, step.asks, dict(step.params)["value"]) == ("out_of_range", True, "9")
    assert (keyer.place, answer(keyer, "r301a")) == (Place("r301a"), None)
    keyer.type("2")  # typed anew, it stands instead
    assert answer(keyer, "r301a") == "2"
    keyer.go(Place("r301a"))
    keyer.type("9")
    assert keyer.enter().committed == Place("r301a")  # Enter forces
    assert answer(keyer, "r301a") == "9"


def test_an_answer_from_a_list_asks_like_a_typed_one(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r301a")
    keyer.type("9")
    assert keyer.answer("8").refused == "out_of_range"  # forced is only what was asked about
    assert keyer.answer("8").committed == Place("r301a")
    assert answer(keyer, "r301a") == "8"


def test_out_of_range_is_taken_in_bebas(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r301a", "bebas")
    assert keyer.type("9").committed == Place("r301a")
    assert keyer.desk.mark(Place("r301a")) == "E"


def test_a_blank_asks_once_in_jalur(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer()
    step = keyer.enter()
    assert (step.refused, step.asks) == ("left_blank", True)
    assert keyer.enter().moved
    assert keyer.place == Place("r113")
    assert make_keyer(mode="bebas").enter().moved


def test_a_short_identifier_asks(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r114")
    assert keys(keyer, "123\n").refused == "out_of_range"
    assert keyer.enter().committed == Place("r114")
    assert answer(keyer, "r114") == "123"


def test_a_skipped_question_takes_nothing_in_jalur(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer("r301a", keyed=rest)
    keyer.type("2")
    assert keyer.place == Place("r302")
    assert keyer.go(Place("r301b")).moved  # there is something to be cleared
    for refused in (keyer.type("3"), keyer.answer("3"), keyer.repeat()):
        assert refused.refused in ("skipped", "answer_stands")
    assert answer(keyer, "r301b") == "1"
    keyer.backspace()
    assert keyer.enter().committed == Place("r301b")
    assert answer(keyer, "r301b") is None
    assert keyer.go(Place("r301b")).refused == "skipped"
    assert keyer.go(Place("r306b")).moved


def test_a_skipped_question_can_be_keyed_in_bebas(make_keyer: MakeKeyer, rest: dict[str, Any]) -> None:
    keyer = make_keyer("r301a", "bebas", rest)
    keyer.type("2")
    keyer.go(Place("r301b"))
    keyer.type("3")
    assert answer(keyer, "r301b") == "3"
    assert keyer.desk.mark(Place("r301b")) == "E"


@pytest.mark.parametrize("mode", ["jalur", "bebas"])
def test_what_is_only_shown_cannot_be_changed(make_desk: MakeDesk, families_list: dict[str, Any], mode: Mode) -> None:
    desk = make_desk(families_list, form="regsosek22-vk1")
    place = Place("prelist_nama", desk.instance.rows("vk_a")[2].id)
    keyer = Keyer(desk, Recall(desk.program.bound), mode=mode, place=place)
    before = desk.instance.text(place)
    for step in (
        keyer.type("X"),
        keyer.answer("X"),
        keyer.backspace(),
        keyer.move_caret("left"),
        keyer.delete(),
        keyer.paste("X"),
    ):
        assert step.refused == "read_only"
    keyer.enter()
    assert desk.instance.text(place) == before
    assert keyer.place.row == place.row  # it goes on in the same line


def test_nothing_to_repeat_undo_redo(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r302")
    assert keyer.repeat().refused == "nothing_to_repeat"
    assert keyer.undo().refused == "nothing_to_undo"
    assert keyer.redo().refused == "nothing_to_redo"


# --- dates ----------------------------------------------------------------------------------------


def test_dates_of_six_and_eight_digits(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r201")
    keys(keyer, "201022\n")
    assert answer(keyer, "r201") == "2022-10-20"
    keyer.go(Place("r201"))
    keys(keyer, "21102022")
    assert answer(keyer, "r201") == "2022-10-21"
    keyer.go(Place("r201"))
    keyer.paste("22/10/2022")
    assert answer(keyer, "r201") == "2022-10-22"


@pytest.mark.parametrize("digits", ["31022022", "310222\n"])
def test_the_31st_of_february_asks_and_is_kept_and_told(make_keyer: MakeKeyer, digits: str) -> None:
    keyer = make_keyer("r201")
    step = keys(keyer, digits)
    assert (step.refused, step.asks) == ("out_of_range", True)
    keyer.enter()
    assert answer(keyer, "r201") == digits.strip()
    found = keyer.desk.violation_at(Place("r201"))
    assert found is not None
    assert found.rule == "KD-02"
