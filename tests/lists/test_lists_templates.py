"""Templates come back as they were written; reports hold everything that was found."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lists_rig import SLS_1, SLS_2, known, look, package
from openpyxl import load_workbook

from regsosek_desk.services.lists.cells import tidy
from regsosek_desk.services.lists.kinds import KINDS, definitions
from regsosek_desk.services.lists.known import Known
from regsosek_desk.services.lists.preview import preview
from regsosek_desk.services.lists.problems import Problem, alike, row_ranges
from regsosek_desk.services.lists.report import write_report
from regsosek_desk.services.lists.templates import write_templates
from regsosek_desk.texts import has, set_language, t


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_empty_templates_are_recognised_and_clean(tmp_path: Path, suffix: str) -> None:
    files = [path for path in write_templates(tmp_path, Known()) if path.suffix == f".{suffix}"]
    found = preview(files, Known())
    assert [each.kind for each in found] == list(KINDS)
    assert all(each.clean and not each.problems for each in found)


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_templates_hold_what_is_known_and_load_as_they_are(tmp_path: Path, suffix: str) -> None:
    there = Known()
    preview(package(tmp_path), there)
    files = [path for path in write_templates(tmp_path / "t", there, [("K07", SLS_1)]) if path.suffix == f".{suffix}"]
    again = preview(files, Known())
    assert [(each.kind, len(each.good), each.faults) for each in again] == [
        ("wilayah", 1, []), ("petugas", 3, []), ("sls", 1, []), ("penugasan", 1, []), ("prelist", 0, []),
    ]  # fmt: skip
    assert [row.sls.ppl_code for row in again[2].good] == ["02301"]  # type: ignore[attr-defined]
    assert [row.koseka for row in again[2].good] == ["K07"]  # type: ignore[attr-defined]


def test_an_sls_nobody_is_assigned_to_waits_in_the_template_and_is_passed_over(tmp_path: Path) -> None:
    write_templates(tmp_path, known(), [("02301", SLS_1)])
    found = look(tmp_path / "penugasan.xlsx")
    assert (len(found.good), found.refused, found.clean) == (1, 0, True)
    assert {problem.code for problem in found.notes} == {"nobody_assigned"}
    assert SLS_2 in {row[1].value for row in load_workbook(tmp_path / "penugasan.xlsx")["penugasan"].iter_rows()}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_column_is_explained_in_the_workbook(tmp_path: Path, language: str) -> None:
    set_language(language)
    try:
        write_templates(tmp_path, Known())
        for kind, wanted in definitions().items():
            book = load_workbook(tmp_path / f"{kind}.xlsx")
            rows = list(book[t("lists.template.guide")].iter_rows(values_only=True))
            assert [row[0] for row in rows[1 : len(wanted.columns) + 1]] == list(wanted.names)
            assert all(row[1] and not str(row[1]).startswith("lists.") for row in rows[1 : len(wanted.columns) + 1])
    finally:
        set_language("id")


def test_a_report_holds_every_finding_those_to_mend_first(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"kode_petugas;idsubsls;x\n2301;{SLS_1}\n=1+1;{SLS_1}\n-;?\n", "utf-8")
    write_report(tmp_path / "laporan.csv", preview([path], known()))
    with (tmp_path / "laporan.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert [(row[2], row[3], row[5]) for row in rows[1:]] == [
        ("3", "kode_petugas", "tidak"), ("4", "kode_petugas", "tidak"), ("4", "idsubsls", "tidak"),
        ("", "x", "ya"), ("2", "kode_petugas", "ya"),
    ]  # fmt: skip
    assert rows[1][4] == "'=1+1"
    assert all(not cell.startswith(("=", "-", "@", "+")) for row in rows for cell in row)


def test_rows_that_say_the_same_are_told_together() -> None:
    problems = [Problem(row, "A", "x", "blank") for row in (2, 3, 4, 7)] + [Problem(5, "A", "y", "blank")]
    assert [(problem.value, rows) for problem, rows in alike(problems)] == [("x", [2, 3, 4, 7]), ("y", [5])]
    assert row_ranges([2, 3, 4, 7]) == "2–4, 7"
    assert row_ranges(range(1, 20, 2), most=3) == "1, 3, 5, …"


@given(st.text())
def test_tidying_again_changes_nothing_and_leaves_only_what_can_be_seen(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert all(letter.isprintable() for letter in once)


def test_the_words_of_every_problem_are_there() -> None:
    assert has("lists.problem.long_number.cure")
    assert not has("lists.problem.trimmed.cure")
