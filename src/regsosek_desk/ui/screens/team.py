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
    """Letter on Beranda."""
    text: str
    """Key of the words beside that letter."""
    module: str
    screen: str
    roles: Collection[Role]

    def load(self) -> Any:
        return getattr(import_module(self.module), self.screen)


PLACES: tuple[Place, ...] = ()


def places_of(petugas: Petugas) -> list[Place]:
    """What this petugas may go to, in the order of Beranda."""
    role = role_of(petugas)
    return [place for place in PLACES if role in place.roles]


def place_named(name: str, petugas: Petugas) -> Place | None:
    """None for a screen that isn't this role's."""
    return next((place for place in places_of(petugas) if place.name == name), None)
