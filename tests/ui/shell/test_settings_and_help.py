"""Settings and help of the main window."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import Launcher, press, type_text
from window_rig import families, page, titles, while_open

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.texts import set_language
from regsosek_desk.ui.models.preferences import PreferenceFile, Preferences
from regsosek_desk.ui.widgets.key_dialog import KeyDialog
from regsosek_desk.ui.widgets.preference_dialog import PreferenceDialog
from regsosek_desk.ui.window import MainWindow


def test_f10_changes_the_way_of_keying_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.open_document(families(window)[0].id)
    shown = window.page

    def choose(dialog: PreferenceDialog) -> None:
        dialog.choose("enter_always", "true")
        dialog.choose("mode", "bebas")
        dialog.accept()

    while_open(PreferenceDialog, choose)
    press(Qt.Key.Key_F10)
    assert window.page is shown
    assert (page(window).keyer.enter_always, page(window).keyer.mode) == (True, "bebas")
    assert window.preferences == Preferences(enter_always=True, mode="bebas")


def test_cancelled_settings_change_nothing(window: MainWindow, qtbot: QtBot) -> None:
    def choose(dialog: PreferenceDialog) -> None:
        dialog.choose("text_size", "150")
        dialog.reject()

    window.start()
    while_open(PreferenceDialog, choose)
    press(Qt.Key.Key_F10)
    assert window.preferences == Preferences()


def test_another_language_makes_the_window_anew_at_the_same_place(launch: Launcher, path: Path) -> None:
    window = launch()
    window._apply = lambda chosen: set_language(chosen.language)
    window.start()
    window.open_document(families(window)[2].id)
    place = page(window).keyer.place
    try:
        window.use_preferences(Preferences(language="en"))
        assert window.top.badge.text() == "TRAINING MODE"
        assert (page(window).desk.id, page(window).keyer.place) == (families(window)[2].id, place)
        window.back()
        assert titles(window) == ["Home"]
    finally:
        set_language("id")
        launch.close(window)


def test_f1_shows_every_key_of_the_screen(window: MainWindow, qtbot: QtBot) -> None:
    window.start()
    window.open_families(None)
    seen: list[str] = []

    def read(dialog: KeyDialog) -> None:
        seen.extend(label.text() for label in dialog.findChildren(type(window.top.badge)))
        dialog.reject()

    while_open(KeyDialog, read)
    press(Qt.Key.Key_F1)
    assert {"Alt+N", "F2", "F10", "Ctrl+Q"} <= set(seen)


def test_settings_are_kept(tmp_path: Path) -> None:
    kept = PreferenceFile(tmp_path / "sub" / "setelan.ini")
    assert kept.load() == Preferences()
    chosen = Preferences(enter_always=True, mode="bebas", language="en", text_size=125)
    kept.save(chosen)
    assert PreferenceFile(tmp_path / "sub" / "setelan.ini").load() == chosen


@pytest.mark.parametrize(
    "content", ["", "\x00\x01\x02", "[General]\ntext_size=7\nlanguage=xx\nmode=\nenter_always=maybe\n"]
)
def test_settings_that_make_no_sense_are_as_good_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "setelan.ini").write_text(content, "utf-8")
    assert PreferenceFile(tmp_path / "setelan.ini").load() == Preferences()


def test_what_is_half_typed_is_there_after_closing(launch: Launcher) -> None:
    window = launch()
    desks = (window.session.open(f.id) for f in families(window))
    desk = next(d for d in desks if d.instance.rows("anggota"))
    place = Place("r403", desk.instance.rows("anggota")[0].id)
    window.open_document(desk.id, place)
    press(Qt.Key.Key_Backspace)
    type_text("332101551180")
    launch.close(window)
    again = launch().session.open(desk.id)
    assert (again.instance.text(place), again.mark(place)) == ("332101551180", "E")


def test_every_screen_fits_a_small_laptop(window: MainWindow, qtbot: QtBot) -> None:
    """911 × 480: a screen of 1366 × 768 at 150 %, its title bar taken off."""
    window.resize(911, 480)
    window.start()
    family = families(window)[0]
    vk = window.session.list_of(family.sls_id)
    assert vk is not None
    for show in (window.start, partial(window.open_families, None), partial(window.open_document, family.id)):
        show()
        qtbot.wait(0)
        assert (window.width(), window.height()) == (911, 480)
    window.open_document(vk)
    press(Qt.Key.Key_F11)
    qtbot.wait(0)
    assert page(window).side.isVisible()
    assert (window.width(), window.height()) == (911, 480)
