"""The PML and the Koseka: families looked at by exception, the papers of the SLS made to tie, the SLS approved."""

from __future__ import annotations

from PySide6.QtCore import Qt

from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.services.checking.exceptions import Exceptional
from regsosek_desk.services.custody.scan import Deed
from regsosek_desk.ui.tour.sitting import Sitting
from regsosek_desk.ui.typist import Typist

_ROUNDS = 30
"""Decisions after which a queue of four families must have come to its end."""


class PmlSitting(Sitting):
    def take(self) -> None:
        self.put_through(Deed.TAKE, Party.PPL, picture="pml-terima-bundel")

    def check(self, *, send_back: bool) -> None:
        """Decide family by family, until nobody waits. `send_back`: the answer keyed wrong goes to its PPL."""
        self._to("review")
        self._picture("pml-periksa" if send_back else "pml-periksa-lagi")
        for _ in range(_ROUNDS):
            if self._page().checker.desk is None:
                break
            self._decide(send_back=send_back)
        self._picture("pml-periksa-selesai" if send_back else "pml-disetujui")
        self._home()

    def _decide(self, *, send_back: bool) -> None:
        """The first place that wants a look, or the family when there is none."""
        page = self._page()
        here: Exceptional | None = page.places.here
        if here is None or here.settled:
            self._press(Qt.Key.Key_A)
        elif send_back and here.place.question == self.script.mistaken["question"]:
            self._send_back()
        elif here.kind == "code":
            if not self.album.has("pml-usulan-kode"):
                self._picture("pml-usulan-kode")
            self._press(Qt.Key.Key_1)
        else:
            self._go(Qt.Key.Key_B)

    def _send_back(self) -> None:
        self._press(Qt.Key.Key_R)
        self._type(self.script.mistaken["note"])
        self._picture("pml-kembalikan")
        self._press(Qt.Key.Key_Return)
        self._press(Qt.Key.Key_K)

    # --- Kelengkapan --------------------------------------------------------------------------------

    def tie(self) -> None:
        """Minutes for the family that didn't answer and the recap, until nothing is missing."""
        self._to("completeness")
        self._picture("pml-celah")
        self._go(Qt.Key.Key_B)
        self._key_minutes()
        self._leave()
        self._go(Qt.Key.Key_R)
        typist = Typist(self._page(), self.script.recap)
        for _ in self.script.recap:
            typist.key_field()
        self._picture("pml-rekap-vk")
        self._leave()
        self._picture("pml-lengkap")
        self._home()

    def _key_minutes(self) -> None:
        screen = self._page()
        self._press(Qt.Key.Key_Insert)
        typist = Typist(screen, {"banr": self.script.minutes})
        row = screen.keyer.place.row
        for _ in typist.key_all(stop=lambda place: place.row != row):
            pass
        self._picture("pml-banr")

    def approve(self) -> None:
        """The whole SLS; its bundle goes on to the Koseka."""
        self._to("review")
        self._go(Qt.Key.Key_Right)
        self._go(Qt.Key.Key_Right)
        self._press(Qt.Key.Key_S)
        self._picture("pml-setujui-sls")
        self._go(Qt.Key.Key_Return)
        self._home()
        self.put_through(Deed.HAND, Party.KOSEKA)


class KosekaSitting(Sitting):
    def approve(self) -> None:
        """The risk table, the approval, and the bundle from the PML to the office."""
        self.put_through(Deed.TAKE, Party.PML)
        self._to("risk")
        self._picture("koseka-tabel-risiko")
        self._press(Qt.Key.Key_S)
        self._picture("koseka-setujui-sls")
        self._go(Qt.Key.Key_Return)
        self._home()
        self.put_through(Deed.HAND, Party.TU)
