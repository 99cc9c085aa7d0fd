"""A headless client of the engine: answer, next, assert. It is to tests what the screen is to a keyer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from regsosek_desk.core.engine.instance import FormInstance, Place, UnknownPlace
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.review import Status, review

_AT = re.compile(r"(?:(?P<roster>\w+)\[(?P<position>\d+)\]\.)?(?P<question>\w+)")


def place_at(instance: FormInstance, at: str) -> Place:
    """`r301b` or `anggota[2].r410` (position from 1) → the place. Raises UnknownPlace."""
    match = _AT.fullmatch(at)
    if match is None:
        raise UnknownPlace(at)
    if match["roster"] is None:
        place = Place(match["question"])
    else:
        rows = instance.rosters.get(match["roster"], [])
        position = int(match["position"])
        if not 1 <= position <= len(rows):
            raise UnknownPlace(at)
        place = Place(match["question"], rows[position - 1].id)
    if not instance.has(place):
        raise UnknownPlace(at)
    return place


def instance_of(program: FormProgram, answers: Mapping[str, Any]) -> FormInstance:
    """A document from answers in the shape of a case file; rows get ids from their position."""
    rosters = program.bound.form.rosters
    family = {k: v for k, v in answers.items() if k not in rosters}
    rows: dict[str, list[tuple[str, Mapping[str, str]]]] = {
        name: [(f"{name}-{i}", row) for i, row in enumerate(answers.get(name) or [], 1)] for name in rosters
    }
    return FormInstance(program, family, rows)


class Scenario:
    """Keys answers by their place in the shape of cases, and tells what the form makes of them."""

    def __init__(self, program: FormProgram, answers: Mapping[str, Any] | None = None) -> None:
        self.instance = instance_of(program, answers or {})

    def answer(self, at: str, text: str | None) -> Scenario:
        self.instance.set(place_at(self.instance, at), text)
        return self

    def add(self, roster: str) -> Scenario:
        self.instance.add_row(roster, f"{roster}-new-{len(self.instance.rows(roster)) + 1}")
        return self

    def next(self, at: str) -> str | None:
        """The question asked after this one in the same record, skipped ones passed over."""
        place = place_at(self.instance, at)
        cells = self.instance.record(place.row).program.cells
        following: Sequence[Any] = cells[self.instance.cell(place).slot + 1 :]
        prefix = at[: -len(place.question)]
        asked = (c for c in following if self.instance.asked(Place(c.id, place.row)) is not False)
        return next((f"{prefix}{c.id}" for c in asked), None)

    def asked(self, at: str) -> bool | None:
        return self.instance.asked(place_at(self.instance, at))

    def violations(self, severity: str | None = None) -> set[tuple[str, str]]:
        """(rule, place) of everything that holds, of one severity when given."""
        return {(v.rule, v.at) for v in self.instance.found() if severity in (None, v.severity)}

    @property
    def status(self) -> Status:
        return review(self.instance, {}).status
