"""One small SLS through the hands of the whole team: from the office's list to storage."""

from __future__ import annotations

from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from regsosek_desk.core.domain.kendali import Kendali, Level, Party, Verdict
from regsosek_desk.services.team.books import read_book
from regsosek_desk.texts import t
from regsosek_desk.ui.office.window import OfficeWindow
from regsosek_desk.ui.tour.hands import SIZE
from regsosek_desk.ui.tour.keyroom import AdminSitting, OperatorSitting, ReceiverSitting, SupervisorSitting
from regsosek_desk.ui.tour.office import OpenOffice, TeamOffice
from regsosek_desk.ui.tour.paper import TeamPaper
from regsosek_desk.ui.tour.pml import KosekaSitting, PmlSitting
from regsosek_desk.ui.tour.ppl import PplSitting
from regsosek_desk.ui.tour.sitting import Album, Laptops

PAGE = "progres.html"
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class TeamTour:
    """Pictures, the label of the box and the office's page of progress go to `out`."""

    office: TeamOffice
    album: Album
    paper: TeamPaper

    @classmethod
    def of(cls, out: Path, open_office: OpenOffice) -> TeamTour:
        paper = TeamPaper()
        return cls(TeamOffice(out / "kantor-tim", open_office, paper.sls_id[:4]), Album(out), paper)

    def run(self) -> bool:
        """Whether the bundle ends in storage, approved by both levels."""
        with self.office:
            self._load_lists()
            self.office.start()
            laptops = Laptops(self.office, self.album, self.paper)
            self._in_the_field(laptops)
            self._at_the_office(laptops)
            book = self._end(laptops)
            self._fetch_page()
        return is_through(book)

    def _load_lists(self) -> None:
        """The five lists, looked through and taken in the office's own window."""
        files = self.paper.write_lists(self.album.out / "daftar")
        window = OfficeWindow(self.office.endpoint())
        window.resize(*SIZE)
        window.show()
        window.activateWindow()
        window.lists.look_through(files)
        _wait_for(window)
        _shot(window, self.album, "kantor-daftar")
        QTest.keyClick(window.lists, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        _wait_for(window)
        window.go_to(1)
        _shot(window, self.album, "kantor-petugas")
        window.close()
        window.deleteLater()
        _say("team_office", sls=self.paper.sls_id, petugas=len(self.paper.officers))

    # --- the field ----------------------------------------------------------------------------------

    def _in_the_field(self, laptops: Laptops) -> None:
        with laptops.sit("PPL", PplSitting) as ppl:
            ppl.key_sls()
            ppl.hand_over()
            ppl.exchange()
        _say("team_ppl", families=len(self.paper.families))
        with laptops.sit("PML", PmlSitting) as pml:
            pml.exchange()
            pml.take()
            pml.check(send_back=True)
            pml.exchange()
        _say("team_returned")
        with laptops.sit("PPL", PplSitting) as ppl:
            ppl.exchange()
            ppl.mend()
            ppl.exchange()
        with laptops.sit("PML", PmlSitting) as pml:
            pml.exchange()
            pml.check(send_back=False)
            pml.tie()
            pml.approve()
            pml.exchange()
        _say("team_pml")
        with laptops.sit("Koseka", KosekaSitting) as koseka:
            koseka.exchange()
            koseka.approve()
            koseka.exchange()
        _say("team_koseka")

    # --- the office ---------------------------------------------------------------------------------

    def _at_the_office(self, laptops: Laptops) -> None:
        with laptops.sit("penerima", ReceiverSitting) as receiver:
            receiver.exchange()
            label = receiver.receive()
            _say("team_receiver", box=receiver.box, file=label.name)
            receiver.exchange()
        with laptops.sit("pengawas", SupervisorSitting) as supervisor:
            supervisor.exchange()
            supervisor.allot()
            supervisor.draw()
            supervisor.exchange()
        with laptops.sit("operator", OperatorSitting) as operator:
            operator.exchange()
            operator.claim()
            operator.exchange()
            operator.open_family()
            operator.key_again()
            operator.exchange()
        _say("team_operator")
        with laptops.sit("pengawas", SupervisorSitting) as supervisor:
            supervisor.exchange()
            supervisor.judge()
            supervisor.exchange()
        _say("team_quality")
        with laptops.sit("operator", OperatorSitting) as operator:
            operator.give_back()
            operator.exchange()
        with laptops.sit("penerima", ReceiverSitting) as receiver:
            receiver.exchange()
            receiver.store()
            receiver.exchange()
            _say("team_storage", box=receiver.box)

    def _end(self, laptops: Laptops) -> Kendali:
        """The control book as the admin of the kabupaten has it in the end."""
        with laptops.sit("admin kab", AdminSitting) as admin:
            admin.exchange()
            admin.look()
            return admin.window.session.run(lambda file: read_book(file, self.paper.sls_id))

    def _fetch_page(self) -> None:
        """/progres as a browser gets it, kept beside the pictures."""
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        told = urlencode({"kode": self.office.viewing_code()}).encode()
        with browser.open(f"{self.office.address}/progres", told, _SECONDS) as answer:
            (self.album.out / PAGE).write_bytes(answer.read())
        _say("team_page", file=PAGE)


def is_through(book: Kendali) -> bool:
    """Whether the bundle is in storage, and the SLS approved at both levels."""
    said = [book.approval(level) for level in Level]
    stored = book.holder is not None and book.holder.party is Party.STORAGE
    return stored and all(each is not None and each.verdict is Verdict.APPROVED for each in said)


def _wait_for(window: OfficeWindow) -> None:
    while window.errand.busy:
        QApplication.processEvents()
    QApplication.processEvents()


def _shot(window: OfficeWindow, album: Album, name: str) -> None:
    QApplication.processEvents()
    window.grab().save(str(album.out / f"{album.number(name)}.png"))


def _say(step: str, **params: object) -> None:
    print(t(f"tour.{step}", **params), flush=True)
