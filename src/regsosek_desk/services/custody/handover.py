"""When a bundle changes hands: which ways there are, what can't be, and what doesn't tally. No file is asked here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.kendali import PAPERS, Count, Holder, Kendali, Movement, Party, Step
from regsosek_desk.core.domain.roles import PARTY_OF, Role, role_of
from regsosek_desk.core.errors import InputFault
from regsosek_desk.texts import day_digits, officer, t

Counts = Mapping[str, Count]
"""Kind of paper to its sheets; a kind that nobody counted has no key."""
NO_COUNT = Count(None, None)
_P = Party
ONWARD = ((_P.PPL, _P.PML), (_P.PML, _P.KOSEKA), (_P.KOSEKA, _P.TU), (_P.TU, _P.IPDS), (_P.IPDS, _P.OPERATOR),
          (_P.OPERATOR, _P.TU), (_P.TU, _P.STORAGE))  # fmt: skip
"""The way of a bundle, in its order."""
GIVEN_BACK = frozenset({(_P.PML, _P.PPL), (_P.KOSEKA, _P.PML), (_P.TU, _P.KOSEKA), (_P.IPDS, _P.TU),
                        (_P.OPERATOR, _P.IPDS)})  # fmt: skip
"""Back to where it came from, its work undone: wants a reason."""
WAYS = GIVEN_BACK | {*ONWARD, (_P.OPERATOR, _P.OPERATOR), (_P.STORAGE, _P.TU)}
PERSONAL = frozenset({_P.PPL, _P.PML, _P.KOSEKA, _P.OPERATOR})
"""Parties where one person has the bundle; elsewhere it is with the room, and any colleague may hand it on."""
ACTS_AS: Mapping[Role, tuple[Party, ...]] = {
    **{role: (party,) for role, party in PARTY_OF.items()},
    Role.RECEIVER: (_P.TU, _P.STORAGE),
    Role.ADMIN: (_P.TU, _P.STORAGE, _P.IPDS),
}
"""For which parties a role may write, its own first."""
_MOST_SHEETS = 99_999

Against = Literal["announced", "held", "vk", "keyed"]


class Difference(NamedTuple):
    """Two numbers that should be one. `what` is "received" or "used"."""

    against: Against
    paper: str
    what: str
    found: int
    expected: int


class Known(NamedTuple):
    """What the file has of an SLS: families that VK found, K keyed with answers; None where it has no such paper."""

    vk: int | None = None
    keyed: int | None = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """What a movement is held against. `start` is the first day of the activity."""

    book: Kendali
    sls: Sls
    petugas: Petugas
    today: date
    start: date

    @property
    def holder(self) -> Holder:
        """Who has the bundle; its PPL while the book says nothing."""
        return self.book.holder or Holder(Party.PPL, self.sls.ppl_code, "")


# --- what can't be ------------------------------------------------------------------------------------


def check(move: Movement, scene: Scene) -> None:
    """Raises InputFault `custody_*` for what can't be so, or what wants a reason and has none."""
    _check_role(move, scene)
    _check_way(move, scene)
    _check_day(move.on, scene)
    for paper, count in move.counts.items():
        _check_count(paper, count)
    _check_reason(move, scene)


def acts_as(petugas: Petugas) -> tuple[Party, ...]:
    """The parties a petugas may write for, none for a word that is no role."""
    role = role_of(petugas)
    return ACTS_AS[role] if role else ()


def _check_role(move: Movement, scene: Scene) -> None:
    me = move.sender if move.step is Step.HANDED else move.receiver
    if me not in acts_as(scene.petugas):
        raise InputFault("custody_wrong_role", role=scene.petugas.role)


def _check_way(move: Movement, scene: Scene) -> None:
    boxing = is_boxing(move)
    if not boxing and (move.sender, move.receiver) not in WAYS:
        raise InputFault("custody_no_way", sender=party_name(move.sender), receiver=party_name(move.receiver))
    if move.step is Step.HANDED:
        _check_handing(move, scene)
    elif boxing:
        _check_mine(scene, move.receiver)
        if box_of(scene.book) == move.box:
            raise InputFault("custody_already_boxed", box=move.box)
    else:
        _check_taking(move, scene)


def is_boxing(move: Movement) -> bool:
    """Whether the bundle stays where it is and only gets the number of its box."""
    return move.step is Step.TAKEN and move.sender is move.receiver is not Party.OPERATOR and bool(move.box)


def box_of(book: Kendali) -> str:
    """The box that the bundle was put into last, "" for none."""
    return next((move.box for move in reversed(book.movements) if move.box and move.step is not Step.REFUSED), "")


def _check_handing(move: Movement, scene: Scene) -> None:
    assert move.sender is not None  # one of acts_as
    _check_mine(scene, move.sender)
    coming = scene.holder.coming
    if coming:
        raise InputFault(
            "custody_already_handed", who=person(coming.receiver, coming.receiver_code), since=day_digits(coming.on)
        )
    if move.receiver is Party.OPERATOR and not move.receiver_code:
        raise InputFault("custody_nobody_named")


def _check_mine(scene: Scene, party: Party) -> None:
    """That the bundle is with this petugas, for this party."""
    holder = scene.holder
    if is_with(holder, party, scene.petugas.code):
        return
    coming = holder.coming
    if coming and _is_for(coming, party, scene.petugas.code):
        raise InputFault("custody_take_first", who=person(holder.party, holder.code))
    raise InputFault("custody_not_holder", who=person(holder.party, holder.code))


def is_with(holder: Holder, party: Party, code: str) -> bool:
    return holder.party is party and (party not in PERSONAL or holder.code in ("", code))


def _is_for(coming: Movement, party: Party, code: str) -> bool:
    return coming.receiver is party and (party not in PERSONAL or coming.receiver_code in ("", code))


def _check_taking(move: Movement, scene: Scene) -> None:
    holder, code = scene.holder, scene.petugas.code
    coming = holder.coming
    if coming is None and is_with(holder, move.receiver, code):
        raise InputFault("custody_already_here", since=day_digits(holder.since))
    if move.step is Step.REFUSED and _was_refused(move, scene.book):
        raise InputFault("custody_already_refused", since=day_digits(scene.book.movements[-1].on))
    if coming and not _is_for(coming, move.receiver, code):
        raise InputFault(
            "custody_not_for_you", who=person(coming.receiver, coming.receiver_code), since=day_digits(coming.on)
        )
    if coming is None and not (holder.party is move.sender or is_behind(holder, move)):
        raise InputFault("custody_wrong_sender", who=person(holder.party, holder.code))


def _was_refused(move: Movement, book: Kendali) -> bool:
    last = book.movements[-1:]
    return any(each.step is Step.REFUSED and each.receiver_code == move.receiver_code for each in last)


def is_behind(holder: Holder, move: Movement) -> bool:
    """Whether the book only lags: somebody on the way to the sender hasn't written yet, or hasn't sent."""
    way = (move.sender, move.receiver)
    return way in ONWARD and list(Party).index(holder.party) < ONWARD.index(way)


def _check_day(on: str, scene: Scene) -> None:
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise InputFault("custody_day_unreadable", day=on) from None
    if day > scene.today:
        raise InputFault("custody_day_to_come", day=day_digits(on), today=day_digits(scene.today.isoformat()))
    if day < scene.start:
        raise InputFault("custody_day_too_early", day=day_digits(on), start=day_digits(scene.start.isoformat()))
    today = scene.today.isoformat()
    last = max((move.on for move in scene.book.movements if move.on <= today), default="")  # a clock may be years ahead
    if on < last:
        raise InputFault("custody_day_before_last", day=day_digits(on), last=day_digits(last))


def _check_count(paper: str, count: Count) -> None:
    received, used = count
    if any(number is not None and not 0 <= number <= _MOST_SHEETS for number in count):
        raise InputFault("custody_count_odd", paper=paper_name(paper))
    if used is not None and used > (received or 0):
        raise InputFault("custody_used_more", paper=paper_name(paper), used=used, received=received or 0)


def _check_reason(move: Movement, scene: Scene) -> None:
    if move.reason:
        return
    if move.step is Step.REFUSED or (move.step is Step.HANDED and (move.sender, move.receiver) in GIVEN_BACK):
        raise InputFault("custody_no_reason")
    if found := against_the_last(move, scene.book):
        raise InputFault("custody_differs", what=difference_words(found[0]))


# --- what doesn't tally -------------------------------------------------------------------------------


def against_the_last(move: Movement, book: Kendali) -> list[Difference]:
    """Against what was announced, or for a handing over against what the sender had taken."""
    if move.step is Step.HANDED:
        held = book.last_counts()
        return list(_differences("held", move.counts, held.counts)) if held else []
    coming = book.holder.coming if book.holder else None
    return list(_differences("announced", move.counts, coming.counts)) if coming else []


def _differences(against: Against, found: Counts, expected: Counts) -> Iterator[Difference]:
    for paper in PAPERS:
        ours, theirs = found.get(paper, NO_COUNT), expected.get(paper, NO_COUNT)
        for what, here, there in zip(("received", "used"), ours, theirs, strict=True):
            if here is not None and there is not None and here != there:
                yield Difference(against, paper, what, here, there)


def differences(move: Movement, book: Kendali, known: Known) -> tuple[Difference, ...]:
    """Everything that should tally and doesn't: with the last count, with VK, and with the K that are keyed.

    K used is compared with the K in the file once one is keyed, and always for what comes back from keying.
    """
    found = against_the_last(move, book) if move.step is not Step.REFUSED else []
    received, used = move.counts.get("k", NO_COUNT)
    if received is not None and known.vk is not None and received != known.vk:
        found.append(Difference("vk", "k", "received", received, known.vk))
    keyed = known.keyed
    if used is not None and keyed is not None and (keyed or move.sender is Party.OPERATOR) and used != keyed:
        found.append(Difference("keyed", "k", "used", used, keyed))
    return tuple(found)


# --- in words -----------------------------------------------------------------------------------------


def party_name(party: Party | None) -> str:
    return t(f"roles.party_{party.value}") if party else ""


def person(party: Party, code: str, names: Mapping[str, str] | None = None) -> str:
    """Party with the petugas, where one is told: name and code where the name is known, else the code."""
    return f"{party_name(party)} {officer((names or {}).get(code, ''), code)}".rstrip()


def paper_name(paper: str) -> str:
    return t(f"custody.paper_{paper}")


def difference_words(each: Difference) -> str:
    """Such as "K diterima 55, diumumkan 56"."""
    said = {"paper": paper_name(each.paper), "what": t(f"custody.{each.what}"), "found": each.found}
    return t(f"custody.differs_{each.against}", expected=each.expected, **said)
