"""What came in and can't be part of a document yet: refused, or for a document that is open on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.storage.part import Part
from regsosek_desk.storage.schema import karantina, tertunda


class Quarantined(NamedTuple):
    """What came in and was refused, as it came, until a person has mended the cause."""

    id: str
    document: str
    sls_id: str
    reason: str
    params: Mapping[str, str]
    owner: str
    at: str
    payload: bytes


class Aside(NamedTuple):
    """What came in for a document that was open on the desk."""

    id: str
    document: str
    payload: bytes


class SetAside(Part):
    """Kept as it came."""

    def put_quarantine(self, each: Quarantined) -> None:
        """Keep what was refused; the same id again is no change."""
        with self._together():
            self._conn.execute(insert(karantina).on_conflict_do_nothing(), each._asdict())

    def quarantined(self) -> list[Quarantined]:
        """What was refused and nobody has mended, the oldest first."""
        return [Quarantined._make(row) for row in self._conn.execute(select(karantina).order_by(karantina.c.at))]

    def resolve_quarantine(self, each: str) -> None:
        """Its content has become part of the document, or a person has let it go."""
        with self._together():
            self._conn.execute(karantina.delete().where(karantina.c.id == each))

    def put_aside(self, document: str, payload: bytes) -> None:
        """Keep what came in for a document that is open on the desk."""
        with self._together():
            self._conn.execute(tertunda.insert(), {"id": uuid7(), "document": document, "payload": payload})

    def aside(self) -> list[Aside]:
        """What waits for its document to be closed, in the order it came."""
        return [Aside._make(row) for row in self._conn.execute(select(tertunda).order_by(tertunda.c.id))]

    def drop_aside(self, each: str) -> None:
        """It has been absorbed."""
        with self._together():
            self._conn.execute(tertunda.delete().where(tertunda.c.id == each))
