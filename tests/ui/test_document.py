"""What the screen of a document shows beside the sheet, and that it follows every change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from document_rig import Hands, Office, case, open_k, prelist_of
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.end import EndPanel
from regsosek_desk.ui.document.areas import AreaNames
from regsosek_desk.ui.document.progress import stops
from regsosek_desk.ui.document.strip import ProgressStrip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def opened(qtbot: QtBot, office: Office, **changes: Any) -> Hands:
    answers = {q: a for q, a in {**case("keluarga-bersih"), **changes}.items() if a}
    return open_k(qtbot, office, office.k(prelist_of(answers), answers))


def listed(hands: Hands) -> list[str]:
    """The side list as it reads, facts left out."""
    model = hands.screen.side.list.rows
    return [row if isinstance(row, str) else model.short(row) for row in model.rows]


def test_title_and_status(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office)
    assert hands.screen.title == "001 · SUNARJO"
    assert hands.screen.side.title.text() == hands.screen.title
    assert hands.screen.side.pill.status == "clean"
    with qtbot.waitSignal(hands.screen.title_changed) as told:
        hands.go("108").type("SUTARNO").press("Return")
    assert told.args == ["001 · SUTARNO"]
    assert (hands.screen.side.pill.status, hands.screen.side.pill.text) == ("warning", "Peringatan (1)")  # K1-16


def test_the_list_is_grouped_gravest_first(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office, r303="0", r302="", r309b="2")
    assert listed(hands) == ["Salah (1)", "303", "Terlewat (1)", "302", "Peringatan (1)", "309b"]
    hands.go("309b").press("F8").type("1")
    assert listed(hands)[-2:] == ["Sudah dikonfirmasi (1)", "309b"]
    hands.go("303").type("2")
    assert listed(hands)[:2] == ["Terlewat (1)", "302"]


def test_blanks_to_come_are_one_line_and_not_red(qtbot: QtBot, office: Office) -> None:
    hands = open_k(qtbot, office, office.k(prelist_of(case("keluarga-bersih"))))
    count = hands.screen.findings.blanks
    assert listed(hands) == [t("document.side.unkeyed", count=count)]
    hands.type("04").go("201")
    assert listed(hands) == [t("document.side.unkeyed", count=count - 1)]
    assert (hands.screen.side.pill.status, hands.screen.side.pill.text) == ("partial", "Belum lengkap")
    hands.type("20102022")  # 113 to 115 were passed by
    assert listed(hands)[:3] == ["Terlewat (2)", "114", "115"]
    assert listed(hands)[3:5] == ["Peringatan (1)", "113"]
    assert hands.screen.side.pill.text == "Terlewat (2)"


def test_the_pill_counts_as_the_list_groups(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office, r303="0", r302="")
    assert hands.screen.side.pill.text == "Salah (1) · Terlewat (1)"


def test_the_message_of_the_cursor_s_place_is_shown(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office, r303="0")
    message = hands.screen.side.message
    assert message.rincian.text() == t("document.side.nothing_wrong")
    hands.go("303")
    assert "303" in message.facts.text()
    assert message.rincian.text() == "Rincian 303 · K3-02"
    assert message.action.text()
    assert hands.screen.side.list.currentIndex().row() == 1


def test_a_click_in_the_list_goes_there_and_the_keyboard_stays(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office, r303="0")
    view = hands.screen.side.list
    where = view.visualRect(view.rows.index(1)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert hands.at == "r303"
    hands.type("2")
    assert hands.text("r303") == "2"


def test_a_click_on_the_sheet_goes_there(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office)
    sheet = hands.screen.sheet
    QTest.mouseClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=sheet.rect_of(Place("r112")).center())
    assert hands.at == "r112"
    hands.type("04")
    assert hands.at == "r113"


class TestProgress:
    def states(self, hands: Hands) -> dict[str, str]:
        return {stop.label: stop.state for stop in hands.screen.strip.stops}

    def test_of_a_clean_document(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        assert list(self.states(hands)) == ["I", "II", "III", "IV.1", "IV.2", "IV.3", "IV.4", "V", "VI"]
        assert set(self.states(hands).values()) == {"clean"}  # VI too, where nothing has to stand
        assert hands.screen.strip.current == 0

    def test_of_one_just_begun(self, qtbot: QtBot, office: Office) -> None:
        hands = open_k(qtbot, office, office.k(prelist_of(case("keluarga-bersih"))))
        empty = dict.fromkeys(("II", "III", "IV", "V", "VI"), "empty")
        assert self.states(hands) == {"I": "partial", **empty}

    def test_member_by_member(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        hands.go("430 2").type("19").press("Return")
        hands.go("431a 3").press("Backspace", "Return", "Return")
        hands.go("404 4").press("Insert")
        found = self.states(hands)
        assert (found["IV.1"], found["IV.2"], found["IV.3"], found["IV.5"]) == ("clean", "error", "error", "empty")
        assert hands.screen.strip.stops[hands.screen.strip.current].label == "IV.5"

    def test_a_click_goes_there(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        hands.screen.strip.stop_clicked.emit(2)
        assert hands.at == "r301a"

    @pytest.mark.parametrize(("members", "width"), [(5, 1000), (30, 700), (60, 500)])
    def test_many_members_fit(self, qtbot: QtBot, office: Office, members: int, width: int) -> None:
        answers = case("keluarga-bersih")
        answers["anggota"] = [answers["anggota"][0]] * members
        desk = office.session.open(office.k(answers))
        strip = ProgressStrip()
        qtbot.addWidget(strip)
        strip.resize(width, 28)
        found = stops(desk)
        for current in (0, 3, 3 + members // 2, len(found) - 1):
            strip.show_stops(found, current)
            shown = [chip.index for chip in strip._chips]
            assert current in shown
            assert strip._chips[-1].rect.right() < width


class TestFieldLine:
    def test_echo_codes_and_keys(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        hands.go("303")
        line = hands.screen.field_line.words
        assert (line.title, line.echo) == ("303 Jenis lantai terluas", "Keramik")
        assert line.allowed.startswith("1 Marmer/granit · 2 Keramik")
        assert "F4" in line.keys
        assert "F7" not in line.keys

    def test_member_and_range(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        hands.go("406 2")
        line = hands.screen.field_line.words
        assert line.title == "406 Tanggal lahir · 02 SUKINAH"
        assert line.allowed == "1–31, atau 98"

    def test_echo_follows_what_is_typed(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        hands.go("306a").type("1")
        assert hands.screen.field_line.words.echo == ""
        hands.go("304")
        assert hands.screen.field_line.words.echo == "Tembok"

    def test_says_what_is_wrong_while_the_side_panel_is_closed(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office, r303="0")
        hands.go("303")
        assert hands.screen.field_line.words.fault == ""
        hands.press("F11")
        assert "303" in hands.screen.field_line.words.fault
        hands.type("2")
        assert hands.screen.field_line.words.fault == ""


class TestEnd:
    def finish(self, hands: Hands) -> EndPanel:
        hands.press("Ctrl+End", "Return")
        assert isinstance(hands.card, EndPanel)
        return hands.card

    def test_of_a_clean_family(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        self.finish(hands)
        with qtbot.waitSignal(hands.screen.next_family_requested):
            hands.press("F9")
        assert hands.card is None

    def test_enter_goes_on_to_the_next_family(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        self.finish(hands)
        with qtbot.waitSignal(hands.screen.next_family_requested):
            hands.press("Return")

    def test_with_something_wrong_enter_goes_there(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office, r303="0")
        self.finish(hands)
        with qtbot.assertNotEmitted(hands.screen.next_family_requested):
            hands.press("Return")
        assert hands.at == "r303"

    def test_escape_stays(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office)
        self.finish(hands)
        hands.press("Escape")
        assert (hands.card, hands.at) == (None, "catatan")


def test_only_what_changed_is_painted_anew(qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = opened(qtbot, office)
    asked: list[set[Place] | None] = []
    refresh = hands.screen.sheet.refresh

    def watch(places: set[Place] | None = None) -> None:
        asked.append(places)
        refresh(places)

    monkeypatch.setattr(hands.screen.sheet, "refresh", watch)
    hands.go("303").type("0")
    assert asked[-1] == {Place("r303")}
    hands.press("Escape")
    hands.type("1")
    assert asked[-1] == {Place("r303"), Place("r304")}
    hands.go("301a").type("2")
    assert asked[-1] is not None
    assert {Place("r301a"), Place("r301b")} <= asked[-1]
    hands.go("404 2").press("Insert")
    assert asked[-1] is None


def test_a_narrow_window_gives_the_room_to_the_sheet(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office)
    hands.screen.resize(911, 450)
    assert not hands.screen.side.isVisible()
    assert hands.screen.pill.isVisible()
    hands.press("F11")
    assert hands.screen.side.isVisible()
    hands.screen.resize(905, 450)
    assert hands.screen.side.isVisible()  # once chosen it stays


def test_the_bubble_stays_on_the_sheet(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office)
    for number in ("101", "115", "303", "428c 4", "506"):
        hands.go(number).type("x")
        assert hands.screen.sheet.viewport().rect().contains(hands.screen.bubble.geometry()), number
        assert not hands.screen.bubble.geometry().intersects(hands.screen.sheet.rect_of(hands.screen.keyer.place))


def test_area_codes_get_their_names(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office)
    names = AreaNames(hands.screen.desk, office.file.sls_list())
    assert [names(Place(q)) for q in ("r101", "r102", "r103", "r104", "r105", "r303")] == [
        "JAWA TENGAH", "DEMAK", "MRANGGEN", "BANYUMENENG", "", "",
    ]  # fmt: skip
    hands.go("103").type("999")
    assert [names(Place(q)) for q in ("r102", "r103", "r104")] == ["DEMAK", "", ""]


def test_a_click_beside_a_card_closes_it(qtbot: QtBot, office: Office) -> None:
    hands = opened(qtbot, office)
    hands.press("F3")
    QTest.mouseClick(hands.screen.stage, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert hands.card is None
    assert hands.window.focusWidget() is hands.screen
