"""Sentences of the exchange that need more than one fact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from regsosek_desk.core.errors import DeskError
from regsosek_desk.services.exchange.laptop import OFFICE_ROLE, Outcome
from regsosek_desk.services.exchange.state import Holder
from regsosek_desk.texts import explain, t
from regsosek_desk.ui.models.dates import ago, number


def last_time(holders: Sequence[Holder], offline: bool, automatic: bool, now: datetime) -> str:
    """When and with whom the last exchange was, and whether the next one comes by itself."""
    peers = (each.peer for each in holders if each.peer.last_at)
    met = max(peers, key=lambda peer: peer.last_at, default=None)
    last = t("exchange_screen.last", peer=met.name, when=ago(met.last_at, now)) if met else t("exchange_screen.never")
    parts = [last, t("exchange_screen.automatic" if automatic else "exchange_screen.by_hand")]
    if offline:
        parts.insert(0, t("exchange_screen.offline"))
    return " · ".join(parts)


def entrusted(holders: Sequence[Holder]) -> str:
    """Which laptops hold documents that the office's endpoint doesn't hold yet; "" when none does."""
    ahead = [each for each in holders if each.peer.kind == "laptop" and each.ahead]
    return "\n".join(
        t("exchange_screen.entrusted", count=number(each.ahead), role=each.role, name=each.peer.name)
        for each in ahead
    )  # fmt: skip


def fault_text(fault: DeskError, offline: bool, automatic: bool) -> str:
    """The three parts of a fault; that the office is not there just now is none."""
    if offline and fault.code == "unreachable":
        return t("exchange_screen.away_automatic" if automatic else "exchange_screen.away_by_hand")
    return "\n".join(explain(fault))


def result_text(outcome: Outcome) -> str:
    """What an exchange has done, in one or a few sentences."""
    if outcome.cancelled:
        return t("exchange_screen.stopped")
    parts = [
        t("exchange_screen.did_take", number=f"{each.number:04}", name=each.name, count=number(each.documents))
        for each in outcome.taken
    ]
    if outcome.sent:
        issuer = outcome.receipts[-1].issuer
        key = "did_send" if issuer.role == OFFICE_ROLE else "did_entrust"
        said = {"held": number(outcome.held), "count": number(outcome.sent), "issuer": issuer.name, "role": issuer.role}
        parts.append(t(f"exchange_screen.{key}", **said))
    if outcome.forwarded:
        parts.append(t("exchange_screen.did_forward", count=number(outcome.forwarded)))
    for name in ("received", "conflicts", "deferred", "quarantined"):
        if count := getattr(outcome, name):
            parts.append(t(f"exchange_screen.did_{name}", count=number(count)))
    if outcome.problems:
        parts.append(t("problem.arrived", count=number(outcome.problems)))
    if outcome.package:
        parts.append(t("exchange_screen.did_package"))
    parts += [t("exchange_screen.did_answer", file=each) for each in outcome.answers]
    parts += [" ".join(explain(fault)) for fault in outcome.faults]
    return " ".join(parts) or t("exchange_screen.nothing_new")
