"""What a role may reach, and lists as JSON for those who may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.kendali import KENDALI_FORM
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.domain.sample import COPY_FORM, SAMPLE_FORM
from regsosek_desk.services.completeness.minutes import BANR_FORM
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.storage.endpoint.lists import ListedSls
from regsosek_desk.storage.endpoint.scope import Scope

_BOOKS = (KENDALI_FORM, SAMPLE_FORM)
_LISTS = (*_BOOKS, LIST_FORM, BANR_FORM, COPY_FORM)
_SEEN: Mapping[Role | None, tuple[str, ...]] = {
    Role.RECEIVER: (KENDALI_FORM,),
    Role.OPERATOR: _BOOKS,
    Role.SUPERVISOR: _LISTS,
    Role.ADMIN: _LISTS,
}
"""Forms that a role has of all SLS of its area; families it has of those assigned to it alone. A Koseka has everything
of the area, the roles of the field what is assigned to them."""
_LEAD_ALL = (Role.SUPERVISOR, Role.ADMIN)
"""Without an area of their own: the kabupaten."""


def scope_of(petugas: Petugas, kab: str) -> Scope:
    """What a petugas may see and work on; `kab` is the endpoint's, four digits."""
    role = role_of(petugas)
    area = petugas.area or (kab if role in _LEAD_ALL else "")
    if not area:
        return Scope(petugas.code)
    if role is Role.KOSEKA:
        return Scope(petugas.code, area)
    return Scope(petugas.code, seen=area, forms=_SEEN[role]) if role in _SEEN else Scope(petugas.code)


def sls_to_json(listed: ListedSls) -> dict[str, Any]:
    return asdict(listed.sls) | {"withdrawn": listed.withdrawn}
