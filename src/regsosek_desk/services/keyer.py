"""The hands of the keyer: what is being typed where, and when it becomes an answer.

No Qt here. A screen passes keys in and draws `place`, `buffer`, `caret` and `ghost`; what happened comes back
as a `Step`. Answers go to the disk through the desk before the cursor moves on.
"""

from __future__ import annotations

from typing import Literal

from regsosek_desk.core.engine.instance import FAMILY, Place
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.core.formdef.values import is_digits, is_valid, normalise
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.proposals import proposal
from regsosek_desk.services.recall import Recall
from regsosek_desk.services.route import Route
from regsosek_desk.services.step import Mode, Step, refused


class Keyer:
    """Cursor and typing of one open document."""

    def __init__(
        self, desk: DocumentDesk, recall: Recall, *, mode: Mode = "jalur", enter_always: bool = False,
        place: Place | None = None,
    ) -> None:  # fmt: skip
        self.desk = desk
        self.recall = recall
        self.mode = mode
        self.enter_always = enter_always
        self.buffer: str | None = None
        self.caret = 0
        self.ghost: str | None = None
        self._forcing = False
        self.place = place if place is not None and desk.instance.has(place) else self._start()
        self._sets: dict[str, int] = {}
        self._settle()

    def _start(self) -> Place:
        return self.route.first_blank(self.desk.is_given)

    # --- reading ----------------------------------------------------------------------------------

    @property
    def route(self) -> Route:
        return Route(self.desk.instance)

    @property
    def question(self) -> Question:
        return self.desk.instance.cell(self.place).question

    @property
    def shown(self) -> str:
        """What stands in the field under the cursor: what is being typed, or the answer."""
        if self.buffer is not None:
            return self.buffer
        return self.desk.instance.text(self.place) or ""

    def row_set(self, roster: str) -> int:
        """The sheet (from 0) of the roster that holds the cursor's row; the last one shown otherwise."""
        if self.place.row and self.desk.instance.record(self.place.row).program.roster == roster:
            per_set = self.desk.program.bound.form.rosters[roster].per_set
            self._sets[roster] = (self.desk.instance.position(self.place.row) - 1) // per_set
        return self._sets.get(roster, 0)

    # --- typing -----------------------------------------------------------------------------------

    def type(self, characters: str) -> Step:
        """Characters from the keyboard go where the caret is; the first one replaces the answer that stood there."""
        question = self.question
        if (locked := self._locked()) is not None:
            return locked
        text = characters if question.type in ("note",) else characters.upper()
        if question.boxed and not is_digits(text):
            return refused("digits_only", number=question.number)
        if question.type == "flag":
            return self._flag(text)
        lines = text.split("\n") if question.type == "note" else [text]
        if not all(line.isprintable() for line in lines) or any(ord(c) > 0xFFFF for c in text):
            return refused("odd_character")
        buffer = self.buffer if self.buffer is not None else ""
        caret = self.caret if self.buffer is not None else 0
        if self._forcing and question.boxed and len(buffer) >= question.width:
            buffer, caret = "", 0  # asked about it: what is typed now stands instead
        if len(buffer) + len(text) > question.width:
            return refused("too_long", count=str(len(buffer) + len(text)), boxes=str(question.width))
        self.buffer = buffer[:caret] + text + buffer[caret:]
        self.caret = caret + len(text)
        self._forcing = False
        self._look_for_ghost()
        full = (question.boxed or question.pattern is not None) and len(self.buffer) == question.width
        return self.enter() if full and not self.enter_always else Step()

    def paste(self, text: str) -> Step:
        """Pasted text goes in whole or not at all."""
        if self.question.boxed:
            cleaned = "".join(c for c in text if not (c.isspace() or c in ".-/"))
        else:
            cleaned = text.strip() if self.question.type == "note" else " ".join(text.split())
        return self.type(cleaned) if cleaned else Step()

    def _flag(self, text: str) -> Step:
        """A tick: 1 is yes; 0 or 2 leave it blank."""
        if text not in ("0", "1", "2"):
            return refused("flag_keys")
        self.buffer, self.caret = ("1", 1) if text == "1" else ("", 0)
        self._forcing = True  # said plainly, so a blank isn't asked about
        return Step() if self.enter_always else self.enter()

    def backspace(self) -> Step:
        """Take the character before the caret; on an answer that stands, clear it (Enter then stores the blank)."""
        if (fixed := self._fixed()) is not None:
            return fixed
        if self.buffer is None:
            self.buffer, self.caret = "", 0
        elif self.caret > 0:
            self.buffer = self.buffer[: self.caret - 1] + self.buffer[self.caret :]
            self.caret -= 1
        self._forcing = False
        self._look_for_ghost()
        return Step()

    def delete(self) -> Step:
        """Take the character after the caret; on an answer that stands, clear it."""
        if self.buffer is None:
            return self.backspace()
        self.buffer = self.buffer[: self.caret] + self.buffer[self.caret + 1 :]
        self._look_for_ghost()
        return Step()

    def escape(self) -> Step:
        """Forget what was typed; the stored answer stands."""
        self._settle()
        return Step()

    def move_caret(self, to: Literal["left", "right", "home", "end"]) -> Step:
        """Inside a text. At its end, right takes the pale proposal in."""
        if self.question.boxed:
            return self._beside(1 if to in ("right", "end") else -1)
        if to == "right" and self.ghost and self.caret == len(self.shown):
            self.buffer, self.caret, self.ghost = self.ghost, len(self.ghost), None
            return Step()
        if (fixed := self._fixed()) is not None:
            return fixed
        if self.buffer is None:
            self.buffer, self.caret = self.shown, len(self.shown)
        size = len(self.buffer)
        self.caret = {"left": max(0, self.caret - 1), "right": min(size, self.caret + 1), "home": 0, "end": size}[to]
        return Step()

    def _beside(self, step: int) -> Step:
        """The same question of the next or previous member."""
        roster = self.desk.instance.record(self.place.row).program.roster
        if roster is None:
            return self.next() if step > 0 else self.back()
        rows = self.desk.instance.rows(roster)
        position = self.desk.instance.position(self.place.row) - 1 + step
        if not 0 <= position < len(rows):
            return Step()
        return self.go(Place(self.place.question, rows[position].id))

    # --- storing and moving -----------------------------------------------------------------------

    def enter(self) -> Step:
        """Store what was typed and go on; the desk has it on disk before the cursor moves."""
        step = self._store()
        return step if step.refused else self._advance(step.committed)

    def next(self) -> Step:
        return self.enter()

    def back(self) -> Step:
        """Store what was typed and go to the place before."""
        step = self._store_typed()
        if step.refused:
            return step
        before = self.route.before(self.place)
        return self._arrive(before or self.place, step.committed)

    def go(self, place: Place) -> Step:
        """Store what was typed and go to any place. In jalur a skipped place is refused."""
        step = self._store_typed()
        if step.refused:
            return step
        if self.mode == "jalur" and not self.route.open(place) and self.desk.instance.text(place) is None:
            number = self.desk.instance.cell(place).question.number
            return Step(refused="skipped", params=(("number", number),), committed=step.committed)
        return self._arrive(place, step.committed)

    def put_away(self) -> Step:
        """Store what is being typed as it is, finished or not: the keyer leaves the document."""
        self._forcing = True
        return self._store_typed()

    def secure(self) -> Step:
        """Bring what is being typed to the disk as it is; typing goes on where it was."""
        typing = self.buffer, self.caret, self._forcing
        step = self.put_away()
        self.buffer, self.caret, self._forcing = typing
        return step

    def answer(self, text: str) -> Step:
        """An answer chosen elsewhere (code list, ticks): store it and go on."""
        if (locked := self._locked()) is not None:
            return locked
        self._forcing = self._forcing and text == self.buffer  # what was asked about was another answer
        self.buffer, self.caret = text, len(text)
        return self.enter()

    def repeat(self) -> Step:
        """The pale proposal, else the previous member's answer, else the one given last to this question.

        What belongs to one person (`repeat: false`) comes from no other, and no answer that stands is replaced.
        """
        if not self.ghost and self.shown:
            return refused("answer_stands")
        earlier = (self._above() or self.recall.last(self.question.id)) if self.question.repeat else None
        text = self.ghost or earlier
        return self.answer(text) if text else refused("nothing_to_repeat")

    def _above(self) -> str | None:
        if self.place.row == FAMILY:
            return None
        rows = self.desk.instance.rows(self.desk.instance.record(self.place.row).program.roster or "")
        position = self.desk.instance.position(self.place.row)
        return self.desk.instance.text(Place(self.place.question, rows[position - 2].id)) if position > 1 else None

    def _store(self) -> Step:
        """Bring the typed text to the disk. In jalur what is wrong or missing asks once before it is taken."""
        typed = self.buffer
        text = normalise(self.question, typed) if typed is not None else self.desk.instance.text(self.place)
        question = self._doubt(text)
        if question is not None and not self._forcing:
            self._forcing = True
            return question
        self._forcing = False
        if typed is None:
            return Step()
        place = self.place
        self.desk.answer(place, typed)
        if text is not None:
            answers = self.desk.instance.record(place.row).answers()
            self.recall.learn(place.question, text, answers)
        self.buffer, self.caret = None, 0
        return Step(committed=place)

    def _store_typed(self) -> Step:
        """Going back or elsewhere asks nothing about an answer that nobody touched."""
        if self.buffer is None:
            self._forcing = False
            return Step()
        return self._store()

    def _doubt(self, text: str | None) -> Step | None:
        """What jalur asks about before it takes an answer; nothing in bebas."""
        question = self.question
        if self.mode == "bebas" or self.desk.refused:
            return None
        if text is None:
            missing = self.desk.instance.required(self.place) is True
            return refused("left_blank", asks=True, number=question.number) if missing else None
        if is_valid(question, text):
            return None
        return refused("out_of_range", asks=True, number=question.number, value=text)

    def _advance(self, committed: Place | None) -> Step:
        """The next open place; a new member where the paper says there is one, and somebody may add it."""
        roster = None if self.desk.refused else self.route.grows_after(self.place)
        if roster is not None:
            return self.add_row(roster)
        following = self.route.after(self.place)
        if following is None:
            self._settle()
            return Step(committed=committed, ended=True)
        return self._arrive(following, committed)

    def _arrive(self, place: Place, committed: Place | None = None) -> Step:
        moved = place != self.place
        self.place = place
        self._settle()
        return Step(committed=committed, moved=moved)

    def _settle(self) -> None:
        self.buffer, self.caret, self._forcing = None, 0, False
        self._look_for_ghost()

    # --- members ----------------------------------------------------------------------------------

    def add_row(self, roster: str, position: int | None = None) -> Step:
        """A new member, at the end or at a position from 0; the cursor goes to its first open question."""
        row = self.desk.add_row(roster, position)
        places = [p for p in self.route.places() if p.row == row]
        first = next((p for p in places if self._is_start(p)), places[0])
        self._arrive(first)
        return Step(committed=first, moved=True, rows_changed=True)

    def _is_start(self, place: Place) -> bool:
        return self.route.open(place) and self.desk.instance.text(place) is None

    def remove_row(self, row: str) -> Step:
        """Take a member out; the cursor goes to the one that takes its place."""
        roster = self.desk.instance.record(row).program.roster or ""
        position = self.desk.instance.position(row) - 1
        self.desk.remove_row(row)
        rows = self.desk.instance.rows(roster)
        if rows:
            name = self.desk.program.bound.form.rosters[roster].name
            self._arrive(Place(name, rows[min(position, len(rows) - 1)].id))
        else:
            self._arrive(self.route.first_blank())
        return Step(moved=True, rows_changed=True)

    def move_row(self, row: str, by: int) -> Step:
        self.desk.move_row(row, self.desk.instance.position(row) - 1 + by)
        self._settle()
        return Step(rows_changed=True)

    # --- history ----------------------------------------------------------------------------------

    def undo(self) -> Step:
        """Forget what is being typed; with nothing typed, take the last change back and go there."""
        if self.buffer is not None:
            return self.escape()
        return self._at(self.desk.undo(), "nothing_to_undo")

    def redo(self) -> Step:
        return self._at(self.desk.redo(), "nothing_to_redo")

    def _at(self, place: Place | None, otherwise: str) -> Step:
        if place is None:
            return refused(otherwise)
        if not self.desk.instance.has(self.place):
            self.place = place
        self._arrive(place)
        return Step(committed=place, moved=True, rows_changed=True)

    # --- proposals --------------------------------------------------------------------------------

    def _look_for_ghost(self) -> None:
        ends = self.buffer is not None and self.caret == len(self.buffer)
        self.ghost = None
        if not self.desk.refused:
            self.ghost = proposal(self.desk.instance, self.recall, self.place, self.shown, typing=ends)

    def _fixed(self) -> Step | None:
        """Why nothing here is this keyer's to change; None where it is."""
        if self.desk.refused:
            return refused("not_yours", why=self.desk.refused.words)
        return None if self.question.keyable else refused("read_only")

    def _locked(self) -> Step | None:
        """Why nothing can be keyed here; None where it can."""
        if (fixed := self._fixed()) is not None:
            return fixed
        if self.mode == "jalur" and self.desk.instance.asked(self.place) is False:
            return refused("skipped", number=self.question.number)
        return None
