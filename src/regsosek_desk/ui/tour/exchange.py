"""Kirim & terima: some lines and families keyed, sent over a connection that breaks, gone on with, and proven."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.exchange.laptop import Progress
from regsosek_desk.services.exchange.state import Proof, status
from regsosek_desk.services.receipt_print import print_receipt
from regsosek_desk.services.training_file import training_papers
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.ui.tour.hands import Hands
from regsosek_desk.ui.tour.keying import key_line
from regsosek_desk.ui.tour.office import TrainingOffice
from regsosek_desk.ui.typist import Typist

_FAMILIES, _FIELDS = 3, 15
_MOST = 60_000
"""Milliseconds for an exchange, tries over a broken connection included."""


class ExchangeTour(Hands):
    """Works on an enrolled file, whose office is on the air."""

    def run(self, office: TrainingOffice) -> bool:
        """Whether the office holds, proven, everything that was keyed."""
        self.window.exchange.set_automatic(False)  # by itself it might be too early for the pictures
        self._open()
        self._key_families()
        self._press(Qt.Key.Key_F12)
        self._settled()
        self._picture("kirim")
        self._say("waiting", count=self._waiting())
        self._break_off(office)
        office.start()
        self._exchange()
        self._picture("kirim-diterima")
        self._say("resumed", said=self._page().board.result.text())
        return self._show_receipt() and not self._waiting()

    def _key_families(self) -> None:
        """The first lines of the list, and the first fields of the families on them."""
        papers = training_papers()
        self._press(Qt.Key.Key_V)
        vk = self._page()
        sls_id = vk.desk.stored.sls_id
        number = load_form(LIST_FORM).bound.form.summary["family_number"]
        lines = zip(vk.desk.instance.rows("vk_a"), papers.lists[sls_id]["vk_a"], strict=True)
        known = [(row.id, papers.families.get((sls_id, line.get(number, "")))) for row, line in lines]
        for row, paper in [each for each in known if each[1]][:_FAMILIES]:
            key_line(self._page(), papers.lists[sls_id], row)
            self._page().stand_on(row)
            self._press(Qt.Key.Key_Return)
            typist = Typist(self._page(), paper or {})
            for _ in range(_FIELDS):
                typist.key_field()
            self._press(Qt.Key.Key_Escape)
        while len(self.window.history) > 1:
            self._press(Qt.Key.Key_Escape)
        self._settled()

    def _break_off(self, office: TrainingOffice) -> None:
        """The office is gone once it has been asked how far the batch has come."""

        def cut(progress: Progress) -> None:
            if progress.phase == "send":
                office.kill()

        self.window.exchange.told.connect(cut, Qt.ConnectionType.DirectConnection)
        self._exchange()
        self.window.exchange.told.disconnect(cut)
        self._picture("kirim-terputus")
        self._say("cut", said=self._page().board.result.text(), count=self._waiting())

    def _exchange(self) -> None:
        self._press(Qt.Key.Key_Return)
        self._wait(lambda: not self.window.exchange.busy, _MOST)
        self._settled()

    def _waiting(self) -> int:
        return status(self.window.session.run).waiting

    def _show_receipt(self) -> bool:
        proofs = status(self.window.session.run).proofs
        if not proofs:
            return False
        file = self._printed(proofs[0])
        told = {"number": f"{proofs[0].receipt.number:04}", "held": proofs[0].held, "count": proofs[0].count}
        self._say("receipt", **told, file=file.name)
        return proofs[0].verified

    def _printed(self, proof: Proof) -> Path:
        path = self.out / "tanda-terima.pdf"
        return self.window.runner(lambda file: print_receipt(file, proof.receipt, path))
