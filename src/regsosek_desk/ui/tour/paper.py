"""The paper of the SLS that the team works on: four invented families, and the lists with which an office begins."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from regsosek_desk.services.completeness.lines import NONRESPONSE, is_in
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM
from regsosek_desk.services.lists.kinds import definitions
from regsosek_desk.services.training import demak_sls
from regsosek_desk.services.training_file import sls_code, wilayah_rows
from regsosek_desk.settings import data_root
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.sheets import write_workbook

_COLUMN = 22
"""Characters of a column of a list."""


@dataclass(frozen=True)
class Script:
    """What the team does besides the paper. Question ids are data, so they stand in resources/latihan/tour-tim.json.

    `codes` are left to the PML; `mistaken` is keyed wrong by the PPL, and `rekeyed` by whoever keys a second time.
    """

    seed: int
    families: int
    codes: Sequence[str]
    mistaken: Mapping[str, str]
    recap: Mapping[str, str]
    minutes: Sequence[Mapping[str, str]]
    rekeyed: Mapping[str, str]
    petugas: Sequence[Sequence[str]]


class TeamPaper:
    """One SLS. Papers have the shape of cases."""

    def __init__(self) -> None:
        self.script = Script(**json.loads((data_root() / "resources" / "latihan" / "tour-tim.json").read_text("utf-8")))
        sizes = (self.script.families,)
        [self._package] = demak_sls(wilayah_rows(), seed=self.script.seed, sizes=sizes, mistakes=0)
        self.sls_id = sls_code(self._package.area)

    @cached_property
    def vk(self) -> dict[str, Any]:
        return {**self._package.vk_header, "vk_a": self._package.vk_a, "vk_b": self._package.vk_b}

    @cached_property
    def families(self) -> dict[str, dict[str, Any]]:
        """Family number to its paper."""
        number = load_form(FAMILY_FORM).bound.form.summary["family_number"]
        return {family.answers[number]: dict(family.answers) for family in self._package.families}

    @cached_property
    def answered(self) -> list[str]:
        """Numbers of the families that answered; the others are for the minutes."""
        form = load_form(FAMILY_FORM).bound.form
        outcomes = {number: paper[form.summary["outcome"]] for number, paper in self.families.items()}
        return [number for number, outcome in outcomes.items() if not is_in(form, NONRESPONSE, outcome)]

    def as_the_ppl_keys(self, number: str) -> dict[str, Any]:
        """The paper without the codes that a PML writes."""
        return _without(self.families[number], self.script.codes)

    # --- the lists of the office --------------------------------------------------------------------

    @property
    def officers(self) -> dict[str, Sequence[str]]:
        """Role to code, name, role and area of its petugas."""
        ids = load_form(LIST_FORM).bound.form.officers
        own = [
            (self._package.area[ids[f"{who}_code"]], self._package.area[ids[f"{who}_name"]], who.upper(), "")
            for who in ("ppl", "pml")
        ]
        return {each[2]: each for each in (*own, *self.script.petugas)}

    def write_lists(self, folder: Path) -> list[Path]:
        """The five lists as an office has them; gives the paths."""
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder / f"{kind}.xlsx", rows) for kind, rows in self._lists().items()]

    def _lists(self) -> dict[str, list[Sequence[str]]]:
        codes = {role: each[0] for role, each in self.officers.items()}
        area = self._package.area
        name = area[load_form(LIST_FORM).bound.form.officers["sls_name"]]
        village = next(row for row in wilayah_rows() if self.sls_id.startswith(_code(row)))
        printed = definitions()["prelist"].names[1:]
        rows: dict[str, list[Sequence[str]]] = {
            "wilayah": [tuple(village[column] for column in definitions()["wilayah"].names)],
            "petugas": list(self.officers.values()),
            "sls": [(self.sls_id, name, codes["PPL"], codes["PML"], codes["Koseka"])],
            "penugasan": [(codes["pengawas"], self.sls_id)],
            "prelist": [(self.sls_id, *(line[column] for column in printed)) for line in self._package.vk_a],
        }
        return {kind: [definitions()[kind].names, *own] for kind, own in rows.items()}  # type: ignore[index]


def _write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    write_workbook(path, {path.stem: rows}, [_COLUMN] * len(rows[0]))
    return path


def _code(row: Mapping[str, str]) -> str:
    return "".join(row[f"kode_{level}"] for level in ("prov", "kab", "kec", "desa"))


def _without(paper: Mapping[str, Any], codes: Sequence[str]) -> dict[str, Any]:
    """Also in the rows of its rosters."""
    kept = {question: answer for question, answer in paper.items() if question not in codes}
    return {k: [_without(row, codes) for row in v] if isinstance(v, list | tuple) else v for k, v in kept.items()}
