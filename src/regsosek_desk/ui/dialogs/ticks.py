"""F4 on a sum of codes: ticks make the number, the number makes the ticks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidgetItem, QWidget

from regsosek_desk.core.formdef.models import Question
from regsosek_desk.core.formdef.values import is_valid, normalise, ticked
from regsosek_desk.texts import t
from regsosek_desk.ui.dialogs.choices import ChoiceList
from regsosek_desk.ui.dialogs.panel import Accept, Panel
from regsosek_desk.ui.document.words import question_title

_CODE = int(Qt.ItemDataRole.UserRole)
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


def total_of(question: Question, text: str) -> str | None:
    """The answer for `5` or `1+4`, padded as its boxes want; None when it is no sum of distinct codes."""
    parts = [part for part in text.replace(" ", "").split("+") if part]
    if not parts or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(parts) > 1 and len(set(numbers)) < len(numbers):
        return None
    total = normalise(question, str(sum(numbers)))
    return total if total is not None and is_valid(question, total) else None


def toggled(question: Question, current: frozenset[str], code: str) -> str:
    """The sum after a code was ticked or unticked; zero and the code that stands alone exclude the others."""
    alone = {c for c in question.codes if int(c) == 0 or (question.alone and int(c) == int(question.alone))}
    if code in current:
        ticks = current - {code}
    elif code in alone:
        ticks = frozenset({code})
    else:
        ticks = (current - alone) | {code}
    return str(sum(int(c) for c in ticks)).zfill(question.width)


class TickPanel(Panel[str]):
    def __init__(self, question: Question, current: str, accept: Accept[str]) -> None:
        super().__init__(question_title(question), t("dialogs.ticks.keys"), accept)
        self._question = question
        self.edit = _Sum(self)
        self.edit.setPlaceholderText(t("dialogs.ticks.example"))
        self.edit.textChanged.connect(self._follow)
        self.list = ChoiceList("tickList")
        for code, label in question.codes.items():
            item = QListWidgetItem(f"{code}   {label}", self.list)
            item.setData(_CODE, code)
            item.setCheckState(_OFF)
        self.list.itemClicked.connect(self._clicked)
        self.list.rows_wanted = self.list.count()
        self.body.addWidget(self.edit)
        self.body.addWidget(self.list)
        self.sum: QLabel = self.words("", "tickSum")
        self.finish_layout()
        self.list.setCurrentRow(0)
        self.edit.setText(current)
        self.edit.selectAll()
        self._follow(current)

    def first_focus(self) -> QWidget:
        return self.edit

    @property
    def total(self) -> str | None:
        return total_of(self._question, self.edit.text())

    def _follow(self, text: str) -> None:
        """Ticks and sum after the number."""
        total = self.total
        ticks = ticked(self._question, total)
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setCheckState(_ON if item.data(_CODE) in ticks else _OFF)
        self.complain("")
        labels = " + ".join(self._question.codes[c] for c in sorted(ticks))
        self.sum.setText(t("dialogs.ticks.sum", total=total, labels=labels) if total else t("dialogs.ticks.no_sum"))

    def _clicked(self, item: QListWidgetItem) -> None:
        self.list.setCurrentItem(item)
        self.toggle()

    def toggle(self) -> None:
        """Tick or untick the marked code."""
        item = self.list.currentItem()
        if item is not None:
            self.edit.setText(toggled(self._question, ticked(self._question, self.total), item.data(_CODE)))

    def take(self) -> None:
        total = self.total
        if total is not None:
            self.accept(total)
        elif text := self.edit.text().strip():
            self.complain(self._what_is_wrong(text))

    def _what_is_wrong(self, text: str) -> str:
        """Codes typed one behind the other are told how to be written."""
        codes = {str(int(code)) for code in self._question.codes}
        if len(text) > 1 and len(set(text)) == len(text) and set(text) <= codes:
            return t("dialogs.ticks.codes_in_a_row", text=text, sum="+".join(text))
        return t("dialogs.ticks.wrong", text=text)


class _Sum(QLineEdit):
    """The number; arrows and the space bar work on the ticks."""

    def __init__(self, panel: TickPanel) -> None:
        super().__init__(panel)
        self.setObjectName("tickNumber")
        self._panel = panel

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match Qt.Key(event.key()):
            case Qt.Key.Key_Up:
                self._panel.list.step(-1)
            case Qt.Key.Key_Down:
                self._panel.list.step(1)
            case Qt.Key.Key_Space:
                self._panel.toggle()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._panel.take()
            case Qt.Key.Key_Escape:
                event.ignore()
            case _:
                super().keyPressEvent(event)
