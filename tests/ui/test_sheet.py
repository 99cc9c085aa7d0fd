"""The sheet as a whole: every answer has its place in view, is found by the mouse, and is painted when it changes."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sheet_fakes import FakeDesk, FakeKeyer, K, WatchedSheet, differing, inner, k_instance, picture, places_of

from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.storage.formfiles import load_form


class Bench:
    """A sheet with a K of seven members on it."""

    def __init__(self, view: WatchedSheet, instance: FormInstance) -> None:
        self.view, self.instance = view, instance
        self.desk, self.keyer = FakeDesk(instance), FakeKeyer(Place("r101"))
        view.show_document(self.desk, self.keyer)

    def go(self, place: Place, buffer: str | None = None, caret: int = 0) -> None:
        self.keyer.place, self.keyer.buffer, self.keyer.caret = place, buffer, caret
        self.keyer.shown_set = (self.instance.position(place.row) - 1) // 5 if place.row else 0


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    view = WatchedSheet(load_form(K))
    qtbot.addWidget(view)
    view.resize(1040, 640)
    view.show()
    return Bench(view, k_instance())


def test_every_place_can_be_brought_into_view_below_the_header(bench: Bench) -> None:
    header = 2 * bench.view.fontMetrics().height()
    for place in places_of(bench.instance):
        bench.go(place)
        bench.view.refresh([place])
        bench.view.ensure_visible(place)
        rect = bench.view.rect_of(place)
        assert not rect.isEmpty(), place
        assert inner(bench.view).contains(rect), place
        assert not place.row or rect.top() > header, place


def test_five_columns_fit_without_scrolling_sideways(bench: Bench) -> None:
    assert bench.view.horizontalScrollBar().maximum() == 0


def test_a_narrow_sheet_scrolls_sideways_to_the_member(bench: Bench) -> None:
    bench.view.resize(700, 500)
    assert bench.view.horizontalScrollBar().maximum() > 0
    for row in ("m4", "m0"):
        place = Place("r405", row)
        bench.go(place)
        bench.view.refresh([place])
        bench.view.ensure_visible(place)
        assert inner(bench.view).contains(bench.view.rect_of(place))


def test_a_click_points_at_the_answer_under_it(bench: Bench) -> None:
    clicked: list[Place] = []
    bench.view.place_clicked.connect(clicked.append)
    for place in places_of(bench.instance):
        bench.go(place)
        bench.view.refresh()
        bench.view.ensure_visible(place)
        click(bench, bench.view.rect_of(place).center())
        assert clicked.pop() == place
        assert not clicked


def test_a_click_on_the_sticky_header_points_at_nothing(bench: Bench, qtbot: QtBot) -> None:
    bench.go(Place("r430", "m0"))
    bench.view.refresh()
    bench.view.ensure_visible(bench.keyer.place)
    with qtbot.assertNotEmitted(bench.view.place_clicked):
        click(bench, QPoint(500, 5))


def click(bench: Bench, point: QPoint) -> None:
    QTest.mouseClick(bench.view.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_only_the_members_of_the_shown_set_have_a_place(bench: Bench) -> None:
    fifth, sixth = Place("r402", "m4"), Place("r402", "m5")
    assert not bench.view.rect_of(fifth).isNull()
    assert bench.view.rect_of(sixth).isNull()
    bench.keyer.shown_set = 1
    bench.view.refresh([sixth])
    assert bench.view.rect_of(fifth).isNull()
    assert not bench.view.rect_of(sixth).isNull()


def test_a_removed_member_has_no_place(bench: Bench) -> None:
    bench.instance.remove_row("m1")
    bench.view.refresh()
    assert bench.view.rect_of(Place("r402", "m1")).isNull()


CHANGES = [
    (Place("r109"), Place("r110"), None),
    (Place("r201"), Place("r202_nama"), "BUD"),
    (Place("r405", "m0"), Place("r405", "m1"), "1"),
    (Place("r405", "m1"), Place("r406_tgl", "m1"), "0"),
    (Place("r406_bln", "m2"), Place("r406_thn", "m2"), "19"),
    (Place("r411", "m4"), Place("r401", "m0"), None),
    (Place("r402", "m0"), Place("r403", "m0"), "33"),
    (Place("r501a"), Place("r501b"), None),
]


@pytest.mark.parametrize(("before", "after", "buffer"), CHANGES)
def test_what_looks_different_after_a_key_was_painted_anew(
    bench: Bench, qtbot: QtBot, before: Place, after: Place, buffer: str | None
) -> None:
    bench.go(before)
    bench.view.refresh()
    bench.view.ensure_visible(after)
    bench.view.ensure_visible(before)
    old = picture(bench.view)
    bench.desk.marks[before], bench.desk.states["blok_1"], bench.desk.states["blok_4a"] = "E", "error", "clean"
    bench.go(after, buffer, len(buffer or ""))
    paint_refresh(bench, qtbot, [before, after])
    painted = bench.view.painted
    assert all(painted.contains(QPoint(x, y)) for x, y in differing(old, picture(bench.view)))
    assert sum(rect.width() * rect.height() for rect in painted) < 0.5 * 1026 * 640  # type: ignore[attr-defined]


def paint_refresh(bench: Bench, qtbot: QtBot, places: list[Place]) -> None:
    QApplication.processEvents()
    bench.view.painted = type(bench.view.painted)()
    bench.view.refresh(places)
    QApplication.processEvents()


def test_a_new_name_shows_in_the_header_and_a_new_area_code_in_the_link_boxes(bench: Bench, qtbot: QtBot) -> None:
    bench.view.ensure_visible(Place("r413", "m0"))
    for place, text in ((Place("r402", "m1"), "SUKINEM"), (Place("r101"), "34")):
        old = picture(bench.view)
        bench.instance.set(place, text)
        paint_refresh(bench, qtbot, [place])
        changed = differing(old, picture(bench.view))
        assert changed
        assert all(bench.view.painted.contains(QPoint(x, y)) for x, y in changed)


def test_another_number_of_members_paints_the_whole_sheet(bench: Bench, qtbot: QtBot) -> None:
    bench.instance.add_row("anggota", "m7")
    paint_refresh(bench, qtbot, [Place("r402", "m7")])
    assert bench.view.painted.contains(inner(bench.view).center())
    assert bench.view.painted.boundingRect().height() == inner(bench.view).height()


def test_marks_differ_without_their_colours(bench: Bench) -> None:
    place = Place("r110")
    greys = []
    for mark in (None, "E", "W", "w", "missing"):
        bench.desk.marks = {place: mark} if mark else {}
        bench.view.refresh()
        image = picture(bench.view)
        ink = bench.view.palette().base().color().lightness() - 40
        rect = bench.view.rect_of(place).adjusted(-8, -8, 8, 8)
        points = [(x, y) for x in range(rect.left(), rect.right()) for y in range(rect.top(), rect.bottom())]
        greys.append(frozenset(p for p in points if image.pixelColor(*p).lightness() < ink))
    assert len(set(greys)) == len(greys)


def test_a_skipped_answer_looks_different_from_an_asked_one(bench: Bench) -> None:
    place = Place("r306b")
    bench.instance.set(place, None)
    bench.view.refresh()
    bench.view.ensure_visible(place)
    asked = picture(bench.view)
    bench.instance.set(Place("r306a"), "01")
    bench.view.refresh([place])
    assert bench.instance.asked(place) is False
    label = bench.view.rect_of(place).center() - QPoint(200, 0)
    assert any(abs(x - label.x()) < 20 and abs(y - label.y()) < 8 for x, y in differing(asked, picture(bench.view)))


def test_the_echo_of_an_area_comes_from_outside(bench: Bench) -> None:
    old = picture(bench.view)
    bench.view.set_names(lambda place: "JAWA TENGAH" if place == Place("r101") else "")
    bench.view.refresh([Place("r101")])
    assert differing(old, picture(bench.view))


def test_keys_go_to_the_screen_that_owns_the_sheet(qtbot: QtBot) -> None:
    class Screen(QWidget):
        def keyPressEvent(self, event: QKeyEvent) -> None:
            keys.append(event.key())

    keys: list[int] = []
    screen = Screen()
    qtbot.addWidget(screen)
    view = WatchedSheet(load_form(K))
    view.setParent(screen)
    screen.show()
    for key in (Qt.Key.Key_1, Qt.Key.Key_PageDown, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
    assert keys == [Qt.Key.Key_1, Qt.Key.Key_PageDown, Qt.Key.Key_Down]


def test_without_a_document_the_sheet_is_empty_and_calm(qtbot: QtBot) -> None:
    view = WatchedSheet(load_form(K))
    qtbot.addWidget(view)
    view.show()
    view.refresh()
    view.ensure_visible(Place("r101"))
    assert view.rect_of(Place("r101")).isNull()
    assert not picture(view).isNull()


def test_a_thousand_repaints_leave_none_alone(bench: Bench) -> None:
    """Some bindings drop a reference to None at each Python override of a virtual, until the program dies."""
    bench.view.viewport().repaint()
    before = sys.getrefcount(None)
    for _ in range(1000):
        bench.view.viewport().repaint()
    assert abs(sys.getrefcount(None) - before) < 200
