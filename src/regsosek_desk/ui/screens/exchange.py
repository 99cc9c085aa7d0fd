"""Kirim & terima: one key brings both sides together, by whichever way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.exchange.laptop import Outcome
from regsosek_desk.services.exchange.state import Proof, Status, status
from regsosek_desk.services.session import Session
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.exchange import files
from regsosek_desk.ui.exchange.board import Board
from regsosek_desk.ui.exchange.desk import ExchangeDesk
from regsosek_desk.ui.exchange.lan import ReceiveCard, SendCard
from regsosek_desk.ui.exchange.words import fault_text, last_time, result_text
from regsosek_desk.ui.models.exchange import proof_text
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner

_RECEIVING = ("PML", "Koseka")
"""Roles whose laptop may take batches of others."""


class ExchangeScreen(Screen):
    """`desk` does the work and goes on when the screen is left."""

    open_conflicts = Signal()

    def __init__(
        self, session: Session, runner: TaskRunner, desk: ExchangeDesk, parent: QWidget | None = None,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:  # fmt: skip
        super().__init__(session, runner, parent)
        self.desk = desk
        self._now = now
        self._proofs: tuple[Proof, ...] = ()
        self.board = Board()
        self.setFocusProxy(self.board)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.board)
        self.stage = Stage(self, alone=True)
        self._card: ReceiveCard | SendCard | None = None
        self._connect()
        self.install_commands()
        self._show_work()
        self.refresh()

    def _connect(self) -> None:
        self.board.button.clicked.connect(self._go_or_stop)
        for told, show in self._news():
            told.connect(show)
        self.stage.closed.connect(self._card_closed)

    def _news(self) -> list[tuple[SignalInstance, Callable[..., None]]]:
        """What the desk tells and who shows it, as long as the screen is there."""
        return [
            (self.desk.moved, self.board.show_progress),
            (self.desk.state_changed, self._show_work),
            (self.desk.ended, self._show_result),
        ]

    @property
    def title(self) -> str:
        return t("exchange_screen.title")

    def commands(self) -> list[Command]:
        return [
            Command("Enter", "exchange_screen.go", ("Return", "Enter"), self._go_or_stop),
            Command("S", "exchange_screen.save", ("S",), self._save),
            Command("A", "exchange_screen.take", ("A",), self._take),
            Command("L", "exchange_screen.lan", ("L",), self._open_lan),
            Command("K", "exchange_screen.conflicts", ("K",), self.open_conflicts.emit),
            Command("Esc", "families.back", ("Esc",), self.back_requested.emit),
            Command("T", "exchange_screen.print", ("T",), self._print),
            Command("O", "exchange_screen.automatic_key", ("O",), self._turn_automatic),
            Command("F5", "exchange_screen.refresh", ("F5",), self.refresh, hint=False),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        if self.desk.enrolled:
            self.take_task(self.runner.submit(lambda _: status(self.session.run), self._show, self.reading_failed))

    def _show(self, found: Status) -> None:
        self._task = None
        self._proofs = found.proofs
        last = last_time(found.holders, self.desk.offline, self.desk.automatic, self._now())
        self.board.show_status(found, last, self._now())

    # --- while it works ---------------------------------------------------------------------------

    def _show_work(self) -> None:
        busy = self.desk.busy
        self.board.show_busy(busy)
        self.board.button.setEnabled(self.desk.enrolled)
        if not self.desk.enrolled:
            self.board.state.setText(t("exchange_screen.not_enrolled"))
            self.board.say(t("exchange_screen.how_to_enrol"))
        elif busy:
            self.board.show_progress(self.desk.last)
        else:
            self.board.say("\n".join(explain(self.desk.fault)) if self.desk.fault else "")
            self.refresh()

    def _show_result(self, result: object) -> None:
        if isinstance(result, DeskError):
            self.board.say(fault_text(result, self.desk.offline, self.desk.automatic))
        elif isinstance(result, Outcome):
            self.board.say(result_text(result))
        elif isinstance(result, list):
            self.board.say(files.saved_text(result))

    # --- what the keyer does ------------------------------------------------------------------------

    def _go_or_stop(self) -> None:
        if self.desk.busy:
            self.desk.cancel()
            self.message.emit(t("exchange_screen.stopping"))
        elif self.desk.enrolled:
            self.desk.exchange()

    def _save(self) -> None:
        if self._ready():
            files.save(self, self.desk)

    def _take(self) -> None:
        if self._ready():
            files.take(self, self.desk)

    def _ready(self) -> bool:
        """Whether a job can start now; says why if not."""
        if not self.desk.enrolled:
            self.message.emit(t("exchange_screen.not_enrolled"))
        elif self.desk.busy:
            self.message.emit(t("exchange_screen.busy"))
        return self.desk.enrolled and not self.desk.busy

    def _turn_automatic(self) -> None:
        wanted = not self.desk.automatic
        self.desk.set_automatic(wanted)
        self.message.emit(t("exchange_screen.automatic_on" if wanted else "exchange_screen.automatic_off"))
        self.refresh()

    def _open_lan(self) -> None:
        """A PML opens this laptop to the PPL; a PPL looks for the PML's."""
        if self._ready():
            receives = self.session.petugas.role in _RECEIVING
            self._card = (ReceiveCard if receives else SendCard)(self.session, self.desk)
            self.stage.open(self._card)

    def _card_closed(self) -> None:
        card, self._card = self._card, None
        if card is not None:
            card.end()
            self.setFocus()

    def leave(self) -> None:
        self.stage.close_panel()
        for told, show in self._news():
            told.disconnect(show)
        super().leave()

    def _print(self) -> None:
        """Write the receipt chosen as a page and show it."""
        at = self.board.receipts.currentRow()
        if not 0 <= at < len(self._proofs):
            self.message.emit(t("exchange_screen.no_receipts"))
            return
        if not self._proofs[at].verified:
            self.message.emit(proof_text(self._proofs[at]))
            return
        if write := files.receipt_to(self, self._proofs[at].receipt):
            self.take_task(self.runner.submit(write, self._printed, self.reading_failed))

    def _printed(self, path: Path) -> None:
        self._task = None
        self.message.emit(files.show_page(path))
