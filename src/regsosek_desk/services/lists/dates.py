"""Dates as people and spreadsheet programs write them."""

from __future__ import annotations

import re
from datetime import date, datetime

from regsosek_desk.core.formdef.values import parse_date
from regsosek_desk.services.lists.cells import tidy
from regsosek_desk.services.lists.line import Line

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")


def iso_date(line: Line, column: str, *, blank: bool = False) -> str:
    """The date of a cell as ISO 8601; "" when refused or blank.

    A cell that is a date, an ISO date, or day/month/year. Where day and month could be taken for each other, as in
    03/04/22, the day is the first, as in Indonesia, and the row says so.
    """
    cell = line.cell(column)
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    text = tidy(cell) if isinstance(cell, str) else ""
    if not text and cell == "":
        if not blank:
            line.refuse(column, "blank")
        return ""
    if parse_date(text):
        return text
    iso = _day_first(text)
    if not parse_date(iso):
        line.refuse(column, "not_a_date")
        return ""
    line.note(column, "date_read", date=iso)
    return iso


def _day_first(text: str) -> str:
    found = _DAY_FIRST.fullmatch(text)
    if not found:
        return ""
    day, month, year = found.groups()
    return f"{year if len(year) == 4 else f'20{year}'}-{month.zfill(2)}-{day.zfill(2)}"
