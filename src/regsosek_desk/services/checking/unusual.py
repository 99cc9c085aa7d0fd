"""Answers that stand apart from those of the same SLS: plain counts that anybody can follow, and no verdict.

A number is unusual beyond three interquartile ranges from the quartiles, a code where hardly anybody has it. What
every family has of its own (names, numbers, the place) is not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import quantiles

from regsosek_desk.core.domain.documents import Answers, DocumentState
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.bind import Cell, CellKey
from regsosek_desk.core.formdef.models import Form
from regsosek_desk.core.formdef.values import parse_number
from regsosek_desk.texts import t

NUMBERS_FROM, CODES_FROM = 12, 30
"""Answers without which nothing can be said."""
RANGES = 3
"""Interquartile ranges from the quartiles; a range counts as one at least."""
BEYOND = 0.05
"""Where a greater share lies beyond, that is how the SLS is."""
RARE, HARDLY_ANYBODY = 0.02, 2
"""A code is unusual below this share, and only while so few have it."""
SHORT_LIST = 12
"""Codes in a list; where there are more, most are rare by nature."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers of one question: how many, and between which half of them and almost all of them lie."""

    count: int
    low: int
    high: int
    least: float
    most: float

    def why(self, text: str) -> str:
        value = parse_number(text)
        if value is None or self.least <= value <= self.most:
            return ""
        key = "review.unusual_high" if value > self.most else "review.unusual_low"
        return t(key, value=value, low=self.low, high=self.high, count=self.count)


@dataclass(frozen=True, slots=True)
class Shares:
    """Codes of one question: how often each was given."""

    count: int
    times: Mapping[str, int]

    def why(self, text: str) -> str:
        times = self.times.get(text, 0)
        if times > HARDLY_ANYBODY or times >= RARE * self.count:
            return ""
        return t("review.unusual_code", times=times, count=self.count)


Norms = Mapping[CellKey, Spread | Shares]
"""What is usual, for each question that is compared and has answers enough."""


def norms_of(program: FormProgram, states: Iterable[DocumentState]) -> Norms:
    """What is usual among these documents, the keyed families of an SLS."""
    cells = [cell for cell in program.bound.cells.values() if _is_compared(program.bound.form, cell)]
    counters: dict[CellKey, Counter[str]] = {(cell.roster, cell.id): Counter() for cell in cells}
    for state in states:
        _count(counters, None, state.answers)
        for roster, rows in state.rosters.items():
            for row in rows:
                _count(counters, roster, row.answers)
    found = {(cell.roster, cell.id): _norm(cell, counters[(cell.roster, cell.id)]) for cell in cells}
    return {key: norm for key, norm in found.items() if norm is not None}


def why_unusual(norms: Norms, cell: Cell, text: str | None) -> str:
    """In words, why an answer is unusual in its SLS; "" when it isn't, or nothing can be said."""
    norm = norms.get((cell.roster, cell.id))
    return norm.why(text) if norm is not None and text is not None and not _says_unknown(cell, text) else ""


def _count(counters: Mapping[CellKey, Counter[str]], roster: str | None, answers: Answers) -> None:
    for question, text in answers.items():
        if (counter := counters.get((roster, question))) is not None:
            counter[text] += 1


def _is_compared(form: Form, cell: Cell) -> bool:
    question = cell.question
    own = {*form.summary.values(), *form.area, *(roster.number for roster in form.rosters.values())}
    return question.type in ("number", "select_one") and question.keyable and cell.id not in own


def _norm(cell: Cell, counter: Counter[str]) -> Spread | Shares | None:
    if cell.question.type == "number":
        return _spread(cell, counter)
    count = counter.total()
    return Shares(count, counter) if count >= CODES_FROM and len(cell.question.codes) <= SHORT_LIST else None


def _spread(cell: Cell, counter: Counter[str]) -> Spread | None:
    given = ((parse_number(text), times) for text, times in counter.items() if not _says_unknown(cell, text))
    values = [value for value, times in given if value is not None for _ in range(times)]
    if len(values) < NUMBERS_FROM:
        return None
    low, _, high = quantiles(values, n=4, method="inclusive")
    room = RANGES * max(1.0, high - low)
    least, most = low - room, high + room
    if sum(not least <= value <= most for value in values) > BEYOND * len(values):
        return None
    return Spread(len(values), round(low), round(high), least, most)


def _says_unknown(cell: Cell, text: str) -> bool:
    """A number that stands for something else, as 98 for unknown."""
    return parse_number(text) in cell.question.also
