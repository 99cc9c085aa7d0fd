"""The way back of a family: from whoever keys it to whoever checks, when all that was given back is dealt with."""

from __future__ import annotations

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import stage_of
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.texts import t

_HANDING = (Role.PPL, Role.OPERATOR)


def may_hand(desk: DocumentDesk, petugas: Petugas) -> bool:
    """Whether this document is one that this petugas hands on when it is done."""
    mine = role_of(petugas) in _HANDING and not desk.refused
    return mine and stage_of(desk.state) in ("open", "returned")


def why_not_hand(desk: DocumentDesk, petugas: Petugas) -> str:
    """In words, why this petugas can't hand the document on now; "" when it may go."""
    if role_of(petugas) not in _HANDING:
        return t("review.hand_not_yours")
    if desk.refused:
        return desk.refused.words
    if desk.status == "blank":
        return t("review.still_blank")
    if stage_of(desk.state) not in ("open", "returned"):
        return t("review.hand_gone")
    if left := len(desk.returned):
        return t("review.hand_left", count=left)
    return ""
