"""What every part of the tour does: press real keys, wait, take a picture, say a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDeadlineTimer, QEvent, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.window import MainWindow

SIZE = (1366, 768)
_NONE = Qt.KeyboardModifier.NoModifier
_PATIENCE = 5_000  # ms for a list to arrive from the work file


class Hands:
    """Works in one window; pictures go to `out`."""

    def __init__(self, window: MainWindow, out: Path) -> None:
        self.window = window
        self.out = out

    def _open(self) -> None:
        """Show the window and wait for Beranda."""
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        self.window.start()
        self._settled()

    def close(self) -> None:
        """The window goes at once, so that it doesn't take the keyboard from the next one later."""
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _look(self, picture: str, key: Qt.Key) -> None:
        """Open a card, take its picture, close it."""
        self._press(key)
        self._picture(picture)
        self._press(Qt.Key.Key_Escape)

    def _press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        if not self.window.isActiveWindow():  # without a display nobody gives it back to a window
            self.window.activateWindow()
            QApplication.processEvents()
        QTest.keyClick(self._focus(), key, modifier)
        QApplication.processEvents()

    def _focus(self) -> QWidget:
        return self.window.focusWidget() or self.window

    def _page(self) -> Any:
        """The present screen; which one it is changes with the keys pressed."""
        return self.window.page

    def _settled(self) -> None:
        """Let what the work file was asked for arrive."""
        self.window.runner(lambda file: None)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        QApplication.processEvents()

    def _wait(self, ready: Callable[[], bool], at_most: int = _PATIENCE) -> None:
        """Let the program work until it is ready; `at_most` in milliseconds."""
        deadline = QDeadlineTimer(at_most)
        while not ready() and not deadline.hasExpired():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def _picture(self, name: str) -> None:
        QApplication.processEvents()
        self._shot(name, self.window)

    def _shot(self, name: str, widget: QWidget) -> None:
        widget.grab().save(str(self.out / f"{name}.png"))

    def _say(self, step: str, **params: object) -> None:
        print(t(f"tour.{step}", **params), flush=True)
