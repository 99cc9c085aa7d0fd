"""The child process that lets other laptops of the hotspot bring their batches to this one."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from regsosek_desk.core.errors import DeskError, MachineFault
from regsosek_desk.services.exchange.links import relay_settings
from regsosek_desk.services.session import Session
from regsosek_desk.settings import own_command
from regsosek_desk.sync.discover import Found, relay_text
from regsosek_desk.ui.exchange.desk import ExchangeDesk

_COLLECT_EVERY = 4_000
"""Milliseconds between two looks for batches that have come."""
_END_WITHIN = 3_000
"""Milliseconds that the child gets to end by itself."""


class Relay(QObject):
    """Runs while it is open; `opened` brings where it is (Found). `failed` says that the child has ended early, with
    the DeskError it told, or None.

    It belongs to the desk, not to a card: once closed it ends by itself, and nobody waits for it.
    """

    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, desk: ExchangeDesk) -> None:
        super().__init__(desk)
        self._session = session
        self._desk = desk
        self._closing = False
        self._fault: DeskError | None = None
        self.found: Found | None = None
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        self._process.readyReadStandardOutput.connect(self._hear)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._ended)
        self._clock = QTimer(self, interval=_COLLECT_EVERY)
        self._clock.timeout.connect(self._collect)

    def open(self) -> None:
        """Start the child; the secrets it needs go through its standard input. Raises as `relay_settings`."""
        path = self._session.run(lambda file: file.path)
        settings = relay_settings(self._session.run, path.with_name(f"{path.stem}-titipan"))
        program, arguments = own_command("server", "relay")
        self._process.start(program, arguments)
        self._process.write(settings.encode() + b"\n")

    def close(self) -> None:
        """Have the child end; nothing can come in any more. The relay goes when the child has gone."""
        self._closing = True
        self._clock.stop()
        if self._process.state() == QProcess.ProcessState.NotRunning:
            self.deleteLater()
        else:
            self._process.closeWriteChannel()
            QTimer.singleShot(_END_WITHIN, self._process, self._process.kill)

    @property
    def text(self) -> str:
        """What the QR says; "" until it is open."""
        return relay_text(self.found) if self.found else ""

    def _hear(self) -> None:
        if self.found is not None or not self._process.canReadLine():
            return
        told = json.loads(bytes(self._process.readLine().data()))
        if "code" in told:
            code, params = told["code"], told["params"]
            self._fault = MachineFault(code, **params)
            return
        self.found = Found(told["address"], self._session.meta["device"], told["fingerprint"])
        self._local = f"http://127.0.0.1:{told['port']}"
        self._clock.start()
        self.opened.emit(self.found)
        self._collect()

    def _collect(self) -> None:
        """Also what came last time and wasn't collected then."""
        self._desk.collect(self._local)

    def _ended(self, *_: object) -> None:
        self._clock.stop()
        self._hear()  # what it said last
        if self._closing:
            self.deleteLater()
        else:
            self.failed.emit(self._fault)
