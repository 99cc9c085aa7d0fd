"""The columns of the progress table, once for screen, page and export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.services.progress.forecast import Forecast
from regsosek_desk.services.progress.levels import Day, Row, Table
from regsosek_desk.services.progress.look import Level, Look
from regsosek_desk.texts import day_shown, grouped, language, t

Value = str | int
Kind = Literal["text", "count", "good", "warning", "error"]
_BY_CODE = {party.value: party for party in Party}


@dataclass(frozen=True, slots=True)
class Column:
    """`value` gives text or a number for a row of the table; `kind` says how it looks."""

    name: str
    value: Callable[[Row, Table], Value]
    kind: Kind = "text"

    def heading(self, look: Look) -> str:
        """The denominator goes by its own name."""
        if self.name == "wanted":
            return t(f"progress.denominator.{look.denominator}")
        if self.name == "name":
            return t(f"progress.level.{look.level}")
        return t(f"progress.column.{self.name}")

    def shown(self, row: Row, table: Table) -> str:
        """As a reader sees it: numbers with their thousands set apart."""
        value = self.value(row, table)
        return grouped(value) if isinstance(value, int) else value


def columns_for(look: Look) -> Sequence[Column]:
    """The columns of a look, the name first."""
    return [each for each in COLUMNS if each.name not in (_NOT_OF_SLS if look.is_last else _ONLY_OF_SLS)]


def lines(table: Table) -> list[list[Value]]:
    """Heading, rows and sum of the table, with the code of each row in front."""
    columns = [each for each in columns_for(table.look) if each.name != "code"]
    heading: list[Value] = [t("progress.column.code"), *(each.heading(table.look) for each in columns)]
    sums = [each.value(table.total, table) for each in columns]
    rows = [[row.key, *(each.value(row, table) for each in columns)] for row in table.rows]
    return [heading, *rows, ["", *sums]]


def verdict_word(found: Forecast) -> str:
    return t(f"progress.verdict.{found.verdict}")


def forecast_words(table: Table) -> str:
    """The forecast of all that the table sums, as a sentence."""
    found = table.total.forecast
    deadline = t("progress.deadline", day=day_shown(table.deadline)) if table.deadline else ""
    if found.finish is None or found.verdict == "done":
        return f"{verdict_word(found)}. {deadline}".strip()
    pace = grouped(round(found.pace))
    words = t("progress.forecast", pace=pace, left=grouped(found.left), day=day_shown(found.finish))
    return f"{verdict_word(found)}. {words} {deadline}".strip()


def trend_words(days: Sequence[Day]) -> str:
    """From the first of these days to the last."""
    first, last = days[0], days[-1]
    return t("progress.trend", first=day_shown(first.day), before=grouped(first.clean), now=grouped(last.clean))


def title(row: Row, level: Level) -> str:
    """What a row is called: its name, the code where it has none."""
    if row.key:
        return row.name or row.key
    is_untaken = level == "operator"
    return t("progress.no_operator" if is_untaken else "progress.nobody")


def _name(row: Row, table: Table) -> str:
    return t("progress.total") if row is table.total else title(row, table.look.level)


def _share(row: Row, _: Table) -> str:
    share = row.figures.share
    return "" if share is None else f"{int(share * 100)}%"


def at_whom(row: Row, table: Table) -> str:
    """Who has the bundles: the party, and for a single SLS the person; else how many each party has."""
    if row.condition is None or row.sls is None:
        return " · ".join(f"{_party(code)} {grouped(count)}" for code, count in sorted(row.figures.at.items()))
    code = row.condition.holder_code or ("" if row.condition.holder else row.sls.ppl_code)
    own = {row.sls.ppl_code: row.sls.ppl_name, row.sls.pml_code: row.sls.pml_name}
    return f"{_party(row.condition.holder)} {table.names.get(code) or own.get(code) or code}".strip()


def _party(code: str) -> str:
    return t(f"progress.party.{_BY_CODE.get(code, Party.PPL).name.lower()}")


def _claimed(row: Row, table: Table) -> str:
    code = row.condition.claimed_by if row.condition else ""
    return table.names.get(code) or code


def _pace(row: Row, _: Table) -> str:
    return "" if row.forecast.verdict in ("done", "idle") else _decimal(row.forecast.pace)


def _decimal(number: float) -> str:
    text = f"{number:.1f}" if number < 10 else grouped(round(number))
    return text.replace(".", ",") if language() == "id" and number < 10 else text


def _finish(row: Row, _: Table) -> str:
    found = row.forecast
    if found.verdict == "done" or found.finish is None:
        return verdict_word(found)
    return f"{verdict_word(found)}, {day_shown(found.finish)}"


def _last(row: Row, _: Table) -> str:
    at = row.figures.updated_at
    return day_shown(datetime.fromisoformat(at).astimezone().date()) if at else "–"


def _counts(name: str) -> Callable[[Row, Table], Value]:
    return lambda row, _: int(getattr(row.figures, name))


def _pair(first: str, second: str) -> Callable[[Row, Table], Value]:
    """Two counts that are read together."""

    def value(row: Row, _: Table) -> str:
        counts = getattr(row.figures, first), getattr(row.figures, second)
        return " / ".join(map(grouped, counts)) if any(counts) else ""

    return value


COLUMNS = (
    Column("name", _name),
    Column("code", lambda row, _: row.key),
    Column("sls", _counts("sls"), "count"),
    Column("wanted", _counts("wanted"), "count"),
    Column("todo", _counts("todo"), "count"),
    Column("clean", _counts("clean"), "good"),
    Column("warning", _counts("warning"), "warning"),
    Column("error", _counts("error"), "error"),
    Column("share", _share, "count"),
    Column("finish", _finish),
    Column("pace", _pace, "count"),
    Column("stalled", _counts("stalled"), "warning"),
    Column("at", at_whom),
    Column("operator", _claimed),
    Column("returned", _counts("returned"), "warning"),
    Column("approved", _pair("approved", "accepted"), "count"),
    Column("paper", _pair("received", "used"), "count"),
    Column("last", _last),
)
_ONLY_OF_SLS = ("code", "operator", "last")
_NOT_OF_SLS = ("sls", "stalled")
