"""Keys that move: through the document, to what is wrong, and members that come, go and change places."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_rig import Hands, Office, Settings, case, open_k, prelist_of
from pytestqt.qtbot import QtBot

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.texts import t


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def full(qtbot: QtBot, office: Office) -> Hands:
    answers = case("keluarga-bersih")
    return open_k(qtbot, office, office.k(prelist_of(answers), answers))


@pytest.fixture
def fresh(qtbot: QtBot, office: Office) -> Hands:
    return open_k(qtbot, office, office.k(prelist_of(case("keluarga-bersih"))))


@pytest.mark.parametrize("key", ["Return", "Enter", "Tab", "Down"])
def test_forward(full: Hands, key: str) -> None:
    full.go("302").press(key)
    assert full.at == "r303"


@pytest.mark.parametrize("key", ["Shift+Backtab", "Shift+Tab", "Up", "Pad+Minus"])
def test_back(full: Hands, key: str) -> None:
    full.go("303").press(key)
    assert full.at == "r302"


def test_minus_writes_in_a_text(full: Hands) -> None:
    full.go("108").type("A").press("Pad+Minus").type("B").press("Return")
    assert full.text("r108") == "A-B"


def test_skipped_questions_are_passed_over(full: Hands) -> None:
    full.go("301a").type("2")
    assert full.at == "r302"
    full.go("409 1").press("Return")
    assert full.at == "r411.1"  # a man isn't asked 410


def test_an_answer_where_none_is_asked_is_kept_until_it_is_cleared(full: Hands) -> None:
    full.go("301a").type("2")
    assert full.text("r301b") == "1"
    full.press("F6")
    assert full.at == "r301b"
    full.type("3")
    assert "tidak ditanyakan" in full.bubble
    full.press("Backspace", "Return")
    assert full.text("r301b") is None
    assert not [f for f in full.screen.findings.open if f.violation.place.question == "r301b"]


def test_left_and_right_go_to_the_member_beside(full: Hands) -> None:
    full.go("408 2").press("Right")
    assert full.at == "r408.3"
    full.press("Left", "Left")
    assert full.at == "r408.1"
    full.press("Left")
    assert full.at == "r408.1"


def test_page_keys_scroll_and_leave_the_cursor(full: Hands) -> None:
    bar = full.screen.sheet.verticalScrollBar()
    before = bar.value()
    full.press("PageDown")
    assert bar.value() > before
    full.press("PageUp")
    assert bar.value() == before
    assert full.at == "r112"


def test_blocks_and_members_one_by_one(full: Hands) -> None:
    seen = [full.at]
    for _ in range(8):
        full.press("Ctrl+PageDown")
        seen.append(full.at)
    assert seen == ["r112", "r201", "r301a", "r401.1", "r401.2", "r401.3", "r401.4", "r501a", "catatan"]
    full.press("Ctrl+PageDown")
    assert full.bubble == t("document.say.no_further_block")
    full.press("Ctrl+PageUp", "Ctrl+PageUp")
    assert full.at == "r401.4"


def test_ends_of_the_document(full: Hands) -> None:
    full.press("Ctrl+End")
    assert full.at == "catatan"
    full.press("Ctrl+Home")
    assert full.at == "r101"


def test_escape_leaves_only_with_nothing_typed(qtbot: QtBot, full: Hands) -> None:
    full.go("302").type("9")
    with qtbot.assertNotEmitted(full.screen.back_requested):
        full.press("Escape")
    with qtbot.waitSignal(full.screen.back_requested):
        full.press("Escape")
    assert full.text("r302") == "048"


def test_the_place_is_kept_for_the_next_start(qtbot: QtBot, full: Hands, office: Office) -> None:
    full.go("428c 2").press("Escape")
    where = office.session.where()
    assert where is not None
    assert (where.document, where.place) == (full.screen.desk.id, Place("r428c", full.row(2)))
    again = open_k(qtbot, office, full.screen.desk.id)
    assert again.at == "r428c.2"


class TestFindings:
    @pytest.fixture
    def wrong(self, qtbot: QtBot, office: Office) -> Hands:
        """Two errors, then a warning, in the order of the list: 303, 408 of the second, 301a."""
        answers = case("keluarga-bersih")
        answers.update(r303="0", r301a="5")
        answers.pop("r301b")
        answers["anggota"][1]["r408"] = "7"
        return open_k(qtbot, office, office.k(prelist_of(answers), answers))

    def test_f6_goes_through_them_gravest_first(self, wrong: Hands) -> None:
        order = [f.violation.at for f in wrong.screen.findings.open]
        assert order[0] == "r303"
        assert order[-1] == "r301a"
        wrong.press("F6")
        assert wrong.at == "r303"
        wrong.press("Shift+F6")
        assert wrong.at == "r301a"
        wrong.press("F6")
        assert wrong.at == "r303"

    def test_a_mended_one_leaves_the_list(self, wrong: Hands) -> None:
        wrong.press("F6").type("2").press("F6")
        assert wrong.at == "r408.2"

    def test_then_to_where_the_blanks_begin(self, fresh: Hands) -> None:
        fresh.press("Ctrl+Home", "F6")
        assert fresh.at == "r112"
        assert fresh.screen.findings.blanks
        assert not fresh.screen.findings.open

    def test_nothing_open_is_said(self, full: Hands) -> None:
        full.press("F6")
        assert full.bubble == t("document.say.nothing_open")

    def test_f5_checks_again(self, wrong: Hands) -> None:
        wrong.press("F5")
        assert wrong.said[-1].startswith("Diperiksa ulang: ")
        assert wrong.screen.stage.panel is None

    def test_f5_stores_what_is_being_typed(self, full: Hands) -> None:
        full.go("302").type("99").press("F5")
        assert (full.at, full.text("r302")) == ("r302", "099")


class TestMembers:
    def test_insert_adds_one_after_the_current(self, full: Hands) -> None:
        full.go("404 2").press("Insert")
        assert full.at == "r402.3"
        names = [r.answers().get("r402") for r in full.screen.desk.instance.rows("anggota")]
        assert names == ["SUNARJO", "SUKINAH", None, "ARI PRASETYO", "NARNI"]
        numbers = [r.answers()["r401"] for r in full.screen.desk.instance.rows("anggota")]
        assert numbers == ["01", "02", "03", "04", "05"]

    def test_insert_keeps_what_was_being_typed(self, full: Hands) -> None:
        full.go("402 2").type("SUTINI").press("Insert")
        assert full.text("r402", full.row(2)) == "SUTINI"

    def test_insert_elsewhere_is_refused(self, full: Hands) -> None:
        full.go("303").press("Insert")
        assert full.bubble == t("document.say.no_rows_here")
        assert len(full.screen.desk.instance.rows("anggota")) == 4

    def test_delete_asks_and_undo_brings_back(self, full: Hands, office: Office) -> None:
        before = full.screen.desk.instance.answers()
        full.go("404 2").press("Ctrl+Delete")
        assert full.card is not None
        full.press("Escape")
        assert full.screen.desk.instance.answers() == before
        full.press("Ctrl+Delete", "Return")
        assert full.card is None
        left = [r["r402"] for r in office.stored(full.screen.desk.id)["anggota"]]
        assert left == ["SUNARJO", "ARI PRASETYO", "NARNI"]
        full.press("Ctrl+Z")
        assert office.stored(full.screen.desk.id) == before

    def test_delete_outside_the_roster_is_refused(self, full: Hands) -> None:
        full.go("303").press("Ctrl+Delete")
        assert (full.card, full.bubble) == (None, t("document.say.no_rows_here"))

    @pytest.mark.parametrize(("earlier", "later"), [("Ctrl+Up", "Ctrl+Down"), ("Ctrl+Shift+Left", "Ctrl+Shift+Right")])
    def test_members_change_places(self, full: Hands, earlier: str, later: str) -> None:
        full.go("402 3").press(earlier)
        names = [r.answers()["r402"] for r in full.screen.desk.instance.rows("anggota")]
        assert names[1:3] == ["ARI PRASETYO", "SUKINAH"]
        assert full.at == "r402.2"
        full.press(later, later)
        assert full.at == "r402.4"
        full.press(later)
        assert full.bubble == t("document.say.row_at_end")

    def test_sixty_members(self, qtbot: QtBot, office: Office) -> None:
        answers = case("keluarga-bersih")
        answers["anggota"] = [answers["anggota"][0]] * 59
        hands = open_k(qtbot, office, office.k(answers))
        hands.go("402 59").press("Insert")
        assert hands.at == "r402.60"
        assert not hands.screen.sheet.rect_of(hands.screen.keyer.place).isNull()


def test_f9_stores_and_asks_for_the_next_family(qtbot: QtBot, full: Hands) -> None:
    full.go("302").type("99")
    with qtbot.waitSignal(full.screen.next_family_requested):
        full.press("F9")
    assert full.text("r302") == "099"


def test_f9_stores_what_is_unfinished_and_asks_nothing(qtbot: QtBot, full: Hands) -> None:
    full.go("403 2").type("332101551180")
    with qtbot.waitSignal(full.screen.next_family_requested):
        full.press("F9")
    assert full.text("r403", full.row(2)) == "332101551180"
    assert full.screen.desk.mark(full.screen.keyer.place) == "E"


def test_f11_shows_and_hides_the_side_panel(full: Hands) -> None:
    assert full.screen.side.isVisible()
    full.press("F11")
    assert not full.screen.side.isVisible()
    assert full.screen.pill.isVisible()
    full.press("F11")
    assert full.screen.side.isVisible()


def test_settings_change_under_way(full: Hands) -> None:
    full.screen.apply_settings(Settings(mode="bebas", enter_always=True))
    full.go("303").type("0")
    assert full.at == "r303"
    full.press("Return")
    assert full.text("r303") == "0"


def test_escape_after_a_refusal_only_takes_the_bubble_away(qtbot: QtBot, full: Hands) -> None:
    full.go("303").type("x")
    assert full.bubble
    with qtbot.assertNotEmitted(full.screen.back_requested):
        full.press("Escape")
    assert (full.bubble, full.at, full.text("r303")) == ("", "r303", "2")
    with qtbot.waitSignal(full.screen.back_requested):
        full.press("Escape")


def test_escape_takes_back_the_leave_to_store_a_blank(full: Hands) -> None:
    full.go("303").press("Backspace", "Return", "Escape", "Backspace", "Return")
    assert full.bubble  # asked anew
    assert full.text("r303") == "2"


def test_what_was_said_of_a_row_goes_with_the_next_answer(full: Hands) -> None:
    full.go("404 2").press("Insert")
    assert full.said[-1] == t("document.say.row_added", row="Anggota 03")
    full.press("Ctrl+End").go("303").type("3")
    assert full.said[-1] == ""
