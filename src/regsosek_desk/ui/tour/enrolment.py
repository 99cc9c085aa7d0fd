"""The three cards that make this laptop the one of a petugas."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from regsosek_desk.ui.door.card import Card, Cover
from regsosek_desk.ui.door.enrol import Enrolment, FetchCard
from regsosek_desk.ui.door.entry import Entry
from regsosek_desk.ui.tour.hands import Hands
from regsosek_desk.ui.tour.office import TrainingOffice

PIN = "kopi7294"
_MOST = 60_000
"""Milliseconds for keys, an encrypted file and the lists, on a slow computer too."""


class EnrolmentTour(Hands):
    """Begins where the training window stands."""

    def run(self, office: TrainingOffice) -> Path:
        """Gives the new work file. Raises LookupError when there is none."""
        link = office.start()
        self._say("office", address=office.address)
        made: list[Entry | None] = []
        folder = self.out / "kerja"
        cover = Cover(self.window)
        Enrolment(cover, _emptied(folder), made.append, link)
        self._picture("pendaftaran-kode")
        self._press(Qt.Key.Key_Return)
        for _ in range(2):
            QTest.keyClicks(self._focus(), PIN)
            self._press(Qt.Key.Key_Tab)
        self._picture("pendaftaran-pin")
        self._press(Qt.Key.Key_Return)
        card = cover.panel
        assert isinstance(card, FetchCard)
        self._wait(lambda: _is_done(card), _MOST)
        self._picture("pendaftaran-selesai")
        self._say("enrolled", said=" ".join(card.result.text().split()))
        self._press(Qt.Key.Key_Return)
        cover.close_panel()
        if not made or made[0] is None:
            raise LookupError(folder)
        return made[0].path


def _is_done(card: Card) -> bool:
    return card.button("go").isVisible()


def _emptied(folder: Path) -> Path:
    """The folder, without what an earlier tour has left there."""
    folder.mkdir(exist_ok=True)
    for each in folder.iterdir():
        each.unlink()
    return folder
