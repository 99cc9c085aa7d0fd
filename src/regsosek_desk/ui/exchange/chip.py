"""In the bar at the top, on every screen: how much of the work still waits to be sent."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t
from regsosek_desk.ui.exchange.desk import ExchangeDesk
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.tasks import TaskRunner

_SETTLE = 700
"""Milliseconds after a change: while a document is keyed the count is looked up once, not at each field."""


class ExchangeChip(QLabel):
    """Quiet words; hidden where nothing is ever sent."""

    def __init__(self, desk: ExchangeDesk, runner: TaskRunner, server: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runner = runner
        self._server = server
        self._later = QTimer(self, singleShot=True, interval=_SETTLE)
        self._later.timeout.connect(self.look)
        self.setProperty("faint", True)
        self.setVisible(desk.enrolled)
        if desk.enrolled:
            runner.changed.connect(self.look_soon)
            desk.state_changed.connect(self.look)
            self.look()

    def look_soon(self) -> None:
        """Something was stored; look once it is quiet."""
        if self._desk.enrolled:
            self._later.start()

    def look(self) -> None:
        """Look now, as when another screen comes that says the same more fully."""
        if self._desk.closed or not self._desk.enrolled:
            return
        if self._desk.busy:
            self.setText(t("exchange_screen.chip_busy"))
        else:
            self._runner.submit(self._waiting, self._show)

    def _waiting(self, file: WorkFile) -> int:
        return len(file.exchange.waiting(self._server))

    def _show(self, waiting: int) -> None:
        if isValid(self) and not self._desk.busy:  # the bar may have been made anew meanwhile
            self.setText(t(f"exchange_screen.{self._word(waiting)}", count=number(waiting)))

    def _word(self, waiting: int) -> str:
        if self._desk.fault:
            return "chip_fault"
        if not waiting:
            return "chip_done"
        return "chip_offline" if self._desk.offline else "chip_waiting"
