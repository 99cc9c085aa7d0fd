"""Somebody of the team at their laptop: enrolled once, then a window for each time they sit down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.services.custody.scan import Deed, doings
from regsosek_desk.services.enrolment import enrol
from regsosek_desk.services.exchange.state import status
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.storage.vault import open_vault
from regsosek_desk.ui.app import make_window
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.screens.team import place_named
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.tour.enrolment import PIN
from regsosek_desk.ui.tour.hands import Hands
from regsosek_desk.ui.tour.office import TeamOffice
from regsosek_desk.ui.tour.paper import TeamPaper
from regsosek_desk.ui.window import MainWindow

_MOST = 60_000
"""Milliseconds for an exchange."""
_MOST_STEPS = 5
"""Times Esc is pressed to leave a screen: cell, row, card, screen."""
_ALT, _CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


class Album:
    """Numbers the pictures, so that they tell the story in their order."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._numbers = count(1)

    def number(self, name: str) -> str:
        return f"tim-{next(self._numbers):02}-{name}"

    def has(self, name: str) -> bool:
        return any(self.out.glob(f"tim-*-{name}.png"))


class Sitting(Hands):
    """What everybody does: exchange, go to a screen of the team, put a bundle through."""

    def __init__(self, window: MainWindow, album: Album, paper: TeamPaper) -> None:
        super().__init__(window, album.out)
        self.album = album
        self.paper = paper
        self.script = paper.script

    def _picture(self, name: str) -> None:
        super()._picture(self.album.number(name))

    def exchange(self, picture: str = "") -> None:
        """Kirim & terima by its desk. Raises LookupError when something is left behind."""
        self._go(Qt.Key.Key_F12)
        self._press(Qt.Key.Key_Return)
        self._wait(lambda: not self.window.exchange.busy, _MOST)
        self._settled()
        if picture:
            self._picture(picture)
        if self.window.exchange.fault or status(self.window.session.run).waiting:
            raise LookupError(self._page().board.result.text())
        self._home()

    def _to(self, name: str) -> None:
        """From Beranda to a screen of the team by its letter."""
        self._home()
        place = place_named(name, self.window.session.petugas)
        assert place is not None
        self._settled()
        self._type(place.key.lower())
        self._settled()

    def _home(self) -> None:
        """Back to Beranda."""
        while len(self.window.history) > 1:
            self._leave()
        self._settled()

    def _leave(self) -> None:
        """Esc until the screen is left. Raises LookupError where it doesn't lead out."""
        here = len(self.window.history)
        for _ in range(_MOST_STEPS):
            self._press(Qt.Key.Key_Escape)
            self._settled()
            if len(self.window.history) < here:
                return
        raise LookupError(self.window.history)

    def _go(self, key: Qt.Key) -> None:
        """A key, and what it brings has come."""
        self._press(key)
        self._settled()

    def _type(self, text: str) -> None:
        if not self.window.isActiveWindow():
            self.window.activateWindow()
        QTest.keyClicks(self._focus(), text)

    # --- Serah terima -------------------------------------------------------------------------------

    def put_through(
        self, deed: Deed, other: Party, *, to: str = "", counts: Mapping[str, tuple[str, str]] | None = None,
        picture: str = "",
    ) -> None:  # fmt: skip
        """The bundle of the SLS as a scanner types it. `to` is a petugas, `counts` sheets received and used.

        Raises LookupError when it is refused, or doesn't tally.
        """
        self._to("custody")
        self._choose(deed, other)
        if to:
            self._press(Qt.Key.Key_F6)
            self._type(to)
            self._page().field.setFocus()
        if deed in {Deed.BOX, Deed.STORE}:
            self._press(Qt.Key.Key_N, _CTRL)
            self._settled()
        self._type(self.paper.sls_id)
        self._press(Qt.Key.Key_Return)
        self._settled()
        if counts:
            self._count(counts)
        if picture:
            self._picture(picture)
        line = self._page().queue.lines.all[-1]
        if line.state != "ok":
            raise LookupError(line.result and line.result.words)
        self._home()

    def _choose(self, deed: Deed, other: Party) -> None:
        mine = [(each.deed, each.other) for each in doings(self.window.session.petugas)]
        self._press(Qt.Key(Qt.Key.Key_1.value + mine.index((deed, other))), _ALT)

    def _count(self, counts: Mapping[str, tuple[str, str]]) -> None:
        """F7, then the numbers in their fields."""
        self._press(Qt.Key.Key_F7)
        fields: Mapping[tuple[str, str], QLineEdit] = self._page().grid.fields
        for paper, numbers in counts.items():
            for what, number in zip(("received", "used"), numbers, strict=True):
                fields[paper, what].setFocus()
                fields[paper, what].selectAll()
                self._type(number)
        self._press(Qt.Key.Key_Return)
        self._settled()


S = TypeVar("S", bound=Sitting)


class Laptops:
    """The laptops of the team, each enrolled when its petugas first sits down."""

    def __init__(self, office: TeamOffice, album: Album, paper: TeamPaper) -> None:
        self._office, self._album, self._paper = office, album, paper
        self._known: dict[str, tuple[Path, bytes]] = {}

    @contextmanager
    def sit(self, role: str, kind: type[S]) -> Iterator[S]:
        """The petugas of a role at their window, with what the office has for them."""
        path, key = self._known[role] = self._known.get(role) or self._enrol(role)
        runner = TaskRunner(partial(open_workfile, path, key))
        try:
            hands = kind(make_window(runner, Preferences()), self._album, self._paper)
            hands.window.exchange.set_automatic(False)  # by itself it might be too early for the pictures
            hands._open()
            yield hands
            hands.close()
        finally:
            runner.close()

    def _enrol(self, role: str) -> tuple[Path, bytes]:
        path = enrol(self._office.invite(self._paper.officers[role][0]), PIN, self._album.out / "tim")
        return path, open_vault(path, PIN)
