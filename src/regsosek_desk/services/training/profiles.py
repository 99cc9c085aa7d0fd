"""Layers of weighted answer profiles: data decides what is filled in, this module only draws."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Answers = dict[str, str]
Test = Callable[[str], bool]
Value = Callable[[Random], str]
Conditions = tuple[tuple[str, Test], ...]


class Weighted(Generic[T]):
    """Things with weights: draw one, or spread them proportionally over a number of places."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        listed = list(pairs)
        self.items = tuple(item for item, _ in listed)
        self._upto = list(accumulate(weight for _, weight in listed))

    def draw(self, rng: Random) -> T:
        return self._at(rng.random())

    def spread(self, rng: Random, places: int) -> list[T]:
        """As many things as places, each as often as its weight says (rounded), in random order."""
        start = rng.random()
        spread = [self._at((start + place) / places) for place in range(places)]
        rng.shuffle(spread)
        return spread

    def _at(self, share: float) -> T:
        return self.items[min(bisect(self._upto, share * self._upto[-1]), len(self.items) - 1)]


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of answers for those whom its conditions fit."""

    weight: float
    conditions: Conditions
    fixed: Answers
    drawn: tuple[tuple[str, Value], ...]
    copied: tuple[tuple[str, str], ...]
    one_of: tuple[Answers, ...]

    def draw(self, rng: Random) -> Answers:
        """A new set of answers, its open values drawn."""
        answers = self.fixed.copy()
        if self.one_of:
            answers.update(rng.choice(self.one_of))
        for question, value in self.drawn:
            answers[question] = value(rng)
        for question, source in self.copied:
            answers[question] = answers[source]
        return answers


class Layer:
    """Profiles of which one is drawn by weight among those that fit; nothing is filled in when none fits."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._profiles = tuple(profiles)
        tests: defaultdict[str, list[Test]] = defaultdict(list)
        for question, test in (c for p in self._profiles for c in p.conditions):
            tests[question].append(test)
        self._reads = tuple((question, _Kinds(listed)) for question, listed in tests.items())
        # Testing every profile each time would cost most, and the kinds of answers take few combinations.
        self._fitting: dict[tuple[int, ...], Weighted[Profile]] = {}

    def draw(self, rng: Random, known: Mapping[str, str]) -> Answers:
        """Answers of one profile that fits the answers known so far."""
        key = tuple([kinds[known.get(question, "")] for question, kinds in self._reads])
        fitting = self._fitting.get(key)
        if fitting is None:
            fits = (p for p in self._profiles if holds(p.conditions, known))
            fitting = self._fitting[key] = Weighted((p, p.weight) for p in fits)
        return fitting.draw(rng).draw(rng) if fitting.items else {}


class _Kinds(dict[str, int]):
    """Sorts the answers to one question into kinds that a layer's conditions can't tell apart."""

    def __init__(self, tests: list[Test]) -> None:
        super().__init__()
        self._tests = tests

    def __missing__(self, answer: str) -> int:
        kind = self[answer] = sum(test(answer) << place for place, test in enumerate(self._tests))
        return kind


def fill(rng: Random, layers: Iterable[Layer], known: dict[str, str]) -> Answers:
    """Draw layer after layer, each knowing what the ones before filled in; `known` grows by the result."""
    filled: Answers = {}
    for layer in layers:
        new = layer.draw(rng, known)
        filled.update(new)
        known.update(new)
    return filled


def holds(conditions: Conditions, known: Mapping[str, str]) -> bool:
    """Whether every condition is met; an answer that isn't there counts as ""."""
    return all(test(known.get(question, "")) for question, test in conditions)


def read_conditions(when: Mapping[str, Any]) -> Conditions:
    """Conditions as written in the data: a list of codes, {min, max} or {not = list of codes}."""
    return tuple((question, _test(wanted)) for question, wanted in when.items())


def read_layers(content: Mapping[str, list[dict[str, Any]]]) -> tuple[Layer, ...]:
    """The layers of a profile file, in its order."""
    return tuple(Layer(_profile(entry) for entry in entries) for entries in content.values())


def _profile(entry: Mapping[str, Any]) -> Profile:
    values: Mapping[str, Any] = entry.get("answers", {})
    texts = {q: v for q, v in values.items() if isinstance(v, str)}
    return Profile(
        weight=entry["weight"],
        conditions=read_conditions(entry.get("when", {})),
        fixed={q: v for q, v in texts.items() if not v.startswith("=")},
        drawn=tuple((q, _value(v)) for q, v in values.items() if q not in texts),
        copied=tuple((q, v[1:]) for q, v in texts.items() if v.startswith("=")),
        one_of=tuple(entry.get("one_of", ())),
    )


def _test(wanted: Any) -> Test:
    if isinstance(wanted, list):
        return frozenset(wanted).__contains__
    if "not" in wanted:
        unwanted = frozenset(wanted["not"])
        return lambda answer: answer not in unwanted
    low, high = wanted["min"], wanted["max"]
    return lambda answer: answer.isdigit() and low <= int(answer) <= high


def _value(wanted: Any) -> Value:
    if isinstance(wanted, list):
        return lambda rng: str(rng.choice(wanted))
    numbers = range(wanted["min"], wanted["max"] + 1, wanted.get("step", 1))
    width = wanted.get("width", 0)
    return lambda rng: f"{rng.choice(numbers):0{width}d}"
