"""The petugas of an office as those who hand out work see them: who has a laptop, who has a code, who has nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.endpoint.endpoint import Endpoint

EnrolmentState = Literal["enrolled", "code", "none"]
"""Has a laptop that is not revoked, has a code that is not used yet, has neither."""


@dataclass(frozen=True, slots=True)
class Officer:
    petugas: Petugas
    area: str
    """The area of work in words, "" where none is named."""
    sls: int
    """SLS that name the petugas or are assigned to it."""
    devices: int
    """Laptops enrolled and not revoked."""
    code_until: str
    """End of a code nobody has used yet, UTC, ISO 8601; else ""."""

    @property
    def state(self) -> EnrolmentState:
        return "enrolled" if self.devices else "code" if self.code_until else "none"


def officers(endpoint: Endpoint) -> list[Officer]:
    """All petugas by code. Raises MachineFault."""
    with endpoint.store.reading() as transaction:
        areas, petugas_list = transaction.lists.wilayah(), transaction.lists.petugas_list()
        named = [(code, s.sls.id) for s in transaction.lists.sls_list() for code in (s.sls.ppl_code, s.sls.pml_code)]
        served = Counter(code for code, _ in {*named, *transaction.lists.assignments()})
        devices = Counter(row.petugas for row in transaction.devices.device_list() if not row.revoked_at)
        codes = transaction.devices.open_codes(endpoint.clock())
    return [
        Officer(each, areas.get(each.area, each.area), served[each.code], devices[each.code], codes.get(each.code, ""))
        for each in petugas_list
    ]


def code_sheets(
    endpoint: Endpoint,
    those: Sequence[Officer],
    url: str = "",
    cancelled: Callable[[], bool] = lambda: False,
) -> bytes:
    """A PDF with a page for each of these petugas, and a new code on it; an older one nobody used is void thereby.

    `url` is the address of the server for laptops where the office has none on record. Raises InputFault
    `office_address_missing`, `lists_cancelled` (codes made so far are void when the next are made); MachineFault.
    """
    from regsosek_desk.reports.enrolment_sheet import EnrolmentSheet, enrolment_sheets
    from regsosek_desk.reports.page import Origin

    address = url or endpoint.identity.url
    if not address:
        raise InputFault("office_address_missing")
    sheets = []
    for officer in those:
        if cancelled():
            raise InputFault("lists_cancelled")
        made = endpoint.new_code(officer.petugas.code, url=address)
        shown = address.partition("#")[0]
        sheets.append(EnrolmentSheet(officer.petugas, officer.area, made.code, made.link, shown, made.expires))
    return enrolment_sheets(sheets, Origin(endpoint.identity.certificate.name, datetime.now().astimezone()))
