"""What the screens that decide share: who decides, and cards over the screen."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from regsosek_desk.services.checking.checker import Checker
from regsosek_desk.services.session import Session
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.models.addresses import TeamPlace
from regsosek_desk.ui.screens.base import Screen
from regsosek_desk.ui.tasks import TaskRunner


class DecidingScreen(Screen):
    """`address` keeps what is chosen, for coming back."""

    def __init__(self, session: Session, runner: TaskRunner, address: TeamPlace, parent: QWidget | None = None) -> None:
        super().__init__(session, runner, parent)
        self.address = address
        self.checker = Checker(session)
        self.stage = Stage(self, alone=True)
        self.stage.closed.connect(self.setFocus)
