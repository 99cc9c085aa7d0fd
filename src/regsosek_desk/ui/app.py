"""Start of the window: open the work file, show where the keyer was, and close everything again."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from platformdirs import user_config_path
from PySide6.QtWidgets import QApplication, QFileDialog

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.device import device_name
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import explain, set_language, t
from regsosek_desk.ui.fault_log import FaultLog
from regsosek_desk.ui.faults import FaultDesk
from regsosek_desk.ui.models.preferences import PreferenceFile, Preferences
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.fault_dialog import FaultDialog
from regsosek_desk.ui.widgets.look import apply_look
from regsosek_desk.ui.window import MainWindow

NOT_OPENED = 1
Ask = Callable[[DeskError, Path], Path | None]


def run(path: Path | None, family: str | None = None) -> int:
    """Show the window on a work file, straight on a family when its number is given; gives the exit status.

    Without a path the user is asked for a file.
    """
    program = Program(PreferenceFile(config_path()))
    program.faults.install()
    try:
        chosen = path or _choose_file(Path.home())
        runner = open_runner(chosen, _ask) if chosen else None
        return program.work(runner, family) if runner else NOT_OPENED
    finally:
        program.faults.remove()


class Program:
    """What lives as long as the program: Qt's application, the settings, and the desk for faults."""

    def __init__(self, kept: PreferenceFile) -> None:
        self._kept = kept
        self.preferences = kept.load()
        running = QApplication.instance()
        self.app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
        self.app.setApplicationName("regsosek-desk")
        self.faults = FaultDesk(FaultLog())
        self._dress()

    def work(self, runner: TaskRunner, family: str | None) -> int:
        """Show the window until it is closed, then close the file too."""
        try:
            window = make_window(runner, self.preferences, self.use)
            self.faults.parent, self.faults.whisper = window, window.show_message
            self.app.styleHints().colorSchemeChanged.connect(lambda _: self._recolour(window))
            window.resize(self.app.primaryScreen().availableSize())  # for systems that don't maximise
            window.showMaximized()
            window.activateWindow()
            window.start(family)
            gc.freeze()  # what the start has made stays to the end; the runner's collector sees to the rest
            return self.app.exec()
        finally:
            runner.close()

    def use(self, preferences: Preferences) -> None:
        """Take over changed settings, and keep them."""
        self.preferences = preferences
        self._kept.save(preferences)
        self._dress()

    def _dress(self) -> None:
        set_language(self.preferences.language)
        apply_look(self.app, self.preferences.text_size)

    def _recolour(self, window: MainWindow) -> None:
        self._dress()
        window.rebuild()


def config_path() -> Path:
    """Where the settings are kept: REGSOSEK_DESK_HOME, else the user's own folder for settings."""
    home = os.environ.get("REGSOSEK_DESK_HOME")
    return (Path(home) if home else user_config_path("regsosek-desk", appauthor=False)) / "setelan.ini"


def open_runner(path: Path, ask: Ask) -> TaskRunner | None:
    """Open a work file. When it can't be opened `ask` names the path to try next, None to give up."""
    chosen: Path | None = path
    while chosen is not None:
        try:
            return TaskRunner(partial(WorkFile.open, chosen))
        except DeskError as error:
            chosen = ask(error, chosen)
    return None


def make_window(
    runner: TaskRunner, preferences: Preferences, apply: Callable[[Preferences], None] = lambda _: None
) -> MainWindow:
    """The main window on an open work file, not shown yet."""
    return MainWindow(Session(runner, device_name()), runner, preferences, apply)


def _ask(error: DeskError, path: Path) -> Path | None:
    """Tell why the file can't be opened; gives what to try next."""
    choices = [("retry", t("faults.retry")), ("other", t("faults.other_file")), ("close", t("faults.close"))]
    parts = explain(error)
    dialog = FaultDialog(parts, choices)
    dialog.exec()
    if dialog.choice == "other":
        return _choose_file(path.parent)
    return path if dialog.choice == "retry" else None


def _choose_file(folder: Path) -> Path | None:
    chosen, _ = QFileDialog.getOpenFileName(None, t("faults.other_file"), str(folder), t("faults.file_filter"))
    return Path(chosen) if chosen else None
