"""The child process that lets other laptops of the hotspot bring their batches to this one."""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from regsosek_desk.services.exchange.links import relay_settings
from regsosek_desk.services.session import Session
from regsosek_desk.sync.discover import Found, relay_text
from regsosek_desk.ui.exchange.desk import ExchangeDesk

_COLLECT_EVERY = 4_000
"""Milliseconds between two looks for batches that have come."""
_END_WITHIN = 3_000
"""Milliseconds that the child gets to end by itself."""


class Relay(QObject):
    """Runs while it is open; `opened` brings where it is (Found), `failed` says that the child has ended early."""

    opened = Signal(object)
    failed = Signal()

    def __init__(self, session: Session, desk: ExchangeDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._desk = desk
        self._closing = False
        self.found: Found | None = None
        self._process = QProcess(self)
        self._process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        self._process.readyReadStandardOutput.connect(self._hear)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._ended)
        self._clock = QTimer(self, interval=_COLLECT_EVERY)
        self._clock.timeout.connect(self._collect)

    def open(self) -> None:
        """Start the child; the secrets it needs go through its standard input."""
        path = self._session.run(lambda file: file.path)
        settings = relay_settings(self._session.run, path.with_name(f"{path.stem}-titipan"))
        program, arguments = own_command("server", "relay")
        self._process.start(program, arguments)
        self._process.write(settings.encode() + b"\n")

    def close(self) -> None:
        """End the child; nothing can come in any more."""
        self._closing = True
        self._clock.stop()
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.closeWriteChannel()
            if not self._process.waitForFinished(_END_WITHIN):
                self._process.kill()
                self._process.waitForFinished(_END_WITHIN)

    @property
    def text(self) -> str:
        """What the QR says; "" until it is open."""
        return relay_text(self.found) if self.found else ""

    def _hear(self) -> None:
        if self.found is not None or not self._process.canReadLine():
            return
        told = json.loads(bytes(self._process.readLine().data()))
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
        if not self._closing:
            self.failed.emit()


def own_command(*arguments: str) -> tuple[str, list[str]]:
    """How to start this program once more: the file to run, and what to give it."""
    before = [] if getattr(sys, "frozen", False) else ["-m", "regsosek_desk"]
    return sys.executable, [*before, *arguments]
