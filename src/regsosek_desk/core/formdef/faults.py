"""Faults of form files, as values: what is wrong and in which file and place, all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class FormFault:
    """`code` names the message in resources/messages; `path` leads to the place inside the file."""

    code: str
    file: str
    path: Path = ()
    params: Mapping[str, str] = field(default_factory=dict)


class FormFaults(Exception):
    """A form that can't be used; `faults` are all that were found."""

    def __init__(self, faults: list[FormFault]) -> None:
        super().__init__(f"{len(faults)} faults, first {faults[0].code} in {faults[0].file}")
        self.faults = faults
