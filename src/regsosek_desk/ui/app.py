"""Start of the window: open the work file, show where the keyer was, and close everything again."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_config_path
from PySide6.QtWidgets import QApplication, QFileDialog

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.device import device_name
from regsosek_desk.services.opening import enrolled_files, is_locked, open_workfile
from regsosek_desk.services.session import Session
from regsosek_desk.settings import data_dir
from regsosek_desk.texts import explain, set_language, t
from regsosek_desk.ui.door.entry import Entry
from regsosek_desk.ui.fault_log import FaultLog
from regsosek_desk.ui.faults import FaultDesk
from regsosek_desk.ui.models.preferences import PreferenceFile, Preferences
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.fault_dialog import FaultDialog
from regsosek_desk.ui.widgets.look import apply_look
from regsosek_desk.ui.window import MainWindow

if TYPE_CHECKING:
    from regsosek_desk.ui.door.start import Door

NOT_OPENED = 1
Ask = Callable[[DeskError, Path], Path | None]
Unlock = Callable[[Path], Entry | None]


def run(path: Path | None, family: str | None = None, training: Callable[[], Path] | None = None) -> int:
    """Show the window on a work file, straight on a family when its number is given; gives the exit status.

    Without a path the user is asked which of this laptop's files it shall be. `training` gives the training file.
    """
    return _program(training, lambda program: program.live(Entry(path) if path else program.choose(), family))


def enrol(text: str, training: Callable[[], Path]) -> int:
    """Bind this laptop to a petugas, with a code or link when it is known, and open the new work file."""
    return _program(training, lambda program: program.live(program.enrol(text), None))


def _program(training: Callable[[], Path] | None, live: Callable[[Program], int]) -> int:
    program = Program(PreferenceFile(config_path()), training)
    program.faults.install()
    try:
        return live(program)
    finally:
        program.faults.remove()


class Program:
    """What lives as long as the program: Qt's application, the settings, and the desk for faults."""

    def __init__(self, kept: PreferenceFile, training: Callable[[], Path] | None = None) -> None:
        self._kept = kept
        self._training = training
        self._door: Door | None = None
        self.preferences = kept.load()
        self.wanted: Entry | None = None
        running = QApplication.instance()
        self.app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
        self.app.setApplicationName("regsosek-desk")
        self.faults = FaultDesk(FaultLog())
        self._dress()

    # --- the way in -------------------------------------------------------------------------------

    def live(self, entry: Entry | None, family: str | None) -> int:
        """Work on this file, and on those that are asked for from its window; gives the exit status."""
        status, wanted = NOT_OPENED, entry
        while wanted is not None and (runner := open_runner(wanted, _ask, self._unlock)) is not None:
            status = self.work(runner, family)
            wanted, family = self.wanted, None
        self._close_door()
        return status

    def choose(self) -> Entry | None:
        """Which file to open, where more than one may be meant."""
        enrolled = enrolled_files(data_dir())
        if enrolled:
            return self.door().choose(enrolled)
        path = _choose_file(Path.home())
        return Entry(path) if path else None

    def enrol(self, text: str) -> Entry | None:
        return self.door().enrol(data_dir(), text)

    def door(self) -> Door:
        """The window before the window; it stays until the other one is there, so that nothing flickers."""
        from regsosek_desk.ui.door.start import Door

        self._door = self._door or Door(self._training)
        return self._door

    def _unlock(self, path: Path) -> Entry | None:
        return self.door().pin(path)

    def _close_door(self) -> None:
        if self._door is not None:
            self._door.close()
            self._door = None

    # --- the window -------------------------------------------------------------------------------

    def work(self, runner: TaskRunner, family: str | None) -> int:
        """Show the window until it is closed, then close the file too. `wanted` is what to open next, if anything."""
        try:
            window = make_window(runner, self.preferences, self.use, self._training)
            with self._serving(window):
                window.resize(self.app.primaryScreen().availableSize())  # for systems that don't maximise
                window.showMaximized()
                window.activateWindow()
                window.start(family)
                self._close_door()
                gc.freeze()  # what the start has made stays to the end; the runner's collector sees to the rest
                status = self.app.exec()
            self.wanted = window.wanted
            return status
        finally:
            runner.close()

    @contextmanager
    def _serving(self, window: MainWindow) -> Iterator[None]:
        """Faults are told in this window, and it follows the colours of the desktop; afterwards it may go."""
        recolour = partial(self._recolour, window)
        faults, schemes = self.faults, self.app.styleHints().colorSchemeChanged
        faults.parent, faults.whisper, faults.postponed = window, window.show_message, window.postponed
        faults.report, window.fault_log = window.open_problem, faults.log
        schemes.connect(recolour)
        try:
            yield
        finally:
            schemes.disconnect(recolour)
            self.faults.stand_alone()

    def use(self, preferences: Preferences) -> None:
        """Take over changed settings, and keep them."""
        self.preferences = preferences
        self._kept.save(preferences)
        self._dress()

    def _dress(self) -> None:
        set_language(self.preferences.language)
        apply_look(self.app, self.preferences.text_size)

    def _recolour(self, window: MainWindow, _scheme: object) -> None:
        self._dress()
        window.rebuild()


def config_path() -> Path:
    """Where the settings are kept: REGSOSEK_DESK_HOME, else the user's own folder for settings."""
    home = os.environ.get("REGSOSEK_DESK_HOME")
    return (Path(home) if home else user_config_path("regsosek-desk", appauthor=False)) / "setelan.ini"


def open_runner(entry: Entry, ask: Ask, unlock: Unlock = lambda _: None) -> TaskRunner | None:
    """Open a work file. When it can't be opened `ask` names the path to try next, None to give up.

    `unlock` asks for the PIN of a locked file; it may give another file instead, or None to give up.
    """
    while True:
        try:
            if entry.key is not None or not is_locked(entry.path):
                return TaskRunner(partial(open_workfile, entry.path, entry.key))
            wanted = unlock(entry.path)
        except DeskError as error:
            path = ask(error, entry.path)
            wanted = Entry(path) if path else None
        if wanted is None:
            return None
        entry = wanted


def make_window(
    runner: TaskRunner, preferences: Preferences, apply: Callable[[Preferences], None] = lambda _: None,
    training: Callable[[], Path] | None = None,
) -> MainWindow:  # fmt: skip
    """The main window on an open work file, not shown yet."""
    return MainWindow(Session(runner, device_name()), runner, preferences, apply, training=training)


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
