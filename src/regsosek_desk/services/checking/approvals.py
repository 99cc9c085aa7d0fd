"""A whole SLS through one level, or back: the row in its book and the decision of every family at once, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.domain.decisions import ABOUT_DOCUMENT, draft_about_document
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import APPROVALS, Approval, Level, Verdict, approval_answers
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.checking.review import Judge
from regsosek_desk.services.completeness.gaps import Gap
from regsosek_desk.services.completeness.ties import tie
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.team.books import read_book, write_lines
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import t

Why = Literal["error", "warning", "early"]
WHYS: tuple[Why, ...] = ("error", "warning", "early")
"""What keeps a keyed family from being approved, besides the gaps of its SLS."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What approving an SLS would do: families that would be decided by it, and what stands against it."""

    families: int
    unseen: Sequence[str]
    """Documents that nobody of the level has decided about."""
    gaps: Sequence[str]
    """What is missing, in words."""


def outlook(file: WorkFile, sls_id: str, judge: Judge) -> Outlook:
    """Whether an SLS may be approved at a level: its papers tie, and no family is wrong or elsewhere.

    Raises MachineFault.
    """
    rows = file.lists.documents(sls_id, form=FAMILY_FORM)
    unseen = [row.id for row in rows if judge.group(row) == "waiting"]
    gaps = [_words(gap) for gap in tie(file, sls_id).gaps]
    gaps += [t(f"review.gap_{why}", number=row.family_number, name=row.head_name) for row, why in _wrong(judge, rows)]
    return Outlook(sum(row.status != "blank" for row in rows), unseen, gaps)


def _words(gap: Gap) -> str:
    """What doesn't tie, the family first where it is about one."""
    who = f"{gap.family_number} {gap.name}".strip()
    return ": ".join(part for part in (who, t(gap.text, **gap.told)) if part)


def _wrong(judge: Judge, rows: Iterable[DocumentRow]) -> Iterator[tuple[DocumentRow, Why]]:
    for row in rows:
        if row.status == "error":
            yield row, "error"
        elif row.status == "warning":
            yield row, "warning"
        elif row.status == "clean" and judge.group(row) == "early":
            yield row, "early"


def approve_sls(file: WorkFile, sls_id: str, judge: Judge, stamp: Stamp, note: str = "") -> int:
    """Approve an SLS and all its families; gives how many were decided by it.

    Raises InputFault `sls_not_ready` when something stands against it; MachineFault.
    """
    found = outlook(file, sls_id, judge)
    if found.gaps:
        raise InputFault("sls_not_ready", count=len(found.gaps))
    with file.together():
        _decide(file, found.unseen, judge.yes, stamp, "")
        _write(file, sls_id, [Approval(judge.level, Verdict.APPROVED, stamp.petugas, stamp.at, note)], stamp)
    return len(found.unseen)


def reject_sls(file: WorkFile, sls_id: str, judge: Judge, stamp: Stamp, note: str) -> int:
    """Give a whole SLS back to the level before; gives how many families went. Raises MachineFault."""
    rows = file.lists.documents(sls_id, form=FAMILY_FORM)
    ids = [row.id for row in rows if judge.may_decide(row)]
    with file.together():
        _decide(file, ids, judge.no, stamp, note)
        _write(file, sls_id, [Approval(judge.level, Verdict.REJECTED, stamp.petugas, stamp.at, note)], stamp)
        withdraw(file, sls_id, _below(judge.level), stamp, note)
    return len(ids)


def give_back(file: WorkFile, ids: Sequence[str], judge: Judge, stamp: Stamp, note: str) -> int:
    """Give families back with a note, and take back what was said of their SLS. Raises MachineFault."""
    with file.together():
        for sls_id in _decide(file, ids, judge.no, stamp, note):
            withdraw(file, sls_id, Level, stamp, note)
    return len(ids)


def withdraw(file: WorkFile, sls_id: str, levels: Iterable[Level], stamp: Stamp, note: str) -> None:
    """Take approvals of an SLS back where there are any: a family of it is to be looked at again."""
    book = read_book(file, sls_id)
    standing = [level for level in levels if (said := book.approval(level)) and said.verdict is Verdict.APPROVED]
    _write(file, sls_id, [Approval(each, Verdict.WITHDRAWN, stamp.petugas, stamp.at, note) for each in standing], stamp)


def _below(level: Level) -> list[Level]:
    return [each for each in Level if each < level]


def _write(file: WorkFile, sls_id: str, said: Sequence[Approval], stamp: Stamp) -> None:
    if said:
        write_lines(file, sls_id, [(APPROVALS, approval_answers(each)) for each in said], stamp)


def _decide(file: WorkFile, ids: Sequence[str], decision: str, stamp: Stamp, note: str) -> set[str]:
    """Decide about documents; gives the SLS they are of."""
    assert decision in ABOUT_DOCUMENT
    places: set[str] = set()
    for stored in file.documents(ids):
        file.commit(stored.id, [draft_about_document(stored.state, decision, note)], stamp, stored.summary)
        places.add(stored.sls_id)
    return places
