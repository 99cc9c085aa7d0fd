"""What the parts of an open work file share."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection


class Part:
    """Some of its tables. Every change is on the disk when its method returns."""

    def __init__(self, conn: Connection, together: Callable[[], AbstractContextManager[None]]) -> None:
        self._conn = conn
        self._together = together
