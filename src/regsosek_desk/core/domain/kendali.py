"""The control book of one SLS: where its bundle of paper is, who keys it, who has approved it.

A document of its own form whose rows are only ever added, so that what two wrote without knowing of each other stands
there side by side, and everybody reads the same from it. The words of the form (`forms/regsosek22-bundel`) are the
names of the fields here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from regsosek_desk.core.domain.documents import Answers, DocumentState, RowState

KENDALI_FORM = "regsosek22-bundel"
MOVEMENTS, CLAIMS, APPROVALS = "gerak", "klaim", "putusan"
"""Rosters of the form."""
PAPERS = ("vk1", "vk2", "psls", "k", "xk", "ws", "banr")
"""The seven kinds of paper of a bundle, in the order of the receiving lists (field-work.md §8)."""
_YEARS = range(1971, 3000)
_DIGITS = 6
"""Of a count of sheets at most."""
_BOX = 20
"""Letters of the number of a box at most."""


class Party(StrEnum):
    """Where a bundle can be, in the order of its way; the codes of the form."""

    PPL = "1"
    PML = "2"
    KOSEKA = "3"
    TU = "4"
    IPDS = "5"
    OPERATOR = "6"
    STORAGE = "7"


class Step(StrEnum):
    HANDED = "1"
    TAKEN = "2"
    REFUSED = "3"


class ClaimAction(StrEnum):
    TAKE = "1"
    PASS_ON = "2"  # noqa: S105
    RELEASE = "3"
    SETTLE = "4"
    """Written by the endpoint: `petugas` has the SLS; nobody has where none is named."""


class Verdict(StrEnum):
    APPROVED = "1"
    REJECTED = "2"
    WITHDRAWN = "3"


class Level(StrEnum):
    PML = "1"
    KOSEKA = "2"


class Count(NamedTuple):
    """Sheets of one kind of paper; None where nobody counted."""

    received: int | None
    used: int | None


@dataclass(frozen=True, slots=True)
class Movement:
    """One half of a handing over: somebody hands the bundle on, or somebody takes or refuses it."""

    id: str
    step: Step
    answers: str
    """Id of the handing over that a taking or refusal answers; "" when nothing was announced."""
    sender: Party | None
    sender_code: str
    receiver: Party
    receiver_code: str
    on: str
    """Day, ISO 8601."""
    counts: Mapping[str, Count]
    bast: str = ""
    box: str = ""
    wave: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the bundle now. `coming`: it was handed to them and they have not said yet whether it came."""

    party: Party
    code: str
    since: str
    coming: Movement | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who keys the SLS, and since when (UTC)."""

    petugas: str
    since: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What one level said last about the whole SLS."""

    level: Level
    verdict: Verdict
    petugas: str
    at: str
    note: str


@dataclass(frozen=True, slots=True)
class Kendali:
    """The book as it stands."""

    movements: tuple[Movement, ...] = ()
    claim: Claim | None = None
    rivals: tuple[Claim, ...] = ()
    """Claims made while another already had the SLS, still without the endpoint's word or lost by it."""
    approvals: tuple[Approval, ...] = ()
    """The last one of each level that has not been withdrawn."""

    @property
    def holder(self) -> Holder | None:
        """None while no movement was written: the bundle is with its PPL."""
        holder: Holder | None = None
        for move in self.movements:
            holder = _after(move, holder)
        return holder

    def approval(self, level: Level) -> Approval | None:
        return next((each for each in self.approvals if each.level == level), None)

    def last_counts(self) -> Movement | None:
        """The last taking of the bundle, whose counts hold; None before the first."""
        taken = [move for move in self.movements if move.step is Step.TAKEN]
        return taken[-1] if taken else None


def read_kendali(state: DocumentState) -> Kendali:
    """The book that a document of the form holds; rows with codes that this program doesn't know are passed over, and
    so are movements on no day; other times that are none count as blank."""
    claim, rivals = _claims(state.rows(CLAIMS))
    moves = (_movement(row) for row in state.rows(MOVEMENTS))
    return Kendali(tuple(move for move in moves if move), claim, rivals, _approvals(state.rows(APPROVALS)))


def movement_answers(move: Movement) -> Answers:
    """The answers of the row that holds a movement."""
    answers = {
        "langkah": move.step.value, "atas": move.answers, "dari": move.sender.value if move.sender else "",
        "dari_kode": move.sender_code, "ke": move.receiver.value, "ke_kode": move.receiver_code, "tanggal": move.on,
        "bast": move.bast, "kotak": move.box, "gelombang": move.wave, "alasan": move.reason,
    }  # fmt: skip
    for paper, count in move.counts.items():
        answers |= {f"{paper}_diterima": _text(count.received), f"{paper}_terpakai": _text(count.used)}
    return {question: text for question, text in answers.items() if text}


def claim_answers(action: ClaimAction, petugas: str, at: str, to: str = "") -> Answers:
    """The answers of a row about keying the SLS; `to` is the petugas it is passed on to."""
    answers = {"aksi": action.value, "petugas": petugas, "kepada": to, "pukul": at}
    return {question: text for question, text in answers.items() if text}


def approval_answers(each: Approval) -> Answers:
    """The answers of the row that holds an approval."""
    answers = {
        "tingkat": each.level.value, "putusan": each.verdict.value, "oleh": each.petugas, "hari": each.at,
        "catatan": each.note,
    }  # fmt: skip
    return {question: text for question, text in answers.items() if text}


def _movement(row: RowState) -> Movement | None:
    here = row.answers
    try:
        return Movement(
            id=row.id,
            step=Step(here.get("langkah", "")),
            answers=here.get("atas", ""),
            sender=Party(here["dari"]) if "dari" in here else None,
            sender_code=here.get("dari_kode", ""),
            receiver=Party(here.get("ke", "")),
            receiver_code=here.get("ke_kode", ""),
            on=_day(here.get("tanggal", "")),
            counts={paper: count for paper in PAPERS if (count := _count(here, paper)) != Count(None, None)},
            bast=here.get("bast", ""),
            box=here.get("kotak", "")[:_BOX],
            wave=here.get("gelombang", ""),
            reason=here.get("alasan", ""),
        )
    except ValueError:
        return None


def _count(here: Answers, paper: str) -> Count:
    received, used = (here.get(f"{paper}_{what}") for what in ("diterima", "terpakai"))
    return Count(*(int(text) if text and len(text) <= _DIGITS else None for text in (received, used)))


def _time(here: Answers, question: str) -> str:
    """A day or a time as our programs write them; "" for anything else."""
    text = here.get(question, "")
    try:
        is_one = _day(text[:10]) == text or (text[10] == "T" and datetime.fromisoformat(text).tzinfo)
    except ValueError:
        return ""
    return text if is_one else ""


def _day(text: str) -> str:
    """A day that every laptop can show. Raises ValueError for anything else."""
    if date.fromisoformat(text).isoformat() != text or int(text[:4]) not in _YEARS:
        raise ValueError(text)
    return text


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _after(move: Movement, holder: Holder | None) -> Holder | None:
    """Who has the bundle after one more movement. What was refused stays, or is again, with who handed it on."""
    if move.step is Step.TAKEN:
        since = holder.since if holder and _is_with(holder, move.receiver, move.receiver_code) else move.on
        return Holder(move.receiver, move.receiver_code, since)
    if move.step is Step.HANDED:
        if holder is None and move.sender is None:
            return None
        if holder and _is_with(holder, move.receiver, move.receiver_code) and move.sender is not holder.party:
            return holder  # two laptops, each without the other's row: what was announced has been taken already
        at = holder or Holder(move.sender or Party.PPL, move.sender_code, move.on)
        return Holder(at.party, at.code, at.since, coming=move)
    if holder and holder.coming and holder.coming.id == move.answers:
        return Holder(holder.party, holder.code, holder.since)
    return holder


def _is_with(holder: Holder, party: Party, code: str) -> bool:
    return (holder.party is party and "" in (code, holder.code)) or (holder.party, holder.code) == (party, code)


def _claims(rows: list[RowState]) -> tuple[Claim | None, tuple[Claim, ...]]:
    held: Claim | None = None
    rivals: list[Claim] = []
    for row in rows:
        action, petugas = row.answers.get("aksi"), row.answers.get("petugas", "")
        claim = Claim(petugas, _time(row.answers, "pukul"))
        match action:
            case ClaimAction.TAKE if held and held.petugas != petugas:
                rivals.append(claim)
            case ClaimAction.TAKE:
                held = held or claim
            case ClaimAction.SETTLE:
                rivals += [held] if held and held.petugas != petugas else []
                rivals = [each for each in rivals if each.petugas != petugas]
                held = claim if petugas else None
            case ClaimAction.PASS_ON if held and held.petugas == petugas:
                held = Claim(row.answers.get("kepada", ""), claim.since)
            case ClaimAction.RELEASE if held and held.petugas == petugas:
                held = None
            case ClaimAction.RELEASE:
                rivals = [each for each in rivals if each.petugas != petugas]
            case _:
                pass
    return held, tuple(rivals)


def _approvals(rows: list[RowState]) -> tuple[Approval, ...]:
    last: dict[Level, Approval] = {}
    for row in rows:
        here = row.answers
        try:
            level, verdict = Level(here.get("tingkat", "")), Verdict(here.get("putusan", ""))
        except ValueError:
            continue
        last[level] = Approval(level, verdict, here.get("oleh", ""), _time(here, "hari"), here.get("catatan", ""))
    return tuple(each for each in last.values() if each.verdict is not Verdict.WITHDRAWN)
