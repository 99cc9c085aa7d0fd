"""How far an SLS is, as a row: the same columns in a work file and at an endpoint, so that one reading serves both."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Column, Integer, Text


@dataclass(frozen=True, slots=True)
class Condition:
    """One SLS on one day. Numbers count families; the stages of `domain.decisions` are told of keyed ones only."""

    sls_id: str
    holder: str = ""
    """Code of the party that has the bundle (`domain.kendali.Party`), "" while nothing was handed over."""
    holder_code: str = ""
    holder_since: str = ""
    claimed_by: str = ""
    """Petugas who keys it."""
    claimed_at: str = ""
    pml_verdict: str = ""
    """Code of the last word about the whole SLS (`domain.kendali.Verdict`), "" when there is none."""
    koseka_verdict: str = ""
    updated_at: str = ""
    """Last work on a family (UTC, ISO 8601)."""
    prelist: int = 0
    """Lines of the prelist."""
    vk: int = 0
    """Families that were found, as the lines of VK say."""
    rekap: int = -1
    """The same as the recap says, -1 where it is blank."""
    nonrespon: int = -1
    """Families without an answer, as the recap says; -1 where it is blank."""
    banr: int = 0
    """Families in the minutes of non-response."""
    received: int = -1
    """K that the last receiver counted, -1 where nobody did."""
    used: int = -1
    documents: int = 0
    """K that are there, blank ones too."""
    members: int = 0
    """Members in all of them."""
    blank: int = 0
    clean: int = 0
    warning: int = 0
    error: int = 0
    handed: int = 0
    returned: int = 0
    approved: int = 0
    rejected: int = 0
    accepted: int = 0
    changed: int = 0

    @property
    def keyed(self) -> int:
        """Families in which something is keyed."""
        return self.clean + self.warning + self.error


NAMES = tuple(each.name for each in fields(Condition))


def columns() -> list[Column[Any]]:
    """Columns of a table of conditions, but for its key."""
    kinds = {each.name: Integer if each.type == "int" else Text for each in fields(Condition)}
    return [Column(name, kinds[name], nullable=False) for name in NAMES if name != "sls_id"]


def to_row(condition: Condition) -> dict[str, Any]:
    return asdict(condition)
