"""Kirim & terima: what waits, who holds how much of the work, and one key that brings both sides together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, SignalInstance
from PySide6.QtGui import QDesktopServices, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.exchange.laptop import Outcome, Progress
from regsosek_desk.services.exchange.state import Proof, Status, status
from regsosek_desk.services.receipt_print import print_receipt, reason_text, what
from regsosek_desk.services.session import Session
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.exchange.desk import ExchangeDesk
from regsosek_desk.ui.exchange.lan import ReceiveCard, SendCard
from regsosek_desk.ui.exchange.words import entrusted, fault_text, last_time, result_text
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.models.exchange import (
    COLUMNS,
    SlsStateModel,
    progress_text,
    proof_text,
    proof_when,
    share,
    total,
)
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.figure import Figure
from regsosek_desk.ui.widgets.look import scaled, theme

_RECEIVING = ("PML", "Koseka")
"""Roles whose laptop may take batches of others."""
_SIDE = 46
"""Characters of the column at the right, at most."""
_ALWAYS = ("sls", "new", "received")
"""Columns that are there even while they are empty."""


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
        self.waiting, self.received, self.attention = Figure(), Figure(), Figure()
        self.model = SlsStateModel(self)
        self.table = QTableView()
        self.receipts, self.to_mend = QListWidget(), QListWidget()
        self.state, self.held, self.result = QLabel(), QLabel(), QLabel()
        self.button = QPushButton()
        self.bar = QProgressBar()
        self.stage = Stage(self)
        self._card: ReceiveCard | SendCard | None = None
        self._lay_out()
        self._connect()
        self.install_commands()
        self._show_work()
        self.refresh()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        columns = QHBoxLayout()
        columns.setSpacing(18)
        columns.addLayout(self._left(), 5)
        columns.addLayout(self._right(), 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(32, 20, 32, 16)
        box.setSpacing(14)
        box.addLayout(columns, 1)

    def _left(self) -> QVBoxLayout:
        figures = QHBoxLayout()
        figures.setSpacing(14)
        for figure in (self.waiting, self.received, self.attention):
            figures.addWidget(figure, 1)
        self._set_up_table()
        column = QVBoxLayout()
        column.setSpacing(14)
        column.addLayout(figures)
        column.addWidget(self._work())
        column.addWidget(self.table, 1)
        return column

    def _work(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("panel")
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.button.setDefault(True)
        self.button.setFont(scaled(self.button.font(), 1.1, bold=True))
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addStretch(1)
        for label in (self.state, self.held, self.result):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            words.addWidget(label)
        words.addWidget(self.bar)
        words.addStretch(1)
        self.state.setProperty("faint", True)
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(self.button)
        return frame

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(t("exchange_screen.per_sls"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        for title, view, rows in (("receipts", self.receipts, 3), ("to_mend", self.to_mend, 2)):
            heading = QLabel(t(f"exchange_screen.{title}"))
            heading.setFont(scaled(self.font(), 1.15, bold=True))
            view.setAccessibleName(heading.text())
            view.setWordWrap(True)
            view.setSpacing(4)
            view.setMaximumWidth(_SIDE * self.fontMetrics().averageCharWidth())
            column.addWidget(heading)
            column.addWidget(view, rows)
        return column

    def _connect(self) -> None:
        self.button.clicked.connect(self._go_or_stop)
        for told, show in self._news():
            told.connect(show)
        self.stage.closed.connect(self._card_closed)

    def _news(self) -> list[tuple[SignalInstance, Callable[..., None]]]:
        """What the desk tells and who shows it, as long as the screen is there."""
        return [
            (self.desk.moved, self._show_progress),
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
        attention = total(found, "conflict", "quarantined") + found.quarantined
        received = total(found, "received")
        self.waiting.show_figure(number(found.waiting), t("exchange_screen.waiting"))
        safe = theme().ok if received else None
        self.received.show_figure(number(received), t("exchange_screen.held_by_office"), safe)
        alarm = theme().warning if attention else None
        self.attention.show_figure(number(attention), t("exchange_screen.attention"), alarm)
        self.model.show_rows(found.sls)
        for column, name in enumerate(COLUMNS):
            self.table.setColumnHidden(column, name not in _ALWAYS and self.model.is_empty(column))
        self._fill(self.receipts, [f"{proof_when(p, self._now())}\n{proof_text(p)}" for p in found.proofs],
                   "exchange_screen.no_receipts")  # fmt: skip
        self._fill(self.to_mend, _attention(found), "exchange_screen.nothing_to_mend")
        self.state.setText(last_time(found.holders, self.desk.offline, self.desk.automatic, self._now()))
        self._say(self.held, entrusted(found.holders))

    def _say(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _fill(self, view: QListWidget, lines: list[str], empty: str) -> None:
        at = max(0, view.currentRow())
        view.clear()
        for line in lines or [t(empty)]:
            view.addItem(QListWidgetItem(line))
        view.setEnabled(bool(lines))
        view.setCurrentRow(min(at, len(lines) - 1))

    # --- while it works ---------------------------------------------------------------------------

    def _show_work(self) -> None:
        busy = self.desk.busy
        self.bar.setVisible(busy)
        self.button.setEnabled(self.desk.enrolled)
        self.button.setText(t("exchange_screen.stop" if busy else "exchange_screen.now").replace("&", "&&"))
        if not self.desk.enrolled:
            self.state.setText(t("exchange_screen.not_enrolled"))
            self._say(self.result, t("exchange_screen.how_to_enrol"))
        elif busy:
            self._show_progress(self.desk.last)
        else:
            self._say(self.result, "\n".join(explain(self.desk.fault)) if self.desk.fault else "")
            self.refresh()

    def _show_progress(self, progress: Progress | None) -> None:
        self._say(self.result, progress_text(progress))
        self.bar.setValue(share(progress))

    def _show_result(self, result: object) -> None:
        if isinstance(result, DeskError):
            self._say(self.result, fault_text(result, self.desk.offline, self.desk.automatic))
        elif isinstance(result, Outcome):
            self._say(self.result, result_text(result))
        elif isinstance(result, list):
            names = ", ".join(path.name for path in result)
            key = "exchange_screen.saved" if result else "exchange_screen.nothing_to_save"
            self._say(self.result, t(key, files=names, count=len(result)))

    # --- what the keyer does ------------------------------------------------------------------------

    def _go_or_stop(self) -> None:
        if self.desk.busy:
            self.desk.cancel()
            self.message.emit(t("exchange_screen.stopping"))
        elif self.desk.enrolled:
            self.desk.exchange()

    def _save(self) -> None:
        if self._ready() and (folder := QFileDialog.getExistingDirectory(self, t("exchange_screen.save"))):
            self.desk.save(Path(folder))

    def _take(self) -> None:
        if self._ready():
            path, _ = QFileDialog.getOpenFileName(
                self, t("exchange_screen.take"), "", t("exchange_screen.file_filter")
            )  # fmt: skip
            if path:
                self.desk.take(Path(path))

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
            self._keys(False)
            self.stage.open(self._card)

    def _card_closed(self) -> None:
        card, self._card = self._card, None
        if card is not None:
            card.end()
            self._keys(True)
            self.setFocus()

    def _keys(self, on: bool) -> None:
        """While a card is open all keys are its own."""
        for shortcut in self.findChildren(QShortcut):
            shortcut.setEnabled(on)

    def leave(self) -> None:
        self.stage.close_panel()
        for told, show in self._news():
            told.disconnect(show)
        super().leave()

    def _print(self) -> None:
        """Write the receipt chosen as a page and show it."""
        at = self.receipts.currentRow()
        if not 0 <= at < len(self._proofs):
            self.message.emit(t("exchange_screen.no_receipts"))
            return
        if not self._proofs[at].verified:
            self.message.emit(proof_text(self._proofs[at]))
            return
        receipt = self._proofs[at].receipt
        name = t("exchange_screen.receipt_file", number=f"{receipt.number:04}", day=receipt.at[:10].replace("-", ""))
        path, _ = QFileDialog.getSaveFileName(self, t("exchange_screen.print"), name, "PDF (*.pdf)")
        if path:
            self.take_task(self.runner.submit(
                lambda file: print_receipt(file, receipt, Path(path)), self._printed, self.reading_failed
            ))  # fmt: skip

    def _printed(self, path: Path) -> None:
        self._task = None
        self.message.emit(t("exchange_screen.printed", file=path.name))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _attention(found: Status) -> list[str]:
    """What the office keeps aside, each with its reason and who is to mend it, and how much is unreadable here."""
    conflicts = total(found, "conflict")
    lines = [t("exchange_screen.conflicts_line", count=number(conflicts))] if conflicts else []
    lines += [
        t("exchange_screen.mend_line", what=what(each.family_number, each.sls),
          reason=reason_text(each.reason, each.params), owner=f"{each.owner.name} ({each.owner.code})".strip())
        for each in found.to_mend
    ]  # fmt: skip
    if found.quarantined:
        lines.append(t("exchange_screen.kept_aside_here", count=number(found.quarantined)))
    if found.put_aside:
        lines.append(t("exchange_screen.put_aside", count=number(found.put_aside)))
    return lines
