"""One family: its members, its house and all answers of the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from regsosek_desk.services.training.material import Material, Outcome
from regsosek_desk.services.training.numbers import Numbers
from regsosek_desk.services.training.people import Person, Shape, birth_date, compose
from regsosek_desk.services.training.profiles import Answers, fill

_OLD = 60
_FIRST_CARD = date(2006, 1, 1).toordinal()
_LAST_CARD = date(2022, 6, 30).toordinal()


@dataclass(frozen=True)
class Family:
    """A questionnaire in the format of a case's `answers`, its VK line and the rules its mistakes break.

    `added` tells a family that isn't in the prelist. `planted` is empty for a clean family.
    """

    answers: dict[str, Any]
    vk: dict[str, str]
    planted: tuple[str, ...] = ()
    added: bool = False
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Lodging:
    """What is settled before a family is composed: where it lives and how the visit went.

    Families of one building share `site` (address, building number, landmark, status) and `house`.
    """

    site: Answers
    house: Answers
    kk: str
    kk_kind: str
    number: int
    visited: date
    result: Outcome
    shape: Shape


class Composer:
    """Makes the answers of one family after another within one SLS."""

    def __init__(self, rng: Random, material: Material, area: Mapping[str, str], numbers: Numbers) -> None:
        self._rng = rng
        self._material = material
        self._area = area
        self._numbers = numbers
        ids = material.ids
        # The civil registry counts districts with two digits, the statistical office with three.
        self._nik_area = area[ids["province"]] + area[ids["regency"]] + area[ids["district"]][:2]

    def card_number(self) -> str:
        """A new KK number."""
        issued = date.fromordinal(self._rng.randint(_FIRST_CARD, _LAST_CARD))
        return self._numbers.kk(self._nik_area, issued)

    def answers(self, lodging: Lodging) -> dict[str, Any]:
        """All answers of the questionnaire, the roster included; without an interview only the header."""
        people = compose(self._rng, lodging.shape, self._material.chances)
        names = self._names(people)
        answers = self._header(lodging, names[0])
        roster: list[Answers] = []
        if not lodging.result.empty:
            roster = self._interview(answers, lodging, people, names)
        return {**self._stored(answers), self._material.ids["members"]: roster}

    def _header(self, lodging: Lodging, head: str) -> Answers:
        ids, rng = self._material.ids, self._rng
        checked = min(lodging.visited + timedelta(days=rng.randint(1, 4)), self._material.last_day)
        header = {**self._area, **self._material.always, **lodging.site}
        header |= {
            ids["head_name"]: head,
            ids["family"]: f"{lodging.number:03d}",
            ids["residents"]: "00",
            ids["kk"]: lodging.kk,
            ids["kk_kind"]: self._material.codes["kk_kind"][lodging.kk_kind],
            ids["visited"]: lodging.visited.isoformat(),
            ids["checked"]: checked.isoformat(),
            ids["result"]: lodging.result.code,
        }
        if lodging.result.notes:
            header[ids["note"]] = rng.choice(lodging.result.notes)
        return header

    def _interview(self, answers: Answers, lodging: Lodging, people: list[Person], names: list[str]) -> list[Answers]:
        """Fill the family's own answers in place and return the roster."""
        ids, rng = self._material.ids, self._rng
        answers[ids["residents"]] = f"{sum(person.resident for person in people):02d}"
        answers[ids["head_age"]] = str(people[0].age)
        answers |= self._respondent(lodging, people, names) | lodging.house
        fill(rng, self._material.family_layers, answers)
        return [
            self._member(place, person, name, lodging.visited, answers)
            for place, (person, name) in enumerate(zip(people, names, strict=True), start=1)
        ]

    def _respondent(self, lodging: Lodging, people: list[Person], names: list[str]) -> Answers:
        ids, rng = self._material.ids, self._rng
        adults = [name for person, name in zip(people, names, strict=True) if _may_answer(person)]
        respondent = {ids["respondent"]: rng.choice(adults), ids["respondent_signed"]: "1"}
        if not lodging.result.no_phone:
            respondent[ids["phone"]] = phone_number(rng, self._material)
        return respondent

    def _member(self, place: int, person: Person, name: str, visited: date, family: Answers) -> Answers:
        ids, codes = self._material.ids, self._material.codes
        born = birth_date(self._rng, person.age, visited)
        member = {
            ids["number"]: f"{place:02d}",
            ids["name"]: name,
            ids["nik"]: self._numbers.nik(self._nik_area, born, person.woman),
            ids["presence"]: codes["presence"][person.presence],
        }
        if not person.resident:
            return member
        member |= self._person(person, born)
        return self._stored({**member, **fill(self._rng, self._material.person_layers, {**family, **member})})

    def _person(self, person: Person, born: date) -> Answers:
        ids, codes = self._material.ids, self._material.codes
        unknown = person.age >= _OLD and self._rng.random() < self._material.chances["unknown_birthday"]
        return {
            ids["sex"]: codes["sex"]["woman" if person.woman else "man"],
            ids["birth_day"]: codes["unknown"]["day"] if unknown else f"{born.day:02d}",
            ids["birth_month"]: codes["unknown"]["month"] if unknown else f"{born.month:02d}",
            ids["birth_year"]: str(born.year),
            ids["age"]: f"{person.age:02d}",
            ids["marital"]: codes["marital"][person.marital],
            ids["relation"]: codes["relation"][person.role],
        }

    def _names(self, people: list[Person]) -> list[str]:
        used: set[str] = set()
        draw = self._material.names.draw_new
        return [draw(self._rng, person.woman, person.age, used) for person in people]

    @staticmethod
    def _stored(answers: Answers) -> Answers:
        """Without the composer's own notes, whose names start with an underscore."""
        return {question: answer for question, answer in answers.items() if question[0] != "_"}


def phone_number(rng: Random, material: Material) -> str:
    """A mobile number of 12 digits."""
    return f"{rng.choice(material.place.phone_starts)}{rng.randrange(10**8):08d}"


def _may_answer(person: Person) -> bool:
    return person.role in ("head", "spouse") and person.resident
