"""A window's process with its relay open: `relay_child.py FILE PIN KEY`; a line says that it is, then it stays."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.session import Session
from regsosek_desk.ui.exchange.desk import ExchangeDesk
from regsosek_desk.ui.exchange.relay import Relay
from regsosek_desk.ui.tasks import TaskRunner

app = QCoreApplication([])
runner = TaskRunner(partial(open_workfile, Path(sys.argv[1]), sys.argv[2]))
session = Session(runner, "laptop")
relay = Relay(session, ExchangeDesk(session, runner))
relay.opened.connect(lambda _: print(relay.text, flush=True))
relay.open()
sys.exit(app.exec())
