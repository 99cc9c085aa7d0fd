"""What is wrong with a row, or was put right in it: values, spoken through `lists.problem.<code>`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from regsosek_desk.texts import t

_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` as the spreadsheet program counts (0: the table as a whole), `column` by its heading in the file.

    `taken`: the row is good all the same, and this tells what was put right or left out.
    """

    row: int
    column: str
    value: str
    code: str
    params: Mapping[str, str] = field(default_factory=lambda: _NONE)
    taken: bool = False

    @property
    def what(self) -> str:
        """What is wrong, or what was put right, in one sentence."""
        return t(f"lists.problem.{self.code}.what", value=self.value, column=self.column, **self.params)

    @property
    def cure(self) -> str:
        """What to do in the file; "" where nothing is left to do."""
        return "" if self.taken else t(f"lists.problem.{self.code}.cure", value=self.value, **self.params)


def alike(problems: Iterable[Problem]) -> list[tuple[Problem, list[int]]]:
    """Problems that say the same, each once with all its rows, in the order of their first."""
    found: dict[tuple[object, ...], tuple[Problem, list[int]]] = {}
    for problem in problems:
        key = (problem.taken, problem.code, problem.column, problem.value, *problem.params.items())
        found.setdefault(key, (problem, []))[1].append(problem.row)
    return list(found.values())


def row_ranges(rows: Sequence[int], most: int = 6) -> str:
    """Rows as people write them: 2–54, 60, … with as many ranges as `most`."""
    ranges: list[list[int]] = []
    for row in rows:
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in ranges[:most]]
    return ", ".join([*shown, *(["…"] if len(ranges) > most else [])])
