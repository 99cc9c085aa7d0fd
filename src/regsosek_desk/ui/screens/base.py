"""What every screen of the shell has: commands that are shortcut, hint and help at once, and tasks that end with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.session import Session
from regsosek_desk.texts import in_short, t
from regsosek_desk.ui.tasks import Task, TaskRunner
from regsosek_desk.ui.widgets.key_dialog import KeyDialog


@dataclass(frozen=True, slots=True)
class Command:
    """Something the keyboard does. `keys` as Qt names them; `shown` is what hint and help call them."""

    shown: str
    text: str
    keys: tuple[str, ...] = ()
    run: Callable[[], None] | None = None
    hint: bool = True

    @property
    def label(self) -> str:
        return t(self.text)


class Screen(QWidget):
    """One screen of the window. It is thrown away when left and made anew when come back to."""

    back_requested = Signal()
    open_document = Signal(str)
    go = Signal(object)
    """An address of the program to go to."""
    message = Signal(str)

    def __init__(self, session: Session, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.runner = runner
        self._task: Task | None = None
        runner.changed.connect(self._changed)

    @property
    def title(self) -> str:
        """The screen's place in the line of names at the top of the window."""
        return ""

    def commands(self) -> list[Command]:
        """Every key of the screen, the most needed first."""
        return []

    def install_commands(self) -> None:
        """Bind the keys; once, when the screen is built."""
        for command in [*self.commands(), self._help()]:
            for keys in command.keys if command.run else ():
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(command.run)

    def _help(self) -> Command:
        return Command("F1", "shell.help_key", ("F1",), self.show_keys)

    def hints(self) -> list[tuple[str, str]]:
        """Key and word of the commands that the foot of the window shows."""
        return [(command.shown, command.label) for command in [*self.commands(), self._help()] if command.hint]

    def show_keys(self) -> None:
        """Show every key of the screen."""
        keys = [(command.shown, command.label) for command in self.commands()]
        lock = [] if self.session.training else [("Ctrl+L", t("door.lock.key"))]
        own = [("F10", t("shell.settings_key")), ("Ctrl+M", t("problem.key")), *lock, ("Ctrl+Q", t("shell.close_key"))]
        dialog = KeyDialog([*keys, *own], self)
        dialog.exec()
        dialog.deleteLater()

    def refresh(self) -> None:
        """Read anew what the screen shows."""

    def leave(self) -> None:
        """The screen is about to go: nothing that is still under way may come back to it."""
        self.drop_task()
        self.runner.changed.disconnect(self._changed)

    def take_task(self, task: Task) -> None:
        """Wait for this task only; what an older one brings is out of date."""
        self.drop_task()
        self._task = task

    def drop_task(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def reading_failed(self, error: Exception) -> None:
        """Say what went wrong with reading; anything but an expected fault is the program's own."""
        if not isinstance(error, DeskError):
            raise error
        self.message.emit(in_short(error))

    def attempt(self, action: Callable[[], object]) -> None:
        """Do it, or say why it can't be done."""
        try:
            action()
        except DeskError as fault:
            self.message.emit(in_short(fault))

    def _changed(self, _kind: str) -> None:
        if self.isVisible():
            self.refresh()
