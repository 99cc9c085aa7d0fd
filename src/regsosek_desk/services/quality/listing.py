"""The uji petik as a list: every sampled family, how far it is, and how much of it still has to be judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.domain.sample import Sampled
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.quality.judging import Case, read_case
from regsosek_desk.services.quality.sample import read_samples
from regsosek_desk.storage.workfile import WorkFile

State = Literal["drawn", "begun", "done", "judged", "apart"]
"""`done`: keyed twice, with differences to judge; `apart`: keyed twice, but one of the two isn't in this file."""
STATES: tuple[State, ...] = ("drawn", "begun", "done", "judged", "apart")


@dataclass(frozen=True, slots=True)
class Row:
    """`differences` and those of them still `open` are None where there is nothing to compare yet."""

    sls: Sls
    family: Sampled
    state: State
    first: str
    second: str
    """Names, codes where a name isn't known; "" for nobody or anybody."""
    differences: int | None = None
    open: int | None = None


def rows(file: WorkFile, petugas: Petugas) -> list[Row]:
    """What concerns the petugas: all of it for a pengawas, for an operator what is hers to key again, without a word
    about the first keying. Raises MachineFault."""
    names = file.petugas_names()
    places = {each.id: each for each in file.sls_list()}
    judges = role_of(petugas) is Role.SUPERVISOR
    found: list[Row] = []
    for sls_id, sample in sorted(read_samples(file).items()):
        sls = places.get(sls_id, Sls(sls_id))
        for family in sorted(sample.families, key=lambda each: each.number):
            second = names.get(family.second, family.second)
            if judges:
                found.append(_judged(file, sls, family, (names.get(family.first, family.first), second)))
            elif family.second in ("", petugas.code):
                found.append(Row(sls, family, _keyed(family), "", second))
    return found


def _keyed(family: Sampled) -> State:
    return "judged" if family.done else "begun" if family.begun else "drawn"


def _judged(file: WorkFile, sls: Sls, family: Sampled, names: tuple[str, str]) -> Row:
    if not family.done:
        return Row(sls, family, _keyed(family), *names)
    try:
        case = read_case(file, sls.id, family.id)
    except InputFault:
        return Row(sls, family, "apart", *names)
    left = len(case.open)
    return Row(sls, family, "done" if left else "judged", *names, len(case.comparison.differences), left)


def cases(file: WorkFile) -> Iterator[Case]:
    """Every family that was keyed twice and can be compared here. Raises MachineFault."""
    for sls_id, sample in sorted(read_samples(file).items()):
        for family in sample.families:
            if family.done:
                try:
                    yield read_case(file, sls_id, family.id)
                except InputFault:  # its other half is on another laptop
                    continue
