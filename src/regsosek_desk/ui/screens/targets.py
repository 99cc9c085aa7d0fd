"""From the text of a QR code to the place in the program that it stands for."""

from __future__ import annotations

from regsosek_desk.services.print.links import Target, target_of
from regsosek_desk.services.session import Session
from regsosek_desk.ui.models.addresses import Address, ExchangePlace, FamilyList, OpenDocument, TeamPlace
from regsosek_desk.ui.models.family_query import FamilyQuery
from regsosek_desk.ui.screens.team import place_named

_CUSTODY = "custody"


def is_target(text: str) -> bool:
    return target_of(text) is not None


def address_of(session: Session, text: str) -> Address | None:
    """Where a scanned text leads; None when this work file or this role has no such place. Raises MachineFault."""
    target = target_of(text)
    return _address(session, target) if target else None


def _address(session: Session, target: Target) -> Address | None:
    if target.kind in ("k", "vk1"):
        known = session.run(lambda file: any(row.id == target.id for row in file.lists.documents()))
        return OpenDocument(target.id) if known else None
    if target.kind == "sls":
        known = session.run(lambda file: any(sls.id == target.id for sls in file.sls_list()))
        return FamilyList(FamilyQuery(target.id)) if known else None
    if target.kind == "batch":
        return ExchangePlace()
    return TeamPlace(_CUSTODY, selected=target.id) if place_named(_CUSTODY, session.petugas) else None
