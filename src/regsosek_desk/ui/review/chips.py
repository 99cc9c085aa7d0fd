"""The groups of the queue as chips, each with its count."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from regsosek_desk.services.checking.review import GROUPS, Group, Queue
from regsosek_desk.texts import t
from regsosek_desk.ui.models.dates import number


class GroupChips(QWidget):
    """One chip is always down."""

    def __init__(self, level: str) -> None:
        super().__init__()
        self._level = level
        self.chosen = QButtonGroup(self)
        self._counts: dict[Group, int] = {}
        self._group: Group = "waiting"
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for at in range(len(GROUPS)):
            chip = QPushButton()
            chip.setObjectName("chip")
            chip.setCheckable(True)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.chosen.addButton(chip, at)
            row.addWidget(chip)
        row.addStretch(1)

    def show_counts(self, queue: Queue, group: Group) -> None:
        self._counts, self._group = dict(queue.counts), group
        self._show()

    def less_waiting(self) -> None:
        """One family is decided; the next reading of the queue says where it went."""
        self._counts["waiting"] -= 1
        self._show()

    def _show(self) -> None:
        for at, group in enumerate(GROUPS):
            chip = self.chosen.button(at)
            chip.setText(f"{t(f'review.group_{group}_{self._level}')}  {number(self._counts.get(group, 0))}")
            chip.setChecked(group == self._group)
