"""The keyer's hands: digits fill boxes, full boxes advance, what is wrong asks once, nothing is lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from regsosek_desk.core.domain.replay import replay
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.keyer import Keyer, Mode, Step
from regsosek_desk.services.recall import Recall
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import has

MakeDesk = Callable[..., DocumentDesk]
MakeKeyer = Callable[..., Keyer]
REFUSALS = set(
    "read_only skipped digits_only odd_character too_long flag_keys nothing_to_repeat left_blank out_of_range "
    "nothing_to_undo nothing_to_redo".split()
)


@pytest.fixture
def make_keyer(make_desk: MakeDesk, prelist: dict[str, str]) -> MakeKeyer:
    """A keyer on a K whose shared answers came from the VK list."""

    def make(at: str | Place | None = None, mode: Mode = "jalur", keyed: Any = None, **more: Any) -> Keyer:
        desk = make_desk(prelist, keyed)
        place = Place(at) if isinstance(at, str) else at
        return Keyer(desk, Recall(desk.program.bound, {"PADI": "01"}), mode=mode, place=place, **more)

    return make


@pytest.fixture
def rest(family: dict[str, Any], prelist: dict[str, str]) -> dict[str, Any]:
    """The clean family without what came from the VK list."""
    return {q: a for q, a in family.items() if q not in prelist}


def keys(keyer: Keyer, text: str) -> Step:
    """Presses keys one by one: a new line is Enter, + repeats, anything else is a character."""
    step = Step()
    for key in text:
        step = keyer.enter() if key == "\n" else keyer.repeat() if key == "+" else keyer.type(key)
    return step


def row(keyer: Keyer, position: int) -> str:
    return keyer.desk.instance.rows("anggota")[position - 1].id


def answer(keyer: Keyer, question: str, member: int = 0) -> str | None:
    return keyer.desk.instance.text(Place(question, row(keyer, member) if member else ""))


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
    step = keyer.paste("3321012005100001" "7")
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
        assert refused.refused in ("skipped", "nothing_to_repeat")
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
def test_what_is_only_shown_cannot_be_changed(
    make_desk: MakeDesk, families_list: dict[str, Any], mode: Mode
) -> None:
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
    assert found.rule == "K2-04"


# --- moving ---------------------------------------------------------------------------------------


def test_back_stores_what_was_typed(make_keyer: MakeKeyer) -> None:
    keyer = make_keyer("r113")
    keyer.type("67B4PT")
    step = keyer.back()
    assert (step.committed, keyer.place) == (Place("r113"), Place("r112"))
    assert answer(keyer, "r113") == "67B4PT"
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
    while not keyer.place.question == "catatan":
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
    keys(keyer, "BUDI\n33210157088400023" "CICI\n3321015708840003")
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
    assert keyer.repeat().committed == Place("r430", row(keyer, 2))
    assert answer(keyer, "r430", 2) == "02"


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


# --- the price of a family ------------------------------------------------------------------------


@pytest.mark.parametrize("from_vk", [True, False], ids=["from the VK list", "nothing given"])
def test_key_presses_for_a_clean_family_of_four(
    make_desk: MakeDesk, prelist: dict[str, str], family: dict[str, Any], from_vk: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """At most 1.05 times the characters on the paper, the Enters behind texts included."""
    desk = make_desk(prelist if from_vk else None)
    keyer = Keyer(desk, Recall(desk.program.bound), place=None if from_vk else Place("r101"))
    presses, step = 0, Step()
    while not step.ended:
        place = keyer.place
        position = desk.instance.position(place.row)
        wanted = (family["anggota"][position - 1] if position else family).get(place.question)
        if desk.instance.text(place) is None:
            for character in on_paper(wanted):
                step = keyer.type(character)
                presses += 1
                assert not step.refused, (place, step)
        if keyer.place == place:
            step = keyer.enter()
            presses += 1
            assert not step.refused, (place, step)
    assert desk.instance.answers() == family
    assert desk.status == "clean"
    given = sum(len(on_paper(family[q])) for q in prelist) if from_vk else 0
    characters = sum(len(on_paper(a)) for record in (family, *family["anggota"]) for a in record.values())
    with capsys.disabled():
        paper = f"{characters} characters on paper" + (f", {given} of them given" if given else "")
        print(f"\n{presses} key presses for {paper}: {presses / characters:.3f}")
    assert presses <= 1.05 * characters


def on_paper(text: Any) -> str:
    """What somebody wrote: a date day first, without strokes."""
    if not isinstance(text, str):
        return ""
    parts = text.split("-")
    return "".join(reversed(parts)) if len(parts) == 3 else text


# --- the law --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("mode", ["jalur", "bebas"])
def test_any_keys_leave_the_same_everywhere(
    make_work: Callable[..., WorkFile], make_desk: MakeDesk, rest: dict[str, Any], prelist: dict[str, str],
    mode: Mode, seed: int,
) -> None:  # fmt: skip
    """Desk, stored document and replayed journal agree after any keys, and only known refusals come."""
    data, file = random.Random(seed), make_work()
    desk = make_desk(prelist, rest if seed % 2 else None, file=file)
    keyer = Keyer(desk, Recall(desk.program.bound), mode=mode, enter_always=seed % 3 == 0)
    for _ in range(120):
        step = anything(keyer, data)
        assert not step.refused or step.refused in REFUSALS
        assert desk.instance.has(keyer.place)
    file.verify_document(desk.id)
    assert file.document(desk.id).state == desk.state == replay(file.history(desk.id))
    again = DocumentDesk(desk._run, desk.program, desk.id, desk._stamp)
    assert again.instance.answers() == desk.instance.answers()
    assert (again.status, again.marks.places) == (desk.status, desk.marks.places)


def anything(keyer: Keyer, data: random.Random) -> Step:
    """One random key or command."""
    rows = keyer.desk.instance.rows("anggota")
    places = list(keyer.route.places())
    match data.randrange(16):
        case 0:
            return keyer.enter()
        case 1:
            return keyer.back()
        case 2:
            return keyer.repeat()
        case 3:
            return keyer.backspace()
        case 4:
            return keyer.go(data.choice(places))
        case 5 if len(rows) < 12:
            return keyer.add_row("anggota", data.choice([None, 0, len(rows)]))
        case 6 if rows:
            return keyer.remove_row(data.choice(rows).id)
        case 7 if rows:
            return keyer.move_row(data.choice(rows).id, data.choice((-1, 1)))
        case 8:
            return keyer.undo()
        case 9:
            return keyer.redo()
        case 10:
            return keyer.move_caret(data.choice(("left", "right", "home", "end")))
        case 11:
            return keyer.paste(data.choice(("3321012005100001", "201022", "SITI AMINAH", "😀", "9" * 17)))
        case 12:
            return keyer.delete()
        case 13:
            return keyer.answer(data.choice(("1", "02", "SITI")))
    return keyer.type(data.choice("0123456789AZ é\n"))
