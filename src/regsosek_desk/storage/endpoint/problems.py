"""Faults of the program that laptops have filed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from sqlalchemy import func, select

from regsosek_desk.core.domain.problem import Problem
from regsosek_desk.storage.endpoint.rows import Rows
from regsosek_desk.storage.endpoint.tables import masalah

_COLUMNS = [masalah.c[each.name] for each in fields(Problem)]


class Problems(Rows):
    """Questions about them."""

    def put(self, problems: Iterable[Problem], at: str) -> None:
        """Keep those that came just now; one that is there already stays as it is."""
        found = {each.id: each for each in problems}
        there = set(self._conn.scalars(select(masalah.c.id).where(masalah.c.id.in_(found))))
        new = {key: each for key, each in found.items() if key not in there}
        self._many(masalah.insert(), [{**each.to_json(), "received_at": at} for each in new.values()])

    def problems(self, most: int) -> list[tuple[Problem, str]]:
        """The latest first, each with when it came."""
        query = select(*_COLUMNS, masalah.c.received_at).order_by(masalah.c.received_at.desc(), masalah.c.id.desc())
        return [(Problem(*row[:-1]), row[-1]) for row in self._conn.execute(query.limit(most))]

    def count(self) -> int:
        return int(self._conn.scalar(select(func.count()).select_from(masalah)) or 0)
