"""What can be done at the door while a file is open: each on a card over the whole window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.opening import enrolled_files
from regsosek_desk.settings import data_dir
from regsosek_desk.texts import in_short, t
from regsosek_desk.ui.door.card import Cover
from regsosek_desk.ui.door.change_pin import ChangePinCard
from regsosek_desk.ui.door.enrol import Enrolment
from regsosek_desk.ui.door.entry import Entry
from regsosek_desk.ui.door.receipt import ReceiptCard

if TYPE_CHECKING:
    from regsosek_desk.ui.window import MainWindow


class Errands:
    """`offered` names those that make sense for the open file."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def offered(self) -> list[tuple[str, str]]:
        """Name and word of each, for a row of buttons."""
        words = {
            "enrol": t("door.errand.enrol"),
            "work": t("door.errand.work"),
            "change_pin": t("door.errand.change_pin"),
            "receipt": t("door.errand.receipt"),
            "training": t("door.errand.training"),
        }
        return [(name, words[name]) for name in self._possible()]

    def _possible(self) -> list[str]:
        if self._window.session.training:
            return ["enrol", *(["work"] if enrolled_files(data_dir()) else [])]
        receipt = ["receipt"] if self._window.session.meta.get("root_key") else []
        training = ["training"] if self._window.training else []
        return [*(["change_pin"] if self._window.lock else []), *receipt, *training]

    def run(self, name: str) -> None:
        """Do the errand of that name; none for ""."""
        doing: dict[str, Callable[[], None]] = {
            "enrol": self.enrol,
            "work": self._work,
            "change_pin": self._change_pin,
            "receipt": self._receipt,
            "training": self._training,
        }
        if name:
            doing[name]()

    def enrol(self) -> None:
        cover = self._cover()

        def ended(entry: Entry | None) -> None:
            if entry is None:
                self._close(cover)
            else:
                self._window.leave_for(entry)

        Enrolment(cover, data_dir(), ended)

    def problem(self) -> None:
        """File what is the program's own fault, with what is on the screen now and the log of this start."""
        from regsosek_desk.services.problems import file_problem, open_answers
        from regsosek_desk.ui.dialogs.problem import ProblemCard, Veil
        from regsosek_desk.ui.scene import place_line, scene

        window, session = self._window, self._window.session
        if window.page is None:
            return
        screen, answers = place_line(window.page, window.history[-1]), open_answers(session)
        stamp = session.stamp()
        who = " · ".join((stamp.at, stamp.petugas, stamp.device))
        report = "\n".join([who, screen, scene(window.page, window), "", window.fault_log.text()])

        def keep(note: str) -> None:
            file_problem(session, screen, report, note, answers)
            window.runner.changed.emit("problem")
            window.show_message(t("problem.kept" if window.exchange.enrolled else "problem.kept_here"))

        cover = Veil(window)
        cover.closed.connect(lambda: self._close(cover))
        cover.open(ProblemCard(report, answers, keep, enrolled=window.exchange.enrolled))

    def _change_pin(self) -> None:
        cover = self._cover()

        def ended(changed: bool) -> None:
            self._close(cover)
            if changed:
                self._window.show_message(t("door.change.changed"))

        cover.open(ChangePinCard(self._window.path, ended))

    def _receipt(self) -> None:
        cover = self._cover()
        cover.open(ReceiptCard(self._window.session.meta["root_key"], lambda: self._close(cover)))

    def _work(self) -> None:
        self._window.leave_for(Entry(enrolled_files(data_dir())[0]))

    def _training(self) -> None:
        assert self._window.training is not None
        try:
            self._window.leave_for(Entry(self._window.training()))
        except DeskError as error:
            self._window.show_message(in_short(error))

    def _cover(self) -> Cover:
        return Cover(self._window)

    def _close(self, cover: Cover) -> None:
        cover.take_away()
        if self._window.page is not None:
            self._window.page.setFocus()
