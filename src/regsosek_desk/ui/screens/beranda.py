"""Beranda: what is done, what is left, and the way on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.session import Session
from regsosek_desk.services.team.day import TARGET, Day, Returned
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.dialogs.panel import Stage
from regsosek_desk.ui.dialogs.target import TargetPanel
from regsosek_desk.ui.models.addresses import Home, OpenDocument, TeamPlace
from regsosek_desk.ui.models.cards import CardModel
from regsosek_desk.ui.models.dates import greeting, long_day, number
from regsosek_desk.ui.models.day import Notice, notices, pace_words
from regsosek_desk.ui.models.overview import Overview, Resume, SlsCard, overview
from regsosek_desk.ui.screens.base import Command, Screen
from regsosek_desk.ui.screens.team import places_of
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.figure import Figure
from regsosek_desk.ui.widgets.labels import faint
from regsosek_desk.ui.widgets.look import scaled
from regsosek_desk.ui.widgets.sls_cards import CardList

_WIDEST, _FIGURES = 1120, 4
CLAIMS = "claims"
"""Name of the screen where SLS are taken (see `ui.screens.team`)."""
_KINDS: Mapping[Role | None, str] = {
    Role.OPERATOR: "taken", Role.SUPERVISOR: "keyed", Role.ADMIN: "keyed", Role.RECEIVER: "here",
}  # fmt: skip
"""Roles whose list isn't simply their SLS."""
_ENTERS: Mapping[str | None, str] = {"keyed": CLAIMS, "here": "custody"}
_ENTER_WORDS: Mapping[str | None, str] = {"keyed": "claims.place", "here": "custody.place"}
"""Where Enter leads from the card of an SLS, if not to its families."""


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
        self.figures = [Figure() for _ in range(_FIGURES)]
        """Of the day, by role; in training there is nobody to send to, and the three above stand there."""
        self.pace = faint()
        self.stage = Stage(self, alone=True)
        self.last = faint()
        self._kind = _KINDS.get(role_of(session.petugas)) if not session.training else None
        self.empty = faint(t(f"roles.empty_{self._kind}") if self._kind else t("beranda.no_sls"), 1.15)
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
        self.pace.setWordWrap(True)
        self.pace.hide()
        self.stage.closed.connect(self.cards.setFocus)
        self.empty.hide()
        column = QWidget()
        column.setMaximumWidth(_WIDEST * self.fontMetrics().height() // 16)
        box = QVBoxLayout(column)
        box.setContentsMargins(32, 28, 32, 16)
        box.setSpacing(18)
        for part in (self._greeting(), self._figures()):
            box.addLayout(part)
        box.addWidget(self.pace)
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
        for figure in (self.today, self.done, self.left) if self.session.training else self.figures:
            row.addWidget(figure, 1)
        return row

    def _heading(self) -> QHBoxLayout:
        heading = QLabel(t(f"roles.cards_{self._kind}") if self._kind else t("beranda.my_sls"))
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
        target = Command("T", "roles.target_key", ("T",), self._ask_target, hint=False)
        return [
            Command("Enter", _ENTER_WORDS.get(self._kind, "beranda.open"), ("Return", "Enter"), self._open),
            *(Command(each.key, each.text, (each.key,), partial(self._go, each.name)) for each in self._places),
            Command("F12", "exchange_screen.key", (), self.open_exchange.emit),
            Command("V", "beranda.list", ("V",), self._open_list),
            Command("L", "beranda.resume", ("L",), self.resume.emit),
            Command("/", "beranda.search", ("/", "Ctrl+F"), lambda: self.open_families.emit(None)),
            *([enrol] if self.session.training else [target]),
            Command("↑ ↓", "beranda.choose"),
            Command("F5", "beranda.refresh", ("F5",), self.refresh, hint=False),
        ]

    # --- reading ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        session, today = self.session, self._now().date()
        self.take_task(self.runner.submit(lambda _: overview(session, today), self._show, self.reading_failed))

    def _show(self, found: Overview) -> None:
        told = notices(found.day, self._now())
        wanted = self._home.sls_id or (found.resume.sls.id if found.resume and not told else "")
        self.model.show_cards(found.cards, told)
        self.cards.select_row(self.model.row_of(wanted))
        self.today.show_figure(number(found.today), t("beranda.today"))
        self.done.show_figure(number(found.total - found.left), t("beranda.clean_of", all=number(found.total)))
        self.left.show_figure(number(found.left), t("beranda.left"))
        self._show_day(found.day)
        self.last.setText(_last(found.resume))
        self.empty.setVisible(not found.cards)

    def _show_day(self, day: Day) -> None:
        for figure, (key, count) in zip(self.figures, day.figures, strict=True):
            figure.show_figure(number(count), t(f"roles.day.{key}"))
        self.pace.setText(pace_words(day.pace, day.role, self._now().date()) if day.pace else "")
        self.pace.setVisible(day.pace is not None and not self.session.training)

    # --- what the keyer does ----------------------------------------------------------------------

    def _item(self) -> Notice | SlsCard | None:
        return self.model.item_at(self.cards.currentIndex().row())

    @property
    def _sls_id(self) -> str:
        """Of the card or the notice under the cursor, "" where there is none."""
        item = self._item()
        return "" if item is None else item.sls_id if isinstance(item, Notice) else item.sls.id

    def _go(self, name: str) -> None:
        self.go.emit(TeamPlace(name, self._sls_id))

    def _card_chosen(self) -> None:
        item = self._item()
        self._home.sls_id = item.sls.id if isinstance(item, SlsCard) else ""

    def _open(self) -> None:
        """The families of an SLS; of what came back the answer that was given back; what was lost in its list."""
        item = self._item()
        if isinstance(item, SlsCard):
            self._enter(item.sls.id)
        elif isinstance(item, Notice) and isinstance(item.about, Returned):
            self.go.emit(OpenDocument(item.about.document, item.about.place))
        elif item is not None:
            self._go(CLAIMS)

    def _enter(self, sls_id: str) -> None:
        """Whoever has no families of the SLS goes where there is something to do about it."""
        if self._kind in _ENTERS:
            self.go.emit(TeamPlace(_ENTERS[self._kind], sls_id))
        else:
            self.open_families.emit(sls_id)

    def _open_list(self) -> None:
        found = self.session.list_of(self._sls_id) if self._sls_id else None
        if found:
            self.open_document.emit(found)
        else:
            self.message.emit(t("shell.no_list"))


    # --- until when -------------------------------------------------------------------------------

    def _ask_target(self) -> None:
        kept = self.session.run(lambda file: file.recall(TARGET)) or ""
        self.stage.open(TargetPanel(date.fromisoformat(kept) if kept else None, self._set_target))

    def _set_target(self, day: date | None) -> str:
        try:
            self.session.run(lambda file: file.remember(TARGET, day.isoformat() if day else ""))
        except DeskError as fault:
            return " ".join(explain(fault))
        self.refresh()
        return ""


def _last(resume: Resume | None) -> str:
    """Where the keyer was, and the key that goes there."""
    if resume is None:
        return ""
    key = "beranda.last_list" if resume.is_list else "beranda.last_family"
    return t(key, number=resume.number, name=resume.name, sls=resume.sls.name)
