"""F1: every key of the screen and what it does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.texts import t
from regsosek_desk.ui.widgets.look import scaled

_ROWS = 14


class KeyDialog(QDialog):
    """Pairs of key and word, in as many columns as they need."""

    def __init__(self, keys: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("keys.title"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for at, (key, word) in enumerate(keys):
            column, row = divmod(at, _ROWS)
            grid.addWidget(self._key(key), row, 2 * column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(QLabel(word), row, 2 * column + 1)
        close = QDialogButtonBox()
        close.addButton(t("keys.close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(28, 24, 28, 20)
        box.setSpacing(18)
        box.addLayout(grid)
        box.addWidget(close)

    def _key(self, key: str) -> QLabel:
        label = QLabel(key)
        label.setFont(scaled(self.font(), 1.0, bold=True))
        return label
