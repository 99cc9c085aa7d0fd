"""The main window: one screen at a time between the bar at the top and the status line, and the way between screens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from regsosek_desk import __version__
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.session import Session
from regsosek_desk.storage.vault import has_vault
from regsosek_desk.texts import in_short, t
from regsosek_desk.ui.exchange.chip import ExchangeChip
from regsosek_desk.ui.exchange.desk import ExchangeDesk
from regsosek_desk.ui.fault_log import FaultLog
from regsosek_desk.ui.models.addresses import Address, ConflictList, ExchangePlace, FamilyList, Home, OpenDocument
from regsosek_desk.ui.models.family_query import FamilyQuery, families_numbered
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.screens.builder import apply_preferences, build_screen, hints_of, leave, prepare_documents, settle
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.widgets.bars import StatusLine, TopBar

if TYPE_CHECKING:
    from regsosek_desk.ui.door.entry import Entry
    from regsosek_desk.ui.door.errands import Errands
    from regsosek_desk.ui.door.window_lock import WindowLock

DESK = "desk"
"""Key in the work file: the document that is open now; what is found there at the start was left by a crash."""


class MainWindow(QMainWindow):
    """`history` holds the addresses from Beranda to here; only the last one has a screen."""

    def __init__(
        self, session: Session, runner: TaskRunner, preferences: Preferences,
        apply: Callable[[Preferences], None] = lambda _: None, parent: QWidget | None = None,
        *, training: Callable[[], Path] | None = None,
    ) -> None:  # fmt: skip
        """`apply` brings changed preferences into the program (language, size of text) and keeps them; `training`
        gives the training file, where there is a way to it."""
        super().__init__(parent)
        self.session = session
        self.runner = runner
        self.preferences = preferences
        self._apply = apply
        self.training = training
        self.path: Path = session.run(lambda file: file.path)
        self.wanted: Entry | None = None
        """The file to be opened after this window, if any."""
        self.fault_log = FaultLog()
        self.history: list[Address] = [Home()]
        self.page: QWidget | None = None
        self.setWindowTitle(f"{t('shell.program')} – {self.path.name}")
        self.exchange = ExchangeDesk(session, runner, self)
        self._shortcut("F12", self.open_exchange)  # F9 is the next family
        self._shortcut("F10", self.open_preferences)
        self._shortcut("Ctrl+M", self.open_problem)
        self._shortcut("Ctrl+Q", self.close)
        self._build_frame()
        self.lock = self._make_lock()

    def _shortcut(self, keys: str, run: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(run)

    def _build_frame(self) -> None:
        petugas = self.session.petugas
        who = " · ".join(part for part in (petugas.name, petugas.code) if part)
        self.top = TopBar(who, t("shell.version", version=__version__), training=self.session.invented)
        self.chip = ExchangeChip(self.exchange, self.runner, self.session.meta.get("server", ""))
        self.top.add(self.chip)
        self.status = StatusLine()
        frame = QWidget()
        self._column = QVBoxLayout(frame)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.top)
        self._column.addWidget(self.status)
        self.setCentralWidget(frame)

    def _make_lock(self) -> WindowLock | None:
        """Work with a PIN is locked while nobody is there; training is for everyone."""
        if self.session.training or not has_vault(self.path):
            return None
        from regsosek_desk.ui.door.window_lock import WindowLock

        lock = WindowLock(self, self.path, self.preferences.idle_minutes, self._settle)
        self._shortcut("Ctrl+L", lock.lock)
        return lock

    def _settle(self) -> None:
        if self.page is not None:
            settle(self.page)

    def postponed(self, call: Callable[[], None]) -> bool:
        """Keep this for when the window is no longer locked; False, and nothing kept, when it isn't now."""
        return self.lock is not None and self.lock.postponed(call)

    # --- going places -----------------------------------------------------------------------------

    def start(self, family: str | None = None) -> None:
        """Show the first screen: a family asked for, else the document a crash left open, else Beranda."""
        left = None if family else self.session.run(lambda file: file.recall(DESK))
        if family:
            self.open_family(family)
        elif left:
            where = self.session.where()
            self.open_document(left, where.place if where and where.document == left else None)
            self.show_message(t("shell.resumed"))
        else:
            self._open(self.history)
        # A family is opened soon; its form and screen are made ready while the keyer reads the first screen.
        self.runner.submit(lambda _: prepare_documents(self.session), lambda _: None)
        self.exchange.make_ready()

    def open_document(self, document: str, place: Place | None = None) -> None:
        """Open a document by its id, at a place in it when one is given."""
        self._open([*self.history, OpenDocument(document, place)])

    def open_families(self, sls_id: str | None) -> None:
        """Open the list of families of an SLS; of the whole file when None."""
        self._open([*self.history, FamilyList(FamilyQuery(sls_id))])

    def open_exchange(self) -> None:
        """Go to Kirim & terima."""
        if not isinstance(self.history[-1], ExchangePlace):
            self._open([*self.history, ExchangePlace()])

    def open_conflicts(self) -> None:
        """Go to the list of what two people wrote differently."""
        self._open([*self.history, ConflictList()])

    def go(self, address: Address) -> None:
        """Go to any address, with a way back to here."""
        self._open([*self.history, address])

    def open_family(self, text: str) -> None:
        """Open the family with this number; the list where there is none or more than one."""
        found = families_numbered(self.session, text)
        if len(found) == 1:
            self.open_document(found[0].id)
            return
        query = FamilyQuery(search=found[0].family_number if found else "")
        self._open([*self.history, FamilyList(query)])
        self.show_message(t("shell.family_many" if found else "shell.family_missing", number=text.strip()))

    def resume(self) -> None:
        """Go back to the document and place where the keyer was last."""
        where = self.session.where()
        if where is None:
            self.show_message(t("shell.no_where"))
        else:
            self.open_document(where.document, where.place)

    def next_family(self) -> None:
        """Put the next family of the SLS in the place of this one."""
        here = self.history[-1]
        following = self.session.next_family(here.document) if isinstance(here, OpenDocument) else None
        if following is None:
            self.show_message(t("shell.last_family"))
        else:
            self._open([*self.history[:-1], OpenDocument(following)])

    def back(self) -> None:
        """Go to where the keyer came from; on Beranda nothing happens."""
        *before, left = self.history
        if not before:
            return
        if isinstance(before[-1], FamilyList) and isinstance(left, OpenDocument):
            before[-1].query.come_from(left.document)
        self._open(before)

    def show_message(self, text: str) -> None:
        """Say something short at the foot of the window; "" takes it away."""
        self.status.show_message(text)

    def show_title(self, title: str) -> None:
        """Name the present screen in the line of names at the top."""
        self.history[-1].title = title
        self.top.show_place([address.title for address in self.history])

    # --- preferences, and what is done at the door ------------------------------------------------

    @property
    def errands(self) -> Errands:
        from regsosek_desk.ui.door.errands import Errands

        return Errands(self)

    def enrol(self) -> None:
        """Bind this laptop to a petugas."""
        self.errands.enrol()

    def leave_for(self, entry: Entry) -> None:
        """Close this file and open another one."""
        self.wanted = entry
        self.close()

    def open_preferences(self) -> None:
        from regsosek_desk.ui.widgets.preference_dialog import PreferenceDialog

        without = [] if self.lock else ["idle_minutes"]
        dialog = PreferenceDialog(self.preferences, self, self.errands.offered(), without)
        accepted = dialog.exec()
        dialog.deleteLater()
        if accepted:
            self.use_preferences(dialog.chosen)
            self.errands.run(dialog.errand)

    def open_problem(self) -> None:
        """Let the user file that something is the program's own fault."""
        self.errands.problem()

    def use_preferences(self, preferences: Preferences) -> None:
        """Work with these from now on, at the place where the keyer is."""
        before, self.preferences = self.preferences, preferences
        self._apply(preferences)
        if self.lock is not None:
            self.lock.watch.minutes = preferences.idle_minutes
        if (before.language, before.text_size) != (preferences.language, preferences.text_size):
            self.rebuild()
        elif self.page is not None:
            apply_preferences(self.page, preferences)
        self.show_message(t("prefs.saved"))

    def rebuild(self) -> None:
        """Make everything in the window anew: language, size or colours have changed."""
        if self.postponed(self.rebuild):
            return
        with suppress(DeskError):
            self._put_away()
        self._build_frame()
        self._open(self.history)

    # --- inside -----------------------------------------------------------------------------------

    def _open(self, history: list[Address]) -> None:
        """Go to the end of this history; where that can't be shown say why and stay."""
        try:
            self._put_away()
            self._put_in(build_screen(self, history[-1]), history)
        except DeskError as error:
            self._stay()
            self.show_message(in_short(error))
        except Exception:
            self._stay()  # a fault of the program is told elsewhere; without a screen no key would do anything
            raise

    def _stay(self) -> None:
        """Bring back what was on the screen, or Beranda where that can't be shown either."""
        if self.page is not None:
            return
        try:
            self._put_in(build_screen(self, self.history[-1]), self.history)
        except DeskError:
            home: list[Address] = [Home()]
            self._put_in(build_screen(self, home[-1]), home)

    def _put_in(self, screen: QWidget, history: list[Address]) -> None:
        self.page, self.history = screen, history
        self._column.insertWidget(1, screen, 1)
        self.chip.look()
        here = history[-1]
        self.show_message("")
        self.show_title(str(getattr(screen, "title", "")))
        self.status.hints.show_hints([*hints_of(screen), ("F10", t("shell.settings_key"))])
        self._remember_desk(here.document if isinstance(here, OpenDocument) else "")
        screen.show()  # what isn't visible yet can't take the focus
        screen.setFocus()

    def _put_away(self) -> None:
        """Take the present screen out, after its last chance to put away what is being typed."""
        if self.page is None:
            return
        screen, here = self.page, self.history[-1]
        leave(screen, here)
        self.page = None
        self._column.removeWidget(screen)
        screen.hide()
        screen.deleteLater()
        if isinstance(here, OpenDocument):
            self.runner.submit(lambda file: file.settle(), lambda _: None)  # a copy of the file alone has it all
            self.runner.changed.emit("documents")

    def _remember_desk(self, document: str) -> None:
        """Note what is open; a disk that refuses must not keep anybody from working or closing."""
        with suppress(DeskError):
            self.session.run(lambda file: file.remember(DESK, document))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is always allowed."""
        if self.lock is not None:
            self.lock.watch.stop()
        with suppress(DeskError):
            self._put_away()
        self.exchange.close()
        self._remember_desk("")
        super().closeEvent(event)
