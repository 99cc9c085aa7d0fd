"""The line of a card for words of one's own; while it is untouched, a digit takes words that are offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_LENGTH = 200
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DigitLine(QLineEdit):
    """`offered` from 1 on, `accept` gets the one chosen; `enter` is called by Enter."""

    def __init__(self, offered: Sequence[str], accept: Callable[[str], object], enter: Callable[[], None]) -> None:
        super().__init__()
        self.setMaxLength(_LENGTH)
        self._offered = {str(digit): words for digit, words in enumerate(offered, 1)}
        self._accept, self._enter = accept, enter

    def keyPressEvent(self, event: QKeyEvent) -> None:
        untouched = not self.text() or self.selectedText() == self.text()
        if untouched and event.text() in self._offered:
            self._accept(self._offered[event.text()])
        elif event.key() in _ENTER:
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
