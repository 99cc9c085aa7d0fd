"""A card with one list: type words of what is wanted, Enter takes the one that is marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.choices import ChoiceList
from regsosek_desk.ui.dialogs.panel import Accept, Panel

_CODE = int(Qt.ItemDataRole.UserRole)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
_MOST_ROWS = 18


class PickPanel(Panel[str]):
    """Answered with the code of a choice."""

    def __init__(
        self, title: str, choices: Mapping[str, str], accept: Accept[str], *, hint: str, note: str = "",
        name: str = "pick",
    ) -> None:  # fmt: skip
        """`choices` is code to label, `hint` stands in the empty line, `note` above the list."""
        super().__init__(title, t("dialogs.codes.keys"), accept)
        if note:
            self.words(note, f"{name}Note", faint=True)
        self.choices = dict(choices)
        self.edit = _Filter(self, f"{name}Filter")
        self.edit.setPlaceholderText(hint)
        self.edit.textChanged.connect(self._filter)
        self.list = ChoiceList(f"{name}List")
        self.list.itemClicked.connect(lambda item: self.accept(item.data(_CODE)))
        self.list.rows_wanted = min(_MOST_ROWS, len(self.choices))  # filtering doesn't make the card jump
        self.body.addWidget(self.edit)
        self.body.addWidget(self.list, 1)
        self.finish_layout()
        self._filter("")

    def first_focus(self) -> QWidget:
        return self.edit

    def matching(self, text: str) -> Iterable[str]:
        """Codes whose code or label has all the words."""
        words = text.lower().split()
        return [c for c, label in self.choices.items() if all(word in f"{c} {label}".lower() for word in words)]

    def line(self, code: str) -> str:
        """A choice as it stands in the list."""
        return f"{self.choices[code]}   {code}"

    def _filter(self, text: str) -> None:
        self.list.clear()
        for code in self.matching(text):
            item = QListWidgetItem(self.line(code), self.list)
            item.setData(_CODE, code)
        self.list.setCurrentRow(0)
        self.complain("" if self.list.count() else t("dialogs.codes.none", text=text.strip()))

    def mark(self, code: str) -> None:
        """Put the mark on a choice; nothing happens where it isn't listed."""
        for row in range(self.list.count()):
            if self.list.item(row).data(_CODE) == code:
                self.list.setCurrentRow(row)

    def take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept(item.data(_CODE))


class _Filter(QLineEdit):
    """Arrows move in the list while the letters go here."""

    def __init__(self, panel: PickPanel, name: str) -> None:
        super().__init__(panel)
        self.setObjectName(name)
        self._panel = panel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._panel.list.step(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._panel.take()
        elif key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
