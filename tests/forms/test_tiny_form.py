"""Adding a question, a code and a rule touches only the form's YAML: everything else follows."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regsosek_desk.core.domain.documents import DocumentState, Summary
from regsosek_desk.core.domain.journal import Tip
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.core.engine.scenario import Scenario
from regsosek_desk.core.errors import InputFault
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.services.check import check_case
from regsosek_desk.services.documents import form_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.export import export
from regsosek_desk.services.keyer import Keyer
from regsosek_desk.services.recall import Recall
from regsosek_desk.services.route import Route
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.formfiles import lint_folder, load_folder, load_form
from regsosek_desk.storage.workfile import WorkFile

WriteForm = Callable[..., Path]

NEW_QUESTION = (
    "pohon.yaml",
    "    relevant: golongan in (1, 2, 3)\n",
    """    relevant: golongan in (1, 2, 3)
  - id: hama
    number: "12"
    label: Kena hama
    type: select_one
    choices: {1: Ya, 2: Tidak}
    relevant: golongan in buah
""",
)
NEW_CODE = ("choices.yaml", "3: Jati}", "3: Jati, 4: Bambu}")
NEW_RULE = (
    "rules.yaml",
    "- rule: P-3\n",
    """- rule: P-4
  severity: W
  at: hama
  when: hama == 1 and tinggi < 2
  says: "{name} kena hama (12 = {hama}) selagi kecil."
  do: Periksa lagi.
- rule: P-3
""",
)
CHANGES = (NEW_QUESTION, NEW_CODE, NEW_RULE)
GARDEN: dict[str, Any] = {
    "kode": "007",
    "pemilik": "SITI",
    "milik": "1",
    "luas": "020",
    "jumlah": "02",
    "pohon": [
        {"nomor": "01", "jenis": "MANGGA 1", "golongan": "1", "tinggi": "01"},
        {"nomor": "02", "jenis": "JATI 1", "golongan": "3", "tinggi": "12"},
    ],
}


def test_form_is_sound(write_form: WriteForm) -> None:
    assert lint_folder(write_form()) == []
    assert lint_folder(write_form(*CHANGES)) == []


def test_engine_follows(write_form: WriteForm) -> None:
    before = Scenario(load_folder(write_form()), GARDEN)
    assert before.status == "clean"
    after = Scenario(load_folder(write_form(*CHANGES)), GARDEN)
    assert after.asked("pohon[1].hama") is True
    assert after.asked("pohon[2].hama") is False
    after.answer("pohon[1].hama", "1")
    assert after.violations() == {("P-4", "pohon[1].hama")}
    [violation] = after.instance.found()
    assert str(message_of(after.instance, violation)) == (
        "MANGGA 1 kena hama (12 = 1 Ya) selagi kecil. (11, 12.) Periksa lagi."
    )


def test_new_code_is_right_where_it_was_wrong(write_form: WriteForm) -> None:
    rule = "- {rule: P-5, severity: E, at: golongan, when: invalid(it), says: a, do: b}\n"
    extra = ("rules.yaml", "- rule: P-3\n", f"{rule}- rule: P-3\n")
    bamboo = {**GARDEN, "pohon": [{"nomor": "01", "jenis": "BAMBU 1", "golongan": "4"}, GARDEN["pohon"][1]]}
    before = Scenario(load_folder(write_form(extra)), bamboo)
    assert before.violations() == {("P-5", "pohon[1].golongan")}
    after = Scenario(load_folder(write_form(NEW_CODE, extra)), bamboo)
    assert after.violations() == set()


def test_rule_hash_tells_that_the_form_changed(write_form: WriteForm) -> None:
    before = load_folder(write_form()).rule_hash
    assert load_folder(write_form()).rule_hash == before
    assert load_folder(write_form(NEW_CODE)).rule_hash != before


def test_route_stops_at_the_new_question(write_form: WriteForm) -> None:
    def stops(*changes: tuple[str, str, str]) -> list[str]:
        route = Route(Scenario(load_folder(write_form(*changes)), GARDEN).instance)
        return [place.question for place in route.places() if route.open(place)]

    added = [question for question in stops(*CHANGES) if question not in stops()]
    assert added == ["hama"]
    assert stops(*CHANGES).count("hama") == 1  # teak is not asked


@pytest.mark.usefixtures("use_forms")
def test_check_follows(write_form: WriteForm, tmp_path: Path) -> None:
    case = tmp_path / "kebun.yaml"
    pests = {**GARDEN, "pohon": [{**GARDEN["pohon"][0], "hama": "1"}, GARDEN["pohon"][1]]}
    case.write_text(json.dumps({"form": "kebun", "answers": pests}), "utf-8")
    write_form(*CHANGES)
    [violation] = check_case(case)["violations"]
    assert (violation["rule"], violation["severity"], violation["at"]) == ("P-4", "W", "pohon[1].hama")


@pytest.mark.usefixtures("use_forms")
@pytest.mark.parametrize("changes", [(), CHANGES])
def test_export_has_a_column_for_each_question(
    write_form: WriteForm,
    make_work: Callable[..., WorkFile],
    make_desk: Callable[..., DocumentDesk],
    tmp_path: Path,
    changes: tuple[tuple[str, str, str], ...],
) -> None:
    """The form stands where the family questionnaire usually does, so that the program takes it for that."""
    write_form(*changes, form_id="regsosek22-k")
    file = make_work()
    make_desk(GARDEN, file=file)
    for path in export(file, "csv", tmp_path / "keluar").files:
        heading, *lines = csv.reader(path.read_text("utf-8-sig").splitlines())
        roster = None if path.stem == "keluarga" else path.stem
        questions = [c.id for c in load_form("regsosek22-k").bound.cells_of(roster)]
        assert [column for column in heading if column in questions] == questions
        assert ("hama" in heading) == (bool(changes) and roster == "pohon")
        assert len(lines) == (2 if roster else 1)
        assert "007" in lines[0]


@pytest.mark.usefixtures("use_forms")
def test_keying_follows(write_form: WriteForm, make_desk: Callable[..., DocumentDesk]) -> None:
    """The new question is asked after the height of a fruit tree, and nowhere else."""
    write_form(*CHANGES, form_id="regsosek22-k")
    desk = make_desk()
    keyer = Keyer(desk, Recall(desk.program.bound))
    for keys in ("007", "SITI\n", "1", "020", "02", "\n", "MANGGA\n", "1", "01", "2", "JATI\n", "3", "12"):
        for key in keys:
            step = keyer.enter() if key == "\n" else keyer.type(key)
            assert not step.refused, (keys, step)
    assert step.ended
    assert [r.answers().get("hama") for r in desk.instance.rows("pohon")] == ["2", None]
    assert [r.answers()["nomor"] for r in desk.instance.rows("pohon")] == ["01", "02"]


@pytest.mark.usefixtures("use_forms")
def test_first_values_are_what_the_form_says(write_form: WriteForm, make_desk: Callable[..., DocumentDesk]) -> None:
    """A first value need not be the row's number, and only the number moves with the row."""
    teak = ("pohon.yaml", "    choices: kelompok\n", '    choices: kelompok\n    initial: "3"\n')
    write_form(teak, form_id="regsosek22-k")
    desk = make_desk({"jumlah": "03"})
    rows = [desk.add_row("pohon") for _ in range(3)]
    assert [r.answers() for r in desk.instance.rows("pohon")] == [
        {"nomor": number, "golongan": "3"} for number in ("01", "02", "03")
    ]
    desk.move_row(rows[2], 0)
    assert [(r.answers()["nomor"], r.answers()["golongan"]) for r in desk.instance.rows("pohon")] == [
        ("01", "3"),
        ("02", "3"),
        ("03", "3"),
    ]


def test_paper_layout_is_data(write_form: WriteForm) -> None:
    """What the screen needs of a question comes from the form."""
    program = load_folder(write_form(NEW_QUESTION))
    question: Question = program.bound.cells[("pohon", "hama")].question
    assert (question.number, question.label, question.codes, question.width) == (
        "12",
        "Kena hama",
        {"1": "Ya", "2": "Tidak"},
        1,
    )


def test_each_document_keeps_its_version(write_form: WriteForm, use_forms: None) -> None:
    """A later version of a form leaves the documents of an earlier one as they are."""
    first = write_form()
    later = first.with_name("2")
    later.mkdir()
    for file in first.glob("*.yaml"):
        (later / file.name).write_text(file.read_text("utf-8").replace('version: "1"', 'version: "2"'), "utf-8")
    assert load_form("kebun").bound.form.version == "2"
    assert load_form("kebun", "1").bound.form.version == "1"
    stored = StoredDocument("d", "kebun", "", None, "", Tip(), Summary(form_version="1"), DocumentState())
    assert form_of(stored) is load_form("kebun", "1")
    gone = StoredDocument("d", "kebun", "", None, "", Tip(), Summary(form_version="7"), DocumentState())
    with pytest.raises(InputFault) as fault:
        form_of(gone)
    assert fault.value.code == "form_unknown"
