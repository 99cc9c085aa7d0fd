"""Chips that choose a status: 0 all, 1 blank, 2 error, 3 warning, 4 clean, each with its count; and stages."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from regsosek_desk.core.domain.documents import STATUSES
from regsosek_desk.texts import t
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.widgets.look import theme
from regsosek_desk.ui.widgets.status import draw_status, status_word

CHOICES = ("", *STATUSES)
"""Statuses by the digit that chooses them; "" is every status."""
STAGES = ("returned", "approved", "changed")
"""Stages that can be asked for, by the digits after those; without any such family there is no chip."""
_SHARP = 3  # pixels drawn for each pixel of the sign, so that it is clear on any screen


class StatusFilter(QWidget):
    """One chip is always down."""

    chosen = Signal(str)
    stage_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for digit, status in enumerate(CHOICES):
            chip = self._chip(status)
            self._group.addButton(chip, digit)
            row.addWidget(chip)
        for digit, _stage in enumerate(STAGES, len(CHOICES)):
            chip = self._chip("")
            self._group.addButton(chip, digit)
            row.addWidget(chip)
        row.addStretch(1)
        self._group.idClicked.connect(self._clicked)

    def _clicked(self, digit: int) -> None:
        if digit < len(CHOICES):
            self.chosen.emit(CHOICES[digit])
        else:
            self.stage_chosen.emit(STAGES[digit - len(CHOICES)])

    def _chip(self, status: str) -> QPushButton:
        chip = QPushButton()
        chip.setObjectName("chip")
        chip.setCheckable(True)
        chip.setAutoDefault(False)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if status:
            chip.setIcon(status_icon(status, self.fontMetrics().height()))
        return chip

    def show_counts(self, counts: Mapping[str, int], chosen: str) -> None:
        """Counts by status, and the status that is chosen now."""
        for digit, status in enumerate(CHOICES):
            count = counts.get(status, 0) if status else sum(counts.values())
            chip = self._group.button(digit)
            word = status_word(status) if status else t("families.all")
            chip.setText(f"{' ' if status else ''}{digit}  {word}  {number(count)}")
            chip.setChecked(status == chosen)

    def show_stages(self, counts: Mapping[str, int], chosen: str) -> None:
        """Counts by stage, and the stage that is chosen now, "" for every one."""
        for digit, stage in enumerate(STAGES, len(CHOICES)):
            chip = self._group.button(digit)
            chip.setText(f"{digit}  {t(f'review.stage_{stage}')}  {number(counts.get(stage, 0))}")
            chip.setVisible(bool(counts.get(stage)) or stage == chosen)
            chip.setChecked(stage == chosen)

    def text_of(self, status: str) -> str:
        """What stands on a chip."""
        return self._group.button(CHOICES.index(status)).text()


def status_icon(status: str, size: int) -> QIcon:
    """The sign of a status for a button."""
    pixmap = QPixmap(size * _SHARP, size * _SHARP)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_status(painter, QRectF(0, 0, size * _SHARP, size * _SHARP), status, theme())
    painter.end()
    return QIcon(pixmap)
