"""Work files for the shell and its lists, and a window on one of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import RowKey, Summary
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM
from regsosek_desk.services.session import Session
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.window import MainWindow

SLS_A = Sls("3321010001000100", "RT 001 RW 001", kec_name="MRANGGEN", desa_name="BANYUMENENG")
SLS_B = Sls("3321010001000200", "RT 002 RW 001", kec_name="MRANGGEN", desa_name="BANYUMENENG")
STAMP = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)
FAMILIES = (
    # number, building, head, member, NIK, KK, status, errors, warnings
    ("001", "001", "SITI", "BAYU", "3321015511800001", "3321011203080012", "clean", 0, 0),
    ("002", "004", "BUDI", "WATI", "3321015511800002", "3321011203080034", "error", 3, 1),
    ("003", "002", "AGUS", "RINI", "3321015511800003", "3321011203080056", "warning", 0, 2),
    ("012", "003", "DEWI", "TONO", "3321015511800004", "3321011203080078", "blank", 1, 1),
)


def make_lists_file(path: Path) -> None:
    """Four families of SLS A and one of SLS B, each with one member; a VK list of A only."""
    with WorkFile.create(path, {"mode": "latihan", "petugas": "02301"}) as file:
        file.add_petugas(Petugas("02301", "SITI AMINAH"))
        file.add_sls(SLS_A, SLS_B)
        families = [new_family(*family) for family in FAMILIES]
        file.create_documents(STAMP, [*families, new_family(*FAMILIES[3], sls_id=SLS_B.id)])
        file.create_documents(STAMP, [NewDocument(LIST_FORM, SLS_A.id, Summary(), [fill({})])])


def new_family(
    number: str, building: str, head: str, member: str, nik: str, kk: str, status: str, errors: int, warnings: int,
    sls_id: str = SLS_A.id,
) -> NewDocument:  # fmt: skip
    row = f"{sls_id}-{number}"
    keys = {row: RowKey(member, nik)}
    summary = Summary(
        family_number=number, building_number=building, head_name=head, kk_number=kk, status=status,
        errors=errors, warnings=warnings, row_keys=keys,
    )  # fmt: skip
    drafts = [
        fill({"r110": number}),
        Draft("row_add", row=row, roster="anggota", new="0"),
        fill({"r402": member}, row=row),
    ]
    return NewDocument(FAMILY_FORM, sls_id, summary, drafts)


def open_runner(path: Path) -> TaskRunner:
    return TaskRunner(partial(WorkFile.open, path))


class Launcher:
    """Opens windows on one work file; `end` closes those that are still open."""

    def __init__(self, qtbot: QtBot, path: Path) -> None:
        self._qtbot, self._path = qtbot, path
        self._open: list[MainWindow] = []

    def __call__(self, preferences: Preferences | None = None) -> MainWindow:
        """A window, shown and active, not started."""
        runner = open_runner(self._path)
        window = MainWindow(Session(runner, "laptop"), runner, preferences or Preferences())
        self._open.append(window)
        window.resize(1366, 768)
        show(self._qtbot, window)
        return window

    def close(self, window: MainWindow) -> None:
        """End it as the user does."""
        window.close()
        self.crash(window)

    def crash(self, window: MainWindow) -> None:
        """End the work on the file; the window doesn't get to know."""
        self._open.remove(window)
        window.runner.close()
        window.hide()
        window.deleteLater()

    def end(self) -> None:
        for window in list(self._open):
            self.close(window)


def show(qtbot: QtBot, widget: QWidget) -> None:
    """Show a top-level widget and wait until it takes keys."""
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(_focus(), key, modifier)


def type_text(text: str) -> None:
    """Type where the focus is."""
    QTest.keyClicks(_focus(), text)


def _focus() -> QWidget:
    focus = QApplication.focusWidget()
    assert focus is not None, "nothing has the focus"
    return focus


def id_of(runner: TaskRunner, head: str, sls_id: str | None = None) -> str:
    """Id of the family with this head."""
    rows = runner(lambda file: file.lists.documents(sls_id, form=FAMILY_FORM))
    return next(row.id for row in rows if row.head_name == head)
