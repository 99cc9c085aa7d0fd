"""What a role may reach, and lists as JSON for those who may."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.storage.endpoint.lists import ListedSls
from regsosek_desk.storage.endpoint.scope import Scope

_LEAD = ("koseka", "pengawas", "admin kab")
"""Reach all SLS of their area; others those that name them or are assigned to them."""
_LEAD_ALL = ("pengawas", "admin kab")
"""Without an area of their own: the kabupaten."""


def scope_of(petugas: Petugas, kab: str) -> Scope:
    """The SLS that a petugas may see and work on; `kab` is the endpoint's, four digits."""
    role = petugas.role.casefold()
    area = petugas.area or (kab if role in _LEAD_ALL else "")
    return Scope(petugas.code, area if area and role in _LEAD else None)


def sls_to_json(listed: ListedSls) -> dict[str, Any]:
    return asdict(listed.sls) | {"withdrawn": listed.withdrawn}
