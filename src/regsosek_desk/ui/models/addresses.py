"""Where in the program the keyer can be, as plain data: a screen is made from its address and may be made again."""

from __future__ import annotations

from dataclasses import dataclass, field

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.ui.models.family_query import FamilyQuery


@dataclass(slots=True)
class Home:
    """Beranda; `sls_id` is the SLS under the cursor."""

    sls_id: str = ""
    title: str = ""


@dataclass(slots=True)
class FamilyList:
    """The families of an SLS, or of the whole file."""

    query: FamilyQuery = field(default_factory=FamilyQuery)
    title: str = ""


@dataclass(slots=True)
class OpenDocument:
    """A document on the desk."""

    document: str
    place: Place | None = None
    title: str = ""


@dataclass(slots=True)
class ExchangePlace:
    """Kirim & terima."""

    title: str = ""


@dataclass(slots=True)
class ConflictList:
    """Where two people wrote differently."""

    title: str = ""


@dataclass(slots=True)
class TeamPlace:
    """A screen of the team's work, by its name in `ui.screens.team`."""

    name: str
    sls_id: str = ""
    """The SLS it is about, "" for all."""
    selected: str = ""
    """What was chosen there, for coming back: a document, or what the screen takes it for."""
    title: str = ""


Address = Home | FamilyList | OpenDocument | ExchangePlace | ConflictList | TeamPlace
