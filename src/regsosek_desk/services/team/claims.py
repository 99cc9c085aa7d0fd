"""Who keys which SLS: taking one, giving it back, handing it over, all as rows of its control book.

The row names the petugas who has the SLS; who wrote it, which may be a pengawas, the journal tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import Answers
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import CLAIMS, Claim, ClaimAction, Kendali, claim_answers
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.team.books import read_book, read_books, write_lines
from regsosek_desk.services.team.rights import is_assigned, named, shown
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import officer

State = Literal["mine", "lost", "other", "free"]
STATES: tuple[State, ...] = ("lost", "mine", "free", "other")
"""In the order of the list: what was taken by two and is another's now comes first."""
GIVERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
"""Roles that give SLS to operators, and take them away."""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One SLS as the list of claims shows it."""

    sls: Sls
    state: State
    claim: Claim | None
    who: str
    """Name and code of who keys it, "" when nobody does."""
    keyed: int
    """Families that are more than blank, as far as they are known here."""
    total: int
    """Families of the SLS; 0 where nobody has counted."""


def claim_rows(file: WorkFile, petugas: Petugas) -> list[ClaimRow]:
    """Every SLS of this file that still stands, by what is to be done about it. Raises MachineFault."""
    books, here = read_books(file), file.lists.counts(FAMILY_FORM)
    told = {each.sls_id: each for each in file.snapshots.told()}
    names = file.petugas_names()
    rows = []
    for sls in file.sls_list():
        if not sls.withdrawn:
            book, there = books.get(sls.id, Kendali()), told.get(sls.id, Condition(sls.id))
            rows.append(_row(sls, book, petugas, names, _keyed_of(here.get(sls.id, {}), there)))
    return sorted(rows, key=lambda row: (STATES.index(row.state), row.sls.id))


def _keyed_of(here: Mapping[str, int], told: Condition) -> tuple[int, int]:
    """Families keyed, and all of them: by the documents here, where there are none by what the office told last."""
    keyed = sum(here.values()) - here.get("blank", 0) if here else told.keyed
    return keyed, max(sum(here.values()), told.documents, told.vk, told.received)


def lost_claims(file: WorkFile, petugas: Petugas) -> list[ClaimRow]:
    """SLS that this petugas took and that the office gave to another who had been first."""
    return [row for row in claim_rows(file, petugas) if row.state == "lost"]


def _row(
    sls: Sls, book: Kendali, petugas: Petugas, names: Mapping[str, str], keyed: tuple[int, int]
) -> ClaimRow:  # fmt: skip
    claim, last = book.claim, book.last_counts()
    who = officer(names.get(claim.petugas, ""), claim.petugas) if claim else ""
    paper = last.counts["k"].received if last and "k" in last.counts else None
    return ClaimRow(sls, state_of(book, petugas), claim, who, keyed[0], max(keyed[1], paper or 0))


def state_of(book: Kendali, petugas: Petugas) -> State:
    """How this petugas stands to the SLS of the book."""
    if book.claim and book.claim.petugas == petugas.code:
        return "mine"
    if any(each.petugas == petugas.code for each in book.rivals):
        return "lost"
    return "other" if book.claim else "free"


def take(file: WorkFile, petugas: Petugas, sls_id: str, stamp: Stamp) -> None:
    """Take an SLS that nobody has; one's own stays as it is.

    Raises InputFault `claim_taken`, `claim_wrong_role`, `claim_wrong_area`; MachineFault.
    """
    if role_of(petugas) is not Role.OPERATOR:
        raise InputFault("claim_wrong_role", role=petugas.role)
    _put(file, sls_id, petugas.code, petugas, stamp)


def give(file: WorkFile, petugas: Petugas, sls_id: str, to: Petugas, stamp: Stamp) -> None:
    """Hand an SLS over to another operator: its holder may, and who leads the processing, who may also give a free one.

    Raises InputFault `claim_not_yours`, `claim_to_whom`, `claim_wrong_area`; MachineFault.
    """
    if role_of(to) is not Role.OPERATOR:
        raise InputFault("claim_to_whom", who=to.name or to.code, role=to.role)
    if read_book(file, sls_id).claim is None and role_of(petugas) in GIVERS:
        _put(file, sls_id, to.code, petugas, stamp)
    elif (held := _held(file, sls_id, petugas)).petugas != to.code:
        _write(file, sls_id, claim_answers(ClaimAction.PASS_ON, held.petugas, stamp.at, to.code), stamp)


def release(file: WorkFile, petugas: Petugas, sls_id: str, stamp: Stamp) -> None:
    """Give an SLS back, so that another can take it. What was keyed stays; a claim that was lost is put away.

    Raises InputFault `claim_not_yours`; MachineFault.
    """
    if state_of(read_book(file, sls_id), petugas) == "lost":
        _write(file, sls_id, claim_answers(ClaimAction.RELEASE, petugas.code, stamp.at), stamp)
    else:
        held = _held(file, sls_id, petugas)
        _write(file, sls_id, claim_answers(ClaimAction.RELEASE, held.petugas, stamp.at), stamp)


def operators(file: WorkFile) -> list[Petugas]:
    """Those an SLS can be handed to, by name."""
    found = [each for each in file.petugas_list() if role_of(each) is Role.OPERATOR]
    return sorted(found, key=lambda each: (each.name, each.code))


def _put(file: WorkFile, sls_id: str, code: str, writer: Petugas, stamp: Stamp) -> None:
    if not is_assigned(file, sls_id):
        raise InputFault("claim_wrong_area", sls=sls_id)
    claim = read_book(file, sls_id).claim
    if claim and claim.petugas != code:
        raise InputFault("claim_taken", who=named(file, claim.petugas), since=shown(claim.since))
    if not claim:
        _write(file, sls_id, claim_answers(ClaimAction.TAKE, code, stamp.at), stamp)


def _held(file: WorkFile, sls_id: str, petugas: Petugas) -> Claim:
    """The claim that this petugas may end. Raises InputFault `claim_not_yours` when it is another's, or none."""
    claim = read_book(file, sls_id).claim
    if claim and (claim.petugas == petugas.code or role_of(petugas) in GIVERS):
        return claim
    raise InputFault("claim_not_yours", who=named(file, claim.petugas) if claim else "–")


def _write(file: WorkFile, sls_id: str, answers: Answers, stamp: Stamp) -> None:
    write_lines(file, sls_id, [(CLAIMS, answers)], stamp)
