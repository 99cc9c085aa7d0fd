"""What the screens that decide share: who decides, and cards over the screen while its own keys rest."""

from __future__ import annotations

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from regsosek_desk.services.session import Session
from regsosek_desk.services.team.checker import Checker
from regsosek_desk.ui.dialogs.panel import Panel, Stage
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.screens.base import Screen
from regsosek_desk.ui.tasks import TaskRunner


class DecidingScreen(Screen):
    """`address` keeps what is chosen, for coming back."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self.address = address
        self.checker = Checker(session)
        self.stage = Stage(self)
        self.stage.closed.connect(self._card_closed)

    def ask(self, card: Panel[str]) -> None:
        """Show a card; the keys of the screen rest while it is open."""
        self._keys(on=False)
        self.stage.open(card)

    def _card_closed(self) -> None:
        self._keys(on=True)
        self.setFocus()

    def _keys(self, *, on: bool) -> None:
        for each in self.children():
            if isinstance(each, QShortcut):
                each.setEnabled(on)
