"""Telling about faults: what happened, whether the answers are safe, what to do. Never a traceback."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.widgets.look import scaled

_CHARACTERS = 90


class FaultDialog(QDialog):
    """Three parts and a row of buttons; `choice` names the button that was pressed, "" when it was closed."""

    def __init__(
        self, parts: tuple[str, str, str], choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """`choices` are pairs of name and word; the first is the default."""
        super().__init__(parent)
        self.choice = ""
        self.parts = parts
        self.setWindowTitle(t("faults.title"))
        happened, safe, action = (self._text(part) for part in parts)
        happened.setFont(scaled(self.font(), 1.2, bold=True))
        box = QVBoxLayout(self)
        box.setContentsMargins(28, 24, 28, 20)
        box.setSpacing(12)
        for label in (happened, safe, action):
            box.addWidget(label)
        box.addSpacing(8)
        box.addLayout(self._buttons(choices))
        self._default.setFocus()
        width = _CHARACTERS * self.fontMetrics().averageCharWidth()
        self.setFixedSize(width, box.heightForWidth(width))

    def _text(self, part: str) -> QLabel:
        label = QLabel(part)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _buttons(self, choices: Sequence[tuple[str, str]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        for name, word in reversed(choices):
            button = QPushButton(word)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.setDefault(name == choices[0][0])
            button.clicked.connect(lambda _=False, name=name: self._choose(name))
            row.addWidget(button)
            if button.isDefault():
                self._default = button
        return row

    def _choose(self, name: str) -> None:
        self.choice = name
        self.accept()
