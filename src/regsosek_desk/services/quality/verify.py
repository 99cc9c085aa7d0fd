"""Keying a family a second time with the first keying behind it: each answer that differs is stopped at once.

The same answer typed once more, or the same key again, says that the paper has it so; then the family is put right.
"""

from __future__ import annotations

from typing import Any

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.sample import Manner
from regsosek_desk.core.engine.instance import FAMILY, Place
from regsosek_desk.core.engine.messages import shown
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.services.documents import form_of, instance_from
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.quality.compare import paired
from regsosek_desk.services.quality.judging import correct
from regsosek_desk.services.quality.sample import first_keying, sampled_of_copy
from regsosek_desk.services.session import Session
from regsosek_desk.services.step import Step, refused


class VerifyingKeyer(Keyer):
    """A keyer of the second document that knows the first one."""

    def __init__(self, session: Session, desk: DocumentDesk, document: str, first: DocumentState, **more: Any) -> None:
        self._session = session
        self._document = document
        self._program: FormProgram = form_of(session.run(lambda file: file.document(document)))
        self._first = instance_from(self._program, first)
        self._asked: tuple[Place, str | None] | None = None
        super().__init__(desk, session.recall(desk), **more)

    def beside(self, place: Place) -> Place | None:
        """The same place in the first keying; None where it has no such member."""
        if place.row == FAMILY:
            return place
        roster = self.desk.instance.record(place.row).program.roster or ""
        pairs = paired(self._program, self._first.rows(roster), self.desk.instance.rows(roster))
        row = next((one.id for one, other in pairs if one and other and other.id == place.row), None)
        return None if row is None else Place(place.question, row)

    def _doubt(self, text: str | None) -> Step | None:
        there = self.beside(self.place)
        if there is not None and self._differs(there, text) and self._asked != (self.place, text):
            self._asked = self.place, text
            first = shown(self._first, self._first.cell(there), self._first.text(there))
            return refused("differs", asks=True, number=self.question.number, value=first)
        return None if self.question.type == "flag" else super()._doubt(text)

    def _differs(self, there: Place, text: str | None) -> bool:
        return self._first.text(there) != text and self._first.asked(there) is not False

    def _store(self) -> Step:
        """What was asked about and is given all the same is right: the family takes it over."""
        asked, place = self._asked, self.place
        if self.question.type == "flag" and asked != (place, self.buffer or None):
            self._forcing = False  # a tick is otherwise never asked about
        step = super()._store()
        if not step.refused:
            if asked == (place, self.desk.instance.text(place)):
                self._put_right(place)
            self._asked = None
        return step

    def _put_right(self, place: Place) -> None:
        there = self.beside(place)
        if there is None:
            return
        wrong, right = self._first.text(there), self.desk.instance.text(place)
        correct(self._session.run, self._document, there, wrong=wrong, right=right, stamp=self._session.stamp)


def verifying_keyer(session: Session, desk: DocumentDesk, **more: Any) -> Keyer:
    """The keyer of a second keying: one that stops at each difference where the sample says so.

    Raises InputFault `first_missing`, MachineFault.
    """
    family = session.run(lambda file: sampled_of_copy(file, desk.stored))
    if family is None or family.manner is not Manner.DEPENDENT:
        return Keyer(desk, session.recall(desk), **more)
    first = session.run(lambda file: first_keying(file, family))
    return VerifyingKeyer(session, desk, family.document, first, **more)
