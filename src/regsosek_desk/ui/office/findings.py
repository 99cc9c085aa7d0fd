"""What the two tables of the lists page show: the tables read, and what was found in them."""

from __future__ import annotations

from dataclasses import dataclass

from regsosek_desk.services.lists.preview import Preview
from regsosek_desk.services.lists.problems import Problem
from regsosek_desk.texts import t
from regsosek_desk.ui.models.dates import number
from regsosek_desk.ui.widgets.tables import Column


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the table it is in."""

    table: Preview
    problem: Problem


def table_columns() -> list[Column[Preview]]:
    return [
        Column(t("office.file"), _place),
        Column(t("office.list"), lambda found: t(f"lists.kind.{found.kind}") if found.kind else "–", 22),
        Column(t("office.rows"), lambda found: number(found.rows), 10, number=True),
        Column(t("office.good"), lambda found: number(found.rows - found.refused), 10, number=True),
        Column(t("office.refused"), lambda found: number(found.refused), 10, number=True),
        Column(t("office.notes"), lambda found: number(len(found.notes)), 10, number=True),
    ]


def finding_columns() -> list[Column[Finding]]:
    return [
        Column(t("office.where"), lambda each: _place(each.table), 24),
        Column(t("office.row"), lambda each: number(each.problem.row) if each.problem.row else "", 8, number=True),
        Column(t("office.column"), lambda each: each.problem.column, 14),
        Column(t("office.value"), lambda each: each.problem.value, 19),
        Column(t("office.what"), lambda each: each.problem.what),
    ]


def _place(found: Preview) -> str:
    return f"{found.file} › {found.sheet}" if found.sheet and found.sheet != found.kind else found.file


def table_sign(found: Preview) -> str:
    return "error" if not found.clean else "warning" if found.notes else "clean"


def finding_sign(each: Finding) -> str:
    return "warning" if each.problem.taken else "error"
