"""What each role of the team may do. Roles are the words of the office's list of petugas (field-work.md §3)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import Stage
from regsosek_desk.core.domain.kendali import Kendali, Party


class Role(StrEnum):
    PPL = "PPL"
    PML = "PML"
    KOSEKA = "Koseka"
    RECEIVER = "penerima"
    SUPERVISOR = "pengawas"
    OPERATOR = "operator"
    ADMIN = "admin kab"


PARTY_OF: Mapping[Role, Party] = {
    Role.PPL: Party.PPL, Role.PML: Party.PML, Role.KOSEKA: Party.KOSEKA, Role.RECEIVER: Party.TU,
    Role.SUPERVISOR: Party.IPDS, Role.OPERATOR: Party.OPERATOR, Role.ADMIN: Party.TU,
}  # fmt: skip
"""Where the bundles are that a role has."""
_BACK_AT_THE_PML = ("rejected",)
_WITH_THE_PPL: tuple[Stage, ...] = ("open", "returned")
_KEYING = frozenset({Role.PPL, Role.PML, Role.OPERATOR, Role.SUPERVISOR})
"""Roles that key families at all."""


def role_of(petugas: Petugas) -> Role | None:
    """None for a word that is no role of this program."""
    return next((role for role in Role if role.casefold() == petugas.role.casefold()), None)


def why_not(petugas: Petugas, kendali: Kendali, stage: Stage) -> str:
    """Why this petugas may not change a family's answers now: a code under `refusal`, "" when it is allowed.

    The paper leads: who has the bundle keys it. A document that was given back opens for its owner alone. An SLS that
    an operator has taken is keyed by nobody else at the office.
    """
    role = role_of(petugas)
    if role not in _KEYING:
        return "wrong_role"
    if role is Role.OPERATOR:
        return _why_not_operator(petugas, kendali)
    if role is Role.SUPERVISOR:
        return ""
    holder = kendali.holder
    at = holder.party if holder else Party.PPL
    if role is Role.PPL:
        return "" if stage == "returned" or (at is Party.PPL and stage in _WITH_THE_PPL) else "at_other"
    if stage == "returned":
        return "returned_to_ppl"
    return "" if at in (Party.PPL, Party.PML) or stage in _BACK_AT_THE_PML else "at_other"


def _why_not_operator(petugas: Petugas, kendali: Kendali) -> str:
    if kendali.claim is None:
        return "claim_first"
    return "" if kendali.claim.petugas == petugas.code else "claimed_by_other"
