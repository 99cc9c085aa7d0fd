"""The progress of the office, for the page: read anew only when something has changed."""

from __future__ import annotations

from datetime import date
from threading import Lock

from regsosek_desk.services.endpoint.clock import Clock
from regsosek_desk.services.endpoint.conditions import bring_up, deadline_of
from regsosek_desk.services.progress.levels import Board, past_from
from regsosek_desk.storage.endpoint.store import EndpointStore, Transaction
from regsosek_desk.storage.snapshots import Past


class OfficeProgress:
    """Whatever changes a condition or a list draws an order number; while it stands, so does the board."""

    def __init__(self, store: EndpointStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._kept: tuple[tuple[int, str], Board] | None = None
        self._past: tuple[str, list[Past]] = ("", [])
        """Of the days before this one, which nothing changes any more."""

    def board(self) -> Board:
        """Of the whole kabupaten, without the SLS that were taken out of the work. Raises MachineFault."""
        with self._lock:
            day = self._clock()[:10]
            with self._store.reading() as transaction:
                now = (transaction.counter.now(), day)
            if self._kept is None or self._kept[0] != now:
                bring_up(self._store, self._clock)
                with self._store.reading() as transaction:
                    self._kept = ((transaction.counter.now(), day), self._read(transaction, date.fromisoformat(day)))
            return self._kept[1]

    def _read(self, transaction: Transaction, today: date) -> Board:
        if self._past[0] != today.isoformat():
            past = transaction.conditions.past(past_from(today))
            self._past = (today.isoformat(), [each for each in past if each.day < today.isoformat()])
        deadline = deadline_of(transaction)[0]
        return Board(
            conditions=transaction.conditions.all(),
            places={each.sls.id: each.sls for each in transaction.lists.sls_list() if not each.withdrawn},
            names={each.code: each.name for each in transaction.lists.petugas_list()},
            past=self._past[1],
            today=today,
            deadline=date.fromisoformat(deadline) if deadline else None,
        )
