"""F7: why a question is skipped, or what a red one rests on. Enter goes to the answer that is marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidgetItem

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.why import Reason
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.choices import ChoiceList
from regsosek_desk.ui.dialogs.panel import Accept, Panel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_ROWS = 10
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Tab: 1}


class WhyPanel(Panel[Place]):
    """`says` tells what is so; the reasons are the answers behind it."""

    characters = 72

    def __init__(self, title: str, says: str, reasons: Sequence[Reason], action: str, accept: Accept[Place]) -> None:
        super().__init__(title, t("dialogs.why.keys" if reasons else "dialogs.close"), accept)
        self.words(says, "whySays")
        self.list = ChoiceList("whyList")
        self._places = [reason.place for reason in reasons]
        for reason in reasons:
            QListWidgetItem(_words(reason), self.list)
        self.list.setCurrentRow(0)
        self.list.itemClicked.connect(lambda _: self._take())
        self.list.rows_wanted = min(_MOST_ROWS, len(reasons))
        self.body.addWidget(self.list)
        self.list.setVisible(bool(reasons))
        if action:
            self.words(action, "whyAction")
        self.finish_layout()

    def _take(self) -> None:
        if self._places:
            self.accept(self._places[self.list.currentRow()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self._places:
            self.list.step(_STEPS[key])
        elif key in _ENTER and not event.isAutoRepeat():
            self._take()
        else:
            super().keyPressEvent(event)


def _words(reason: Reason) -> str:
    """`404 Keberadaan = 2 Meninggal`, what led to it further in."""
    lead = "      " * reason.depth + ("← " if reason.depth else "")
    return f"{lead}{reason.number} {reason.label} = {reason.answer}"
