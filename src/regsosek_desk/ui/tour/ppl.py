"""The PPL: keys the list and the families, hands over the bundle; later mends what came back."""

from __future__ import annotations

from PySide6.QtCore import Qt

from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.custody.scan import Deed
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.ui.tour.keying import key_line
from regsosek_desk.ui.tour.sitting import Sitting
from regsosek_desk.ui.typist import Typist

_CTRL = Qt.KeyboardModifier.ControlModifier


class PplSitting(Sitting):
    def key_sls(self) -> None:
        """Every line of the list, and the K of each family; each K goes to the PML when it is done."""
        self._picture("ppl-beranda")
        self._go(Qt.Key.Key_V)
        number = load_form(LIST_FORM).bound.form.summary["family_number"]
        rows = self._page().desk.instance.rows("vk_a")
        for row, line in zip(rows, self.paper.vk["vk_a"], strict=True):
            key_line(self._page(), self.paper.vk, row.id)
            if self._page().stage.panel:  # the list has come to its end
                self._press(Qt.Key.Key_Escape)
            self._page().stand_on(row.id)
            self._press(Qt.Key.Key_Return)
            self._key_family(line[number])
            self._leave()
        self._picture("ppl-daftar-vk")
        self._home()

    def _key_family(self, number: str) -> None:
        typist = Typist(self._page(), self.paper.as_the_ppl_keys(number))
        for _ in typist.key_all():
            pass
        self._press(Qt.Key.Key_Escape)  # the card at the end
        if number == self.paper.answered[0]:
            self._mistake(typist)
        self._press(Qt.Key.Key_Return, _CTRL)

    def _mistake(self, typist: Typist) -> None:
        """One answer is misread, and the warning that it brings is confirmed."""
        screen, place = self._page(), Place(self.script.mistaken["question"])
        screen.go(place)
        typist.type(self.script.mistaken["wrong"])
        screen.go(place)
        for key in (Qt.Key.Key_F8, Qt.Key.Key_1, Qt.Key.Key_Return):
            self._press(key)
        self._picture("ppl-keluarga-selesai")

    def hand_over(self) -> None:
        received, used = str(len(self.paper.families)), str(len(self.paper.answered))
        self.put_through(Deed.HAND, Party.PML, counts={"k": (received, used)}, picture="ppl-serah-terima")

    def mend(self) -> None:
        """From the notice on Beranda to the answer that came back; the right one; back to the PML."""
        self._press(Qt.Key.Key_Up)
        self._picture("ppl-dikembalikan")
        self._go(Qt.Key.Key_Return)
        self._picture("ppl-catatan-pml")
        screen = self._page()
        typist = Typist(screen, self.paper.families[self.paper.answered[0]])
        typist.type(typist.written(Place(self.script.mistaken["question"])) or "")
        self._press(Qt.Key.Key_Return, _CTRL)
        self._picture("ppl-diserahkan-lagi")
        self._home()
