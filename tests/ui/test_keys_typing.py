"""Keys that write: what is taken, what is refused, and that nothing typed gets lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_rig import Hands, Office, Settings, case, open_k, prelist_of
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.texts import t


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def fresh(qtbot: QtBot, office: Office) -> Hands:
    """A family of which only the list's values are there; the cursor is at 112."""
    return open_k(qtbot, office, office.k(prelist_of(case("keluarga-bersih"))))


@pytest.fixture
def full(qtbot: QtBot, office: Office) -> Hands:
    answers = case("keluarga-bersih")
    return open_k(qtbot, office, office.k(prelist_of(answers), answers))


def paste(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_a_full_box_goes_on_by_itself(fresh: Hands) -> None:
    fresh.type("04")
    assert (fresh.at, fresh.text("r112")) == ("r113", "04")


def test_with_enter_always_a_full_box_waits(qtbot: QtBot, office: Office) -> None:
    hands = open_k(qtbot, office, office.k(prelist_of(case("keluarga-bersih"))), Settings(enter_always=True))
    hands.type("04")
    assert (hands.at, hands.text("r112")) == ("r112", None)
    hands.press("Enter")  # the one on the ten-key pad
    assert (hands.at, hands.text("r112")) == ("r113", "04")


def test_a_short_number_is_padded(fresh: Hands) -> None:
    fresh.type("4").press("Return")
    assert fresh.text("r112") == "04"


def test_texts_become_capitals(full: Hands) -> None:
    full.go("108").type("Siti Aminah").press("Return")
    assert full.text("r108") == "SITI AMINAH"


def test_letters_don_t_go_into_boxes(fresh: Hands) -> None:
    fresh.type("x")
    assert "hanya berisi angka" in fresh.bubble
    assert fresh.said[-1] == fresh.bubble
    assert fresh.screen.keyer.buffer is None
    fresh.type("0")
    assert not fresh.bubble  # the next key that does something takes the words away
    assert fresh.said[-1] == ""


def test_seventeen_digits_pasted_into_sixteen_boxes(full: Hands) -> None:
    before = full.text("r114")
    full.go("114")
    paste("33210120051000017")
    full.press("Ctrl+V")
    assert "17" in full.bubble
    assert "16 kotak" in full.bubble
    assert full.text("r114") == before


def test_sixteen_digits_with_spaces_are_pasted_whole(full: Hands) -> None:
    full.go("114")
    paste(" 3321 0120 0510 0002\n")
    full.press("Shift+Insert")
    assert full.text("r114") == "3321012005100002"
    assert full.at == "r115"


def test_an_emoji_in_a_name_is_refused_and_the_letters_stay(full: Hands) -> None:
    full.go("108").type("SITI").write("\N{GRINNING FACE}")
    assert "tidak dapat disimpan" in full.bubble
    assert full.screen.keyer.shown == "SITI"
    paste("SITI \N{GRINNING FACE}")
    full.press("Ctrl+V")
    assert full.screen.keyer.shown == "SITI"
    full.press("Return")
    assert full.text("r108") == "SITI"


def test_31_februari_asks_and_the_same_key_takes_it(full: Hands) -> None:
    full.go("201").type("31022022")
    assert full.at == "r201"
    assert "bukan tanggal yang ada di kalender" in full.bubble
    assert full.text("r201") == "2022-10-20"
    full.press("Return")
    assert full.text("r201") == "31022022"
    assert full.screen.findings.at(Place("r201")) is not None  # kept as written on paper, and marked


def test_after_31_februari_typing_again_begins_anew(full: Hands) -> None:
    full.go("201").type("31022022").type("28102022")
    assert full.text("r201") == "2022-10-28"


def test_six_digits_make_a_date(full: Hands) -> None:
    full.go("201").type("211022").press("Return")
    assert full.text("r201") == "2022-10-21"


def test_out_of_range_asks_in_jalur(full: Hands) -> None:
    full.go("303").type("0")
    assert full.bubble == t("keyer.out_of_range", value="0", number="303")
    assert (full.at, full.text("r303")) == ("r303", "2")
    full.press("Return")
    assert (full.at, full.text("r303")) == ("r304", "0")


def test_out_of_range_is_taken_at_once_in_bebas(qtbot: QtBot, office: Office) -> None:
    answers = case("keluarga-bersih")
    hands = open_k(qtbot, office, office.k(answers), Settings(mode="bebas"))
    hands.go("303").type("0")
    assert (hands.at, hands.text("r303")) == ("r304", "0")


def test_a_blank_that_is_wanted_asks_once(fresh: Hands) -> None:
    fresh.press("Return")
    assert (fresh.at, "belum diisi" in fresh.bubble) == ("r112", True)
    fresh.press("Return")
    assert (fresh.at, fresh.text("r112")) == ("r113", None)


def test_a_key_held_down_doesn_t_answer(full: Hands) -> None:
    full.go("303").type("0")
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True)
    for _ in range(3):
        QApplication.sendEvent(full.screen, held)
    assert (full.at, full.text("r303")) == ("r303", "2")
    full.press("Return")
    assert full.text("r303") == "0"


def test_going_elsewhere_asks_nothing_about_a_blank(fresh: Hands) -> None:
    fresh.press("Up")
    assert (fresh.at, fresh.bubble) == ("r111", "")


def test_a_tick_takes_1_and_2(full: Hands) -> None:
    full.go("202").press("Return", "Return")
    assert full.at == "r202_ttd"
    full.type("5")
    assert full.bubble == t("keyer.flag_keys")
    full.type("2")
    assert full.text("r202_ttd") is None
    full.press("Pad+Minus").type("1")
    assert full.text("r202_ttd") == "1"


def test_backspace_clears_and_escape_brings_back(full: Hands) -> None:
    full.go("302").press("Backspace")
    assert full.screen.keyer.shown == ""
    full.press("Escape")
    assert (full.screen.keyer.shown, full.text("r302")) == ("048", "048")
    full.press("Delete", "Return", "Return")
    assert full.text("r302") is None


def test_the_caret_moves_in_a_text(full: Hands) -> None:
    full.go("108").press("Right", "Home").type("X").press("End").type("Y").press("Left", "Backspace", "Return")
    assert full.text("r108") == "XSUNARJY"


def test_a_note_question_takes_several_lines_and_plus(full: Hands) -> None:
    full.press("Ctrl+End")
    assert full.screen.keyer.question.type == "note"
    full.type("a").press("Shift+Return").type("b+c").press("Return")
    assert full.here == "a\nb+c"


def test_plus_repeats_the_member_before(full: Hands) -> None:
    full.go("430 2").type("08").go("430 3").press("Delete", "Pad+Plus")
    assert full.text("r430", full.row(3)) == "08"


def test_plus_without_anything_to_repeat_says_so(fresh: Hands) -> None:
    fresh.type("00").press("Plus")
    assert fresh.at == "r113"
    assert "dapat diulang" in fresh.bubble


def test_undo_and_redo_go_through_the_journal(fresh: Hands, office: Office) -> None:
    document = fresh.screen.desk.id
    fresh.type("04").press("Ctrl+Z")
    assert (fresh.at, fresh.text("r112")) == ("r112", None)
    fresh.press("Ctrl+Y")
    assert fresh.text("r112") == "04"
    assert office.stored(document)["r112"] == "04"
    fresh.press("Ctrl+Y")
    assert fresh.bubble == t("keyer.nothing_to_redo")


def test_undo_first_takes_back_what_is_being_typed(fresh: Hands) -> None:
    fresh.type("0").press("Ctrl+Z")
    assert (fresh.at, fresh.screen.keyer.buffer) == ("r112", None)


def test_a_computed_or_printed_answer_can_t_be_typed(qtbot: QtBot, office: Office) -> None:
    hands = open_k(qtbot, office, office.k(prelist_of(case("keluarga-bersih"))), Settings(mode="bebas"))
    hands.screen.keyer.place = Place("r112")
    hands.type("4")
    assert hands.screen.keyer.buffer == "4"


class TestFullDisk:
    @pytest.fixture(autouse=True)
    def _full(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = True
        commit = office.file.commit

        def refuse(*args: object, **others: object) -> object:
            if self.full:
                raise MachineFault("disk_full", file="petugas.regsosek")
            return commit(*args, **others)  # type: ignore[arg-type]

        monkeypatch.setattr(office.file, "commit", refuse)

    def test_the_banner_says_so_and_the_characters_stay(self, fresh: Hands) -> None:
        fresh.type("04")
        banner = fresh.screen.banner
        assert not banner.isHidden()
        assert "Diska penuh" in banner.happened.text()
        assert banner.safe.text()
        assert banner.action.text()
        assert (fresh.at, fresh.screen.keyer.shown, fresh.text("r112")) == ("r112", "04", None)

    def test_enter_tries_again(self, fresh: Hands, office: Office) -> None:
        fresh.type("04").press("Return")
        assert (fresh.at, fresh.screen.keyer.shown) == ("r112", "04")
        self.full = False
        fresh.press("Return")
        assert fresh.screen.banner.isHidden()
        assert fresh.at == "r113"
        assert office.stored(fresh.screen.desk.id)["r112"] == "04"

    def test_a_note_on_a_card_stays_in_the_card(self, fresh: Hands) -> None:
        fresh.press("F2").type("tanya").press("Return")
        assert fresh.card is not None
        assert "Diska penuh" in fresh.card.problem.text()
        self.full = False
        fresh.press("Return")
        assert fresh.card is None
        assert fresh.screen.desk.notes == {Place("r112"): "tanya"}

    def test_members_and_undo_are_refused_without_a_change(self, qtbot: QtBot, office: Office) -> None:
        self.full = False
        answers = case("keluarga-bersih")
        hands = open_k(qtbot, office, office.k(prelist_of(answers), answers))
        self.full = True
        hands.go("402 2").press("Insert")
        assert len(hands.screen.desk.instance.rows("anggota")) == 4
        assert not hands.screen.banner.isHidden()
        hands.press("Ctrl+Z")
        assert hands.screen.desk.instance.answers() == answers
