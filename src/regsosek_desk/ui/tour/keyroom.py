"""The office: receiving and boxing, keying by an operator, a second keying for quality, and back to storage."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.services.custody.handover import box_of
from regsosek_desk.services.custody.scan import Deed
from regsosek_desk.services.print.catalog import KINDS, Wish, make, save
from regsosek_desk.services.print.desk import desk_on
from regsosek_desk.services.team.books import read_book
from regsosek_desk.ui.tour.sitting import Sitting
from regsosek_desk.ui.typist import Typist

_BOXES = next(kind for kind in KINDS if kind.about == "box")


class ReceiverSitting(Sitting):
    def receive(self) -> Path:
        """Scan the bundle in, give it a box, print its label, hand it on; gives the label."""
        self.put_through(Deed.TAKE, Party.KOSEKA, picture="penerima-pindai")
        self.put_through(Deed.BOX, Party.TU, picture="penerima-kotak")
        self._to("print")
        for _ in range(KINDS.index(_BOXES)):
            self._go(Qt.Key.Key_Down)
        self._wait(lambda: self._page().preview.pages > 0)
        self._picture("penerima-label-kotak")
        self._home()
        label = self._print_label()
        self.put_through(Deed.HAND, Party.IPDS)
        return label

    def _print_label(self) -> Path:
        path = self.out / "label-kotak.pdf"
        save(make(desk_on(self.window.runner), _BOXES, Wish(boxes=[self.box])), path)
        return path

    @property
    def box(self) -> str:
        """The box that the bundle was put into last."""
        return self.window.session.run(lambda file: box_of(read_book(file, self.paper.sls_id)))

    def store(self) -> None:
        self.put_through(Deed.TAKE, Party.OPERATOR)
        self.put_through(Deed.STORE, Party.TU, picture="penerima-penyimpanan")


class SupervisorSitting(Sitting):
    def allot(self) -> None:
        """From the office's counter to an operator, by name."""
        self.put_through(Deed.TAKE, Party.TU)
        self.put_through(Deed.HAND, Party.OPERATOR, to=self.paper.officers["operator"][0], picture="pengawas-serahkan")
        self._to("progress")
        self._picture("pengawas-progres")
        self._home()

    def draw(self) -> None:
        """A family for a second keying."""
        self._to("sample")
        self._press(Qt.Key.Key_T)
        for text in ("", self.script.rekeyed["family"], self.paper.officers["operator"][0], "1", self.paper.sls_id):
            self._press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            self._type(text) if text else self._press(Qt.Key.Key_Delete)
            if text == self.paper.sls_id:
                self._picture("pengawas-tarik-sampel")
            self._go(Qt.Key.Key_Return)
        self._home()

    def judge(self) -> None:
        """Which of the two answers is right, and why the other isn't."""
        self._to("sample")
        self._go(Qt.Key.Key_Return)
        self._picture("pengawas-bandingkan")
        while self._page().case.open:
            self._press(Qt.Key.Key_Left)
            self._press(Qt.Key.Key_1)
            self._settled()
        self._go(Qt.Key.Key_Escape)
        self._go(Qt.Key.Key_R)
        self._picture("pengawas-angka-kesalahan")
        self._to("work_log")
        self._picture("pengawas-catatan-kerja")
        self._home()


class OperatorSitting(Sitting):
    def claim(self) -> None:
        """Take the SLS; its documents come with the next exchange."""
        self._to("claims")
        self._picture("operator-ambil-sls")
        self._go(Qt.Key.Key_Return)
        self._home()

    def open_family(self) -> None:
        """The bundle in hand, a family of it on the screen."""
        self.put_through(Deed.TAKE, Party.IPDS)
        self._picture("operator-beranda")
        self._go(Qt.Key.Key_Return)
        self._go(Qt.Key.Key_Return)
        self._picture("operator-keluarga")
        self._home()

    def key_again(self) -> None:
        """The family of the sample from its paper, with one answer misread."""
        self._to("sample")
        self._go(Qt.Key.Key_Return)
        wrong = {self.script.rekeyed["question"]: self.script.rekeyed["wrong"]}
        typist = Typist(self._page(), self.paper.families[self.script.rekeyed["family"]] | wrong)
        for _ in typist.key_all():
            pass
        self._press(Qt.Key.Key_Escape)
        self._picture("operator-entri-ulang")
        self._go(Qt.Key.Key_Escape)
        self._go(Qt.Key.Key_S)
        self._home()

    def give_back(self) -> None:
        self.put_through(Deed.HAND, Party.TU)


class AdminSitting(Sitting):
    def look(self) -> None:
        self._to("progress")
        self._picture("admin-progres")
        self._home()
