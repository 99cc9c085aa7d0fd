"""The office's window: two pages, a bar that shows how far long work is, and the keys at the foot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from regsosek_desk import __version__
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.texts import t
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.office.errand import Errand
from regsosek_desk.ui.office.lists_page import ListsPage
from regsosek_desk.ui.office.page import Page
from regsosek_desk.ui.office.petugas_page import PetugasPage
from regsosek_desk.ui.screens.base import Command
from regsosek_desk.ui.widgets.bars import StatusLine, TopBar
from regsosek_desk.ui.widgets.key_dialog import KeyDialog


class OfficeWindow(QMainWindow):
    """Works on the endpoint of an office directly; a server may run beside it. Closes the endpoint with itself."""

    def __init__(self, endpoint: Endpoint, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.endpoint = endpoint
        self.errand = Errand(self)
        self.setWindowTitle(f"{t('shell.program')} – {endpoint.identity.certificate.name}")
        self.petugas = PetugasPage(endpoint, self.errand)
        self.lists = ListsPage(endpoint, self.errand, self.petugas.refresh)
        self.pages: list[Page] = [self.lists, self.petugas]
        own = endpoint.identity
        self.top = TopBar(own.certificate.name, t("shell.version", version=__version__), training=own.training)
        self.status = StatusLine()
        self.stack = QStackedWidget()
        self._tabs = [self._tab(at, page) for at, page in enumerate(self.pages)]
        self._lay_out()
        self.errand.progressed.connect(self._show_progress)
        self.errand.changed.connect(self._show_busy)
        for command in self.commands():
            for keys in command.keys if command.run else ():
                QShortcut(QKeySequence(keys), self).activated.connect(command.run)
        self._show_busy(False)
        self.petugas.refresh()
        self.go_to(0)

    def commands(self) -> list[Command]:
        """Keys that hold on every page."""
        return [
            Command("Ctrl+1", "office.lists_title", ("Ctrl+1",), partial(self.go_to, 0)),
            Command("Ctrl+2", "office.petugas_title", ("Ctrl+2",), partial(self.go_to, 1)),
            Command("Esc", "office.stop", ("Esc",), self.errand.cancel, hint=False),
            Command("F1", "shell.help_key", ("F1",), self.show_keys),
            Command("Ctrl+Q", "shell.close_key", ("Ctrl+Q",), self._quit, hint=False),
        ]

    def go_to(self, place: int) -> None:
        """Show a page."""
        page = self.pages[place]
        self.stack.setCurrentWidget(page)
        self.status.show_message("")
        for at, tab in enumerate(self._tabs):
            tab.setChecked(at == place)
        self.top.show_place([t("office.title"), page.title])
        keys = [*page.commands(), *self.commands()]
        self.status.hints.show_hints([(each.shown, each.label) for each in keys if each.hint])
        page.setFocus()

    def show_keys(self) -> None:
        page = self.pages[self.stack.currentIndex()]
        keys = [(each.shown, each.label) for each in [*page.commands(), *self.commands()]]
        dialog = KeyDialog(list(dict(keys).items()), self)
        dialog.exec()
        dialog.deleteLater()

    # --- building ---------------------------------------------------------------------------------

    def _tab(self, at: int, page: Page) -> QPushButton:
        tab = QPushButton(page.title)
        tab.setObjectName("chip")
        tab.setCheckable(True)
        tab.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tab.clicked.connect(lambda _=False: self.go_to(at))
        page.message.connect(self.status.show_message)
        self.stack.addWidget(page)
        self.top.add(tab)
        return tab

    def _lay_out(self) -> None:
        frame = QWidget()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.stack, 1)
        column.addWidget(self._progress_bar())
        column.addWidget(self.status)
        self.setCentralWidget(frame)

    def _progress_bar(self) -> QWidget:
        self.doing, self.bar = QLabel(), QProgressBar()
        self.bar.setTextVisible(False)
        self.stop = QPushButton(t("office.stop_button"))
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(lambda _=False: self.errand.cancel())
        self.working = QWidget()
        row = QHBoxLayout(self.working)
        row.setContentsMargins(32, 6, 32, 10)
        row.setSpacing(14)
        row.addWidget(self.doing)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        return self.working

    # --- long work --------------------------------------------------------------------------------

    def _show_busy(self, busy: bool) -> None:
        self.working.setVisible(busy)
        self.doing.setText(t("office.beginning"))
        self.bar.setRange(0, 0)

    def _show_progress(self, what: str, done: int, of: int) -> None:
        self.doing.setText(t("office.progress", what=what, done=number(done), all=number(of)))
        self.bar.setRange(0, max(of, 1))
        self.bar.setValue(done)

    def _quit(self) -> None:
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """What is under way stops first."""
        self.errand.close()
        self.endpoint.close()
        super().closeEvent(event)


def show_office(open_endpoint: Callable[[], Endpoint]) -> int:
    """Show the window until it is closed; gives the exit status. Raises what `open_endpoint` raises."""
    from regsosek_desk.ui.app import Program, config_path
    from regsosek_desk.ui.models.preferences import PreferenceFile

    program = Program(PreferenceFile(config_path()))
    program.faults.install()
    try:
        window = OfficeWindow(open_endpoint())
        program.faults.parent, program.faults.whisper = window, window.status.show_message
        window.resize(program.app.primaryScreen().availableSize())
        window.showMaximized()
        return program.app.exec()
    finally:
        program.faults.remove()
