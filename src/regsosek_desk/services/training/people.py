"""Who lives in a family: roles, sexes and ages that could be true together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

HERE, NEW = "here", "new"
_FIRST_BIRTH, _LAST_BIRTH, _BIRTH_GAP = 18, 44, 2
_OLDEST_AT_HOME = 27
_ORDER = {"head": 0, "spouse": 1, "child": 2, "in_law": 3, "grandchild": 4, "parent": 5, "other": 6}

Span = tuple[int, int]


@dataclass(slots=True)
class Person:
    """A member; role, marital and presence are names that the data maps to codes. Age in completed years."""

    role: str
    woman: bool
    age: int
    marital: str = "single"
    presence: str = HERE

    @property
    def resident(self) -> bool:
        return self.presence in (HERE, NEW)


@dataclass(frozen=True)
class Shape:
    """A kind of family: the head's ages and how many of each role, as (least, most)."""

    name: str
    head: Span
    women: float = 0.0
    spouse: bool = False
    unmarried: bool = False
    couple: bool = False
    children: Span = (0, 0)
    grandchildren: Span = (0, 0)
    parents: Span = (0, 0)
    others: Span = (0, 0)


def read_shape(entry: Mapping[str, Any]) -> Shape:
    """A shape as written in the data; lists are spans, and `weight` is left to the caller."""
    fields: dict[str, Any] = {key: value for key, value in entry.items() if key != "weight"}
    spans: dict[str, Any] = {key: tuple(value) for key, value in fields.items() if isinstance(value, list)}
    return Shape(**{**fields, **spans})


def compose(rng: Random, shape: Shape, chances: Mapping[str, float]) -> list[Person]:
    """The members of one family, head first, children from the eldest."""
    people = _heads(rng, shape)
    mother = _mothers_age(people)
    people += _children(rng, shape, mother)
    people += _elders(rng, shape, people[0].age)
    people += [Person("other", _coin(rng), rng.randint(8, 24)) for _ in range(rng.randint(*shape.others))]
    people += _absent(rng, people, mother, chances)
    _mark_new(rng, people, chances["new_member"])
    return sorted(people, key=lambda person: (_ORDER[person.role], -person.age))


def birth_date(rng: Random, age: int, on: date) -> date:
    """A birthday that makes one exactly this old (completed years) on the day given."""
    return date.fromordinal(on.replace(year=on.year - age).toordinal() - rng.randrange(365))


def _heads(rng: Random, shape: Shape) -> list[Person]:
    age = rng.randint(*shape.head)
    if shape.spouse:
        wife = max(19, age - rng.randint(0, 5))
        return [Person("head", False, age, "married"), Person("spouse", True, wife, "married")]
    marital = "single" if shape.unmarried else _alone(rng, age)
    return [Person("head", rng.random() < shape.women, age, marital)]


def _alone(rng: Random, age: int) -> str:
    return "divorced" if age < 50 and _coin(rng) else "widowed"


def _mothers_age(heads: list[Person]) -> int:
    """Age of the mother; where the father is alone, what hers would be."""
    return next((person.age for person in heads if person.woman), heads[0].age - 3)


def _children(rng: Random, shape: Shape, mother: int) -> list[Person]:
    if shape.couple:
        return _with_couple(rng, shape, mother)
    people = _offspring(rng, "child", mother, rng.randint(*shape.children), _OLDEST_AT_HOME)
    for _ in range(rng.randint(*shape.grandchildren)):
        people.append(Person("grandchild", _coin(rng), rng.randint(4, min(16, mother - 2 * _FIRST_BIRTH))))
    return people


def _with_couple(rng: Random, shape: Shape, mother: int) -> list[Person]:
    """A married child with spouse and children, and the younger brothers and sisters."""
    eldest = Person("child", _coin(rng), rng.randint(max(21, mother - 32), min(mother - 18, 36)), "married")
    partner = eldest.age + rng.randint(0, 6) if eldest.woman else max(20, eldest.age - rng.randint(0, 4))
    in_law = Person("in_law", not eldest.woman, partner, "married")
    young_mother = eldest.age if eldest.woman else in_law.age
    return [
        eldest,
        in_law,
        *_offspring(rng, "child", mother, rng.randint(*shape.children), eldest.age - 1),
        *_offspring(rng, "grandchild", young_mother, rng.randint(*shape.grandchildren), 18),
    ]


def _offspring(rng: Random, role: str, mother: int, count: int, oldest: int) -> list[Person]:
    """Up to `count` children of a mother of this age, the eldest no older than `oldest`."""
    start, end = max(_FIRST_BIRTH, mother - oldest), min(mother, _LAST_BIRTH)
    room = end - start - _BIRTH_GAP * (count - 1)
    born = start + rng.randint(0, max(0, min(7, room)))
    people: list[Person] = []
    while len(people) < count and born <= end:
        people.append(Person(role, _coin(rng), mother - born))
        room = end - born - _BIRTH_GAP * (count - len(people) - 1)
        born += min(rng.choice((2, 2, 3, 3, 4, 5)), max(_BIRTH_GAP, room))
    return people


def _elders(rng: Random, shape: Shape, head: int) -> list[Person]:
    count = rng.randint(*shape.parents)
    if not count:
        return []
    woman = Person("parent", True, head + rng.randint(18, 33), "married" if count == 2 else "widowed")
    if count == 1:
        woman.woman = rng.random() < 0.75
        return [woman]
    return [woman, Person("parent", False, woman.age + rng.randint(0, 6), "married")]


def _absent(rng: Random, people: list[Person], mother: int, chances: Mapping[str, float]) -> list[Person]:
    """People of the family card who are no longer there: a grown child, a late husband or wife."""
    absent: list[Person] = []
    if mother >= 42 and rng.random() < chances["absent_child"]:
        presence = rng.choice(("moved", "moved", "moved", "moved", "abroad", "missing"))
        absent.append(Person("child", _coin(rng), rng.randint(19, min(34, mother - 18)), presence=presence))
    head = people[0]
    if head.marital == "widowed" and rng.random() < chances["late_partner"]:
        absent.append(Person("spouse", not head.woman, head.age, "married", "dead"))
    return absent


def _mark_new(rng: Random, people: list[Person], chance: float) -> None:
    for person in people:
        if (person.role == "in_law" or person.age == 0) and rng.random() < chance:
            person.presence = NEW


def _coin(rng: Random) -> bool:
    return rng.random() < 0.5
