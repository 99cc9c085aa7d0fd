"""Error rates out of judged comparisons, each with its denominator and the interval it may well lie in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

from regsosek_desk.core.domain.sample import Cause, Right
from regsosek_desk.core.formdef.bind import Cell
from regsosek_desk.services.quality.judging import Case

Z95 = 1.959963984540054


@dataclass(slots=True)
class Rate:
    """Errors among the answers that were compared. What nobody has judged yet is no error and is told beside it."""

    name: str
    """Code of a petugas, or id of a question."""
    families: int = 0
    compared: int = 0
    errors: int = 0
    undecided: int = 0
    causes: Counter[Cause] = field(default_factory=Counter)

    @property
    def share(self) -> float | None:
        """0 to 1, None where nothing was compared."""
        return self.errors / self.compared if self.compared else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.errors, self.compared)


@dataclass(frozen=True, slots=True)
class Rates:
    """The worst first. `first` and `second`: of those who keyed first, and of those who keyed again."""

    first: list[Rate]
    second: list[Rate]
    questions: list[Rate]
    cells: dict[str, Cell]
    """Question id to what the paper calls it."""


def wilson(errors: int, of: int, z: float = Z95) -> tuple[float, float] | None:
    """Wilson's score interval of a share, 95 % unless another z is given; None where nothing was counted."""
    if not of:
        return None
    share, square = errors / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    width = z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return (0.0 if errors == 0 else middle - width), (1.0 if errors == of else middle + width)


def rates(cases: Iterable[Case]) -> Rates:
    """Rates over all families that were keyed twice."""
    first: dict[str, Rate] = {}
    second: dict[str, Rate] = {}
    questions: dict[str, Rate] = {}
    cells: dict[str, Cell] = {}
    for case in cases:
        cells.update({cell.id: cell for cell in case.program.bound.cells.values()})
        compared = case.comparison.compared
        one, other = _of(first, case.family.first), _of(second, case.family.second)
        for rate, times in [(one, compared.total()), (other, compared.total())]:
            _compared(rate, times)
        for question, times in compared.items():
            _compared(_of(questions, question), times)
        for difference in case.comparison.differences:
            right = case.right(difference)
            verdict = case.verdicts.get(difference.key)
            cause = verdict.cause if verdict else None
            _count(one, right, Right.FIRST, cause)
            _count(_of(questions, difference.cell.id), right, Right.FIRST, cause)
            _count(other, right, Right.SECOND, cause)
    by_first, by_second, by_question = (sorted(found.values(), key=_worst) for found in (first, second, questions))
    return Rates(by_first, by_second, by_question, cells)


def _of(rates: dict[str, Rate], name: str) -> Rate:
    return rates.setdefault(name, Rate(name))


def _compared(rate: Rate, times: int) -> None:
    rate.families += 1
    rate.compared += times


def _count(rate: Rate, right: Right | None, own: Right, cause: Cause | None) -> None:
    if right is None:
        rate.undecided += 1
    elif right is not own:
        rate.errors += 1
        if cause is not None:
            rate.causes[cause] += 1


def _worst(rate: Rate) -> tuple[float, int, str]:
    return -(rate.share or 0.0), -rate.compared, rate.name
