"""An office on the air, laptops enrolled at it as a user would, and windows on their work files."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from shell_rig import FAMILIES, SLS_A, SLS_B, new_family, press, show

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.server.app import create_app
from regsosek_desk.server.opening import Office
from regsosek_desk.server.running import address_of, listen, server_of
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.services.enrolment import enrol
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.exchange.laptop import Outcome
from regsosek_desk.services.exchange.links import link_to
from regsosek_desk.services.exchange.run import Exchange
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.session import Session
from regsosek_desk.storage import pin as pin_module
from regsosek_desk.storage.endpoint.lists import PrelistRow
from regsosek_desk.storage.vault import copy_vault
from regsosek_desk.ui.models.exchange import COLUMNS
from regsosek_desk.ui.models.preferences import Preferences
from regsosek_desk.ui.screens.exchange import ExchangeScreen
from regsosek_desk.ui.tasks import TaskRunner
from regsosek_desk.ui.window import MainWindow

PIN = "kopi7294"
PPL, OTHER, PML = Petugas("02301", "SITI AMINAH"), Petugas("02302", "BUDI"), Petugas("0230", "RATNA DEWI", "PML")
_ENDED_BEFORE = 10.0
"""Seconds within which a server has ended, unless something is wrong."""


def make_office(folder: Path) -> None:
    """An office with two SLS of one PPL, another PPL without any, and their PML; one SLS has a prelist."""
    init_identity(folder, "BPS Kabupaten Demak", "3321")
    store = Office(folder).store()
    try:
        store.put_petugas([PPL, OTHER, PML])
        mine = {"ppl_code": PPL.code, "ppl_name": PPL.name, "pml_code": PML.code, "pml_name": PML.name}
        store.put_sls([replace(each, kab_name="DEMAK", **mine) for each in (SLS_A, SLS_B)])
        store.put_prelist([PrelistRow(SLS_A.id, "001", {}), PrelistRow(SLS_A.id, "002", {})])
    finally:
        store.close()


class OnAir:
    """The office's endpoint on a real uvicorn, which can be gone for a while and come back at the same address."""

    def __init__(self, folder: Path) -> None:
        self.endpoint: Endpoint = Office(folder).open()
        with closing(listen("127.0.0.1", 0)) as free:
            self.address = address_of(free)

    @contextmanager
    def on_air(self) -> Iterator[str]:
        port = int(self.address.rpartition(":")[2])
        server = server_of(create_app(self.endpoint))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listen("127.0.0.1", port)]})
        thread.start()
        try:
            yield self.address
        finally:
            server.should_exit = True
            thread.join(_ENDED_BEFORE)
            assert not thread.is_alive()

    def close(self) -> None:
        self.endpoint.close()

    def enrol(self, petugas: Petugas, folder: Path) -> Path:
        """The work file of a new laptop."""
        link = self.endpoint.new_code(petugas.code, url=self.address).link
        with pytest.MonkeyPatch.context() as cheap:
            cheap.setattr(pin_module, "COST", pin_module.Cost(8 * 1024, 1, 1))
            return enrol(link, PIN, folder)


def copy_laptop(source: Path, target: Path, address: str) -> Path:
    """A copy of an enrolled laptop's work file that looks for the office at this address."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    copy_vault(source, target)
    with open_workfile(target, PIN) as file:
        for peer in file.exchange.peers():
            file.exchange.put_peer(replace(peer, address=address))
    return target


def add_families(path: Path, sls_id: str = SLS_A.id) -> None:
    """Four families of an SLS, keyed on this laptop."""
    with open_workfile(path, PIN) as file:
        stamp = Stamp.now(file.meta["petugas"], file.meta["device"])
        file.create_documents(stamp, [new_family(*family, sls_id=sls_id) for family in FAMILIES])


@contextmanager
def without_window(path: Path) -> Iterator[RunOnFile]:
    """The work file of a laptop, for what happens there meanwhile."""
    with open_workfile(path, PIN) as file:
        yield lambda work: work(file)


def exchange(path: Path, address: str) -> Outcome:
    """What that laptop would do with the office, without a window."""
    with without_window(path) as run, closing(link_to(run, address, lambda _: None)) as link:
        return Exchange(run, link).run()


def key(path: Path, answer: str, number: str = "001", question: str = "r108") -> None:
    """Key an answer of a family on a laptop whose window is closed."""
    with open_workfile(path, PIN) as file:
        row = next(row for row in file.lists.documents(form=FAMILY_FORM) if row.family_number == number)
        stored = file.document(row.id)
        draft = Draft("set", question=question, old=stored.state.answers.get(question), new=answer)
        file.commit(row.id, [draft], Stamp.now(file.meta["petugas"], file.meta["device"]), stored.summary)


def answers(path: Path, number: str = "001") -> dict[str, str]:
    """Answers of a family as the laptop has them."""
    with open_workfile(path, PIN) as file:
        row = next(row for row in file.lists.documents(form=FAMILY_FORM) if row.family_number == number)
        return dict(file.document(row.id).state.answers)


class Windows:
    """Opens windows on enrolled work files; `end` closes those that are still open."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._open: list[MainWindow] = []

    def __call__(self, path: Path, size: tuple[int, int] = (1366, 768)) -> MainWindow:
        """A window, shown, active and started; nothing exchanges by itself."""
        with open_workfile(path, PIN) as file:
            file.remember("exchange", "by_hand")
        return self.as_it_is(path, size)

    def as_it_is(self, path: Path, size: tuple[int, int] = (1366, 768)) -> MainWindow:
        runner = TaskRunner(partial(open_workfile, path, PIN))
        window = MainWindow(Session(runner, "laptop"), runner, Preferences())
        self._open.append(window)
        window.resize(*size)
        show(self._qtbot, window)
        window.start()
        return window

    def close(self, window: MainWindow) -> None:
        """End it as the user does."""
        self._open.remove(window)
        window.close()
        window.runner.close()
        window.hide()
        window.deleteLater()

    def end(self) -> None:
        for window in list(self._open):
            self.close(window)


class Field:
    """An office with three laptops: `ppl` and `other` of two PPL, `pml` of their PML; all copies of `enrolled`."""

    def __init__(self, enrolled: Path, folder: Path, qtbot: QtBot) -> None:
        shutil.copytree(enrolled / "office", folder / "office")
        self.office = OnAir(folder / "office")
        self.windows = Windows(qtbot)
        self._enrolled, self._folder = enrolled, folder

    def laptop(self, name: str) -> Path:
        """The work file of a laptop; the same one each time."""
        path = self._folder / name / f"{name}.regsosek"
        return path if path.exists() else copy_laptop(self._enrolled / f"{name}.regsosek", path, self.office.address)

    def end(self) -> None:
        self.windows.end()
        self.office.close()


def make_enrolled(folder: Path) -> None:
    """What a Field copies: the office's folder and three work files that have their lists."""
    make_office(folder / "office")
    office = OnAir(folder / "office")
    with office.on_air():
        for name, petugas in (("ppl", PPL), ("other", OTHER), ("pml", PML)):
            made = office.enrol(petugas, folder)
            copy_laptop(made, folder / f"{name}.regsosek", office.address)
    office.close()


# --- at the screen ------------------------------------------------------------------------------------


def at_exchange(qtbot: QtBot, window: MainWindow) -> ExchangeScreen:
    """Press F12 and wait until the figures are there."""
    press(Qt.Key.Key_F12)
    screen = window.page
    assert isinstance(screen, ExchangeScreen)
    qtbot.waitUntil(lambda: screen.board.waiting.value.text() != "–")
    return screen


def figures(screen: ExchangeScreen) -> tuple[str, str, str]:
    """Not yet received, received, wanting attention."""
    board = screen.board
    waiting, received, attention = (each.value.text() for each in (board.waiting, board.received, board.attention))
    return waiting, received, attention


def done(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.exchange.busy)


def states(screen: ExchangeScreen, row: int = 0) -> dict[str, str]:
    """State → documents of an SLS, as far as the table shows them."""
    model = screen.board.model
    shown = [at for at in range(len(COLUMNS)) if not screen.board.table.isColumnHidden(at)]
    return {COLUMNS[at]: text for at in shown if (text := model.data(model.index(row, at)))}


def key_one(window: MainWindow) -> None:
    """Key an answer of family 001 in the open window."""
    document = next(row.id for row in window.session.families() if row.family_number == "001")
    desk = window.session.open(document)
    desk.answer(Place("r108"), "JALAN MAWAR")
    window.session.close(desk)


def answers_of(window: MainWindow) -> dict[str, str]:
    """Answers of family 001 as the open window's file has them."""
    row = next(row for row in window.session.families() if row.family_number == "001")
    return window.runner(lambda file: dict(file.document(row.id).state.answers))
