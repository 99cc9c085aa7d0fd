"""The work file of mode latihan: two SLS of Demak with invented families, a fifth of them already keyed."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import (
    FAMILY_FORM,
    LIST_FORM,
    drafts_of,
    row_drafts,
    state_after,
    summary_for,
)
from regsosek_desk.services.recheck import recheck
from regsosek_desk.services.session import TRAINING
from regsosek_desk.services.training import Family, SlsPackage, demak_sls
from regsosek_desk.settings import data_root
from regsosek_desk.storage.connection import set_log_aside
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.faults import opening
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.lock import locked
from regsosek_desk.storage.workfile import WorkFile

SIZES = (56, 123)
"""Families per SLS: the median SLS and one at the 90th percentile."""
KEYED_EVERY = 5
"""One family in five is already keyed."""
OPEN_LINES = 6
"""Lines at the end of each prelist that are left for practice."""
_DEVICE = "latihan"
_TRACES = ("", "-wal", "-shm", "-journal")
"""What SQLite may leave of a file: itself, and what it needs beside it."""


@dataclass(frozen=True)
class Papers:
    """The papers behind a training file, in the shape of cases: what somebody would key from."""

    families: Mapping[tuple[str, str], Mapping[str, Any]]
    """(SLS id, family number) → answers; only families without a planted mistake."""
    lists: Mapping[str, Mapping[str, Any]]
    """SLS id → answers of its VK list."""


def training_papers(sizes: Sequence[int] = SIZES) -> Papers:
    """The papers that belong to `make_training_file` of the same sizes."""
    number = load_form(FAMILY_FORM).bound.form.summary["family_number"]
    families: dict[tuple[str, str], Mapping[str, Any]] = {}
    lists: dict[str, Mapping[str, Any]] = {}
    for package in demak_sls(wilayah_rows(), sizes=sizes):
        sls_id = sls_code(package.area)
        lists[sls_id] = {**package.vk_header, "vk_a": package.vk_a, "vk_b": package.vk_b}
        families |= {(sls_id, f.answers[number]): f.answers for f in package.families if not f.planted}
    return Papers(families, lists)


def sls_code(area: Mapping[str, str]) -> str:
    """The 16 digits of an SLS from the answers that make it up."""
    return "".join(area[question] for question in load_form(LIST_FORM).bound.form.area)


def make_training_file(path: Path, sizes: Sequence[int] = SIZES, keyed_every: int = KEYED_EVERY) -> None:
    """Make a training work file; it has its name only when it is whole. `sizes` are families per SLS.

    Raises what WorkFile.create raises, and InputFault as `load_form` does.
    """
    part = path.with_name(path.name + ".baru")
    with opening(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = locked(path)  # two first starts at once
        try:
            if path.exists():
                raise InputFault("file_exists", file=path.name)
            _remove(part, ".lock")
            _write(part, sizes, keyed_every)
            set_log_aside(path)
            os.replace(part, path)
        finally:
            _remove(part, ".lock")
            lock.release()


def discard_training_file(path: Path) -> None:
    """Delete a training file, when it is there. Raises InputFault `not_training` for any other work file."""
    if path.exists():
        with WorkFile.open(path, write=False) as file:
            if file.meta.get("mode") != TRAINING:
                raise InputFault("not_training", file=path.name)
    with opening(path):
        _remove(path, ".lock")


def _remove(path: Path, *more: str) -> None:
    for trace in (*_TRACES, *more):
        path.with_name(path.name + trace).unlink(missing_ok=True)


def _write(path: Path, sizes: Sequence[int], keyed_every: int) -> None:
    packages = demak_sls(wilayah_rows(), sizes=sizes)
    officer = _officer(packages[0].area)
    with WorkFile.create(path, {"mode": TRAINING, "petugas": officer.code}) as file, file.together():
        file.add_petugas(officer)
        for package in packages:
            _Writer(file, package, officer, keyed_every).write()
        recheck(file)  # now that each document has its neighbours


def wilayah_rows() -> list[dict[str, str]]:
    """Provinces to villages of the training areas, codes as text."""
    with (data_root() / "resources" / "wilayah-contoh.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _officer(area: Mapping[str, str]) -> Petugas:
    ids = load_form(LIST_FORM).bound.form.officers
    return Petugas(area[ids["ppl_code"]], area[ids["ppl_name"]], "PPL")


def _earlier(stamp: Stamp) -> Stamp:
    """The day before: nobody has keyed this today."""
    day = datetime.fromisoformat(stamp.at) - timedelta(days=1)
    return replace(stamp, at=day.isoformat(timespec="milliseconds").replace("+00:00", "Z"))


class _Writer:
    """Writes one SLS: its VK list, then a K for each family found."""

    def __init__(self, file: WorkFile, package: SlsPackage, officer: Petugas, keyed_every: int) -> None:
        self.file = file
        self.package = package
        self.keyed_every = keyed_every
        self.k, self.vk = load_form(FAMILY_FORM), load_form(LIST_FORM)
        self.sls = sls_of(package.area, self.vk)
        self.prelist = _earlier(Stamp.now(officer.code, _DEVICE, "prelist"))
        self.keyed = _earlier(Stamp.now(officer.code, _DEVICE, "training"))

    def write(self) -> None:
        self.file.add_sls(self.sls)
        lines = self._write_list()
        self._write_families(lines)

    def _write_list(self) -> dict[str, str]:
        """Write the VK list; gives family number → stable id of its line."""
        readonly = {c.id for c in self.vk.bound.cells.values() if c.question.readonly or c.id == self._number("vk_a")}
        header = dict(self.package.vk_header)
        given: list[Draft] = [fill(header)]
        keyed: list[Draft] = []
        lines: dict[str, str] = {}
        open_from = len(self.package.vk_a) - OPEN_LINES
        for roster, rows in (("vk_a", self.package.vk_a), ("vk_b", self.package.vk_b)):
            for position, answers in enumerate(rows):
                row = uuid7()
                printed = {q: a for q, a in answers.items() if q in readonly}
                rest = {q: a for q, a in answers.items() if q not in readonly}
                left_open = roster == "vk_a" and position >= open_from
                (given if roster == "vk_a" else keyed).extend(row_drafts(roster, position, printed, row))
                if rest and not left_open:
                    keyed.append(fill(rest, row=row))
                number = answers.get(self.vk.bound.form.summary["family_number"])
                if number and not left_open:
                    lines[number] = row
        self._write_document(self.vk, LIST_FORM, given, keyed, None)
        return lines

    def _number(self, roster: str) -> str | None:
        return self.vk.bound.form.rosters[roster].number

    def _write_families(self, lines: Mapping[str, str]) -> None:
        number = self.k.bound.form.summary["family_number"]
        listed = [f for f in self.package.families if f.answers[number] in lines]
        for index, family in enumerate(listed):
            answers = family.answers
            shared = set(self.vk.bound.form.shared.values())
            given = {q: answers[q] for q in self._in_order(answers) if q in shared}
            keyed = {q: a for q, a in answers.items() if q not in given}
            drafts = drafts_of(keyed, self.k.bound.form.rosters) if self._is_keyed(index, family) else []
            self._write_document(self.k, FAMILY_FORM, [fill(given)], drafts, lines[answers[number]])

    def _in_order(self, answers: Mapping[str, object]) -> list[str]:
        return [c.id for c in self.k.bound.cells_of(None) if c.id in answers]

    def _is_keyed(self, index: int, family: Family) -> bool:
        return index % self.keyed_every == 0

    def _write_document(
        self, program: FormProgram, form: str, given: Sequence[Draft], keyed: Sequence[Draft], line: str | None
    ) -> None:
        document = uuid7()
        before = state_after(document, given, self.prelist)
        new = NewDocument(form, self.sls.id, summary_for(program, before, before), given, line, document)
        self.file.create_documents(self.prelist, [new])
        if keyed:
            prelist = state_after(document, given, self.prelist)
            after = state_after(document, keyed, self.keyed, before)
            self.file.commit(document, keyed, self.keyed, summary_for(program, after, prelist))


def sls_of(area: Mapping[str, str], program: FormProgram) -> Sls:
    """The SLS with these shared answers of its VK list, with the names of its area."""
    form = program.bound.form
    code = sls_code(area)
    names = next(r for r in wilayah_rows() if _village(r) == code[:10])
    ids = form.officers
    return Sls(
        code,
        area[ids["sls_name"]],
        names["nama_prov"],
        names["nama_kab"],
        names["nama_kec"],
        names["nama_desa"],
        area[ids["ppl_code"]],
        area[ids["ppl_name"]],
        area[ids["pml_code"]],
        area[ids["pml_name"]],
    )


def _village(row: Mapping[str, str]) -> str:
    return row["kode_prov"] + row["kode_kab"] + row["kode_kec"] + row["kode_desa"]
