"""What both pages of the office window share: commands, work beside the window, and words about how it went."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.office.errand import Errand, Work
from regsosek_desk.ui.screens.base import Command
from regsosek_desk.ui.widgets.fault_dialog import FaultDialog

T = TypeVar("T")


class Page(QWidget):
    """One page of the window."""

    message = Signal(str)

    def __init__(self, endpoint: Endpoint, errand: Errand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.endpoint = endpoint
        self.errand = errand

    @property
    def title(self) -> str:
        return ""

    def commands(self) -> list[Command]:
        """Every key of the page, the most needed first."""
        return []

    def refresh(self) -> None:
        """Read anew what the page shows."""

    def install_commands(self) -> None:
        for command in self.commands():
            for keys in command.keys if command.run else ():
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)

    def work(self, work: Work[T], done: Callable[[T], None]) -> None:
        """Do this beside the window; a fault that is expected is told."""
        if not self.errand.start(work, done, self._failed):
            self.message.emit(t("office.busy"))

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, DeskError):
            raise error
        dialog = FaultDialog(explain(error), [("go_on", t("faults.go_on"))], self)
        dialog.exec()
        dialog.deleteLater()

    def button(self, text: str, run: Callable[[], None], *, default: bool = False) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.setDefault(default)
        made.clicked.connect(lambda _=False: run())
        return made
