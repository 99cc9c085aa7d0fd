"""The keys that work on the answers and the cursor at once, without a card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from regsosek_desk.core.engine.instance import FAMILY, Place
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.route import Route
from regsosek_desk.services.step import Step
from regsosek_desk.services.team.claims import take
from regsosek_desk.texts import t
from regsosek_desk.ui.document.members import in_table, may_change, row_beside, where_to_add
from regsosek_desk.ui.document.progress import entrance, stop_at
from regsosek_desk.ui.document.words import row_named

if TYPE_CHECKING:
    from regsosek_desk.ui.document.screen import DocumentScreen


class Commands:
    """One method for each command of `keys.COMMANDS` that needs no card."""

    def __init__(self, screen: DocumentScreen) -> None:
        self._screen = screen

    @property
    def _keyer(self) -> Keyer:
        return self._screen.keyer

    def table(self) -> dict[str, Callable[[], object]]:
        """Command → what it does."""
        run, keyer = self._screen.run, self._keyer
        return {
            "enter": lambda: run(keyer.enter),
            "back": lambda: run(keyer.back),
            "down": lambda: self._vertical(1),
            "up": lambda: self._vertical(-1),
            "left": lambda: self._horizontal(-1),
            "right": lambda: self._horizontal(1),
            "home": lambda: run(lambda: keyer.move_caret("home")),
            "end": lambda: run(lambda: keyer.move_caret("end")),
            "backspace": lambda: run(keyer.backspace),
            "delete": lambda: run(keyer.delete),
            "escape": self._escape,
            "new_line": self._new_line,
            "paste": lambda: run(lambda: keyer.paste(QGuiApplication.clipboard().text())),
            "repeat": lambda: run(keyer.repeat),
            "undo": lambda: run(keyer.undo),
            "redo": lambda: run(keyer.redo),
            "recheck": self._recheck,
            "next_finding": lambda: self.to_finding(1),
            "previous_finding": lambda: self.to_finding(-1),
            "next_family": self.next_family,
            "take_sls": self._take_sls,
            "toggle_side": self._screen.toggle_side,
            "page_down": lambda: self._screen.scroll_page(1),
            "page_up": lambda: self._screen.scroll_page(-1),
            "next_stop": lambda: self._to_stop(1),
            "previous_stop": lambda: self._to_stop(-1),
            "first_place": lambda: self._to_end(0),
            "last_place": lambda: self._to_end(-1),
            "add_row": self.add_row,
            "row_earlier": lambda: self._move_row(-1),
            "row_later": lambda: self._move_row(1),
        }

    # --- along the sheet --------------------------------------------------------------------------

    def _vertical(self, by: int) -> None:
        """Down and up the column of a member; in a table to the row below or above."""
        desk, place = self._keyer.desk, self._keyer.place
        if not in_table(desk, place):
            self._screen.run(self._keyer.enter if by > 0 else self._keyer.back)
        elif (beside := row_beside(desk, place, by)) is not None:
            self._screen.go(beside)

    def _horizontal(self, by: int) -> None:
        """In a text the caret; in boxes the member beside, in a table the cell beside."""
        keyer = self._keyer
        if keyer.question.boxed and in_table(keyer.desk, keyer.place):
            self._screen.run(keyer.next if by > 0 else keyer.back)
        else:
            self._screen.run(lambda: keyer.move_caret("right" if by > 0 else "left"))

    def _escape(self) -> None:
        if self._keyer.buffer is not None or self._screen.refused:
            self._screen.run(self._keyer.escape)
        else:
            self._screen.leave()

    def _new_line(self) -> None:
        keyer = self._keyer
        self._screen.run((lambda: keyer.type("\n")) if keyer.question.type == "note" else keyer.enter)

    def _to_stop(self, by: int) -> None:
        """The first open question of the next part of the document that has one."""
        desk, found = self._keyer.desk, self._screen.strip.stops
        here = stop_at(desk, found, self._keyer.place)
        ahead = found[here + 1 :] if by > 0 else found[:here][::-1]
        place = next((p for stop in ahead if (p := entrance(desk, stop)) is not None), None)
        self._go_or_say(place, "no_further_block" if by > 0 else "no_earlier_block")

    def _to_end(self, at: int) -> None:
        route = Route(self._keyer.desk.instance)
        places = [place for place in route.places() if route.open(place)]
        self._go_or_say(places[at] if places else None, "no_further_block")

    def to_finding(self, by: int) -> None:
        """The next violation in the order of the list, then where the blanks begin."""
        found = self._screen.findings
        places = found.stations
        blank = Route(self._keyer.desk.instance).first_blank() if found.blanks else None
        if blank is not None and blank not in places:
            places.append(blank)
        here = self._keyer.place
        at = places.index(here) + by if here in places else (0 if by > 0 else -1)
        self._go_or_say(places[at % len(places)] if places else None, "nothing_open")

    def _go_or_say(self, place: Place | None, otherwise: str) -> None:
        if place is None:
            self._screen.refuse(t(f"document.say.{otherwise}"))
        else:
            self._screen.go(place)

    # --- document ---------------------------------------------------------------------------------

    def _recheck(self) -> None:
        def recheck() -> Step:
            step = self._screen.settle()
            if not step.refused:
                self._keyer.desk.recheck()
            return step

        if self._screen.run(recheck, whole=True):
            found = self._keyer.desk.review
            self._screen.message.emit(t("document.say.rechecked", errors=found.count("E"), warnings=found.count("W")))

    def _take_sls(self) -> None:
        """Ctrl+A: take the SLS of the document, where nobody has it."""
        desk, session = self._keyer.desk, self._screen.session
        if desk.refusal != "claim_first":
            self._screen.refuse(t("claims.nothing_to_take"))
            return

        def take_it() -> Step:
            session.run(lambda file: take(file, session.petugas, desk.stored.sls_id, session.stamp()))
            desk.recheck()
            return Step()

        if self._screen.run(take_it, whole=True):
            self._screen.message.emit(t("claims.taken"))

    def next_family(self) -> None:
        if self._screen.run(self._keyer.put_away):
            self._screen.next_family_requested.emit()

    # --- members ----------------------------------------------------------------------------------

    def add_row(self) -> None:
        """Insert: a member or a row behind the one under the cursor."""
        roster, position = where_to_add(self._keyer.desk, self._keyer.place)
        if roster is None:
            self._screen.refuse(t("document.say.no_rows_here"))
            return

        def add() -> Step:
            step = self._screen.settle()
            return step if step.refused else self._keyer.add_row(roster, position)

        if self._screen.run(add):
            who = row_named(self._keyer.desk.instance, self._keyer.place.row)
            self._screen.message.emit(t("document.say.row_added", row=who))

    def _move_row(self, by: int) -> None:
        row = self._keyer.place.row
        if row == FAMILY or not may_change(self._keyer.desk, row):
            self._screen.refuse(t("document.say.row_fixed" if row else "document.say.no_rows_here"))
            return
        instance = self._keyer.desk.instance
        last = len(instance.rows(instance.record(row).program.roster or ""))
        if not 1 <= instance.position(row) + by <= last:
            self._screen.refuse(t("document.say.row_at_end"))
            return

        def move() -> Step:
            step = self._screen.settle()
            return step if step.refused else self._keyer.move_row(row, by)

        if self._screen.run(move):
            self._screen.message.emit(t("document.say.row_moved", row=row_named(instance, row)))
