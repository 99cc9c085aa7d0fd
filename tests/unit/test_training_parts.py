"""Training data: the parts it is put together from."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import pytest

from regsosek_desk.services.training import Numbers
from regsosek_desk.services.training.material import material
from regsosek_desk.services.training.names import respell
from regsosek_desk.services.training.people import birth_date, compose
from regsosek_desk.services.training.profiles import Weighted, holds, read_conditions, read_layers


def test_numbers_are_issued_once_with_day_plus_40_for_women() -> None:
    numbers = Numbers()
    born = date(1984, 8, 17)
    assert numbers.nik("332101", born, woman=True) == "3321015708840001"
    assert numbers.nik("332101", born, woman=True) == "3321015708840002"
    assert numbers.nik("332101", born, woman=False) == "3321011708840001"
    assert numbers.kk("332101", date(2010, 5, 20)) == "3321012005100001"


@pytest.mark.parametrize("on", [date(2022, 10, 15), date(2022, 11, 14)])
@pytest.mark.parametrize("age", [0, 1, 17, 90])
def test_birth_dates_give_exactly_the_age(age: int, on: date) -> None:
    for seed in range(200):
        born = birth_date(Random(seed), age, on)
        assert on.replace(year=on.year - age - 1) < born <= on.replace(year=on.year - age)


def test_every_shape_of_family_fits_its_sheet() -> None:
    stuff = material()
    for shape in stuff.shapes.items:
        for seed in range(100):
            people = compose(Random(seed), shape, stuff.chances)
            assert people[0].role == "head"
            assert 1 <= sum(person.resident for person in people) <= 10
            assert all(0 <= person.age <= 97 for person in people)


def test_a_spread_gives_each_thing_its_share() -> None:
    spread = Weighted([("a", 3.0), ("b", 1.0)]).spread(Random(1), 40)
    assert Counter(spread) == {"a": 30, "b": 10}
    assert spread != sorted(spread)


@pytest.mark.parametrize(
    ("when", "answer", "expected"),
    [
        (["1", "2"], "2", True),
        (["1", "2"], "3", False),
        ([""], "", True),
        ({"min": 5, "max": 6}, "04", False),
        ({"min": 5, "max": 6}, "05", True),
        ({"min": 5, "max": 6}, "06", True),
        ({"min": 5, "max": 6}, "07", False),
        ({"min": 0, "max": 6}, "", False),
        ({"not": ["4"]}, "4", False),
        ({"not": ["4"]}, "", True),
    ],
)
def test_conditions(when: Any, answer: str, expected: bool) -> None:
    assert holds(read_conditions({"q": when}), {"q": answer}) is expected
    (layer,) = read_layers({"layer": [{"weight": 1, "when": {"q": when}, "answers": {"x": "1"}}]})
    assert layer.draw(Random(1), {"q": answer}) == ({"x": "1"} if expected else {})


def test_values_are_fixed_drawn_counted_or_copied() -> None:
    answers = {"a": "7", "b": ["1", "2"], "c": {"min": 5, "max": 9, "step": 4, "width": 3}, "d": "=e"}
    (layer,) = read_layers({"layer": [{"weight": 1, "answers": answers, "one_of": [{"e": "X"}, {"e": "Y"}]}]})
    drawn = [layer.draw(Random(seed), {}) for seed in range(50)]
    assert {d["a"] for d in drawn} == {"7"}
    assert {d["b"] for d in drawn} == {"1", "2"}
    assert {d["c"] for d in drawn} == {"005", "009"}
    assert {(d["d"], d["e"]) for d in drawn} == {("X", "X"), ("Y", "Y")}


def test_a_name_without_another_spelling_stays() -> None:
    assert respell(Random(1), "EKO", [("SU", ("SOE",))]) == "EKO"
    assert respell(Random(1), "SUPARNO", [("SU", ("SOE",))]) == "SOEPARNO"
