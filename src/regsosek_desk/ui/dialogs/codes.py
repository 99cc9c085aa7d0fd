"""F4: the code list of a question. Type the code or words of its label; Enter takes the one that is marked."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QWidget

from regsosek_desk.core.formdef.models import Question
from regsosek_desk.core.formdef.values import is_digits
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.choices import ChoiceList
from regsosek_desk.ui.dialogs.panel import Accept, Panel
from regsosek_desk.ui.document.words import question_title

_CODE = int(Qt.ItemDataRole.UserRole)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}
_MOST_ROWS = 18


def matching(codes: dict[str, str], text: str) -> list[str]:
    """Codes that fit what was typed: the code itself first, then codes that begin so, then labels with all words."""
    words = text.lower().split()
    if not words:
        return list(codes)
    if is_digits(text.strip()):
        exact = [c for c in codes if int(c) == int(text)]
        begin = [c for c in codes if c.startswith(text.strip()) or c.lstrip("0").startswith(text.strip())]
        return list(dict.fromkeys(exact + begin))
    return [c for c, label in codes.items() if all(word in label.lower() for word in words)]


class CodePanel(Panel[str]):
    def __init__(
        self, question: Question, current: str, proposed: str | None, accept: Accept[str], *, note: str = ""
    ) -> None:
        """`note` stands above the list: whose codes these are when they aren't those of the field itself."""
        super().__init__(question_title(question), t("dialogs.codes.keys"), accept)
        if note:
            self.words(note, "codesNote", faint=True)
        self._codes = question.codes
        self.edit = _Filter(self)
        self.edit.setPlaceholderText(t("dialogs.codes.filter"))
        self.edit.textChanged.connect(self._filter)
        self.list = ChoiceList("codeList")
        self.list.itemClicked.connect(lambda item: self.accept(item.data(_CODE)))
        self.list.rows_wanted = min(_MOST_ROWS, len(self._codes))  # filtering doesn't make the card jump
        self.body.addWidget(self.edit)
        self.body.addWidget(self.list, 1)
        self.finish_layout()
        self._filter("")
        self._mark(current or proposed or "")

    def first_focus(self) -> QWidget:
        return self.edit

    def _filter(self, text: str) -> None:
        self.list.clear()
        for code in matching(self._codes, text):
            item = QListWidgetItem(f"{code}   {self._codes[code]}", self.list)
            item.setData(_CODE, code)
        self.list.setCurrentRow(0)
        self.complain("" if self.list.count() else t("dialogs.codes.none", text=text.strip()))

    def _mark(self, code: str) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(_CODE) == code:
                self.list.setCurrentRow(row)

    def take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accept(item.data(_CODE))


class _Filter(QLineEdit):
    """Arrows move in the list while the letters go here."""

    def __init__(self, panel: CodePanel) -> None:
        super().__init__(panel)
        self.setObjectName("codeFilter")
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
