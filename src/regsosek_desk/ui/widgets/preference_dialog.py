"""F10: the settings of the keyer, each a row of choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from regsosek_desk.texts import t
from regsosek_desk.ui.models.preferences import CHOICES, Preferences
from regsosek_desk.ui.widgets.look import scaled

_SIDE_BY_SIDE = 30
"""Characters that the choices of a setting may have together to stand in one row."""


class PreferenceDialog(QDialog):
    """Shows the settings as they are; `chosen` gives them as they were left. All by Tab, arrows and Enter.

    `errand` names the button pressed of those that lead elsewhere, "" when none was.
    """

    def __init__(
        self, now: Preferences, parent: QWidget | None = None, errands: Sequence[tuple[str, str]] = (),
        without: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """`errands` are pairs of name and word; `without` names settings that mean nothing here."""
        super().__init__(parent)
        self._now = now
        self.errand = ""
        self.setWindowTitle(t("prefs.title"))
        self.setMinimumWidth(80 * self.fontMetrics().averageCharWidth())
        self._groups: dict[str, QButtonGroup] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(28, 20, 28, 20)
        box.setSpacing(18)
        for name, choices in CHOICES.items():
            if name not in without:
                box.addLayout(self._setting(name, choices, now.texts()[name]))
        box.addSpacing(6)
        row = QHBoxLayout()
        for name, word in errands:
            row.addWidget(self._errand(name, word))
        row.addStretch(1)
        box.addLayout(row)
        box.addWidget(self._buttons())

    def choose(self, name: str, value: str) -> None:
        """Set one setting, as a click on its choice does."""
        self._groups[name].button(CHOICES[name].index(value)).setChecked(True)

    @property
    def chosen(self) -> Preferences:
        ids = {name: group.checkedId() for name, group in self._groups.items()}
        return Preferences.from_texts({**self._now.texts(), **{name: CHOICES[name][at] for name, at in ids.items()}})

    def _setting(self, name: str, choices: tuple[str, ...], now: str) -> QVBoxLayout:
        group = self._groups[name] = QButtonGroup(self)
        words = [t(f"prefs.{name}_{choice}") for choice in choices]
        heading = QLabel(t(f"prefs.{name}"))
        heading.setFont(scaled(self.font(), 1.0, bold=True))
        row = QHBoxLayout() if sum(map(len, words)) <= _SIDE_BY_SIDE else QVBoxLayout()
        row.setSpacing(24 if isinstance(row, QHBoxLayout) else 2)
        for at, choice in enumerate(choices):
            button = QRadioButton(words[at])
            button.setAccessibleName(f"{heading.text()}: {words[at]}")
            button.setChecked(choice == now)
            group.addButton(button, at)
            row.addWidget(button)
        if isinstance(row, QHBoxLayout):
            row.addStretch(1)
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(heading)
        box.addLayout(row)
        return box

    def _errand(self, name: str, word: str) -> QPushButton:
        button = QPushButton(word)
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._go_on(name))
        return button

    def _go_on(self, name: str) -> None:
        self.errand = name
        self.accept()

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        save = buttons.addButton(t("prefs.save"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        buttons.addButton(t("prefs.cancel"), QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons
