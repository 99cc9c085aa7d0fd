"""The three cards that bind this laptop to a petugas: the code, a PIN, and what comes from the office."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from weakref import WeakMethod

from PySide6.QtCore import QObject
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QProgressBar, QWidget

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.exchange.laptop import OnProgress, Progress
from regsosek_desk.storage.vault import open_vault
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.door.aside import aside
from regsosek_desk.ui.door.card import Card, Cover
from regsosek_desk.ui.door.entry import Entry
from regsosek_desk.ui.door.link import Link, address, read_link
from regsosek_desk.ui.door.new_pin import NewPin
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.tasks import Task
from regsosek_desk.ui.widgets.look import scaled

_OTHER_WORDS = {
    **dict.fromkeys(("unreachable", "peer_error", "peer_busy", "peer_nonsense"), "door.enrol.look_at_connection"),
    **dict.fromkeys(("pin_wrong", "pin_wait"), "door.enrol.pin_of_before"),
}
"""Faults whose own advice is for somebody at work; here there is none yet to go on with."""
_REFUSED = (
    "code_wrong", "code_used", "code_expired", "code_wait", "not_our_office", "enrol_link_wrong", "pin_wrong",
    "pin_wait", "device_revoked", "not_allowed",
)  # fmt: skip
"""Faults that the same code and PIN will meet again: the way on is back."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the laptop has got."""

    entry: Entry
    name: str
    petugas: str
    role: str
    sls: int
    families: int
    """Lines on the lists of its SLS."""


class Enrolment(QObject):
    """Leads through the cards on a cover. `ended` gets the new work file with its key, None when it was given up."""

    def __init__(self, cover: Cover, folder: Path, ended: Callable[[Entry | None], None], text: str = "") -> None:
        """The new work file is made in `folder`; `text` is a code or link that is known already."""
        super().__init__(cover)
        self._cover, self._folder, self._ended = cover, folder, ended
        self._text, self._server = text, ""
        self.ask_code()

    def ask_code(self) -> None:
        card = CodeCard(self._text, self._server, self._code_given, lambda: self._ended(None))
        self._cover.open(card)

    def _code_given(self, text: str, server: str, link: Link) -> None:
        self._text, self._server = text, server
        self._cover.open(NewPinCard(lambda pin: self._fetch(link, pin), self.ask_code))

    def _fetch(self, link: Link, pin: str) -> None:
        work = partial(enrolled, link, pin, self._folder)
        self._cover.open(FetchCard(work, self._ended, self.ask_code, self._code_used))

    def _code_used(self) -> None:
        """It opens nothing any more, but needn't lie about for the next who pastes."""
        clipboard = QGuiApplication.clipboard()
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            if clipboard.text(mode).split() == self._text.split():
                clipboard.clear(mode)


def enrolled(link: Link, pin: str, folder: Path, tell: OnProgress, cancelled: Callable[[], bool]) -> Enrolled:
    """Enrol, and look at what has come. Not for the main thread. Raises as `services.enrolment.enrol` does."""
    from regsosek_desk.services.enrolment import enrol
    from regsosek_desk.services.opening import open_workfile

    path = enrol(str(link), pin, folder, tell, cancelled)
    key = open_vault(path, pin)
    with open_workfile(path, key, write=False) as file:
        who = next(each for each in file.petugas_list() if each.code == file.meta["petugas"])
        lists = file.every_document(form=LIST_FORM)
        lines = sum(len(rows) for document in lists for rows in document.state.rosters.values())
        return Enrolled(Entry(path, key), who.name, who.code, who.role, len(file.sls_list()), lines)


class CodeCard(Card):
    """Step 1: the code, typed or scanned; what is understood is shown while it is typed."""

    def __init__(
        self, text: str, server: str, given: Callable[[str, str, Link], None], cancelled: Callable[[], None]
    ) -> None:
        super().__init__(t("door.enrol.code_title"), t("door.enrol.step", number=1))
        self._given = given
        self.words(t("door.enrol.code_text"), "doorText", faint=True)
        self.code = self.field("code", t("door.enrol.code"))
        self.server = self.field("server", t("door.enrol.server"))
        self.server.setPlaceholderText("https://")
        self.code.setText(text)
        self.server.setText(server)
        for edit in (self.code, self.server):
            edit.textChanged.connect(self._echo)
        self.finish([("next", t("door.next"), self._next), ("escape", t("door.cancel"), cancelled)])
        self._echo()

    def first_focus(self) -> QWidget:
        return self.code

    @property
    def _link(self) -> Link | None:
        return read_link(self.code.text(), self.server.text())

    def _echo(self) -> None:
        """A whole link brings its own server."""
        whole = read_link(self.code.text())
        self.server.setEnabled(whole is None)
        link = self._link
        self.say(t("door.enrol.understood", code=link.grouped, server=link.server) if link else "")

    def _next(self) -> None:
        link = self._link
        if link is not None:
            self._given(self.code.text(), self.server.text(), link)
        elif "|" in self.code.text() or not read_link(self.code.text(), "https://x"):
            self._refuse("door.enrol.code_wrong", self.code)
        elif not self.server.text().strip() and not self.server.hasFocus():
            self.server.setFocus()
        elif not address(self.server.text()) or self.server.hasFocus():
            self._refuse("door.enrol.server_wrong", self.server)

    def _refuse(self, why: str, edit: QWidget) -> None:
        self.complain(t(why))
        edit.setFocus()


class NewPinCard(Card):
    """Step 2: the PIN that opens the work file from now on."""

    def __init__(self, given: Callable[[str], None], back: Callable[[], None]) -> None:
        super().__init__(t("door.enrol.pin_title"), t("door.enrol.step", number=2))
        self._given = given
        self.pin = NewPin(self)
        self.finish([("next", t("door.enrol.start"), self._next), ("escape", t("door.back"), back)])

    def first_focus(self) -> QWidget:
        return self.pin.first

    def _next(self) -> None:
        pin = self.pin.taken()
        if pin is not None:
            self._given(pin)


class FetchCard(Card):
    """Step 3: keys are made, the office is asked, the package comes. It can be stopped and gone on with."""

    def __init__(
        self,
        work: Callable[[OnProgress, Callable[[], bool]], Enrolled],
        ended: Callable[[Entry | None], None],
        back: Callable[[], None],
        code_used: Callable[[], None],
    ) -> None:
        super().__init__(t("door.enrol.fetch_title"), t("door.enrol.step", number=3))
        self._work, self._ended, self._back, self._code_used = work, ended, back, code_used
        self._stop = threading.Event()
        self._task: Task | None = None
        self._found: Enrolled | None = None
        self.result = self.words("", "doorResult")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.body.addWidget(self.bar)
        self.finish([("go", t("door.enrol.again"), self._go), ("escape", t("door.cancel"), self._cancel)])
        self.destroyed.connect(self._stop.set)
        self._go()

    def _go(self) -> None:
        """Start, start again, or open what has come."""
        if self._found is not None:
            self._ended(self._found.entry)
        elif self._task is None:
            self._stop.clear()
            self.bar.setRange(0, 0)
            self.bar.show()
            self.button("go").hide()
            self.result.setText(t("door.enrol.fetching"))
            self.say(t("door.enrol.connecting"))
            work = partial(self._work, _telling(WeakMethod(self._show)), self._stop.is_set)
            self._task = aside().submit(self, work, self._done, self._failed)

    def _show(self, progress: Progress) -> None:
        if self._task is None or not progress.bytes_all:
            return
        self.bar.setRange(0, progress.bytes_all)
        self.bar.setValue(progress.bytes_done)
        done, whole = number(progress.bytes_done // 1024), number(progress.bytes_all // 1024)
        self.say(t("door.enrol.bytes", done=done, all=whole))

    def _done(self, found: Enrolled) -> None:
        self._task, self._found = None, found
        self._code_used()
        self.bar.hide()
        self.say("")
        self.result.setText(
            t("door.enrol.done", name=found.name, role=found.role, code=found.petugas, sls=number(found.sls),
              families=number(found.families))
        )  # fmt: skip
        self.result.setFont(scaled(self.font(), 1.2, bold=True))
        self.button("escape").hide()
        self._offer(t("door.enrol.open"))

    def _failed(self, error: Exception) -> None:
        self._task = None
        self.bar.hide()
        if not isinstance(error, DeskError):
            raise error
        self.button("escape").setText(t("door.back"))
        happened, _, action = explain(error)
        if error.code in _OTHER_WORDS:
            action = t(_OTHER_WORDS[error.code])
        if error.code in _REFUSED:
            self.result.setText(t("door.enrol.refused"))
            self.button("escape").setFocus()
        else:
            self.result.setText(t("door.enrol.broken"))
            self._offer(t("door.enrol.again"))
        self.complain(f"{happened}\n{action}")

    def _offer(self, word: str) -> None:
        button = self.button("go")
        button.setText(word)
        button.show()
        button.setFocus()

    def _cancel(self) -> None:
        """Stop; what has come is kept, and the next try goes on from there."""
        self._stop.set()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._back()


def _telling(show: WeakMethod[OnProgress]) -> OnProgress:
    """Brings progress to a card in the main thread. Weak: the other thread must not keep a card that has gone."""

    def heard(progress: Progress) -> None:
        aside().tell(lambda: told(progress) if (told := show()) else None)

    return heard
