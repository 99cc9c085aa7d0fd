"""When something goes wrong: opening refused kindly, faults told without a traceback, and a log without names."""

from __future__ import annotations

import gc
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot
from shell_rig import make_lists_file, press, show

from regsosek_desk.core.errors import DeskError, MachineFault
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import explain
from regsosek_desk.ui.app import config_path, open_runner
from regsosek_desk.ui.collector import Collector
from regsosek_desk.ui.door.entry import Entry
from regsosek_desk.ui.fault_log import FaultLog, described
from regsosek_desk.ui.faults import FaultDesk, save_log
from regsosek_desk.ui.theme import contrast
from regsosek_desk.ui.widgets.fault_dialog import FaultDialog
from regsosek_desk.ui.widgets.look import palette

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
NAME, NIK = "SITI AMINAH", "3321015511800001"


def raised(error: Exception) -> Exception:
    """The error as it is after it was raised."""
    try:
        raise error
    except Exception as caught:
        return caught


# --- opening ------------------------------------------------------------------------------------------


def refused(path: Path) -> str:
    """The code that opening this file is refused with; nobody tries again."""
    codes: list[str] = []

    def give_up(error: DeskError, tried: Path) -> None:
        assert tried == path
        assert all(explain(error))
        codes.append(error.code)

    assert open_runner(Entry(path), give_up) is None
    return codes[0]


def test_what_is_no_work_file(tmp_path: Path, qtbot: QtBot) -> None:
    text = tmp_path / "surat.txt"
    text.write_text("Yth.", "utf-8")
    assert refused(text) == "not_a_workfile"
    assert text.read_text("utf-8") == "Yth."
    assert refused(tmp_path / "tidak-ada.regsosek") == "file_missing"
    assert refused(tmp_path) == "not_a_workfile"


def test_half_a_file(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "a.regsosek"
    make_lists_file(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refused(path) == "damaged"


def test_a_file_open_elsewhere_is_opened_once_it_is_free(tmp_path: Path, qtbot: QtBot) -> None:
    path, codes = tmp_path / "a.regsosek", []
    make_lists_file(path)
    other = WorkFile.open(path)

    def try_again(error: DeskError, tried: Path) -> Path:
        codes.append(error.code)
        other.close()
        return tried

    runner = open_runner(Entry(path), try_again)
    assert runner is not None
    assert codes == ["already_open"]
    runner.close()


def test_another_file_may_be_chosen(tmp_path: Path, qtbot: QtBot) -> None:
    good = tmp_path / "a.regsosek"
    make_lists_file(good)
    runner = open_runner(Entry(tmp_path / "none.regsosek"), lambda error, tried: good)
    assert runner is not None
    assert runner(lambda file: file.path) == good
    runner.close()


def test_settings_stand_where_the_program_is_told_to_live(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REGSOSEK_DESK_HOME", str(tmp_path))
    assert config_path() == tmp_path / "setelan.ini"
    monkeypatch.delenv("REGSOSEK_DESK_HOME")
    assert config_path().name == "setelan.ini"
    assert config_path().parent != tmp_path


# --- the log ------------------------------------------------------------------------------------------


def test_the_log_says_where_but_not_what() -> None:
    log = FaultLog()
    log.note(raised(ValueError(f"{NAME} {NIK}")))
    log.note(raised(MachineFault("disk_full", file="a.regsosek", name=NAME, nik=NIK)))
    text = log.text()
    assert "ValueError" in text
    assert "test_shell_faults.py" in text
    assert "disk_full" in text
    assert "a.regsosek" not in text  # a file may be named after a person
    assert NAME not in text
    assert NIK not in text
    assert str(Path(__file__).parents[3]) not in text


def test_what_led_to_an_error_is_in_the_log_too() -> None:
    try:
        try:
            raise KeyError(NAME)
        except KeyError as first:
            raise RuntimeError(NIK) from first
    except RuntimeError as error:
        story = described(error)
    assert story.index("KeyError") < story.index("RuntimeError")
    assert NAME not in story


def test_the_log_does_not_grow_without_end() -> None:
    log = FaultLog()
    for number in range(60):
        log.note(raised(MachineFault("disk_full", seq=number)))
    text = log.text()
    assert "seq=59" in text
    assert "seq=10)" in text
    assert "seq=9)" not in text


def test_the_log_is_saved_as_a_bundle(tmp_path: Path) -> None:
    log = FaultLog()
    log.note(raised(ValueError(NAME)))
    log.save(tmp_path / "catatan.zip")
    with zipfile.ZipFile(tmp_path / "catatan.zip") as bundle:
        assert bundle.namelist() == ["catatan-program.txt"]
        assert bundle.read("catatan-program.txt").decode("utf-8") == log.text()


# --- telling ------------------------------------------------------------------------------------------


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[FaultDesk]:
    desk = FaultDesk(FaultLog())
    yield desk
    if desk.dialog is not None:
        desk.dialog.reject()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[FaultDialog]:
    """Dialogs that were told with; each closes at once."""
    told: list[FaultDialog] = []
    monkeypatch.setattr(FaultDialog, "exec", lambda dialog: told.append(dialog))  # noqa: PLW0108 - a bound method
    monkeypatch.setattr(FaultDialog, "deleteLater", lambda _: None)
    return told


def take(desk: FaultDesk, error: BaseException) -> None:
    desk.take(type(error), error, error.__traceback__)


def test_a_fault_of_the_program_is_told_later_and_once(desk: FaultDesk, shown: list[FaultDialog], qtbot: QtBot) -> None:
    whispers: list[str] = []
    desk.whisper = whispers.append
    error = raised(ValueError(NAME))
    take(desk, error)
    assert shown == []  # not in the middle of what went wrong
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert "bukan kesalahan Anda" in shown[0].parts[0]
    assert NAME not in "".join(shown[0].parts)
    assert {button.objectName() for button in shown[0].findChildren(QPushButton)} == {"go_on", "save_log"}
    take(desk, error)
    qtbot.waitUntil(lambda: len(whispers) == 1)
    assert len(shown) == 1


def test_an_expected_fault_has_its_own_three_parts_each_time(
    desk: FaultDesk, shown: list[FaultDialog], qtbot: QtBot
) -> None:
    fault = MachineFault("disk_full", file="a.regsosek")
    for count in (1, 2):
        take(desk, raised(fault))
        qtbot.waitUntil(lambda: len(shown) == count)  # noqa: B023
    assert shown[0].parts == explain(fault)
    assert "a.regsosek" in shown[0].parts[0]


def test_further_faults_wait_behind_the_dialog(desk: FaultDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    whispers: list[str] = []
    desk.whisper = whispers.append

    def stay(dialog: FaultDialog) -> None:
        told.append(dialog.parts[0])
        take(desk, raised(KeyError("another")))
        qtbot.waitUntil(lambda: len(whispers) == 1)

    monkeypatch.setattr(FaultDialog, "exec", stay)
    take(desk, raised(ValueError()))
    qtbot.waitUntil(lambda: len(whispers) == 1 and desk.dialog is None)
    assert len(told) == 1
    assert desk.log.text().count("Error") == 2


def test_an_interrupt_is_no_fault(desk: FaultDesk, shown: list[FaultDialog], monkeypatch: pytest.MonkeyPatch) -> None:
    before: list[type] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: before.append(kind))
    desk.install()
    assert sys.excepthook == desk.take
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    desk.remove()
    assert (before, shown) == ([KeyboardInterrupt], [])
    assert sys.excepthook != desk.take


def test_the_log_may_be_saved_from_the_dialog(
    desk: FaultDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    target = tmp_path / "catatan.zip"
    monkeypatch.setattr(FaultDialog, "exec", lambda dialog: setattr(dialog, "choice", "save_log"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    take(desk, raised(ValueError(NAME)))
    qtbot.waitUntil(target.exists)


def test_a_log_that_cannot_be_saved_is_told(
    shown: list[FaultDialog], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "c.zip"), ""))
    save_log(FaultLog(), None)
    assert "c.zip" in shown[0].parts[0]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    save_log(FaultLog(), None)
    assert len(shown) == 1


def test_the_dialog_by_keyboard(qtbot: QtBot) -> None:
    dialog = FaultDialog(("a", "b", "c"), [("go_on", "Lanjutkan"), ("save_log", "Simpan")])
    qtbot.addWidget(dialog)
    show(qtbot, dialog)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "go_on"
    press(Qt.Key.Key_Return)
    assert dialog.choice == "go_on"
    assert not dialog.isVisible()


def test_escape_chooses_nothing(qtbot: QtBot) -> None:
    dialog = FaultDialog(("a", "b", "c"), [("retry", "Coba lagi")])
    qtbot.addWidget(dialog)
    show(qtbot, dialog)
    press(Qt.Key.Key_Escape)
    assert (dialog.choice, dialog.isVisible()) == ("", False)


# --- garbage and colours ------------------------------------------------------------------------------


class Cycle:
    """Garbage that only the collector finds; tells in which thread it went."""

    gone: list[int] = []  # noqa: RUF012

    def __init__(self) -> None:
        self.me = self

    def __del__(self) -> None:
        self.gone.append(threading.get_ident())


def test_garbage_is_collected_in_the_main_thread_only(qtbot: QtBot) -> None:
    Cycle.gone.clear()
    collector, second = Collector(), Collector()
    worker = threading.Thread(target=lambda: [Cycle() for _ in range(5 * gc.get_threshold()[0])])
    worker.start()
    worker.join()
    assert Cycle.gone == []
    qtbot.waitUntil(lambda: bool(Cycle.gone))
    assert set(Cycle.gone) == {threading.get_ident()}
    collector.stop()
    collector.stop()
    assert not gc.isenabled()
    second.stop()
    assert gc.isenabled()


@pytest.mark.parametrize("dark", [False, True])
def test_the_palette_is_readable(qtbot: QtBot, dark: bool) -> None:
    colors = palette(dark)
    assert contrast(colors.text().color(), colors.base().color()) >= 7
    assert contrast(colors.windowText().color(), colors.window().color()) >= 7
    assert contrast(colors.highlight().color(), colors.base().color()) >= 4.5
    assert (colors.base().color().lightness() < QColor("gray").lightness()) == dark
