"""A faulty form is refused with the file, the line and a code that has a sentence: each code of the lint once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import regsosek_desk
from regsosek_desk.cli.main import run_command
from regsosek_desk.core.expr.functions import FUNCTIONS
from regsosek_desk.core.expr.scope import Scope
from regsosek_desk.core.formdef.faults import FormFaults
from regsosek_desk.storage.formfiles import forms_dir, lint_folder, load_folder
from regsosek_desk.texts import has, t

WriteForm = Callable[..., Path]
MARK = "# SINI"
Change = tuple[str, str, str]


def when(expression: str, at: str = "jumlah") -> Change:
    """Puts another condition into rule P-2, or into P-3, which speaks of a tree."""
    if at == "jumlah":
        return ("rules.yaml", "  when: count(pohon) != jumlah\n", f"  when: {expression} {MARK}\n")
    return ("rules.yaml", "    - when: tinggi > tinggi_wajar\n", f"    - when: {expression} {MARK}\n")


def relevant(expression: str) -> Change:
    return ("lahan.yaml", "    relevant: milik == 2\n", f"    relevant: {expression} {MARK}\n")


def head(old: str, new: str) -> Change:
    return ("form.yaml", old, new)


FAULTS: list[tuple[str, Change]] = [
    # expressions
    ("not_understood", when("jumlah ==")),
    ("not_understood", when("jumlah is luas")),
    ("not_understood", when("-'a' == pemilik")),
    ("not_understood", when("-1.5 == jumlah")),
    ("not_understood", when("jumlah == True")),
    ("not_understood", when("jumlah == [x for x in jumlah]")),
    ("not_understood", when("jumlah / 2 > 1")),
    ("not_understood", when("not " * 3000 + "jumlah == 1")),
    ("not_understood", when("jumlah in (True, 1)")),
    ("unknown_name", when("jumlahh > 1")),
    ("unknown_name", when("any(pohon, tingi > 1)")),
    ("wrong_type", when("jumlah + 1")),
    ("wrong_type", when("jumlah == 'dua'")),
    ("wrong_type", when("jumlah in (1, 'dua')")),
    ("wrong_type", when("dicatat > 2022")),
    ("wrong_type", when("buah == 1")),
    ("wrong_type", when("has(pemilik, 1)")),
    ("wrong_type", when("sum(pohon, jenis) > 1")),
    ("wrong_type", when("highest(pohon, jenis) > 1")),
    ("wrong_type", when("year(jumlah) > 1")),
    ("wrong_type", when("max_before(jenis) > 1", "tinggi")),
    ("wrong_type", when("not jumlah")),
    ("not_a_list", when("jumlah in ()")),
    ("not_a_list", when("jumlah in tinggi_wajar")),
    ("not_a_list", when("jumlah in (luas, 1)")),
    ("not_a_question", when("blank(tinggi_wajar)")),
    ("not_a_question", when("filled(1 + 1)")),
    ("not_a_group", when("any_in(ciri_lain, 1)")),
    ("not_a_roster", when("count(kebun) > 1")),
    ("unknown_function", when("kosong(jumlah)")),
    ("argument_count", when("blank(jumlah, luas)")),
    ("argument_count", when("any(pohon)")),
    ("bad_pattern", when("matches(pemilik, '[')")),
    ("bad_pattern", ("lahan.yaml", "Pemilik, type: text}", f"Pemilik, type: text, pattern: '('}} {MARK}")),
    ("needs_roster", when("tinggi > 1")),
    ("only_in_rows", when("position() > 1")),
    ("not_inside", when("count(pohon, tinggi == highest(pohon, tinggi)) > 0")),
    ("not_inside", when("any(pohon, missing(tinggi))")),
    ("not_inside", when("any(pohon, seen_before(jenis) > 0)")),
    ("not_inside", when("count_before(previous(tinggi) > 1) > 0", "tinggi")),
    ("reads_nothing", when("1 == 1")),
    ("reads_nothing", when("tinggi_wajar > 20")),
    # conditions of questions
    ("not_in_condition", relevant("asked(milik)")),
    ("wrong_type", relevant("luas + 1")),
    ("cycle", relevant("sewa > 1")),
    ("unreachable", relevant("milik == 3")),
    ("unreachable", relevant("milik in (7, 8)")),
    ("unreachable", relevant("milik == 1 and milik == 2")),
    ("unreachable", relevant("luas > 1 and (milik > 2 or milik == 0)")),
    ("unreachable", ("pohon.yaml", "relevant: golongan in (1, 2, 3)", f"relevant: golongan in (8, 9) {MARK}")),
    ("unreachable", ("pohon.yaml", "relevant: jumlah > 0", f"relevant: milik == 9 {MARK}")),
    ("wrong_type", ("pohon.yaml", "relevant: jumlah > 0", f"relevant: jumlah {MARK}")),
    ("unknown_name", ("pohon.yaml", "relevant: jumlah > 0", f"relevant: jumblah > 0 {MARK}")),
    # messages
    ("unknown_name", ("rules.yaml", "padahal ada {count(pohon)}.", f"padahal ada {{pohonn}}. {MARK}")),
    ("wrong_type", ("rules.yaml", "padahal ada {count(pohon)}.", f"padahal {{jumlah > 1}}. {MARK}")),
    ("needs_roster", ("rules.yaml", "  do: Hitung lagi.\n", f"  do: Hitung {{tinggi}}. {MARK}\n")),
    # rules
    ("unknown_name", ("rules.yaml", "  at: jumlah\n", f"  at: jumblah {MARK}\n")),
    ("no_at", ("rules.yaml", "- rule: P-2\n  severity: E\n  at: jumlah\n", f"- rule: P-2 {MARK}\n  severity: E\n")),
    ("rule_twice", ("rules.yaml", "- rule: P-3\n", f"- rule: P-2 {MARK}\n")),
    ("not_one_of", ("rules.yaml", "  severity: W\n", f"  severity: X {MARK}\n")),
    ("key_missing", ("rules.yaml", "- rule: P-2\n  severity: E\n", f"- rule: P-2 {MARK}\n")),
    ("key_unknown", ("rules.yaml", "  do: Hitung lagi.\n", f"  do: Hitung lagi.\n  kalau: ya {MARK}\n")),
    # questions
    ("no_width", ("lahan.yaml", "type: number, width: 3}", f"type: number}} {MARK}")),
    ("unknown_choices", ("pohon.yaml", "choices: kelompok\n", f"choices: golongan {MARK}\n")),
    ("no_choices", ("lahan.yaml", "label: Pemilik, type: text}", f"label: Pemilik, type: select_one}} {MARK}")),
    ("code_not_digits", ("lahan.yaml", "{1: Ya, 2: Tidak}", f"{{Y: Ya, T: Tidak}} {MARK}")),
    ("alone_unknown", ("lahan.yaml", "{1: Ya, 2: Tidak}", f"{{1: Ya, 2: Tidak}}\n    alone: 9 {MARK}")),
    ("question_twice", ("lahan.yaml", "{id: luas,", f"{{id: kode, {MARK}\n    ")),
    ("not_one_of", ("lahan.yaml", "    type: select_one\n", f"    type: pilihan {MARK}\n")),
    ("not_number", ("lahan.yaml", "    max: 999\n", f"    max: banyak {MARK}\n")),
    ("not_text", ("lahan.yaml", "    label: Sewa setahun\n", f"    label: No {MARK}\n")),
    ("not_yes_no", ("lahan.yaml", "    max: 999\n", f"    required: kadang {MARK}\n    max: 999\n")),
    ("bad_value", ("lahan.yaml", "    max: 999\n", f"    width: -1 {MARK}\n    max: 999\n")),
    ("bad_name", ("lahan.yaml", "  - id: sewa\n", f"  - id: sewa setahun {MARK}\n")),
    ("key_twice", ("lahan.yaml", "    max: 999\n", f"    max: 999\n    number: '9' {MARK}\n")),
    ("not_in_roster", ("pohon.yaml", 'number: "9",', f'number: "9", beside: kode, {MARK}\n    ')),
    # the head
    ("unknown_name", head("  ciri: [jumlah, luas]", f"  ciri: [jumlah, lebar] {MARK}")),
    ("unknown_name", head("  head_name: pemilik", f"  head_name: pemilk {MARK}")),
    ("unknown_name", head("area: [kode]", f"area: [kodee] {MARK}")),
    ("not_in_family", head("area: [kode]", f"area: [tinggi] {MARK}")),
    ("not_in_family", head("    ends_at: jumlah", f"    ends_at: tinggi {MARK}")),
    ("not_in_roster", head("    name: jenis", f"    name: pemilik {MARK}")),
    ("wrong_type", head("    per_set: 3\n", f"    per_set: 3\n    counts: tinggi + 1 {MARK}\n")),
    ("unknown_roster", ("pohon.yaml", "roster: pohon\n", f"roster: pohonan {MARK}\n")),
    ("unknown_roster", head("area: [kode]", f"facts:\n  f: {{label: F, roster: kebun}} {MARK}\narea: [kode]")),
    ("bad_value", head("  tinggi_wajar: 30", f"  tinggi_wajar: 30.5 {MARK}")),
    ("bad_name", head("  tinggi_wajar: 30", f"  tinggi_wajar: 30\n  luas-wajar: 3 {MARK}")),
    ("not_yaml", head("title: DAFTAR POHON\n", f"title: DAFTAR: POHON {MARK}\n")),
]


@pytest.mark.parametrize(("code", "change"), FAULTS, ids=lambda v: v if isinstance(v, str) else v[2].strip()[:40])
def test_fault(write_form: WriteForm, code: str, change: Change) -> None:
    folder = write_form(change)
    found = lint_folder(folder)
    assert (code, change[0], line_of(folder, change[0])) in [(f.fault.code, f.fault.file, f.line) for f in found]
    for located in found:
        for part in ("fault", "cure"):
            sentence = t(f"lint.{located.fault.code}.{part}", **located.fault.params)
            assert not re.search(r"[{}]", sentence.replace("{jumlah > 1}", "")), sentence
            assert sentence != f"lint.{located.fault.code}.{part}"


def line_of(folder: Path, file: str) -> int:
    lines = (folder / file).read_text("utf-8").splitlines()
    [number] = [number for number, line in enumerate(lines, 1) if MARK in line]
    return number


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("file_missing", {"pohon.yaml": None}),
        ("file_missing", {"form.yaml": None}),
        ("not_a_mapping", {"pohon.yaml": "- satu\n"}),
        ("not_a_mapping", {"pohon.yaml": ""}),
        ("not_a_mapping", {"choices.yaml": "- satu\n"}),
        ("not_a_mapping", {"choices.yaml": "kelompok: 3\n"}),
        ("not_a_mapping", {"rules.yaml": "- satu\n"}),
        ("not_a_list_of_rules", {"rules.yaml": "rule: P-1\n"}),
        ("not_a_mapping", {"proposals.yaml": "- mangga\n"}),
        ("not_text", {"proposals.yaml": "mangga: 1\n"}),
        ("not_a_list_of_rules", {"rules.yaml": "3\n"}),
        ("no_sections", {"form.yaml": "form: kebun\nversion: '1'\ncode: K\ntitle: T\n"}),
        ("not_yaml", {"rules.yaml": "- rule: [\n"}),
        ("not_yaml", {"rules.yaml": "a: \x00\n"}),
        ("not_yaml", {"rules.yaml": "- !!python/object:os.system {}\n"}),
    ],
)
def test_fault_of_a_whole_file(write_form: WriteForm, code: str, files: dict[str, str | None]) -> None:
    found = lint_folder(write_form(files=files))
    [file] = files
    assert (code, file) in [(located.fault.code, located.fault.file) for located in found]
    assert has(f"lint.{code}.fault")
    assert has(f"lint.{code}.cure")


def test_every_code_is_tried_and_has_a_sentence() -> None:
    """The codes are collected from the source: a new one needs a sentence and a try here."""
    source = Path(regsosek_desk.__file__).parent / "core"
    text = "\n".join(p.read_text("utf-8") for folder in ("expr", "formdef") for p in (source / folder).glob("*.py"))
    codes = set(re.findall(r'(?:ExpressionFault|FormFault|self\.fault|self\._fault)\(\s*"(\w+)"', text))
    codes |= set(re.findall(r'^    "\w+": "(\w+)",$', text, re.MULTILINE)) & {m[0] for m in FAULTS}
    tried = {code for code, _ in FAULTS} | {"file_missing", "not_a_mapping", "not_a_list_of_rules", "no_sections"}
    assert codes <= tried
    for code in tried:
        assert has(f"lint.{code}.fault"), code
        assert has(f"lint.{code}.cure"), code


def test_all_faults_are_told_at_once(write_form: WriteForm) -> None:
    """One wrong answer doesn't hide the next."""
    changes = (relevant("milik == 9"), when("jumblah > 1"), head("area: [kode]", "area: [kodee]"))
    with pytest.raises(FormFaults) as caught:
        load_folder(write_form(*changes))
    assert {fault.code for fault in caught.value.faults} >= {"unknown_name", "unreachable"}
    assert str(caught.value)


def test_a_near_name_is_proposed(write_form: WriteForm) -> None:
    [located] = lint_folder(write_form(when("jumlahh > 1")))
    assert located.fault.params["near"] == "jumlah"


def test_a_fault_of_a_section_is_told_once(write_form: WriteForm) -> None:
    found = lint_folder(write_form(("pohon.yaml", "relevant: jumlah > 0", "relevant: jumlah")))
    assert [(f.fault.code, f.line) for f in found] == [("wrong_type", 4)]


def test_questions_that_can_never_be_asked_are_named_together(write_form: WriteForm) -> None:
    [located] = lint_folder(write_form(("pohon.yaml", "relevant: jumlah > 0", "relevant: milik == 9")))
    assert located.fault.params == {"name": "nomor, jenis, golongan, tinggi", "other": "milik"}


@pytest.mark.parametrize(
    "expression",
    ["milik == 1 or luas > 5", "milik != 9", "milik not in (7, 8)", "luas == 999", "milik >= 2", "milik in kosong"],
)
def test_what_may_hold_is_not_unreachable(write_form: WriteForm, expression: str) -> None:
    """An office may have emptied a list on purpose; a number has no codes."""
    emptied = head("  tinggi_wajar: 30\n", "  tinggi_wajar: 30\n  kosong: []\n")
    change = ("lahan.yaml", "    relevant: milik == 2\n", f"    relevant: {expression}\n")
    assert lint_folder(write_form(change, emptied)) == []


def test_a_pattern_with_backslashes_gives_no_warning(write_form: WriteForm) -> None:
    assert lint_folder(write_form(when(r"not matches(pemilik, '\w+')"))) == []


def test_usage_lines_name_their_function() -> None:
    for name, spec in FUNCTIONS.items():
        assert spec.usage.startswith(f"{name}(")


def test_scope_finds_a_calculation_of_the_family_from_a_row() -> None:
    scope = Scope({}, {"pohon": {}}, {}, {}, {}, {})
    assert scope.calculation("tinggi") is None
    assert scope.within("pohon").names() == []


def test_forms_that_ship_are_sound() -> None:
    for folder in sorted(forms_dir().glob("*/*/form.yaml")):
        assert lint_folder(folder.parent) == []


def test_command_tells_file_line_code_and_cure(write_form: WriteForm, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_form(relevant("milikk == 2"))
    assert run_command(["forms", "lint", str(folder)]) == 2
    out = capsys.readouterr().out
    place = f"{folder / 'lahan.yaml'}:{line_of(folder, 'lahan.yaml')}"
    assert out.startswith(f"{place}: unknown_name: Nama milikk tidak dikenal.")
    assert "Mungkin maksudnya: milik." in out


def test_command_on_sound_forms_and_on_none(
    write_form: WriteForm, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_form()
    assert run_command(["forms", "lint", str(tmp_path)]) == 0
    assert "tidak ada kesalahan" in capsys.readouterr().out
    (tmp_path / "lain").mkdir()
    assert run_command(["forms", "lint", str(tmp_path / "lain")]) == 2
    assert run_command(["forms", "lint", str(tmp_path / "tidak-ada")]) == 2
    assert "Tidak ada form.yaml" in capsys.readouterr().out
