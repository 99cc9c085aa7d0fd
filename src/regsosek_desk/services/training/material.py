"""What training families are made of, read once from `resources/latihan`."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from regsosek_desk.services.training.names import Names
from regsosek_desk.services.training.people import Shape, read_shape
from regsosek_desk.services.training.plant import Mistake, read_mistake
from regsosek_desk.services.training.profiles import Layer, Weighted, read_layers
from regsosek_desk.settings import data_root


@dataclass(frozen=True)
class Outcome:
    """How a visit or a prelist line ended: its code, notes of which one is written, and what stays blank."""

    code: str
    notes: tuple[str, ...]
    empty: bool = False
    no_phone: bool = False


@dataclass(frozen=True)
class Place:
    """Words for addresses and phone numbers."""

    streets: list[str]
    kinds: list[str]
    phone_starts: list[str]


@dataclass(frozen=True)
class Material:
    """`ids`, `vk_ids` and `codes` map the composer's words to the form's question ids and codes."""

    meta: Mapping[str, str]
    ids: Mapping[str, str]
    vk_ids: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    always: Mapping[str, str]
    vk_always: Mapping[str, str]
    officers: Mapping[str, str]
    first_day: date
    last_day: date
    shapes: Weighted[Shape]
    results: Weighted[Outcome]
    not_enumerated: Weighted[Outcome]
    chances: Mapping[str, float]
    place: Place
    spellings: tuple[tuple[str, tuple[str, ...]], ...]
    names: Names
    building_layers: tuple[Layer, ...]
    family_layers: tuple[Layer, ...]
    person_layers: tuple[Layer, ...]
    mistakes: tuple[Mistake, ...]


@lru_cache(maxsize=1)
def material() -> Material:
    """The material that ships with the program."""
    return read_material(data_root() / "resources" / "latihan")


def read_material(folder: Path) -> Material:
    """Read a folder of training material. Raises OSError, KeyError or TOMLDecodeError at a fault."""
    plan = _toml(folder / "susunan.toml")
    return Material(
        meta=plan["meta"],
        ids=plan["ids"],
        vk_ids=plan["vk_ids"],
        codes=plan["codes"],
        always=plan["always"],
        vk_always=plan["vk_always"],
        officers=plan["petugas"],
        first_day=plan["masa"]["first"],
        last_day=plan["masa"]["last"],
        shapes=Weighted((read_shape(entry), entry["weight"]) for entry in plan["susunan"]),
        results=_outcomes(plan["hasil"]),
        not_enumerated=_outcomes(plan["tidak_didata"]),
        chances=plan["bagian"],
        place=Place(**plan["tempat"]),
        spellings=tuple((entry["from"], tuple(entry["to"])) for entry in plan["ejaan"]),
        names=Names(_csv(folder / "nama.csv")),
        building_layers=read_layers(_toml(folder / "rumah.toml")),
        family_layers=read_layers(_toml(folder / "keluarga.toml")),
        person_layers=read_layers(_toml(folder / "orang.toml")),
        mistakes=tuple(read_mistake(entry) for entry in _toml(folder / "kesalahan.toml")["kesalahan"]),
    )


def _outcomes(entries: Iterable[Mapping[str, Any]]) -> Weighted[Outcome]:
    return Weighted((_outcome(entry), entry["weight"]) for entry in entries)


def _outcome(entry: Mapping[str, Any]) -> Outcome:
    flags = {name: entry.get(name, False) for name in ("empty", "no_phone")}
    return Outcome(entry["code"], tuple(entry["notes"]), **flags)


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
