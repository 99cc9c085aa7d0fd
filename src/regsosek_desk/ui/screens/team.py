"""The screens of the team's work: which roles have them, under which key of Beranda, and where they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.roles import Role, role_of

EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, loaded when it is first gone to; it is made with session, runner and its address."""

    name: str
    key: str
    """Letter on Beranda, "" for a screen that another one leads to."""
    text: str
    """Key of the words beside that letter."""
    module: str
    screen: str
    roles: Collection[Role]

    def load(self) -> Any:
        return getattr(import_module(self.module), self.screen)


# fmt: off
PLACES: tuple[Place, ...] = (
    Place(
        "completeness", "K", "complete.place", "regsosek_desk.ui.screens.completeness", "CompletenessScreen",
        EVERYBODY - {Role.OPERATOR},
    ),
    Place("risk", "R", "review.risk_place", "regsosek_desk.ui.screens.risk", "RiskScreen", frozenset({Role.KOSEKA})),
    Place(
        "claims", "A", "claims.place", "regsosek_desk.ui.screens.claims", "ClaimsScreen",
        frozenset({Role.OPERATOR, Role.SUPERVISOR, Role.ADMIN}),
    ),
    Place(
        "review", "P", "review.place", "regsosek_desk.ui.screens.review", "ReviewScreen",
        frozenset({Role.PML, Role.KOSEKA, Role.SUPERVISOR}),
    ),
    Place(
        "progress", "G", "progress.key", "regsosek_desk.ui.screens.progress", "ProgressScreen",
        frozenset({Role.PML, Role.KOSEKA, Role.SUPERVISOR, Role.ADMIN}),
    ),
    Place(
        "sample", "U", "quality.place", "regsosek_desk.ui.screens.quality", "QualityScreen",
        frozenset({Role.OPERATOR, Role.SUPERVISOR}),
    ),
    Place(
        "compare", "", "quality.compare_title", "regsosek_desk.ui.screens.compare", "CompareScreen",
        frozenset({Role.SUPERVISOR}),
    ),
    Place(
        "rates", "", "quality.rates_title", "regsosek_desk.ui.screens.rates", "RatesScreen",
        frozenset({Role.SUPERVISOR}),
    ),
    Place(
        "work_log", "O", "work.place", "regsosek_desk.ui.screens.operator_log", "OperatorLogScreen",
        frozenset({Role.OPERATOR, Role.SUPERVISOR}),
    ),
    Place("print", "C", "print.key", "regsosek_desk.ui.screens.printing", "PrintingScreen", EVERYBODY),
    Place("custody", "S", "custody.place", "regsosek_desk.ui.screens.custody", "CustodyScreen", EVERYBODY),
)
# fmt: on


def places_of(petugas: Petugas) -> list[Place]:
    """What this petugas may go to from Beranda, in its order."""
    return [place for place in _open_to(petugas) if place.key]


def place_named(name: str, petugas: Petugas) -> Place | None:
    """None for a screen that isn't this role's."""
    return next((place for place in _open_to(petugas) if place.name == name), None)


def _open_to(petugas: Petugas) -> list[Place]:
    role = role_of(petugas)
    return [place for place in PLACES if role in place.roles]
