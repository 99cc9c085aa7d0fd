"""A row of chips of which one is down: what of a list is shown, with counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.widgets.status_filter import status_icon


class Chips(QWidget):
    """`chosen` gives the position of the chip, which is also the digit that chooses it with Alt."""

    chosen = Signal(int)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`choices` are pairs of word and sign ("" for none)."""
        super().__init__(parent)
        self._words = [word for word, _ in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for digit, (_, sign) in enumerate(choices):
            chip = QPushButton()
            chip.setObjectName("chip")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            if sign:
                chip.setIcon(status_icon(sign, self.fontMetrics().height()))
            self._group.addButton(chip, digit)
            row.addWidget(chip)
        row.addStretch(1)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen.emit)
        self.show_counts([0] * len(choices))

    @property
    def choice(self) -> int:
        return self._group.checkedId()

    def choose(self, digit: int) -> None:
        self._group.button(digit).setChecked(True)
        self.chosen.emit(digit)

    def show_counts(self, counts: Sequence[int]) -> None:
        for digit, count in enumerate(counts):
            self._group.button(digit).setText(f" {digit}  {self._words[digit]}  {number(count)}")
