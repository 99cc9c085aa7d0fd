"""Two laptops on one hotspot: the PML's opens and shows where it is, the PPL's finds it and sends."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from regsosek_desk.core.errors import DeskError, InputFault
from regsosek_desk.services.exchange.laptop import Outcome
from regsosek_desk.services.exchange.nearby import Neighbour, nearby
from regsosek_desk.services.session import Session
from regsosek_desk.sync.discover import Found, read_relay_text
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.door.aside import aside
from regsosek_desk.ui.door.card import Card
from regsosek_desk.ui.exchange.desk import ExchangeDesk
from regsosek_desk.ui.exchange.relay import Relay
from regsosek_desk.ui.exchange.words import result_text
from regsosek_desk.ui.widgets.labels import paragraph
from regsosek_desk.ui.widgets.qr import QrCode

_SEARCH_SECONDS = 3.0
_ROWS = 4


class ReceiveCard(Card):
    """Open to the laptops of the PPL as long as the card is open."""

    characters = 84

    def __init__(self, session: Session, desk: ExchangeDesk) -> None:
        super().__init__(t("lan.receive_title"))
        self._desk = desk
        self.relay = Relay(session, desk)
        self.qr, self.address = QrCode(), paragraph(faint=True)
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.came = _list(t("lan.came"))
        self._lay_out()
        self.finish([("escape", t("lan.close"), self.finished.emit)])
        self.relay.opened.connect(self._opened)
        self.relay.failed.connect(self._failed)
        desk.ended.connect(self._note)
        self.say(t("lan.opening"))
        try:
            self.relay.open()
        except DeskError as fault:
            self.complain_of(fault)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        for widget in (paragraph(t("lan.receive_how")), self.address, paragraph(t("lan.came")), self.came):
            words.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self.qr, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.body.addLayout(row)

    def first_focus(self) -> QWidget:
        return self.button("escape")

    def _opened(self, found: Found) -> None:
        self.qr.show_text(self.relay.text)
        self.address.setText(t("lan.address", address=found.address))
        self.say(t("lan.open"))

    def _failed(self, fault: DeskError | None) -> None:
        if fault is None:
            self.complain(t("lan.not_opened"))
        else:
            self.complain_of(fault)

    def _note(self, result: object) -> None:
        if isinstance(result, Outcome):
            if result.taken or result.faults:
                self.came.insertItem(0, QListWidgetItem(result_text(result)))
        elif isinstance(result, DeskError):
            self.came.insertItem(0, QListWidgetItem(" ".join(explain(result))))

    def end(self) -> None:
        """The card is closed: nothing can come in any more."""
        self._desk.ended.disconnect(self._note)
        self.relay.close()


class SendCard(Card):
    """Laptops found nearby, and a line for the text of a QR where the network finds none."""

    def __init__(self, session: Session, desk: ExchangeDesk) -> None:
        super().__init__(t("lan.send_title"))
        self._session = session
        self._desk = desk
        self._searching = False
        self.words(t("lan.send_how"))
        self.near = _list(t("lan.near"))
        self.body.addWidget(self.near)
        self.text: QLineEdit = self.field("relayText", t("lan.text"))
        self.finish([("send", t("lan.send"), self._send), ("again", t("lan.again"), self._look),
                     ("escape", t("lan.close"), self.finished.emit)])  # fmt: skip
        self._look()

    def first_focus(self) -> QWidget:
        return self.near

    def _look(self) -> None:
        """Look around for a few seconds, without holding the window up."""
        if not self._searching:
            self._searching = True
            self.say(t("lan.searching"))
            aside().submit(self, partial(nearby, self._session.run, _SEARCH_SECONDS), self._show, self._failed)

    def _show(self, found: list[Neighbour]) -> None:
        self._searching = False
        self.near.clear()
        for each in found:
            item = QListWidgetItem(t("lan.laptop_of", name=each.certificate.name, role=each.certificate.role))
            item.setData(Qt.ItemDataRole.UserRole, each.found)
            self.near.addItem(item)
        self.near.setCurrentRow(0)
        self.say(t("lan.found" if found else "lan.found_none", count=len(found)))

    def _failed(self, error: Exception) -> None:
        self._searching = False
        self.complain_of(error)

    def _send(self) -> None:
        try:
            chosen = self._chosen()
        except InputFault as fault:
            self.complain_of(fault)
            return
        if chosen is None:
            self.complain(t("lan.choose"))
        elif self._desk.busy:
            self.complain(t("exchange_screen.busy"))
        else:
            self._desk.exchange_with(chosen.address, chosen.device)
            self.finished.emit()

    def _chosen(self) -> Found | None:
        if self.text.text().strip():
            return read_relay_text(self.text.text())
        item = self.near.currentItem()
        found: Found | None = item.data(Qt.ItemDataRole.UserRole) if item else None
        return found

    def end(self) -> None:
        """The card is closed; what the search still brings is dropped."""


def _list(name: str) -> QListWidget:
    view = QListWidget()
    view.setAccessibleName(name)
    view.setFixedHeight(_ROWS * round(view.fontMetrics().height() * 1.7))
    view.setWordWrap(True)
    view.setSpacing(3)
    return view
