"""The VK list: keyed cell by cell, walked row by row, and the way from a row to its family."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from document_rig import Hands, Office, Settings, open_vk
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QRegion
from pytestqt.qtbot import QtBot

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.texts import t
from regsosek_desk.ui.document.side import MESSAGE_SHARE
from regsosek_desk.ui.form.look import Scene

HEADING = {
    "r101": "33", "r102": "21", "r103": "010", "r104": "001", "r105": "0001", "r105_sub": "00",
    "r106": "RT 001 RW 001", "ketua_sls": "SUWARNO", "r202_nama": "SITI AMINAH", "r202_kode": "02301",
    "r204_nama": "BUDI", "r204_kode": "0230", "tanggal": "2022-10-16", "ttd_ketua": "1", "ttd_pml": "1", "stempel": "1",
}  # fmt: skip
NAMES = ("SUNARJO", "KASTINI", "WAGIMAN")


def line(number: int, **keyed: str) -> dict[str, str]:
    street = f"JL MELATI NO {number}"
    return {"no_prelist": f"{number:04}", "prelist_nama": NAMES[number - 1], "prelist_alamat": street, **keyed}


def found(number: int, family: str) -> dict[str, str]:
    return line(number, keberadaan="1", nama_kk=NAMES[number - 1], r109=family, r110=family, r111="3")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def opened(qtbot: QtBot, office: Office, rows: list[dict[str, str]], added: Any = ()) -> Hands:
    return open_vk(qtbot, office, office.vk({**HEADING, "vk_a": rows, "vk_b": list(added)}))


@pytest.fixture
def new(qtbot: QtBot, office: Office) -> Hands:
    """A printed list in which nobody has keyed."""
    return opened(qtbot, office, [line(1), line(2), line(3)])


@pytest.fixture
def done(qtbot: QtBot, office: Office) -> Hands:
    """Two families found, the third moved."""
    return opened(qtbot, office, [found(1, "001"), found(2, "002"), line(3, keberadaan="2")])


def test_keying_begins_in_the_first_blank_cell(new: Hands) -> None:
    assert new.at == "keberadaan.1"
    assert isinstance_row(new) is False
    assert new.screen.title == "VK1 · RT 001 RW 001"


def isinstance_row(hands: Hands) -> bool:
    return bool(getattr(hands.screen, "on_row", None))


class TestKeying:
    def test_a_row_with_its_proposals_taken(self, new: Hands) -> None:
        new.type("1")
        assert (new.at, new.screen.keyer.ghost) == ("nama_kk.1", "SUNARJO")
        new.press("Pad+Plus")
        assert new.screen.keyer.ghost == "JL MELATI NO 1"
        new.press("Pad+Plus")
        assert (new.at, new.screen.keyer.ghost) == ("r109.1", "001")
        new.press("Pad+Plus", "Pad+Plus").type("3")
        wanted = line(1, keberadaan="1", nama_kk="SUNARJO", alamat="JL MELATI NO 1", r109="001", r110="001", r111="3")
        assert new.screen.desk.instance.rows("vk_a")[0].answers() == wanted

    def test_the_next_number_follows_the_largest_above(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office, [found(1, "007"), line(2, keberadaan="1", nama_kk="KASTINI"), line(3)])
        hands.go("110 2")
        assert hands.screen.keyer.ghost == "008"
        hands.type("9").press("Escape")
        assert hands.screen.keyer.ghost == "008"
        hands.type("5").press("Return")
        assert hands.text("r110", hands.row(2, "vk_a")) == "005"

    def test_no_proposal_where_something_stands(self, done: Hands) -> None:
        done.go("110 2")
        assert done.screen.keyer.ghost is None

    def test_added_families_go_on_counting(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office, [found(1, "007")], [{"keberadaan": "1", "nama_kk": "DENI"}])
        assert (hands.at, hands.screen.keyer.ghost) == ("r109.1", "008")
        assert hands.screen.desk.instance.record(hands.screen.keyer.place.row).program.roster == "vk_b"

    def test_arrows_go_as_in_a_table(self, done: Hands) -> None:
        done.go("110 1").press("Down")
        assert done.at == "r110.2"
        done.press("Left")
        assert done.at == "r109.2"
        done.press("Right", "Up")
        assert done.at == "r110.1"
        done.press("Up")
        assert done.at == "r110.1"

    def test_insert_adds_to_the_added_families(self, done: Hands) -> None:
        done.go("110 1").press("Insert")
        row = done.screen.keyer.place.row
        assert done.screen.desk.instance.record(row).program.roster == "vk_b"
        assert len(done.screen.desk.instance.rows("vk_a")) == 3
        done.press("Ctrl+Delete", "Return")
        assert not done.screen.desk.instance.rows("vk_b")

    def test_the_prelist_stays_as_printed(self, done: Hands) -> None:
        done.go("110 2").press("Ctrl+Delete")
        assert (done.card, done.bubble) == (None, t("document.say.row_fixed"))
        done.press("Ctrl+Up")
        assert done.bubble == t("document.say.row_fixed")

    def test_the_recap_is_live(self, new: Hands) -> None:
        def counted() -> dict[str, str]:
            return {question.label: value for question, value in new.screen.side.recap.lines}

        assert counted()["Keberadaan belum diisi"] == "3"
        new.type("1")
        assert (counted()["Ditemukan"], counted()["Keberadaan belum diisi"]) == ("1", "2")
        assert not new.screen.side.recap.isHidden()


class TestRows:
    def test_a_finished_list_opens_on_a_row(self, done: Hands) -> None:
        assert isinstance_row(done)
        assert done.at == "keberadaan.1"
        assert "Enter" in done.screen.field_line.words.hint

    def test_a_finished_list_opens_in_the_heading_when_it_was_left_there(
        self, qtbot: QtBot, office: Office, done: Hands
    ) -> None:
        done.go("106").press("Escape")
        again = open_vk(qtbot, office, done.screen.desk.id)
        assert (again.at, isinstance_row(again)) == ("r106", False)

    def test_coming_back_from_a_family_stands_on_its_row(self, qtbot: QtBot, office: Office, done: Hands) -> None:
        done.press("Down", "Return")
        again = open_vk(qtbot, office, done.screen.desk.id)
        assert (again.at, isinstance_row(again)) == ("keberadaan.2", True)

    def test_escape_goes_out_step_by_step(self, qtbot: QtBot, new: Hands) -> None:
        new.type("1").type("KAS")
        with qtbot.assertNotEmitted(new.screen.back_requested):
            new.press("Escape")  # what was being typed
            assert (new.at, new.screen.keyer.buffer) == ("nama_kk.1", None)
            new.press("Escape")  # the cell
            assert isinstance_row(new)
        with qtbot.waitSignal(new.screen.back_requested):
            new.press("Escape")  # the row

    def test_escape_in_the_heading_leaves(self, qtbot: QtBot, new: Hands) -> None:
        new.go("106")
        with qtbot.waitSignal(new.screen.back_requested):
            new.press("Escape")

    def test_walking(self, qtbot: QtBot, office: Office) -> None:
        hands = opened(qtbot, office, [found(1, "001"), found(2, "002")], [{"keberadaan": "1", "nama_kk": "DENI"}])
        hands.press("Escape", "Home")
        rows = [hands.row(1, "vk_a"), hands.row(2, "vk_a"), hands.row(1, "vk_b")]
        seen = []
        for key in ("Down", "Down", "Down", "Home", "End", "Up", "PageUp"):
            hands.press(key)
            assert isinstance_row(hands)
            seen.append(rows.index(hands.screen.keyer.place.row))
        assert seen == [1, 2, 2, 0, 2, 1, 0]

    def test_right_goes_into_the_row(self, done: Hands) -> None:
        done.press("Down", "Right")
        assert not isinstance_row(done)
        done.type("1")
        assert done.at == "nama_kk.2"

    def test_a_digit_on_a_filled_row_changes_nothing(self, done: Hands) -> None:
        done.type("2")
        assert done.bubble == t("document.vk.go_into")
        assert done.text("keberadaan", done.row(1, "vk_a")) == "1"

    def test_a_digit_on_a_row_not_begun_is_keyed(self, new: Hands) -> None:
        new.press("Escape").type("1")
        assert (new.at, isinstance_row(new)) == ("nama_kk.1", False)

    def test_enter_opens_the_k_with_the_shared_answers(self, qtbot: QtBot, office: Office, done: Hands) -> None:
        done.press("Down")
        with qtbot.waitSignal(done.screen.open_document) as opened_k:
            done.press("Return")
        answers = office.session.open(opened_k.args[0]).instance.answers()
        assert (answers["r108"], answers["r109"], answers["r110"], answers["r111"]) == ("KASTINI", "002", "002", "3")
        assert answers["r105"] == "0001"
        with qtbot.waitSignal(done.screen.open_document) as again:
            done.press("Return")
        assert again.args == opened_k.args

    def test_a_row_without_a_number_has_no_k(self, qtbot: QtBot, office: Office, done: Hands) -> None:
        done.press("End")
        with qtbot.assertNotEmitted(done.screen.open_document):
            done.press("Return")
        assert done.bubble == t("document.vk.no_number")
        assert office.session.families() == []

    def test_ctrl_enter_opens_from_a_cell_and_stores_what_was_typed(self, qtbot: QtBot, done: Hands) -> None:
        done.go("2 2").type("KASTINI P")
        with qtbot.waitSignal(done.screen.open_document):
            done.press("Ctrl+Return")
        assert done.text("nama_kk", done.row(2, "vk_a")) == "KASTINI P"

    def test_ctrl_enter_in_the_heading_says_where_to_go(self, qtbot: QtBot, done: Hands) -> None:
        done.go("106")
        with qtbot.assertNotEmitted(done.screen.open_document):
            done.press("Ctrl+Return")
        assert done.bubble == t("document.vk.no_row")

    def test_a_full_disk_opens_nothing(
        self, qtbot: QtBot, office: Office, done: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*args: object) -> None:
            raise MachineFault("disk_full", file="x")

        monkeypatch.setattr(office.file, "create_documents", refuse)
        with qtbot.assertNotEmitted(done.screen.open_document):
            done.press("Return")
        assert not done.screen.banner.isHidden()

    def test_a_click_on_a_cell_ends_the_standing_on_a_row(self, done: Hands) -> None:
        done.screen.sheet.place_clicked.emit(Place("r111", done.row(2, "vk_a")))
        assert (done.at, isinstance_row(done)) == ("r111.2", False)


def test_what_vk_and_k_disagree_on_is_listed(qtbot: QtBot, office: Office, done: Hands) -> None:
    done.press("Return")
    [family] = office.session.families()
    k = office.session.open(family.id)
    k.answer(Place("r108"), "SUNARYO")
    k.answer(Place("r109"), "003")
    done.press("F5")
    at = {(f.violation.rule, f.violation.at) for f in done.screen.findings.open}
    assert ("VK-04", "vk_a[1].nama_kk") in at
    assert ("VK-04", "vk_a[1].r109") in at
    assert ("VK-03", "vk_a[2].r110") not in at  # numbered, and its K still to be keyed
    done.press("F6")
    assert not isinstance_row(done)


def test_bebas_works_in_the_list_too(qtbot: QtBot, office: Office) -> None:
    document = office.vk({**HEADING, "vk_a": [line(1)]})
    hands = open_vk(qtbot, office, document, Settings(mode="bebas"))
    hands.go("4 1").type("9")
    assert hands.text("keberadaan", hands.row(1, "vk_a")) == "9"


def test_a_blank_with_a_proposal_is_asked_about_with_both(new: Hands) -> None:
    new.type("1").press("Return")
    said = t("document.say.left_blank_proposed", number="Nama KK (2)", proposal="SUNARJO")
    assert new.bubble == said
    new.press("Return")
    assert (new.at, new.text("nama_kk", new.row(1, "vk_a"))) == ("alamat.1", None)


def test_the_end_names_insert_and_insert_adds_a_family(done: Hands) -> None:
    done.screen.cards.show_end()
    assert done.card is not None
    assert t("document.vk.adds") in done.card._keys.text()
    done.press("Insert")
    assert len(done.screen.desk.instance.rows("vk_b")) == 1
    assert done.said[-1].startswith("Baris ")


def test_nothing_of_the_cursor_stays_behind(new: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes on the paper lies in what is painted anew."""
    sheet = new.screen.sheet
    touched = sheet._touched
    painted: list[QRegion] = []

    def watch(places: set[Place], scene: Scene) -> QRegion:
        painted.append(touched(places, scene))
        return painted[-1]

    monkeypatch.setattr(sheet, "_touched", watch)
    for key in ("1", "Down", "Right", "Up"):
        before = sheet.viewport().grab().toImage()
        painted.clear()
        new.type(key) if key == "1" else new.press(key)
        new.screen.bubble.hide()
        new.screen.flash.hide()
        after, region = sheet.viewport().grab().toImage(), QRegion()
        for part in painted:
            region += part
        assert painted
        assert not [p for p in changed(before, after) if not region.contains(p)], key


def changed(before: QImage, after: QImage) -> Iterator[QPoint]:
    everywhere = itertools.product(range(before.width()), range(before.height()))
    return (QPoint(x, y) for x, y in everywhere if before.pixel(x, y) != after.pixel(x, y))


def test_the_explanation_keeps_its_room_beside_a_recap(new: Hands) -> None:
    side = new.screen.side
    assert side.message.height() >= side.height() * MESSAGE_SHARE - 1
