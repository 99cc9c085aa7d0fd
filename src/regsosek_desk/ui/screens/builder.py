"""Makes the screen of an address. Screens of documents are loaded when the first one is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from regsosek_desk.core.domain.sample import COPY_FORM
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.session import Session
from regsosek_desk.texts import t
from regsosek_desk.ui.models.addresses import (
    Address,
    ConflictList,
    ExchangePlace,
    FamilyList,
    Home,
    OpenDocument,
    TeamPlace,
)
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.screens.base import Screen
from regsosek_desk.ui.screens.team import place_named

if TYPE_CHECKING:
    from regsosek_desk.ui.window import MainWindow

_DOCUMENT_HINTS = (
    ("Esc", "shell.hint_back"),
    ("F3", "shell.hint_go"),
    ("F2", "shell.hint_note"),
    ("Ctrl+Z", "shell.hint_undo"),
)


def build_screen(window: MainWindow, address: Address) -> QWidget:
    """The screen of an address, connected with the window. Raises DeskError when it can't be shown."""
    match address:
        case Home():
            return _home(window, address)
        case FamilyList():
            return _families(window, address)
        case OpenDocument():
            return _document(window, address)
        case ExchangePlace():
            return _exchange(window)
        case ConflictList():
            return _conflicts(window)
        case TeamPlace():
            return _team(window, address)


def prepare_documents(session: Session) -> None:
    """Load what the first document needs: its form, and the modules of its screen. Makes no widget."""
    session.program(FAMILY_FORM)
    _screen_class(FAMILY_FORM)


def _home(window: MainWindow, address: Home) -> QWidget:
    from regsosek_desk.ui.screens.beranda import BerandaScreen

    screen = BerandaScreen(window.session, window.runner, address)
    screen.open_families.connect(window.open_families)
    screen.resume.connect(window.resume)
    screen.enrol.connect(window.enrol)
    screen.open_exchange.connect(window.open_exchange)
    return _connected(window, screen)


def _families(window: MainWindow, address: FamilyList) -> QWidget:
    from regsosek_desk.ui.screens.families import FamiliesScreen

    return _connected(window, FamiliesScreen(window.session, window.runner, address.query))


def _exchange(window: MainWindow) -> QWidget:
    from regsosek_desk.ui.screens.exchange import ExchangeScreen

    screen = ExchangeScreen(window.session, window.runner, window.exchange, window)
    screen.open_conflicts.connect(window.open_conflicts)
    return _connected(window, screen)


def _conflicts(window: MainWindow) -> QWidget:
    from regsosek_desk.ui.screens.conflicts import ConflictsScreen

    screen = ConflictsScreen(window.session, window.runner)
    screen.open_place.connect(window.open_document)
    return _connected(window, screen)


def _team(window: MainWindow, address: TeamPlace) -> QWidget:
    place = place_named(address.name, window.session.petugas)
    if place is None:
        raise InputFault("wrong_role", role=window.session.petugas.role)
    return _connected(window, place.load()(window.session, window.runner, address))


def _document(window: MainWindow, address: OpenDocument) -> QWidget:
    desk = window.session.open(address.document)
    if address.place is not None and desk.instance.has(address.place):
        desk.stay_at(address.place)  # the screen starts where the keyer was last
    screen: Any = _screen_class(desk.stored.form)(window.session, desk, window.preferences, None)
    screen.next_family_requested.connect(window.next_family)
    screen.title_changed.connect(window.show_title)
    screen.stored.connect(window.chip.look_soon)
    return _connected(window, screen)


def _screen_class(form: str) -> Any:
    if form == FAMILY_FORM:
        from regsosek_desk.ui.document.keluarga import KeluargaScreen

        return KeluargaScreen
    if form == COPY_FORM:
        from regsosek_desk.ui.document.ulang import UlangScreen

        return UlangScreen
    from regsosek_desk.ui.document.vk import VkScreen

    return VkScreen


def _connected(window: MainWindow, screen: Any) -> QWidget:
    screen.back_requested.connect(window.back)
    screen.open_document.connect(window.open_document)
    if isinstance(screen, Screen):
        screen.go.connect(window.go)
    screen.message.connect(window.show_message)
    found: QWidget = screen
    return found


def hints_of(screen: QWidget) -> list[tuple[str, str]]:
    """Key and word of what the foot of the window is to show."""
    if isinstance(screen, Screen):
        return screen.hints()
    own = screen.own_hints() if hasattr(screen, "own_hints") else []
    return [*own, *((key, t(text)) for key, text in _DOCUMENT_HINTS)]


def leave(screen: Any, address: Address) -> None:
    """The screen is about to go: bring what is being typed to the disk, and note where the keyer was.

    Raises MachineFault when the disk refuses.
    """
    if isinstance(screen, Screen):
        screen.leave()
    elif isinstance(address, OpenDocument):
        address.place = screen.keyer.place
        screen.keyer.put_away()
        address.place = screen.keyer.place
        screen.session.close(screen.desk)


def settle(screen: Any) -> None:
    """Bring what is being typed to the disk as it is, the screen staying; what the disk refuses stays typed."""
    if not isinstance(screen, Screen):
        screen.run(screen.keyer.secure)


def apply_preferences(screen: Any, preferences: Preferences) -> None:
    """Let an open document be keyed in another way from now on."""
    if not isinstance(screen, Screen):
        screen.apply_settings(preferences)
