"""Beranda: what is done, what is left, and the way on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.services.session import Session
from regsosek_desk.texts import t
from regsosek_desk.ui.models.addresses import Home, TeamPlace
from regsosek_desk.ui.models.cards import CardModel
from regsosek_desk.ui.models.dates import greeting, long_day, number
from regsosek_desk.ui.models.overview import Overview, Resume, SlsCard, overview
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.screens.team import places_of
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.bars import faint
from regsosek_desk.ui.widgets.figure import Figure
from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.sls_cards import CardList

_WIDEST = 1120


class BerandaScreen(Screen):
    """The first screen: today's work in three numbers, then each SLS."""

    open_families = Signal(object)
    """Id of an SLS, None for the whole file."""
    resume = Signal()
    enrol = Signal()
    open_exchange = Signal()

    def __init__(
        self, session: Session, runner: TaskRunner, home: Home, parent: QWidget | None = None,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:  # fmt: skip
        super().__init__(session, runner, parent)
        self._home = home
        self._now = now
        self._places = places_of(session.petugas)
        self.model = CardModel(self)
        self.cards = CardList(self.model)
        self.today, self.done, self.left = Figure(), Figure(), Figure()
        self.last = faint()
        self.empty = faint(t("beranda.no_sls"), 1.15)
        self._lay_out()
        self.cards.doubleClicked.connect(lambda _: self._open())
        self.cards.selectionModel().currentChanged.connect(lambda *_: self._card_chosen())
        self.install_commands()
        self.refresh()

    # --- building ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setFocusProxy(self.cards)
        self.cards.setAccessibleName(t("beranda.my_sls"))
        self.empty.setWordWrap(True)
        self.empty.hide()
        column = QWidget()
        column.setMaximumWidth(_WIDEST * self.fontMetrics().height() // 16)
        box = QVBoxLayout(column)
        box.setContentsMargins(32, 28, 32, 16)
        box.setSpacing(18)
        for part in (self._greeting(), self._figures()):
            box.addLayout(part)
        box.addLayout(self._heading())
        box.addWidget(self.empty)
        box.addWidget(self.cards, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(0)
        outer.addWidget(column, 1)
        outer.addStretch(0)

    def _greeting(self) -> QVBoxLayout:
        now = self._now()
        hello = QLabel(t("beranda.hello", greeting=greeting(now), name=self.session.petugas.name).rstrip(" ,"))
        hello.setTextFormat(Qt.TextFormat.PlainText)
        hello.setFont(scaled(self.font(), 1.9, bold=True))
        box = QVBoxLayout()
        box.setSpacing(4)
        box.addWidget(hello)
        box.addWidget(faint(long_day(now.date())))
        return box

    def _figures(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        for figure in (self.today, self.done, self.left):
            row.addWidget(figure, 1)
        return row

    def _heading(self) -> QHBoxLayout:
        heading = QLabel(t("beranda.my_sls"))
        heading.setFont(scaled(self.font(), 1.25, bold=True))
        row = QHBoxLayout()
        row.addWidget(heading)
        row.addStretch(1)
        row.addWidget(self.last)
        return row

    @property
    def title(self) -> str:
        return t("beranda.title")

    def commands(self) -> list[Command]:
        enrol = Command("D", "door.enrol.key", ("D",), self.enrol.emit)
        return [
            Command("Enter", "beranda.open", ("Return", "Enter"), self._open),
            Command("↑ ↓", "beranda.choose"),
            Command("V", "beranda.list", ("V",), self._open_list),
            Command("L", "beranda.resume", ("L",), self.resume.emit),
            Command("/", "beranda.search", ("/", "Ctrl+F"), lambda: self.open_families.emit(None)),
            *([enrol] if self.session.training else []),
            *(Command(each.key, each.text, (each.key,), partial(self._go, each.name)) for each in self._places),
            Command("F12", "exchange_screen.key", (), self.open_exchange.emit),
            Command("F5", "beranda.refresh", ("F5",), self.refresh, hint=False),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        session, today = self.session, self._now().date()
        self.take_task(self.runner.submit(lambda _: overview(session, today), self._show, self.reading_failed))

    def _show(self, found: Overview) -> None:
        wanted = self._home.sls_id or (found.resume.sls.id if found.resume else "")
        self.model.show_cards(found.cards)
        self.cards.select_row(self.model.row_of(wanted))
        self.today.show_figure(number(found.today), t("beranda.today"))
        self.done.show_figure(number(found.total - found.left), t("beranda.clean_of", all=number(found.total)))
        self.left.show_figure(number(found.left), t("beranda.left"))
        self.last.setText(_last(found.resume))
        self.empty.setVisible(not found.cards)

    # --- what the keyer does ----------------------------------------------------------------------

    def _card(self) -> SlsCard | None:
        return self.model.card_at(self.cards.currentIndex().row())

    def _go(self, name: str) -> None:
        card = self._card()
        self.go.emit(TeamPlace(name, card.sls.id if card else ""))

    def _card_chosen(self) -> None:
        card = self._card()
        self._home.sls_id = card.sls.id if card else ""

    def _open(self) -> None:
        card = self._card()
        if card:
            self.open_families.emit(card.sls.id)

    def _open_list(self) -> None:
        card = self._card()
        found = self.session.list_of(card.sls.id) if card else None
        if found:
            self.open_document.emit(found)
        else:
            self.message.emit(t("shell.no_list"))


def _last(resume: Resume | None) -> str:
    """Where the keyer was, and the key that goes there."""
    if resume is None:
        return ""
    key = "beranda.last_list" if resume.is_list else "beranda.last_family"
    return t(key, number=resume.number, name=resume.name, sls=resume.sls.name)
