"""The form as an XLSForm: what is said in XPath, what is left out, and that pyxform compiles it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from regsosek_desk.cli.main import run_command
from regsosek_desk.core.engine.program import compile_form
from regsosek_desk.core.expr.parse import parse
from regsosek_desk.core.formdef.bind import BoundForm, bind
from regsosek_desk.core.formdef.build import build_form
from regsosek_desk.services.xlsform import Conditions, conditions_of, export_xlsform
from regsosek_desk.services.xlsform.given import Given
from regsosek_desk.services.xlsform.words import Unsayable
from regsosek_desk.services.xlsform.xpath import XPath
from regsosek_desk.storage.formfiles import load_form

HEAD = {
    "form": "kebun",
    "version": "1",
    "code": "KEBUN",
    "title": "Kebun",
    "sections": ["depan", "pohon_data", "belakang"],
    "rosters": {"pohon": {"label": "Pohon", "name": "nama"}},
    "settings": {"batas": "2024-02-29"},
    "groups": {"luas_semua": ["luas", "luas_lain"]},
    "facts": {"tetangga": {"label": "kebun tetangga"}},
}
DEPAN = [
    {
        "id": "milik",
        "number": "1",
        "label": "Milik",
        "type": "select_one",
        "choices": {1: "Ya", 2: "Tidak", 10: "Lain"},
    },
    {"id": "luas", "number": "2", "label": "Luas", "type": "number", "max": 50, "also": [98], "relevant": "milik == 1"},
    {"id": "luas_lain", "number": "3", "label": "Luas lain", "type": "number", "max": 50},
    {"id": "tanggal", "number": "4", "label": "Tanggal", "type": "date"},
    {"id": "kode", "number": "5", "label": "Kode", "type": "digits", "width": 6},
    {
        "id": "alat",
        "number": "6",
        "label": "Alat",
        "type": "select_sum",
        "choices": {1: "Cangkul", 2: "Sabit", 9: "?"},
        "alone": "9",
        "width": 2,
    },
    {"id": "sandi", "number": "7", "label": "Sandi", "type": "text", "width": 4, "pattern": "[A-Z]+"},
    {"id": "ttd", "number": "8", "label": "Tanda tangan", "type": "flag"},
]
POHON = [
    {"id": "nama", "number": "9", "label": "Nama", "type": "text", "width": 20},
    {"id": "umur", "number": "10", "label": "Umur", "type": "number", "width": 3, "initial": "position()"},
    {"id": "buah", "number": "11", "label": "Buah", "type": "number", "width": 3, "relevant": "umur >= 5"},
]
BELAKANG = [
    {"id": "jumlah", "number": "12", "label": "Jumlah pohon", "type": "number", "width": 3},
    {
        "id": "tua",
        "number": "13",
        "label": "Pohon tua",
        "type": "number",
        "width": 3,
        "calculate": "count(pohon, umur > 9)",
    },
    {"id": "pesan", "number": "14", "label": "Pesan", "type": "note", "required": False},
]


def a_form(*rules: dict[str, Any]) -> BoundForm:
    checked = [{"says": "Keliru.", "do": "Perbaiki {it.number}.", "severity": "E", **r} for r in rules]
    files = {
        "form.yaml": HEAD,
        "depan.yaml": {"section": "depan", "title": "Depan", "questions": DEPAN},
        "pohon_data.yaml": {"section": "pohon_data", "title": "Pohon", "roster": "pohon", "questions": POHON},
        "belakang.yaml": {"section": "belakang", "title": "Belakang", "questions": BELAKANG},
        "rules.yaml": [{"rule": f"K-{i}", **r} for i, r in enumerate(checked)],
    }
    return bind(build_form(files))


def said(expression: str, roster: str | None = None) -> str:
    bound = a_form()
    return XPath(Given(bound), roster).holds(parse(expression, bound.scope.within(roster)))


def found(*rules: dict[str, Any]) -> Conditions:
    return conditions_of(a_form(*rules))


@pytest.mark.parametrize(
    ("expression", "xpath"),
    [
        ("milik == 1", "${milik} = 1"),
        ("milik != 1", "${milik} != '' and ${milik} != 1"),
        ("not milik != 1", "${milik} = 1"),
        ("milik in (1, 2)", "(${milik} = 1 or ${milik} = 2)"),
        ("milik not in (1, 2)", "${milik} != '' and ${milik} != 1 and ${milik} != 2"),
        ("luas_lain >= 5 and luas_lain < 9", "${luas_lain} >= 5 and ${luas_lain} < 9"),
        ("milik == 1 or not (luas_lain < 5)", "(${milik} = 1 or ${luas_lain} >= 5)"),
        ("luas == luas_lain", "number(${luas}) = number(${luas_lain})"),
        ("luas + 1 > luas_lain * 2", "(${luas} + 1) > (${luas_lain} * 2)"),
        ("sandi == kode", "${sandi} != '' and ${kode} != '' and ${sandi} = ${kode}"),
        ("sandi == 'A'", "${sandi} != '' and ${sandi} = 'A'"),
        ("tanggal > batas", "decimal-date-time(${tanggal}) > decimal-date-time('2024-02-29')"),
        ("blank(kode)", "${kode} = ''"),
        ("filled(kode)", "${kode} != ''"),
        ("not digits(kode)", "${kode} != '' and not(regex(${kode}, '^([0-9]+)$'))"),
        ("matches(sandi, '[A-Z]+')", "${sandi} != '' and regex(${sandi}, '^([A-Z]+)$')"),
        ("invalid(luas_lain)", "${luas_lain} != '' and not((${luas_lain} >= 0 and ${luas_lain} <= 50))"),
        ("has(alat, 2)", "${alat} != '' and (floor(${alat} div 2) mod 2) = 1 and ${alat} != '' and ${alat} != 9"),
        ("any_in(luas_semua, 7)", "(${luas} = 7 or ${luas_lain} = 7)"),
        ("not any_in(luas_semua, 7)", "not((${luas} = 7 or ${luas_lain} = 7))"),
        ("asked(luas)", "${milik} = 1"),
        ("length(sandi) > 3", "${sandi} != '' and string-length(${sandi}) > 3"),
        ("part(kode, 3, 2) == 12", "${kode} != '' and number(substr(${kode}, 2, 4)) = 12"),
        ("year(tanggal) < 2020", "${tanggal} != '' and number(format-date(${tanggal}, '%Y')) < 2020"),
        ("min(luas, luas_lain) > 3", "${luas} != '' and ${luas_lain} != '' and min(${luas}, ${luas_lain}) > 3"),
        (
            "month_number(luas, luas_lain) > 24000",
            "${luas} >= 1 and ${luas} <= 12 and ${luas_lain} != '' and (${luas_lain} * 12 + ${luas}) > 24000",
        ),
        ("count(pohon) > 2", "count(${pohon}) > 2"),
        ("any(pohon, umur > 9)", "count(${pohon}[pohon_data/umur > 9]) > 0"),
        ("any(pohon, umur > luas)", "count(${pohon}[number(pohon_data/umur) > number(${luas})]) > 0"),
        ("sum(pohon, buah) > 9", "sum(${pohon}[pohon_data/buah != '']/pohon_data/buah) > 9"),
        (
            "highest(pohon, umur) > 9",
            "count(${pohon}[pohon_data/umur != '']) > 0 and max(${pohon}[pohon_data/umur != '']/pohon_data/umur) > 9",
        ),
        (
            "first(pohon, umur > 9, nama) == sandi",
            "count(${pohon}[pohon_data/umur > 9]) > 0 and ${sandi} != ''"
            " and ${pohon}[pohon_data/umur > 9][position() = 1]/pohon_data/nama = ${sandi}",
        ),
    ],
)
def test_a_truth_is_said_where_it_plainly_holds(expression: str, xpath: str) -> None:
    assert said(expression) == xpath


def test_a_row_names_its_own_answers_and_the_familys() -> None:
    assert said("umur > luas_lain", "pohon") == "number(${umur}) > number(${luas_lain})"


def test_days_in_month_knows_leap_years_and_needs_a_month() -> None:
    text = said("luas > days_in_month(luas_lain, 2024)")
    assert "${luas_lain} >= 1 and ${luas_lain} <= 12" in text
    assert "29, 28)" in text
    assert "30, 31)" in text


@pytest.mark.parametrize(
    ("expression", "roster", "reason"),
    [
        ("tetangga > 1", None, "fact"),
        ("seen_before(nama) > 0", "pohon", "window"),
        ("position() > 1", "pohon", "window"),
        ("age_low(luas, luas, luas, tanggal) > 3", None, "function"),
        (r"matches(sandi, '\w+')", None, "pattern"),
        ("""sandi == 'a"' or sandi == "b\\'\\"" """, None, "pattern"),
    ],
)
def test_what_xpath_has_no_words_for(expression: str, roster: str | None, reason: str) -> None:
    with pytest.raises(Unsayable) as caught:
        said(expression, roster)
    assert caught.value.reason == reason


# --- what is said of each question ----------------------------------------------------------------


def test_the_shape_of_an_answer_is_a_constraint() -> None:
    constraint = found().constraint
    assert constraint[(None, "luas")] == "((. >= 0 and . <= 50) or . = 98)"
    assert constraint[(None, "kode")] == "regex(., '^([0-9]{6})$')"
    assert constraint[(None, "alat")] == "((. >= 0 and . <= 3) or . = 9)"
    assert constraint[(None, "sandi")] == "string-length(.) <= 4 and regex(., '^([A-Z]+)$')"
    assert (None, "milik") not in constraint


def test_a_sum_with_gaps_lists_what_may_be() -> None:
    bound = a_form()
    question = bound.cells[(None, "alat")].question.model_copy(
        update={"choices": {"01": "a", "04": "b"}, "alone": None}
    )
    assert XPath(Given(bound), None).shape(question, ".") == "(. = 0 or . = 1 or . = 4 or . = 5)"


def test_an_error_becomes_a_constraint_and_a_warning_does_not() -> None:
    hard = found({"at": "luas_lain", "when": "luas > luas_lain"})
    assert hard.constraint[(None, "luas_lain")].endswith(" and not(number(${luas}) > number(.))")
    assert hard.checks == 1
    soft = found({"at": "luas_lain", "when": "luas > luas_lain", "severity": "W"})
    assert soft.constraint[(None, "luas_lain")] == "(. >= 0 and . <= 50)"
    assert soft.left_out == {"severity": 1}


def test_a_rule_that_is_off_is_not_spoken_of() -> None:
    off = found({"at": "luas_lain", "when": "luas > luas_lain", "enabled": False})
    assert (off.checks, off.left_out) == (0, {})


def test_a_blank_that_an_error_speaks_of_must_be_filled() -> None:
    required = found(
        {"at": "kode", "when": "blank(it)"},
        {"at": "luas", "when": "missing(it)"},
        {"at": "pesan", "when": "milik == 2 and blank(pesan)"},
        {"at": "sandi", "when": "blank(it)", "severity": "W"},
    ).required
    assert required == {(None, "kode"): "true()", (None, "luas"): "true()", (None, "pesan"): "${milik} = 2"}


def test_a_blank_further_down_is_demanded_there_and_bars_nothing() -> None:
    conditions = found({"at": "milik", "when": "missing(luas)"})
    assert conditions.required == {(None, "luas"): "true()"}
    assert (None, "milik") not in conditions.constraint
    assert conditions.checks == 1


def test_a_check_that_waits_for_later_answers_is_left_out() -> None:
    conditions = found({"at": "kode", "when": "count(pohon) == 0"})
    assert conditions.left_out == {"ahead": 1}
    after = found({"at": "jumlah", "when": "count(pohon) != jumlah"})
    assert after.left_out == {}
    assert after.constraint[(None, "jumlah")].endswith("not(count(${pohon}) != number(.))")


def test_a_check_silent_while_later_answers_are_blank_is_kept() -> None:
    conditions = found({"at": "luas", "when": "luas > luas_lain"})
    assert conditions.constraint[(None, "luas")].endswith("not(number(.) > number(${luas_lain}))")


def test_rows_still_to_come_bar_nothing() -> None:
    assert found({"at": "umur", "when": "count(pohon, umur > 3) == 1"}).left_out == {"ahead": 1}


@pytest.mark.parametrize(
    "when", ["excess(it)", "filled(it) and umur < 5", "umur < 4", "umur in (1, 2)", "umur == 3", "not (umur > 4)"]
)
def test_what_relevance_rules_out_need_not_be_said(when: str) -> None:
    conditions = found({"at": "buah", "when": when})
    assert conditions.constraint[("pohon", "buah")] == "(. >= 0 and . <= 999)"
    assert conditions.checks == 1


@pytest.mark.parametrize("when", ["umur < 6", "umur in (4, 5)", "not (umur > 5)"])
def test_what_relevance_lets_through_is_said(when: str) -> None:
    assert "${umur}" in found({"at": "buah", "when": when}).constraint[("pohon", "buah")]


def test_what_contradicts_itself_in_odk_is_not_said() -> None:
    """There an answer that isn't asked for is blank, so 2 and a filled follow-up never meet."""
    conditions = found({"at": "milik", "when": "milik == 2 and filled(luas)"})
    assert (None, "milik") not in conditions.constraint


def test_the_same_words_twice_are_said_once() -> None:
    conditions = found({"at": "luas_lain", "when": "it == 7 and it == 7"})
    assert conditions.constraint[(None, "luas_lain")].endswith("not(. = 7)")


# --- the workbook ---------------------------------------------------------------------------------


def rows_of(path: Path, sheet: str) -> list[dict[str, str]]:
    table = list(load_workbook(path)[sheet].iter_rows(values_only=True))
    return [{str(k): str(v or "") for k, v in zip(table[0], row, strict=True)} for row in table[1:]]


def test_a_roster_is_a_repeat_and_a_section_a_group(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kebun.xlsx"
    done = export_xlsform(compile_form(a_form({"at": "kode", "when": "blank(it)"})), path)
    survey = rows_of(path, "survey")
    shape = [
        row["type"] if "_" in row["type"] and not row["name"] else f"{row['type']} {row['name']}" for row in survey
    ]
    start = shape.index("begin_repeat pohon")
    assert shape[start : start + 6] == [
        "begin_repeat pohon", "begin_group pohon_data", "text nama", "integer umur", "integer buah", "end_group",
    ]  # fmt: skip
    assert shape[start + 6] == "end_repeat"
    by_name = {row["name"]: row for row in survey}
    assert by_name["milik"]["type"] == "select_one milik_kode"
    assert by_name["umur"]["default"] == "position(../..)"
    assert by_name["tua"] == by_name["tua"] | {
        "type": "calculate",
        "calculation": "count(${pohon}[pohon_data/umur > 9])",
    }
    assert by_name["kode"]["required"] == "yes"
    assert by_name["kode"]["label"] == "5 Kode"
    assert {r["name"] for r in rows_of(path, "choices") if r["list_name"] == "milik_kode"} == {"01", "02", "10"}
    assert (done.questions, done.required, done.left_out) == (14, 1, {})
    assert convert(str(path), validate=False).warnings == []


def test_a_constraint_says_what_to_do_with_the_number_of_its_question(tmp_path: Path) -> None:
    path = tmp_path / "kebun.xlsx"
    export_xlsform(
        compile_form(a_form({"at": "luas_lain", "when": "it == 7", "do": "Lihat {it.number} dan {milik}."})), path
    )
    row = next(r for r in rows_of(path, "survey") if r["name"] == "luas_lain")
    assert row["constraint_message"] == "Lihat 3 dan 1."


@pytest.mark.parametrize("form", ["regsosek22-k", "regsosek22-vk1"])
def test_the_shipped_forms_compile(form: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    program = load_form(form)
    done = export_xlsform(program, path)
    compiled = convert(str(path), validate=False)
    assert compiled.warnings == []
    assert done.questions == len(program.bound.cells)
    checks = [c for c in program.checks if c.rule.enabled]
    assert done.checks + done.left_out.total() == len(checks)
    assert set(done.left_out) <= {"severity", "fact", "window", "function", "ahead"}


def test_a_name_in_two_rosters_carries_its_roster(tmp_path: Path) -> None:
    path = tmp_path / "vk.xlsx"
    export_xlsform(load_form("regsosek22-vk1"), path)
    names = [row["name"] for row in rows_of(path, "survey") if row["name"]]
    assert len(names) == len(set(names))
    assert {"vk_a_r110", "vk_b_r110"} <= set(names)


def test_the_command_tells_how_much_was_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["forms", "export", "--to", "xlsform", "--out", str(tmp_path / "k.xlsx")]) == 0
    out = capsys.readouterr().out
    assert "141 pertanyaan" in out
    assert "peringatan" in out
    assert (tmp_path / "k.xlsx").exists()


def test_an_unknown_form_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["forms", "export", "tak-ada", "--to", "xlsform", "--out", str(tmp_path / "k.xlsx")]) == 2
    assert "tak-ada" in capsys.readouterr().err
