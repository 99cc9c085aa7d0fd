"""The lock over the main window: nothing of the work can be read until the PIN is given, and nothing is closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from shiboken6 import isValid

from regsosek_desk.storage.vault import open_vault
from regsosek_desk.texts import t
from regsosek_desk.ui.door.card import Cover
from regsosek_desk.ui.door.idle import Clock, IdleWatch, clocks
from regsosek_desk.ui.door.pin_card import PinCard


class WindowLock(QObject):
    """Locks a window on a work file with a PIN, by itself after so many minutes or at once by `lock`.

    The key stays with the open file; the PIN is only asked for again. `settle` is called before, to bring what is
    being typed to the disk.
    """

    def __init__(
        self, window: QMainWindow, path: Path, minutes: int, settle: Callable[[], None], *, clock: Clock = clocks
    ) -> None:
        super().__init__(window)
        self._window, self._path, self._settle = window, path, settle
        self._cover: Cover | None = None
        self._title = ""
        self._focus: QWidget | None = None
        self._later: list[Callable[[], None]] = []
        self.watch = IdleWatch(minutes, self, clock)
        self.watch.idle.connect(self.lock)
        self.watch.start()

    @property
    def locked(self) -> bool:
        return self._cover is not None

    def lock(self) -> None:
        """Cover the window; nothing happens when it is covered."""
        if self.locked:
            return
        self.watch.stop()
        close_dialogs(self._window)
        self._settle()
        self._title, self._focus = self._window.windowTitle(), self._window.focusWidget()
        self._window.setWindowTitle(t("door.lock.window", program=t("shell.program")))
        self._show_content(False)
        self._cover = Cover(self._window)
        self._cover.open(PinCard(t("door.lock.title"), t("door.lock.text"), self._check, self._open))

    def _show_content(self, shown: bool) -> None:
        """Hidden, and not only covered: what is hidden takes no focus, and no reader of the screen finds it."""
        content = self._window.centralWidget()
        if content is not None:
            content.setVisible(shown)

    def postponed(self, call: Callable[[], None]) -> bool:
        """Keep this for when the window can be read again; False, and nothing kept, when it can be now."""
        if self.locked:
            self._later.append(call)
        return self.locked

    def _check(self, pin: str) -> None:
        """In the other thread; the key it finds is let go at once."""
        open_vault(self._path, pin)

    def _open(self, _: None) -> None:
        cover, self._cover = self._cover, None
        if cover is not None:
            cover.take_away()
        self._window.setWindowTitle(self._title)
        self._show_content(True)
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()
        self.watch.start()
        calls, self._later = self._later, []
        for call in calls:
            call()


def close_dialogs(window: QWidget) -> None:
    """Close, as Esc does, whatever stands in front of the window: it could be read, and would take the keys."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible() and widget is not window:
            widget.reject()
