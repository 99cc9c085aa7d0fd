"""Work files of roles other than the PPL: an office where three operators and a pengawas key two SLS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import (
    CLAIMS,
    MOVEMENTS,
    ClaimAction,
    Count,
    Movement,
    Party,
    Step,
    claim_answers,
    movement_answers,
)
from regsosek_desk.services.team.books import write_lines
from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.workfile import WorkFile

DEWI, EKA, FAJAR = (
    Petugas("41001", "DEWI LESTARI", "operator", "3321"),
    Petugas("41002", "EKA PUTRA", "operator", "3321"),
    Petugas("41003", "FAJAR", "operator", "3321"),
)
GITA = Petugas("40001", "GITA", "pengawas", "3321")
RATNA, FITRI = Petugas("02001", "RATNA", "PML"), Petugas("01001", "FITRI", "Koseka")
TINI = Petugas("39001", "TINI", "penerima", "3321")
TEAM = (DEWI, EKA, FAJAR, GITA, RATNA, TINI, FITRI)
NOBODYS = tuple(
    Sls(f"3321010009{n:04}00", f"RT 0{n} RW 007", kec_name="MRANGGEN", desa_name="KARANGSONO") for n in range(1, 9)
)
OFFICE = "server"


def make_team_file(path: Path, petugas: Petugas | None = None, sizes: tuple[int, ...] = (16, 24)) -> None:
    """A training file of two SLS, its petugas the one given and not the PPL; other SLS of the area beside."""
    make_training_file(path, sizes=sizes)
    with WorkFile.open(path) as file:
        file.add_petugas(*TEAM)
        if petugas is not None:
            file.set_meta("petugas", petugas.code)
            file.set_meta("mode", "kerja")


def sls_of(path: Path) -> list[str]:
    with WorkFile.open(path) as file:
        return [each.id for each in file.sls_list()]


def stamp(at: str = "2022-11-21T02:05:00.000Z", petugas: str = "") -> Stamp:
    return Stamp(petugas, OFFICE, at, 420)


def claim(file: WorkFile, sls_id: str, petugas: Petugas, action: ClaimAction = ClaimAction.TAKE, to: str = "") -> None:
    """As it comes in from elsewhere: nothing is asked whether it may be."""
    at = stamp(petugas=petugas.code)
    write_lines(file, sls_id, [(CLAIMS, claim_answers(action, petugas.code, at.at, to))], at)


def move(
    file: WorkFile, sls_id: str, to: Party, code: str = "", on: str = "2022-11-10", *,
    step: Step = Step.TAKEN, counts: Mapping[str, Count] | None = None,
) -> None:  # fmt: skip
    """The bundle is with somebody since that day."""
    row = Movement("", step, "", None, "", to, code, on, counts or {})
    write_lines(file, sls_id, [(MOVEMENTS, movement_answers(row))], stamp())
