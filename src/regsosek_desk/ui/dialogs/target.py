"""Until when one wants to be done: a day as on the questionnaire, two digits each and the year; empty takes it back."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from regsosek_desk.texts import day_digits, t
from regsosek_desk.ui.dialogs.panel import Accept, Panel

_FORMAT = "%d%m%Y"


class TargetPanel(Panel[date | None]):
    def __init__(self, day: date | None, accept: Accept[date | None]) -> None:
        super().__init__(t("roles.target_title"), t("roles.target_keys"), accept)
        self.words(t("roles.target_words"), faint=True)
        self.edit = QLineEdit(day_digits(day.isoformat()) if day else "")
        self.edit.setPlaceholderText(t("roles.target_hint"))
        self.edit.selectAll()
        self.body.addWidget(self.edit)
        self.finish_layout()

    def first_focus(self) -> QWidget:
        return self.edit

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        digits = "".join(c for c in self.edit.text() if c.isdigit())
        try:
            day = datetime.strptime(digits, _FORMAT).date() if self.edit.text().strip() else None
        except ValueError:
            self.complain(t("roles.target_wrong"))
        else:
            self.accept(day)
