"""The parts of the sheet: colours that read, boxes that fit, captions, lists and tables."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sheet_fakes import FakeDesk, FakeKeyer, K, WatchedSheet, inner, k_instance, picture

from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.formdef.groups import box_groups, groups_of
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.ui.form.blocks import Placed
from regsosek_desk.ui.form.geometry import set_boxes
from regsosek_desk.ui.form.layout import blocks_of
from regsosek_desk.ui.form.look import Look, Scene
from regsosek_desk.ui.form.metrics import Metrics
from regsosek_desk.ui.form.painter import in_boxes
from regsosek_desk.ui.form.printing import set_codes
from regsosek_desk.ui.theme import Theme, contrast, mix, readable


def question(**values: object) -> Question:
    given = {"id": "q", "number": "1", "label": "Pertanyaan", "type": "number", "width": 2}
    return Question.model_validate({**given, **values})


@pytest.fixture
def m(qapp: QApplication) -> Metrics:
    return Metrics.from_font(qapp.font())


# --- colours ---------------------------------------------------------------------------------------

PAPERS = [("#ffffff", "#000000"), ("#1e1f22", "#dfe1e5"), ("#fdf6e3", "#586e75"), ("#000000", "#ffffff")]


@pytest.mark.parametrize(("paper", "ink"), PAPERS)
def test_every_colour_of_a_text_reads_on_its_grounds(paper: str, ink: str) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor(paper))
    palette.setColor(QPalette.ColorRole.Text, QColor(ink))
    theme = Theme.from_palette(palette)
    glow = mix(theme.paper, theme.cursor, theme.cursor_glow.alphaF())
    texts = (theme.ink, theme.faint, theme.pen, theme.echo, theme.ghost, theme.error, theme.warning, theme.ok)
    for text in texts:
        for ground in (theme.paper, theme.band, theme.cursor_ground, glow):
            assert contrast(text, ground) >= 4.5
    for text in (theme.bar_ink, theme.error, theme.warning, theme.ok):
        assert contrast(text, theme.bar) >= 4.5
    assert contrast(theme.skipped, mix(theme.paper, theme.veil, theme.veil.alphaF())) >= 4.5
    assert contrast(theme.paper, theme.cursor) >= 4.5
    assert contrast(theme.badge_ink, theme.error) >= 4.5


def test_contrast_runs_from_one_to_twenty_one() -> None:
    black, white = QColor("black"), QColor("white")
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(white, white) == pytest.approx(1)


def test_a_colour_that_reads_already_stays() -> None:
    blue, yellow, white = QColor("#12337f"), QColor("#ffee00"), QColor("white")
    assert readable(blue, white) == blue
    assert contrast(yellow, white) < 4.5 <= contrast(readable(yellow, white), white)


# --- boxes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        ({"type": "date", "width": 8}, (2, 2, 4)),
        ({"type": "digits", "width": 16, "split": 8}, (8, 8)),
        ({"width": 9}, (3, 3, 3)),
        ({"width": 4}, (4,)),
        ({"width": 5}, (5,)),
        ({"type": "flag", "width": 0}, (1,)),
    ],
)
def test_boxes_are_grouped_as_printed(values: dict[str, object], groups: tuple[int, ...]) -> None:
    assert box_groups(question(**values)) == groups


def test_a_nik_has_one_row_where_it_fits_and_two_rows_of_eight_where_not(m: Metrics) -> None:
    nik = question(type="digits", width=16, split=8)
    fits = 16 * m.narrow_box + m.group_gap + 1
    assert {r.top() for r in set_boxes(nik, fits, m).rects} == {0}
    tops = [r.top() for r in set_boxes(nik, fits - 1, m).rects]
    assert tops == [0] * 8 + [m.box_height + 3] * 8


def test_digits_have_twelve_points_and_fit_their_boxes(m: Metrics) -> None:
    assert m.fonts["digit"].pointSizeF() >= 12
    assert m.width("digit", "0") < m.narrow_box
    assert m.measures["digit"].height() <= m.box_height


@pytest.mark.parametrize(
    ("values", "look", "shown"),
    [
        ({"type": "date", "width": 8}, Look("2022-10-20"), "20102022"),
        ({"type": "date", "width": 8}, Look("31022022"), "31022022"),
        ({"type": "date", "width": 8}, Look("2010", keying=True), "2010"),
        ({"type": "date", "width": 8}, Look("kemarin-dulu"), None),
        ({"width": 9, "pad": False}, Look("2500000"), "  2500000"),
        ({"width": 9, "pad": False}, Look("25", keying=True), "25"),
        ({"type": "digits", "width": 4}, Look("123"), "123"),
        ({"type": "digits", "width": 4}, Look("1234"), "1234"),
        ({"type": "digits", "width": 4}, Look("12345"), None),
    ],
)
def test_what_stands_in_the_boxes(values: dict[str, object], look: Look, shown: str | None) -> None:
    width = values["width"]
    assert isinstance(width, int)
    assert in_boxes(question(**values), look, width) == shown


# --- lines and code lists --------------------------------------------------------------------------


def test_questions_beside_each_other_share_a_line_and_say_what_differs() -> None:
    day = question(id="d", label="Tanggal lahir: tanggal")
    month = question(id="b", label="Tanggal lahir: bulan", beside="d")
    alone = question(id="u", label="Umur")
    first, second = groups_of([day, month, alone])
    assert (first.label, first.caption(day), first.caption(month)) == ("Tanggal lahir", "tanggal", "bulan")
    assert (second.label, second.captions) == ("Umur", ())


def test_a_code_list_shared_below_a_heading_is_printed_once() -> None:
    codes = {"1": "Ya", "2": "Tidak"}
    run = [question(id=i, type="select_one", width=1, choices=codes) for i in "abc"]
    headed = [run[0].model_copy(update={"heading": "Aset"}), *run[1:]]
    assert [g.codes_at for g in groups_of(headed)] == ["heading", "above", "above"]
    assert [g.codes_at for g in groups_of(run)] == ["line", "line", "line"]
    again = [*headed, headed[0].model_copy(update={"id": "d"})]
    assert [g.codes_at for g in groups_of(again)][-1] == "line"


def test_a_code_list_takes_the_columns_that_fit_and_none_when_too_tall(m: Metrics) -> None:
    codes = {str(i): "Pilihan" for i in range(12)}
    wide, narrow = set_codes(codes, 10_000, m, most=1), set_codes(codes, m.width("small", "Pilihan") * 2, m, most=12)
    assert wide is not None
    assert wide.height == m.small_line
    assert narrow is not None
    assert narrow.height == 12 * m.small_line
    assert set_codes(codes, m.width("small", "Pilihan") * 2, m, most=11) is None


# --- the whole layout ------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [700, 1026, 1600])
@pytest.mark.parametrize("points", [9, 14])
@pytest.mark.parametrize("form", [K, "regsosek22-vk1"])
def test_answers_never_overlap_and_stay_on_the_paper(qapp: QApplication, form: str, points: int, width: int) -> None:
    font = qapp.font()
    font.setPointSize(points)
    program = load_form(form)
    instance = FormInstance(program)
    for name in program.bound.form.rosters:
        for number in range(3):
            instance.add_row(name, f"{name}{number}")
    scene = Scene(FakeDesk(instance), FakeKeyer(Place(program.bound.form.sections[0].questions[0].id)))
    for block in blocks_of(program.bound, width, Metrics.from_font(font)):
        block.resize(scene)
        whole = QRect(0, 0, block.width, block.height)
        placed = [p for p in block.placed_in(whole, scene) if not p.copy]
        for one in placed:
            assert whole.contains(one.zone), one.place
            assert one.zone.contains(frame(one)), one.place
        for one, other in combinations(placed, 2):
            assert not one.zone.intersects(other.zone), (one.place, other.place)


def frame(placed: Placed) -> QRect:
    return placed.box.frame.translated(placed.corner)


def test_strips_of_paper_meet_on_whole_pixels_at_any_scale(qapp: QApplication) -> None:
    for ratio in (1.0, 1.25, 1.5, 2.0):
        metrics = Metrics.from_font(qapp.font(), ratio)
        for block in blocks_of(load_form(K).bound, 1026, metrics):
            assert all((piece.top * ratio).is_integer() for piece in block.slices)
            for one, next_one in pairwise(block.slices):
                assert one.top + one.height == next_one.top


# --- a list ----------------------------------------------------------------------------------------


@pytest.fixture
def table(qtbot: QtBot) -> WatchedSheet:
    program = load_form("regsosek22-vk1")
    rows = [(f"a{i}", {"no_prelist": f"{i + 1:04}"}) for i in range(1530)]
    instance = FormInstance(program, {}, {"vk_a": rows, "vk_b": [("b0", {})]})
    view = WatchedSheet(program)
    qtbot.addWidget(view)
    view.resize(1040, 640)
    view.show()
    view.show_document(FakeDesk(instance), FakeKeyer(Place("keberadaan", "a0")))
    return view


@pytest.mark.parametrize("row", ["a0", "a900", "a1529", "b0"])
def test_any_line_of_a_long_list_can_be_brought_into_view(table: WatchedSheet, row: str) -> None:
    table.ensure_visible(Place("catatan", row))
    assert inner(table).contains(table.rect_of(Place("catatan", row)))


def test_only_the_lines_in_view_are_looked_at(table: WatchedSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Place] = []
    look = Scene.look
    monkeypatch.setattr(Scene, "look", lambda scene, place: looked.append(place) or look(scene, place))  # type: ignore[func-returns-value]
    table.ensure_visible(Place("keberadaan", "a900"))
    table.viewport().repaint()
    rows = {place.row for place in looked}
    assert "a900" in rows
    assert len(rows) < 30


# --- styles ----------------------------------------------------------------------------------------


def test_a_dark_palette_makes_dark_paper_at_once(qtbot: QtBot) -> None:
    view = WatchedSheet(load_form(K))
    qtbot.addWidget(view)
    view.resize(1040, 640)
    view.show()
    view.show_document(FakeDesk(k_instance()), FakeKeyer(Place("r109")))
    assert picture(view).pixelColor(400, 100).lightness() > 200
    palette = view.palette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#1e1f22"))
    palette.setColor(QPalette.ColorRole.Text, QColor("#dfe1e5"))
    view.setPalette(palette)
    assert picture(view).pixelColor(400, 100).lightness() < 60


def test_a_larger_font_makes_a_longer_sheet(qtbot: QtBot) -> None:
    view = WatchedSheet(load_form(K))
    qtbot.addWidget(view)
    view.resize(1300, 640)
    view.show()
    view.show_document(FakeDesk(k_instance()), FakeKeyer(Place("r109")))
    before, height = view.verticalScrollBar().maximum(), view.rect_of(Place("r109")).height()
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    view.setFont(font)
    assert view.verticalScrollBar().maximum() > before
    assert view.rect_of(Place("r109")).height() > height


def test_odd_answers_are_painted_without_complaint(qtbot: QtBot) -> None:
    view, instance = WatchedSheet(load_form(K)), k_instance()
    qtbot.addWidget(view)
    view.resize(1040, 640)
    view.show()
    desk, keyer = FakeDesk(instance), FakeKeyer(Place("r114"))
    for place, text in (
        (Place("r114"), "33210120051000012"), (Place("r201"), "31022022"), (Place("r111"), "x"),
        (Place("r202_ttd"), "ya"), (Place("r402", "m0"), "NAMA " * 40), (Place("catatan"), "BARIS\n" * 9),
        (Place("r107"), "JALAN\u200b\U0001f600"),
    ):  # fmt: skip
        instance.set(place, text)
        keyer.place, keyer.caret, keyer.ghost = place, 40, "99"
        view.show_document(desk, keyer)
        view.ensure_visible(place)
        assert not picture(view).isNull()
        keyer.buffer, keyer.caret = text, len(text)
        view.refresh([place])
        assert not picture(view).isNull()
        keyer.buffer = None


def test_the_wheel_scrolls_and_the_header_stays(qtbot: QtBot) -> None:
    view = WatchedSheet(load_form(K))
    qtbot.addWidget(view)
    view.resize(1040, 640)
    view.show()
    view.show_document(FakeDesk(k_instance()), FakeKeyer(Place("r109")))
    view.ensure_visible(Place("r430", "m0"))
    first = picture(view).copy(0, 0, 1000, 30)
    view.verticalScrollBar().triggerAction(view.verticalScrollBar().SliderAction.SliderSingleStepSub)
    assert picture(view).copy(0, 0, 1000, 30) == first
    assert view.childAt(QPoint(5, 5)) is view.viewport()
    assert view.focusPolicy() == Qt.FocusPolicy.NoFocus
