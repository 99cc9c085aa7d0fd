"""One sum for every level: from the kabupaten down to the SLS, from the PML to the SLS of a PPL, and by operator.

A key is never shorter than what it names: a desa is ten digits, since every kecamatan has a desa 001.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.services.progress.figures import Figures, figures_of, is_stalled, stalled_since
from regsosek_desk.services.progress.forecast import DAYS, Forecast, forecast
from regsosek_desk.services.progress.look import WAYS, Level, Look
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.snapshots import Past

TREND_DAYS = 14
_DIGITS: Mapping[Level, int] = {"kab": 4, "kec": 7, "desa": 10, "sls": 16}


@dataclass(frozen=True)
class Board:
    """All that is known, at one moment."""

    conditions: Sequence[Condition]
    places: Mapping[str, Sls]
    names: Mapping[str, str]
    """Code of a petugas → name."""
    past: Sequence[Past]
    """Snapshots of the days before today by day, and of each SLS the last before them."""
    today: date
    deadline: date | None = None

    @cached_property
    def gains(self) -> tuple[Mapping[str, int], int]:
        """SLS → families that became clean in the last days, and how many days those are.

        What was first seen later counts from then.
        """
        start = (self.today - timedelta(days=DAYS)).isoformat()
        base: dict[str, int] = {}
        for each in self.past:
            if each.day <= start or each.sls_id not in base:
                base[each.sls_id] = each.clean
        first = max(start, min((each.day for each in self.past), default=start))
        gains = {each.sls_id: each.clean - base.get(each.sls_id, each.clean) for each in self.conditions}
        return gains, max(1, (self.today - date.fromisoformat(first)).days)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `sls` and `condition` where it is a single SLS."""

    key: str
    name: str
    figures: Figures
    forecast: Forecast
    sls: Sls | None = None
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """At the end of a day, of all that the table sums."""

    day: date
    clean: int
    keyed: int


@dataclass(frozen=True, slots=True)
class Table:
    """What a look shows. `crumbs` name what was stepped into."""

    look: Look
    crumbs: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    trend: tuple[Day, ...]
    names: Mapping[str, str]
    today: date
    deadline: date | None


def past_from(today: date) -> str:
    """The day from which on a board needs snapshots."""
    return (today - timedelta(days=TREND_DAYS - 1)).isoformat()


def top(board: Board, look: Look) -> Look:
    """The look, further down as long as there is only one line to choose from."""
    while not look.is_last and len(keys := _keys(board, look)) == 1:
        look = look.into(keys.pop())
    return look


def _keys(board: Board, look: Look) -> set[str]:
    return {key_of(look.level, each, board.places) for each in _chosen(board, look)}


def key_of(level: Level, condition: Condition, places: Mapping[str, Sls]) -> str:
    """What the SLS belongs to on that level."""
    if level in _DIGITS:
        return condition.sls_id[: _DIGITS[level]]
    if level == "operator":
        return condition.claimed_by
    sls = places[condition.sls_id]
    return sls.pml_code if level == "pml" else sls.ppl_code


def table(board: Board, look: Look) -> Table:
    """The lines of a look by key, and their sum."""
    groups: dict[str, list[Condition]] = {}
    chosen = _chosen(board, look)
    for each in chosen:
        groups.setdefault(key_of(look.level, each, board.places), []).append(each)
    rows = tuple(_row(board, look, key, groups[key]) for key in sorted(groups))
    total = _sum(board, rows, chosen)
    trend = _trend(board, chosen, total.figures)
    return Table(look, _crumbs(board, look), rows, total, trend, board.names, board.today, board.deadline)


def under(board: Board, look: Look, key: str) -> list[Condition]:
    """The SLS that a row of the look sums."""
    return [each for each in _chosen(board, look) if key_of(look.level, each, board.places) == key]


def _chosen(board: Board, look: Look) -> list[Condition]:
    """The SLS that a look sums."""
    found = [each for each in board.conditions if each.sls_id in board.places]
    for level, key in zip(WAYS[look.way], look.path, strict=False):
        found = [each for each in found if key_of(level, each, board.places) == key]
    if look.only_stalled:
        since = stalled_since(look, board.today)
        found = [each for each in found if is_stalled(each, look.denominator, since)]
    return found


def _row(board: Board, look: Look, key: str, conditions: Sequence[Condition]) -> Row:
    figures, one = figures_of(conditions, look, board.today), conditions[0]
    name = name_of(board, look.level, one)
    if not look.is_last:
        return Row(key, name, figures, _forecast(board, figures, conditions))
    return Row(key, name, figures, _forecast(board, figures, conditions), board.places[one.sls_id], one)


def _sum(board: Board, rows: Iterable[Row], conditions: Sequence[Condition]) -> Row:
    figures = Figures()
    for row in rows:
        figures.add(row.figures)
    return Row("", "", figures, _forecast(board, figures, conditions))


def _forecast(board: Board, figures: Figures, conditions: Iterable[Condition]) -> Forecast:
    gains, days = board.gains
    pace = max(0, sum(gains.get(each.sls_id, 0) for each in conditions)) / days
    return forecast(figures.left, pace, board.today, board.deadline)


def name_of(board: Board, level: Level, condition: Condition) -> str:
    """Of what the SLS belongs to on that level, "" where nobody has said."""
    sls = board.places[condition.sls_id]
    names: dict[Level, Callable[[], str]] = {
        "kab": lambda: sls.kab_name,
        "kec": lambda: sls.kec_name,
        "desa": lambda: sls.desa_name,
        "sls": lambda: sls.name,
        "pml": lambda: sls.pml_name or board.names.get(sls.pml_code, ""),
        "ppl": lambda: sls.ppl_name or board.names.get(sls.ppl_code, ""),
        "operator": lambda: board.names.get(condition.claimed_by, ""),
    }
    return names[level]()


def _crumbs(board: Board, look: Look) -> tuple[str, ...]:
    """Names of what was stepped into, the code where there is no name."""
    found = []
    for count, (level, key) in enumerate(zip(WAYS[look.way], look.path, strict=False), 1):
        inside = _chosen(board, Look(look.way, look.path[:count]))
        found.append((name_of(board, level, inside[0]) if inside else "") or key)
    return tuple(found)


# --- day by day ---------------------------------------------------------------------------------------


def _trend(board: Board, conditions: Sequence[Condition], now: Figures) -> tuple[Day, ...]:
    """One for each day since the first snapshot, TREND_DAYS at most; today is as it stands."""
    ids = {each.sls_id for each in conditions}
    mine = [each for each in board.past if each.sls_id in ids]
    if not mine:
        return ()
    last: dict[str, Past] = {}
    days, at, clean, keyed = [], 0, 0, 0
    for day in _days(max(mine[0].day, past_from(board.today)), board.today):
        until = day.isoformat()
        while at < len(mine) and mine[at].day <= until:
            new, old = mine[at], last.get(mine[at].sls_id)
            clean += new.clean - (old.clean if old else 0)
            keyed += new.keyed - (old.keyed if old else 0)
            last[new.sls_id] = new
            at += 1
        days.append(Day(day, clean, keyed))
    return (*days, Day(board.today, now.clean, now.keyed))


def _days(first: str, end: date) -> Iterator[date]:
    """The days from the first on, the end left out."""
    begin = date.fromisoformat(first)
    return (begin + timedelta(days=number) for number in range((end - begin).days))
