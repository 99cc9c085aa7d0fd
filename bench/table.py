"""Times, what may be expected of them, and the plain table they are printed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Literal

Judged = Literal["median", "p95", "p99"]
_COLUMNS = ("what", "at most", "median", "p95", "p99", "unit", "")
_WIDTHS = (66, 9, 9, 9, 9, 5, 6)


@dataclass(frozen=True)
class Line:
    """One measurement. `budget` is in `unit` and holds for the figure `judged`; None where nothing is promised.

    Without `values` it was not measured, and `note` says why.
    """

    what: str
    values: Sequence[float]
    unit: str = "ms"
    budget: float | None = None
    judged: Judged = "median"
    note: str = ""

    def figure(self, name: Judged) -> float:
        return quantile(self.values, {"median": 0.5, "p95": 0.95, "p99": 0.99}[name])

    @property
    def verdict(self) -> str:
        if not self.values:
            return "skip"
        if self.budget is None:
            return ""
        return "ok" if self.figure(self.judged) <= self.budget else "over"


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which that part of the values lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def timed(action: Callable[[], object], times: int = 1, before: Callable[[], object] | None = None) -> list[float]:
    """Milliseconds of each run; `before` runs untimed ahead of each."""
    found: list[float] = []
    for _ in range(times):
        if before is not None:
            before()
        start = perf_counter()
        action()
        found.append((perf_counter() - start) * 1000)
    return found


def show(title: str, lines: Iterable[Line]) -> int:
    """Print a table as its lines come; gives the number of budgets missed."""
    print(f"\n{title}")
    print(_row(_COLUMNS))
    over = 0
    for line in lines:
        print(_row(_cells(line)), flush=True)
        if line.note:
            print(f"    {line.note}")
        over += line.verdict == "over"
    return over


def _cells(line: Line) -> tuple[str, ...]:
    what = f"{line.what} ({line.judged})" if line.budget is not None else line.what
    figures: tuple[Judged, ...] = ("median", "p95", "p99")
    shown = [
        _number(line.figure(name)) if line.values and (name == "median" or len(line.values) > 9) else ""
        for name in figures
    ]
    return (
        what,
        "" if line.budget is None else _number(line.budget),
        *shown,
        line.unit if line.values else "",
        line.verdict,
    )


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def _row(cells: Sequence[str]) -> str:
    first, *rest = (
        cell.ljust(width) if index == 0 else cell.rjust(width)
        for index, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )
    return (first + "".join(rest)).rstrip()
