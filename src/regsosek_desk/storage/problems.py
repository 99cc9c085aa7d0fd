"""Faults of the program that were filed here, until the office has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import select

from regsosek_desk.core.domain.problem import Problem
from regsosek_desk.storage.part import Part
from regsosek_desk.storage.schema import masalah, upsert

_COLUMNS = [masalah.c[each.name] for each in fields(Problem)]


class ProblemTable(Part):
    """The table of an open work file."""

    def put(self, problem: Problem) -> None:
        """Keep one that was filed just now."""
        with self._together():
            self._conn.execute(upsert(masalah), {**problem.to_json(), "sent_at": ""})

    def waiting(self) -> list[Problem]:
        """Those that the office hasn't got, the oldest first."""
        query = select(*_COLUMNS).where(masalah.c.sent_at == "").order_by(masalah.c.at, masalah.c.id)
        return [Problem(*row) for row in self._conn.execute(query)]

    def set_sent(self, ids: Sequence[str], at: str) -> None:
        """The office has these since `at` (UTC)."""
        with self._together():
            self._conn.execute(masalah.update().where(masalah.c.id.in_(ids)).values(sent_at=at))
