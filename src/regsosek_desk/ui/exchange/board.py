"""What Kirim & terima shows: what waits, who holds how much of the work, and what an exchange does or has done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
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

from regsosek_desk.services.exchange.laptop import Progress
from regsosek_desk.services.exchange.state import Status
from regsosek_desk.services.receipt_print import reason_text, what
from regsosek_desk.texts import t
from regsosek_desk.ui.exchange.words import entrusted
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
from regsosek_desk.ui.widgets.figure import Figure
from regsosek_desk.ui.widgets.look import scaled, theme
from regsosek_desk.ui.widgets.tables import quiet

_SIDE = 46
"""Characters of the column at the right, at most."""
_ALWAYS = ("sls", "new", "received")
"""Columns that are there even while they are empty."""


class Board(QWidget):
    """Three figures, the work under way with its button, a table of SLS; receipts and what is to be mended beside."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting, self.received, self.attention = Figure(), Figure(), Figure()
        self.model = SlsStateModel(self)
        self.table = QTableView()
        self.receipts, self.to_mend = QListWidget(), QListWidget()
        self.state, self.held, self.result = QLabel(), QLabel(), QLabel()
        self.button = QPushButton()
        self.bar = QProgressBar()
        self._lay_out()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(32, 20, 32, 16)
        columns.setSpacing(18)
        columns.addLayout(self._left(), 5)
        columns.addLayout(self._right(), 2)

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
        quiet(table)
        header = table.horizontalHeader()
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
            view.setObjectName("entries")
            view.setMaximumWidth(_SIDE * self.fontMetrics().averageCharWidth())
            column.addWidget(heading)
            column.addWidget(view, rows)
        return column

    # --- what it says -----------------------------------------------------------------------------

    def show_status(self, found: Status, last: str, now: datetime) -> None:
        """Everything that the work file knows of its exchanges; `last` says when and with whom the last one was."""
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
        _fill(self.receipts, [f"{proof_when(p, now)}\n{proof_text(p)}" for p in found.proofs],
              "exchange_screen.no_receipts")  # fmt: skip
        _fill(self.to_mend, _attention(found), "exchange_screen.nothing_to_mend")
        self.state.setText(last)
        _say(self.held, entrusted(found.holders))

    def show_progress(self, progress: Progress | None) -> None:
        self.say(progress_text(progress))
        self.bar.setValue(share(progress))

    def show_busy(self, busy: bool) -> None:
        """Whether an exchange is under way, which the button would stop."""
        self.bar.setVisible(busy)
        self.button.setText(t("exchange_screen.stop" if busy else "exchange_screen.now").replace("&", "&&"))

    def say(self, result: str) -> None:
        """What an exchange does or has done; "" when there is nothing to say."""
        _say(self.result, result)


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _fill(view: QListWidget, lines: Sequence[str], empty: str) -> None:
    at = max(0, view.currentRow())
    view.clear()
    for line in lines or [t(empty)]:
        view.addItem(QListWidgetItem(line))
    view.setEnabled(bool(lines))
    view.setCurrentRow(min(at, len(lines) - 1))


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
