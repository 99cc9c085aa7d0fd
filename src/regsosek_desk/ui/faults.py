"""Errors that nobody took: told kindly, kept in the log, and the work goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.texts import explain, t
from regsosek_desk.ui import folders
from regsosek_desk.ui.fault_log import FaultLog, described
from regsosek_desk.ui.widgets.fault_dialog import FaultDialog


class FaultDesk:
    """Takes the place of sys.excepthook; `parent` and `whisper` (a short message) come with the window."""

    def __init__(self, log: FaultLog) -> None:
        self.log = log
        self.stand_alone()
        self.dialog: FaultDialog | None = None
        self._told: set[str] = set()
        self._before = sys.excepthook

    def stand_alone(self) -> None:
        """There is no window to tell faults in."""
        self.parent: QWidget | None = None
        self.whisper: Callable[[str], None] = lambda _: None
        self.postponed: Callable[[Callable[[], None]], bool] = lambda _: False
        """Takes what is to be told later, because nobody may read it now; False when it can be told now."""
        self.report: Callable[[], None] | None = None
        """Lets the user file the fault for the office, where there is a way to it."""

    def install(self) -> None:
        self._before = sys.excepthook
        sys.excepthook = self.take

    def remove(self) -> None:
        sys.excepthook = self._before

    def take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Note an error and tell about it soon: not in the middle of painting or of another dialog."""
        if isinstance(error, Exception):
            self.log.note(error)
            QTimer.singleShot(0, lambda: self._tell(error))
        else:
            self._before(kind, error, trace)

    def _tell(self, error: Exception) -> None:
        """A dialog for what is new; for what was told before, or comes meanwhile, only a line."""
        if self.postponed(lambda: self._tell(error)):
            return
        story = described(error)
        if self.dialog is not None or (story in self._told and not isinstance(error, DeskError)):
            self.whisper(t("faults.again"))
            return
        self._told.add(story)
        self.dialog = _dialog(error, self.parent, reports=self.report is not None)
        try:
            self.dialog.exec()
            if self.dialog.choice == "save_log":
                save_log(self.log, self.parent)
            elif self.dialog.choice == "report" and self.report:
                self.report()
        finally:
            self.dialog.deleteLater()
            self.dialog = None


def _dialog(error: Exception, parent: QWidget | None, *, reports: bool) -> FaultDialog:
    go_on = ("go_on", t("faults.go_on"))
    if isinstance(error, DeskError):
        return FaultDialog(explain(error), [go_on], parent)
    report = [("report", t("faults.report"))] if reports else []
    return FaultDialog(bug_parts(), [go_on, *report, ("save_log", t("faults.save_log"))], parent)


def bug_parts() -> tuple[str, str, str]:
    """What is said of an error that the program did not expect."""
    return t("faults.bug_happened"), t("faults.bug_safe"), t("faults.bug_action")


def save_log(log: FaultLog, parent: QWidget | None) -> None:
    """Ask where, and write the log there."""
    proposal = f"catatan-regsosek-{datetime.now():%Y%m%d-%H%M}.zip"
    chosen = folders.ask_new_file(parent, t("faults.save_log"), proposal, t("faults.log_filter"))
    if chosen is None:
        return
    try:
        log.save(chosen)
    except OSError as fault:
        params = {"file": chosen.name}
        FaultDialog(explain(DeskError("disk_error", **params)), [("close", t("faults.close"))], parent).exec()
        log.note(fault)
