"""How far each SLS is, kept up by whatever changes it at the office, in the transaction that changes it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.endpoint.clock import Clock
from regsosek_desk.services.progress.conditions import BESIDE, Beside, Figures, beside_of, condition_of, figures_in
from regsosek_desk.storage.endpoint.store import EndpointStore, Transaction
from regsosek_desk.storage.snapshots import FamilyCount

_AT_ONCE = 500
"""SLS brought up to date in one transaction: others get their turn in between."""


def keep(transaction: Transaction, sls_ids: Collection[str], number: int, at: str) -> None:
    """Note how far these SLS are after a change with this order number, made at a time (UTC, ISO 8601)."""
    if not sls_ids:
        return
    counts: dict[str, list[FamilyCount]] = {}
    members = dict.fromkeys(sls_ids, 0)
    for each, there in transaction.conditions.families(sls_ids, FAMILY_FORM):
        counts.setdefault(each.sls_id, []).append(each)
        members[each.sls_id] += there
    lines, beside = transaction.conditions.prelist(sls_ids), _beside(transaction, sls_ids)
    found = [
        condition_of(each, beside.get(each, Beside()), counts.get(each, ()), members[each], lines.get(each, 0))
        for each in sls_ids
    ]
    transaction.conditions.put(found, number, at[:10])


def _beside(transaction: Transaction, sls_ids: Collection[str]) -> dict[str, Beside]:
    figures: dict[str, dict[str, Figures]] = {}
    for sls_id, form, version, state in transaction.conditions.beside(sls_ids, BESIDE):
        figures.setdefault(sls_id, {})[form] = figures_in(form, state, version)
    return {sls_id: beside_of(each) for sls_id, each in figures.items()}


def bring_up(store: EndpointStore, clock: Clock) -> int:
    """Note how far the SLS are of which nothing is noted yet, or whose prelist has changed; gives how many."""
    done = 0
    while True:
        with store.reading() as transaction:
            some = transaction.conditions.lacking(_AT_ONCE)
        if not some:
            return done
        with store.writing() as transaction:
            keep(transaction, some, transaction.counter.take(), clock())
        done += len(some)


# --- until when ---------------------------------------------------------------------------------------

_DEADLINE = "deadline"


def deadline_of(transaction: Transaction) -> tuple[str, int]:
    """The day (ISO 8601) on which all is to be done, "" for none, and the order number of its last change."""
    day, _, number = transaction.meta().get(_DEADLINE, "").partition(" ")
    return day, int(number or 0)


def set_deadline(store: EndpointStore, day: str) -> None:
    """Laptops are told with their next exchange. Raises InputFault `deadline_wrong` for what isn't a day, nor ""."""
    try:
        text = date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise InputFault("deadline_wrong", day=day) from None
    with store.writing() as transaction:
        transaction.set_meta(_DEADLINE, f"{text} {transaction.counter.take()}")
