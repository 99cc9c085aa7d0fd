"""Keys that open a card: help, note, go to, codes, ticks, why, confirm; and that the keyboard comes back."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_rig import Hands, Office, case, open_k, prelist_of
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.codes import CodePanel, matching
from regsosek_desk.ui.dialogs.confirm import ConfirmPanel, reason
from regsosek_desk.ui.dialogs.go_to import GoPanel, find
from regsosek_desk.ui.dialogs.help import HelpPanel
from regsosek_desk.ui.dialogs.note import NotePanel
from regsosek_desk.ui.dialogs.ticks import TickPanel, total_of
from regsosek_desk.ui.dialogs.why import WhyPanel


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def full(qtbot: QtBot, office: Office) -> Hands:
    answers = case("keluarga-bersih")
    return open_k(qtbot, office, office.k(prelist_of(answers), answers))


def words(hands: Hands) -> str:
    """Everything that the open card says."""
    assert hands.card is not None
    return "\n".join(label.text() for label in hands.card.findChildren(QLabel))


@pytest.mark.parametrize("key", ["F1", "F2", "F3", "F4", "F7"])
def test_escape_closes_and_the_keyboard_comes_back(full: Hands, key: str) -> None:
    full.go("303").press(key)
    assert full.card is not None
    assert full.window.focusWidget() is not full.screen
    full.press("Escape")
    assert full.card is None
    assert full.window.focusWidget() is full.screen
    full.type("1")
    assert full.text("r303") == "1"


def test_tab_stays_in_the_card(full: Hands) -> None:
    full.press("F3", "Tab", "Tab", "Shift+Backtab")
    assert isinstance(full.card, GoPanel)
    assert full.window.focusWidget() is full.card.edit


def test_help_tells_codes_checks_and_keys(full: Hands) -> None:
    full.go("303").press("F1")
    assert isinstance(full.card, HelpPanel)
    said = words(full)
    for expected in ("303 Jenis lantai terluas", "1   Marmer/granit", "K3-22", "F6, Shift+F6"):
        assert expected in said
    assert "{" not in said


class TestNote:
    def test_enter_keeps_it(self, full: Hands, office: Office) -> None:
        full.go("303").press("F2")
        assert isinstance(full.card, NotePanel)
        full.type("lantai retak").press("Shift+Return").type("tanya PPL").press("Return")
        assert full.card is None
        assert full.screen.desk.notes == {Place("r303"): "lantai retak\ntanya PPL"}
        assert "lantai retak" in full.screen.side.message.action.text()
        assert office.session.open(full.screen.desk.id).notes == full.screen.desk.notes

    def test_escape_keeps_nothing(self, full: Hands) -> None:
        full.press("F2").type("x").press("Escape")
        assert full.screen.desk.notes == {}

    def test_an_empty_one_takes_it_away(self, full: Hands) -> None:
        full.press("F2").type("x").press("Return", "F2", "Delete", "Return")
        assert full.screen.desk.notes == {}


class TestGo:
    @pytest.mark.parametrize(
        ("typed", "place"),
        [
            ("303", "r303"),
            ("428c", "r428c.1"),
            ("428C 3", "r428c.3"),
            ("428c,2", "r428c.2"),
            ("428", "r428a.1"),
            ("vi", "catatan"),
        ],
    )
    def test_goes(self, full: Hands, typed: str, place: str) -> None:
        full.go(typed)
        assert full.card is None
        assert full.at == place

    def test_without_a_number_stays_with_the_member(self, full: Hands) -> None:
        full.go("404 3").go("408")
        assert full.at == "r408.3"

    def test_says_where_enter_will_go(self, full: Hands) -> None:
        full.press("F3").type("428c 2")
        assert isinstance(full.card, GoPanel)
        assert full.card.target.text() == "428c Berjalan/naik tangga · 02 SUKINAH"

    def test_an_unknown_number_names_the_nearest(self, full: Hands) -> None:
        full.go("428z")
        assert isinstance(full.card, GoPanel)
        assert "428" in full.card.problem.text()
        assert full.at == "r112"

    def test_a_member_who_isn_t_there(self, full: Hands) -> None:
        full.go("404 9")
        assert isinstance(full.card, GoPanel)
        assert full.card.problem.text() == "! " + t("dialogs.go.no_row", number=9, count=4)

    def test_no_member_yet(self, qtbot: QtBot, office: Office) -> None:
        hands = open_k(qtbot, office, office.k(prelist_of(case("keluarga-bersih"))))
        hands.go("404")
        assert "belum ada" in find(hands.screen.desk.instance, Place("r101"), "404").problem
        assert isinstance(hands.card, GoPanel)

    def test_what_isn_t_asked_is_explained_and_enter_goes_to_the_cause(self, full: Hands) -> None:
        full.go("410 1")
        assert isinstance(full.card, WhyPanel)
        assert full.card.list.item(0).text() == "405 Jenis kelamin = 1 Laki-laki"
        full.press("Return")
        assert full.card is None
        assert full.at == "r405.1"


class TestCodes:
    def test_words_find_a_code(self, full: Hands) -> None:
        full.go("415 1").press("F4")
        assert isinstance(full.card, CodePanel)
        full.type("ijazah").press("Return")
        assert full.card is None
        assert full.text("r415", full.row(1)) == "23"
        assert full.at == "r416a.1"

    def test_a_code_finds_itself_and_arrows_move(self, full: Hands) -> None:
        full.go("306a").press("F4").type("1")
        assert isinstance(full.card, CodePanel)
        assert [full.card.list.item(i).text()[:2] for i in range(full.card.list.count())] == ["01", "10", "11"]
        full.press("Down", "Down", "Up", "Return")
        assert full.text("r306a") == "10"

    def test_the_answer_that_stands_is_marked(self, full: Hands) -> None:
        full.go("303").press("F4", "Return")
        assert full.text("r303") == "2"

    def test_no_match_is_said_and_enter_takes_nothing(self, full: Hands) -> None:
        full.go("303").press("F4").type("zzz").press("Return")
        assert full.card is not None
        assert "zzz" in full.card.problem.text()
        assert full.text("r303") == "2"

    def test_a_question_without_codes(self, full: Hands) -> None:
        full.go("302").press("F4")
        assert (full.card, full.bubble) == (None, t("document.say.no_codes", number="302"))

    def test_matching_prefers_the_code_itself(self) -> None:
        codes = {"01": "Ubi", "02": "Padi", "10": "Padi ladang", "11": "Emas"}
        assert matching(codes, "1") == ["01", "10", "11"]
        assert matching(codes, "padi lad") == ["10"]
        assert matching(codes, "") == list(codes)
        assert matching(codes, "²") == []


class TestTicks:
    @pytest.fixture
    def ticks(self, full: Hands) -> Hands:
        return full.go("411 1").press("F4")

    def ticked(self, hands: Hands) -> str:
        assert isinstance(hands.card, TickPanel)
        items = [hands.card.list.item(i) for i in range(hands.card.list.count())]
        return "".join(item.text()[0] for item in items if item.checkState().value)

    def test_the_number_makes_the_ticks(self, ticks: Hands) -> None:
        assert self.ticked(ticks) == "14"
        ticks.type("6")
        assert self.ticked(ticks) == "24"
        ticks.press("Backspace").type("1+2")
        assert self.ticked(ticks) == "12"
        ticks.press("Return")
        assert ticks.text("r411", ticks.row(1)) == "3"

    def test_the_ticks_make_the_number(self, ticks: Hands) -> None:
        ticks.press("Down", "Space", "Down", "Space")
        assert isinstance(ticks.card, TickPanel)
        assert ticks.card.edit.text() == "6"
        assert ticks.card.sum.text() == "Jumlah 6: KIA + KTP"
        ticks.press("Return")
        assert ticks.text("r411", ticks.row(1)) == "6"

    def test_none_excludes_the_others(self, ticks: Hands) -> None:
        ticks.press("Space")
        assert self.ticked(ticks) == "0"
        ticks.press("Down", "Space")
        assert self.ticked(ticks) == "1"

    @pytest.mark.parametrize("typed", ["8", "9", "1+1", "x"])
    def test_no_sum_is_taken(self, ticks: Hands, typed: str) -> None:
        ticks.type(typed).press("Return")
        assert ticks.card is not None
        assert not ticks.card.problem.isHidden()
        assert ticks.text("r411", ticks.row(1)) == "5"

    def test_a_code_that_stands_alone(self, full: Hands) -> None:
        question = full.screen.desk.instance.cell(Place("r431f", full.row(1))).question
        assert total_of(question, "99") == "99"
        assert total_of(question, "99+1") is None
        assert total_of(question, "1+16") == "17"


class TestWhy:
    def test_a_red_one_shows_what_was_compared(self, qtbot: QtBot, office: Office) -> None:
        answers = case("keluarga-bersih")
        answers["r112"] = "05"
        hands = open_k(qtbot, office, office.k(prelist_of(answers), answers))
        hands.press("F6", "F7")
        assert isinstance(hands.card, WhyPanel)
        assert "112" in hands.card.list.item(0).text()

    def test_nothing_wrong_is_said(self, full: Hands) -> None:
        full.go("303").press("F7")
        assert t("dialogs.why.asked") in words(full)
        full.press("Return", "Escape")
        assert full.card is None

    def test_after_a_click_on_what_isn_t_asked(self, full: Hands) -> None:
        full.screen.sheet.place_clicked.emit(Place("r410", full.row(1)))
        assert "F7" in full.bubble
        full.press("F7")
        assert isinstance(full.card, WhyPanel)
        assert "410" in words(full)
        full.press("Escape", "Down", "F7")
        assert "410" not in words(full)  # a new place, a new question


class TestConfirm:
    @pytest.fixture
    def warned(self, qtbot: QtBot, office: Office) -> Hands:
        """One warning: a floor of bamboo."""
        answers = case("keluarga-bersih")
        answers["r303"] = "7"
        answers["r111"] = "1"
        hands = open_k(qtbot, office, office.k(prelist_of(answers), answers))
        assert hands.screen.desk.status == "warning"
        return hands.go("303")

    def test_a_digit_takes_a_common_reason(self, warned: Hands, office: Office) -> None:
        warned.press("F8")
        assert isinstance(warned.card, ConfirmPanel)
        warned.type("1")
        assert warned.card is None
        assert warned.screen.findings.count("confirmed") == 1
        assert reason(1) in warned.screen.side.message.keys.text()
        assert office.session.open(warned.screen.desk.id).review.confirmed

    def test_words_of_one_s_own(self, warned: Hands) -> None:
        warned.press("F8").type("rumah panggung 2").press("Return")
        kept = next(iter(warned.screen.desk.state.confirmations.values()))
        assert kept.reason == "rumah panggung 2"

    def test_a_reason_is_needed(self, warned: Hands) -> None:
        warned.press("F8", "Return")
        assert warned.card is not None
        assert t("dialogs.confirm.needs_reason") in warned.card.problem.text()
        assert warned.screen.findings.count("warning") == 1

    def test_it_falls_open_when_the_answer_changes(self, warned: Hands) -> None:
        warned.press("F8").type("1").type("8")
        assert warned.screen.findings.count("warning") == 1

    def test_what_is_wrong_can_t_be_confirmed(self, warned: Hands) -> None:
        warned.type("0").press("Return").go("303").press("F8")
        assert (warned.card, warned.bubble) == (None, t("document.say.error_stays"))

    def test_nothing_to_confirm(self, warned: Hands) -> None:
        warned.go("304").press("F8")
        assert warned.bubble == t("document.say.nothing_to_confirm")

    def test_a_confirmed_one_shows_its_reason_to_be_changed(self, warned: Hands) -> None:
        warned.press("F8").type("1").press("F8")
        assert isinstance(warned.card, ConfirmPanel)
        edit = warned.card.findChild(QLineEdit)
        assert edit is not None
        assert edit.text() == reason(1)
        warned.type("2")
        assert next(iter(warned.screen.desk.state.confirmations.values())).reason == reason(2)


class TestCodesOfADescription:
    def test_f4_on_the_text_opens_the_list_of_its_code_and_goes_there(self, full: Hands) -> None:
        full.screen.go(Place("r417_teks", full.row(1)))
        full.press("F4")
        assert isinstance(full.card, CodePanel)
        note = full.card.findChild(QLabel, "codesNote")
        assert note is not None
        assert "417" in full.card.accessibleName() or note.text()
        full.type("07").press("Return")
        assert full.text("r417_kode", full.row(1)) == "07"
        assert full.card is None

    def test_the_key_is_named_there(self, full: Hands) -> None:
        full.screen.go(Place("r417_teks", full.row(1)))
        assert t("document.keys.codes") in full.screen.field_line.words.keys
        full.go("402 1")
        assert t("document.keys.codes") not in full.screen.field_line.words.keys


def test_codes_typed_in_a_row_are_told_how_to_be_added(full: Hands) -> None:
    full.go("411 1").press("F4")
    assert isinstance(full.card, TickPanel)
    full.card.edit.setText("14")
    full.card.take()
    assert "1+4" in full.card.problem.text()
    full.card.edit.setText("99")
    full.card.take()
    assert full.card.problem.text() == "! " + t("dialogs.ticks.wrong", text="99")


def test_f7_explains_a_place_that_is_passed_over_though_it_is_asked(qtbot: QtBot, office: Office) -> None:
    answers = case("keluarga-bersih")
    hands = open_k(qtbot, office, office.k(prelist_of(answers), {**prelist_of(answers), "r205": "3"}))
    hands.go("301a")
    assert isinstance(hands.card, WhyPanel)
    assert "205" in words(hands) + hands.card.list.item(0).text()
