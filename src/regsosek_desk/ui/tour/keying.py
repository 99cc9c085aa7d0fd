"""The main job: lists, a VK line, and a whole family of seven keyed to the end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM
from regsosek_desk.services.training_file import OPEN_LINES, training_papers
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.texts import t
from regsosek_desk.ui.tour.hands import Hands
from regsosek_desk.ui.typist import Typist
from regsosek_desk.ui.widgets.preference_dialog import PreferenceDialog
from regsosek_desk.ui.window import MainWindow

MEMBERS = 7


@dataclass(frozen=True)
class Script:
    """What the tour keys besides the paper. Question ids are data, so they stand in resources/latihan/tour.json.

    `whole` are answers of the family it picks; `mistake` is keyed as `wrong`, `warned` for a while as `odd`.
    """

    mistake: str
    wrong: str
    warned: str
    odd: str
    ticks: str
    codes: str
    last_block: str
    noted: str
    whole: dict[str, str]


class KeyingTour(Hands):
    """Looks at lists, keys a line of a VK list and a family of seven, with a mistake and a warning on the way."""

    def __init__(self, window: MainWindow, out: Path) -> None:
        super().__init__(window, out)
        self.script = Script(**json.loads((_script_file()).read_text("utf-8")))
        self.papers = training_papers()

    def run(self) -> bool:
        """Whether the family keyed ends clean."""
        self._open()
        self._say("start", version=load_form(FAMILY_FORM).rule_hash[:8])
        self._picture("beranda")
        self._look_at_families()
        self._key_list()
        return self._key_family() == "clean"

    # --- lists ------------------------------------------------------------------------------------

    def _look_at_families(self) -> None:
        self._press(Qt.Key.Key_Return)
        self._settled()
        self._picture("daftar-keluarga")
        QTest.keyClicks(self._focus(), "SU")
        self._settled()
        self._picture("cari-keluarga")
        self._say("families")
        self._press(Qt.Key.Key_Escape)
        self._press(Qt.Key.Key_Escape)
        while len(self.window.history) > 1:
            self._press(Qt.Key.Key_Escape)
        self._settled()

    def _key_list(self) -> None:
        """Key one line of the VK list that is still open, then stand on the row of a family of seven."""
        self._press(Qt.Key.Key_Down)
        self._press(Qt.Key.Key_V)
        screen = self._page()
        lines = screen.desk.instance.rows("vk_a")
        row = lines[len(lines) - OPEN_LINES].id
        screen.go(Place(load_form(LIST_FORM).bound.form.rosters["vk_a"].name, row))
        self._picture("vk")
        fields, presses = key_line(screen, self.papers.lists[screen.desk.stored.sls_id], row)
        self._say("line", fields=fields, presses=presses)
        self._picture("vk-baris")
        self._press(Qt.Key.Key_Escape)
        document, line = self._family_of(MEMBERS)
        screen.stand_on(line)
        self._picture("vk-pilih")
        self._press(Qt.Key.Key_Return)
        if self._page().desk.id != document:
            raise LookupError(document)

    def _family_of(self, members: int) -> tuple[str, str]:
        """A family still blank in the list shown, with that many members on paper and nothing wrong in it."""
        sls_id = self._page().desk.stored.sls_id
        for family in self.window.session.families(sls_id, statuses=["blank"]):
            paper = self.papers.families.get((sls_id, family.family_number), {})
            whole = {question: paper.get(question) for question in self.script.whole}
            if len(paper.get("anggota", ())) == members and whole == self.script.whole and family.vk_row:
                return family.id, family.vk_row
        raise LookupError(members)

    # --- the family -------------------------------------------------------------------------------

    def _key_family(self) -> str:
        screen = self._page()
        stored = screen.desk.stored
        paper = dict(self.papers.families[(stored.sls_id, stored.summary.family_number)])
        self._say("family", family=screen.title, members=len(paper["anggota"]))
        typist = Typist(screen, paper)
        self._picture("keluarga")
        self._key_until(typist, self.script.codes, "daftar-kode", Qt.Key.Key_F4)
        self._mistake(typist, paper)
        self._cards(screen)
        self._key_roster(typist)
        for _ in typist.key_all():
            pass
        self._picture("selesai")
        self._press(Qt.Key.Key_Escape)
        self._mend(typist, paper)
        self._say("keyed", presses=typist.presses, characters=written_characters(paper))
        return self._finish()

    def _key_until(self, typist: Typist, question: str, picture: str, key: Qt.Key) -> None:
        """Key up to a question and look at the card that a key opens there."""
        for _ in typist.key_all(stop=lambda place: place.question == question):
            pass
        self._look(picture, key)

    def _mistake(self, typist: Typist, paper: Mapping[str, Any]) -> None:
        """Key a code that isn't in the list: the program asks at once; the keyer insists."""
        for _ in typist.key_all(stop=lambda place: place.question == self.script.mistake):
            pass
        typist.type(self.script.wrong)
        self._picture("salah-ketik")
        typist.press(Qt.Key.Key_Enter)
        typist.key_field()
        self._picture("salah")
        at = Place(self.script.mistake)
        found = typist.screen.desk.violation_at(at)
        words = str(message_of(typist.screen.desk.instance, found)) if found else ""
        self._say("mistake", errors=typist.screen.desk.review.count("E"), message=words)

    def _cards(self, screen: Any) -> None:
        place = screen.keyer.place
        self._look("bantuan", Qt.Key.Key_F1)
        self._press(Qt.Key.Key_F2)
        QTest.keyClicks(self._focus(), self.script.noted)
        self._picture("catatan")
        self._press(Qt.Key.Key_Return)
        self._look("lompat", Qt.Key.Key_F3)
        screen.go(place)

    def _key_roster(self, typist: Typist) -> None:
        for keyed in self._first_of_each_member(typist):
            if keyed == 2:
                self._key_until(typist, self.script.ticks, "centang", Qt.Key.Key_F4)
            if keyed == 5:
                self._picture("anggota-set1")
            if keyed == MEMBERS:
                self._picture("anggota-set2")

    def _first_of_each_member(self, typist: Typist) -> Iterator[int]:
        """Key on, and stop at the start of every member."""
        screen, seen = typist.screen, 0
        while seen < MEMBERS or screen.keyer.place.row:
            typist.key_field()
            position = screen.desk.instance.position(screen.keyer.place.row)
            if position > seen:
                seen = position
                yield seen

    def _mend(self, typist: Typist, paper: Mapping[str, Any]) -> None:
        """F6 to what is wrong, F7 for the reason, the right answer from the paper; then a warning confirmed."""
        screen = typist.screen
        self._press(Qt.Key.Key_F6)
        self._look("kenapa", Qt.Key.Key_F7)
        typist.type(typist.written(screen.keyer.place) or "")
        if screen.keyer.buffer is not None:
            typist.press(Qt.Key.Key_Enter)
        self._say("mended", **self._gravest())
        self._confirm_odd(typist)

    def _confirm_odd(self, typist: Typist) -> None:
        """Key something unusual, confirm each warning it brings with a reason, then key what the paper says."""
        screen = typist.screen
        odd = Place(self.script.warned)
        right = screen.desk.instance.text(odd)
        screen.go(odd)  # type: ignore[attr-defined]
        typist.type(self.script.odd)
        while screen.desk.review.open:
            self._press(Qt.Key.Key_F6)
            self._press(Qt.Key.Key_F8)
            self._picture("konfirmasi")
            self._press(Qt.Key.Key_1)
            self._press(Qt.Key.Key_Return)
        self._picture("dikonfirmasi")
        self._say("confirmed", **self._gravest())
        screen.go(odd)  # type: ignore[attr-defined]
        typist.type(right or "")

    def _finish(self) -> str:
        screen = self._page()
        screen.go(Place(self.script.last_block))
        self._picture("blok-v")
        status = str(screen.desk.status)
        dialog = PreferenceDialog(self.window.preferences, self.window)
        dialog.show()
        self._shot("pengaturan", dialog)
        dialog.close()
        self.window.runner(lambda file: file.verify_document(screen.desk.id))
        entries = self.window.runner(lambda file: len(file.history(screen.desk.id)))
        self._say("end", status=t(f"status.{status}"), entries=entries)
        return status

    def _gravest(self) -> dict[str, object]:
        desk = self._page().desk
        found = [v for v in desk.review.open if not desk.marks.is_unkeyed(v)]
        words = str(message_of(desk.instance, found[0])) if found else t("tour.nothing_wrong")
        return {"errors": desk.review.count("E"), "message": words}


def key_line(screen: Any, paper: Mapping[str, Any], row: str) -> tuple[int, int]:
    """Key a line of a VK list from its first field; gives the fields and the keys pressed."""
    screen.go(next(place for place in screen.keyer.route.places() if place.row == row))
    typist = Typist(screen, paper)
    return len(list(typist.key_all(stop=lambda place: place.row != row))), typist.presses


def written_characters(paper: Mapping[str, Any]) -> int:
    """Characters on the paper: every box and letter, a date as its eight digits."""
    records = [paper, *(row for value in paper.values() if isinstance(value, list) for row in value)]
    return sum(len(v.replace("-", "") if _is_date(v) else v) for r in records for v in r.values() if isinstance(v, str))


def _is_date(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-"


def _script_file() -> Path:
    from regsosek_desk.settings import data_root

    return data_root() / "resources" / "latihan" / "tour.json"
