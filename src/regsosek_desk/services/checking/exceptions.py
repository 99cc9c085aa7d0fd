"""What of a document somebody who checks has to look at, each place once with all its reasons.

Violations, warnings that the keyer let stand, answers unusual in the SLS, codes still to be given, what another level
gave back, and what has changed since the last look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from regsosek_desk.core.domain.decisions import ANSWERED, RETURN, RIGHT, holds
from regsosek_desk.core.domain.documents import Decision
from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Place, Violation, paper_order
from regsosek_desk.core.engine.messages import message_of, row_name, shown
from regsosek_desk.core.engine.why import why_violated
from regsosek_desk.services.checking.codes import waits_for_code
from regsosek_desk.services.checking.looks import Look
from regsosek_desk.services.checking.unusual import Norms, why_unusual
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.texts import t

Kind = Literal["error", "code", "warning", "returned", "answered", "changed", "confirmed", "unusual"]
KINDS: tuple[Kind, ...] = ("error", "code", "warning", "returned", "answered", "changed", "confirmed", "unusual")
"""Gravest first."""
HARD: frozenset[Kind] = frozenset({"error", "code", "warning"})
"""What no approval passes over."""
MOST_NEIGHBOURS = 6


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place wants a look; `advice` is what the form says to do, "" where it says nothing."""

    kind: Kind
    text: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another answer that the reasons are about."""

    label: str
    answer: str


@dataclass(slots=True)
class Exceptional:
    """A place with all that is to be said of it, in words."""

    place: Place
    number: str
    label: str
    row: str
    """Name of the member, "" for the family."""
    answer: str
    reasons: list[Reason] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    decision: Decision | None = None
    """What was decided about the answer that stands now."""
    settled: bool = False
    """Whoever looks has decided, and nothing hard stands against it."""

    @property
    def kind(self) -> Kind:
        return min((reason.kind for reason in self.reasons), key=KINDS.index)

    @property
    def hard(self) -> bool:
        return any(reason.kind in HARD for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks, and with what they compare."""

    petugas: str
    names: Mapping[str, str]
    """Code to name of a petugas."""
    norms: Norms
    look: Look | None
    """Their last look at the document, None before the first."""


@dataclass(frozen=True, slots=True)
class Exceptions:
    """All that is to be looked at, the gravest first; and places that nobody has come to yet."""

    places: tuple[Exceptional, ...]
    unkeyed: int

    @property
    def open(self) -> list[Exceptional]:
        return [each for each in self.places if not each.settled]

    @property
    def hard(self) -> list[Exceptional]:
        return [each for each in self.open if each.hard]

    @property
    def given_back(self) -> list[Exceptional]:
        return [each for each in self.places if each.decision and each.decision.decision == RETURN]


def exceptions_of(desk: DocumentDesk, eyes: Eyes) -> Exceptions:
    """What wants a look in a document on the desk."""
    found = _Finder(desk, eyes)
    ordered = sorted(found.places.values(), key=found.order)
    unkeyed = {v.place for v in desk.review.violations if desk.marks.is_unkeyed(v)} - found.places.keys()
    return Exceptions(tuple(ordered), len(unkeyed))


class _Finder:
    def __init__(self, desk: DocumentDesk, eyes: Eyes) -> None:
        self._desk, self._eyes = desk, eyes
        self._instance = desk.instance
        self.places: dict[Place, Exceptional] = {}
        for violation in desk.review.violations:
            self._add_violation(violation)
        for place in _places(self._instance):
            self._add_answer(place)
        self._add_changes()
        self._add_decisions()
        for each in self.places.values():
            each.settled = self._is_settled(each)

    def order(self, each: Exceptional) -> tuple[object, ...]:
        cell, position = self._instance.cell(each.place), self._instance.position(each.place.row)
        return (each.settled, not each.hard, *paper_order(cell, position))

    def _add_violation(self, violation: Violation) -> None:
        if violation.severity == "I" or self._desk.marks.is_unkeyed(violation):
            return
        if waits_for_code(self._instance, violation.place):
            return
        message = message_of(self._instance, violation)
        kind: Kind = "error" if violation.severity == "E" else "warning"
        if self._desk.review.is_confirmed(violation):
            kind = "confirmed"
            self._add(violation.place, Reason(kind, self._confirmed_words(violation, message.facts)))
        else:
            self._add(violation.place, Reason(kind, message.facts, message.action))
        self._add_neighbours(violation)

    def _confirmed_words(self, violation: Violation, facts: str) -> str:
        place = violation.place
        kept = self._desk.state.confirmations[(place.row, place.question, violation.rule)]
        return t("review.confirmed", facts=facts, who=self._name(kept.petugas), reason=kept.reason)

    def _add_neighbours(self, violation: Violation) -> None:
        known = self.places[violation.place].neighbours
        for each in why_violated(self._instance, violation.check.reads, violation.place.row):
            neighbour = Neighbour(f"{each.number} {each.label}", each.answer)
            if each.place != violation.place and neighbour not in known and len(known) < MOST_NEIGHBOURS:
                known.append(neighbour)

    def _add_answer(self, place: Place) -> None:
        if waits_for_code(self._instance, place):
            self._add(place, Reason("code", t("review.code_wanted")))
            source = Place(self._instance.cell(place).question.propose_from or "", place.row)
            words = Neighbour(self._instance.cell(source).question.brief, self._instance.text(source) or "")
            self.places[place].neighbours.append(words)
        elif why := why_unusual(self._eyes.norms, self._instance.cell(place), self._instance.text(place)):
            self._add(place, Reason("unusual", why))

    def _add_changes(self) -> None:
        if self._eyes.look is None:
            return
        for change in self._eyes.look.changes(self._desk.state):
            if change.petugas == self._eyes.petugas:
                continue  # whoever wrote it has seen it
            place = self._place_of(change.roster, change.row, change.question)
            if place is not None:
                self._add(place, Reason("changed", self._changed_words(change.kind, change.old, change.petugas, place)))

    def _changed_words(self, kind: str, old: str | None, petugas: str, place: Place) -> str:
        if kind == "row_new":
            return t("review.row_new", who=self._name(petugas))
        if kind == "row_gone":
            return t("review.row_gone", name=old or "–", who=self._name(petugas))
        before = self._eyes.look.returned.get((place.row, place.question)) if self._eyes.look else None
        was = shown(self._instance, self._instance.cell(place), old)
        said = t("review.changed", old=was, who=self._name(petugas))
        return f"{said} {t('review.your_note', note=before)}" if before else said

    def _place_of(self, roster: str, row: str, question: str) -> Place | None:
        """Where a change is seen: a new row at its name, a row that is gone at the question that counts them."""
        if question:
            place = Place(question, row)
        elif row and self._desk.state.row(row) is not None:
            place = Place(self._instance.program.bound.form.rosters[roster].name, row)
        else:
            ends_at = self._instance.program.bound.form.rosters[roster].ends_at
            place = Place(ends_at or self._instance.family.program.cells[0].id)
        return place if self._instance.has(place) else None

    def _add_decisions(self) -> None:
        for row, question in self._desk.state.decisions:
            place = Place(question, row)
            decision = holds(self._desk.state, row, question) if question and self._instance.has(place) else None
            if decision is None:
                continue
            who = self._name(decision.petugas)
            if decision.decision == ANSWERED:
                self._add(place, Reason("answered", t("review.answered", who=who, note=decision.note or "–")))
            elif decision.decision == RETURN:
                own = decision.petugas == self._eyes.petugas
                key = "review.given_back_here" if own else "review.given_back_by"
                self._add(place, Reason("returned", t(key, who=who, note=decision.note or "–")))
            if place in self.places:
                self.places[place].decision = decision

    def _is_settled(self, each: Exceptional) -> bool:
        if each.decision is None:
            return False
        if each.decision.decision == RETURN:
            return each.decision.petugas == self._eyes.petugas
        return each.decision.decision == RIGHT and not each.hard

    def _add(self, place: Place, reason: Reason) -> None:
        if place not in self.places:
            self.places[place] = self._described(place)
        self.places[place].reasons.append(reason)

    def _described(self, place: Place) -> Exceptional:
        cell = self._instance.cell(place)
        answer = shown(self._instance, cell, self._instance.text(place))
        name = row_name(self._instance, place.row)
        return Exceptional(place, cell.question.number, cell.question.brief, name, answer)

    def _name(self, code: str) -> str:
        return self._eyes.names.get(code, code)


def _places(instance: FormInstance) -> Iterator[Place]:
    """Every place of the document."""
    records = [instance.record(FAMILY), *(record for rows in instance.rosters.values() for record in rows)]
    for record in records:
        for cell in record.program.cells:
            yield Place(cell.id, record.id)
