"""Out and in by command: what comes out goes in again unchanged, and codes keep their zeros."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from regsosek_desk.__main__ import main
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.storage.casefiles import read_case
from regsosek_desk.storage.formfiles import form_dir
from regsosek_desk.storage.workfile import WorkFile

CASES = sorted(p for p in (form_dir("regsosek22-k") / "cases").glob("*.yaml") if not p.name.startswith("batas"))
Capture = pytest.CaptureFixture[str]
MakeWork = Callable[..., WorkFile]
MakeDesk = Callable[..., DocumentDesk]


def case(path: Path, answers: dict[str, Any], **more: Any) -> Path:
    path.write_text(json.dumps({"form": "regsosek22-k", "answers": {**answers, **more}}, ensure_ascii=False), "utf-8")
    return path


@pytest.fixture
def work(make_work: MakeWork) -> Path:
    file = make_work()
    file.close()
    return file.path


def export(capsys: Capture, work: Path, form: str, out: Path) -> list[Path]:
    assert main(["export", str(work), "--format", form, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    written = sorted(out.iterdir())
    assert said == f"{len(written)} berkas ditulis di {out}.\n"
    return written


def bring_in(capsys: Capture, work: Path, *cases: Path, status: int = 0) -> tuple[str, str]:
    assert main(["import-cases", str(work), *map(str, cases)]) == status
    out, err = capsys.readouterr()
    return out, err


def numbered(tmp_path: Path) -> list[Path]:
    """The cases handed out, each under a family number of its own."""
    return [case(tmp_path / f"{n}.json", read_case(path).answers, r110=f"{n:03}") for n, path in enumerate(CASES, 1)]


def test_round_trip(capsys: Capture, tmp_path: Path, make_work: MakeWork) -> None:
    """json → work file → json gives the same answers, also by way of a second work file."""
    first, second = make_work(), make_work()
    first.close()
    second.close()
    cases = numbered(tmp_path)
    bring_in(capsys, first.path, *cases)
    exported = export(capsys, first.path, "json", tmp_path / "satu")
    assert len(exported) == len(cases)
    bring_in(capsys, second.path, *exported)
    again = export(capsys, second.path, "json", tmp_path / "dua")
    for original, one, two in zip(cases, exported, again, strict=True):
        assert one.read_bytes() == two.read_bytes()
        wanted = json.loads(original.read_text("utf-8"))
        wanted["answers"].setdefault("anggota", [])
        assert json.loads(one.read_text("utf-8")) == wanted


def test_status_is_the_same_on_both_sides(capsys: Capture, tmp_path: Path, work: Path) -> None:
    """What `check` says of the cases it says of the work file, and the list of families agrees."""
    cases = numbered(tmp_path)
    bring_in(capsys, work, *cases)
    main(["check", str(work)])
    of_work = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    with WorkFile.open(work, write=False) as file:
        listed = [row.status for row in file.lists.documents()]
    assert [line["status"] for line in of_work] == listed
    main(["check", *map(str, cases)])
    of_cases = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for one, other in zip(of_work, of_cases, strict=True):
        errors = [(v["rule"], v["at"]) for v in one["violations"] if v["severity"] == "E"]
        assert errors == [(v["rule"], v["at"]) for v in other["violations"] if v["severity"] == "E"]


def test_each_import_tells_what_became_of_it(
    capsys: Capture, tmp_path: Path, work: Path, family: dict[str, Any]
) -> None:
    path = case(tmp_path / "a.json", family)
    out, _ = bring_in(capsys, work, path)
    assert out == f"{path}: keluarga 3321010001000100-001 dimasukkan, status bersih.\n"
    out, _ = bring_in(capsys, work, path)
    assert "sudah ada dengan isian yang sama" in out
    other = case(tmp_path / "b.json", family, r302="049")
    out, err = bring_in(capsys, work, other, status=2)
    assert out == ""
    assert "keluarga 3321010001000100-001 sudah dientri dengan isian lain" in err
    with WorkFile.open(work) as file:
        [document] = file.every_document()
        assert document.state.answers["r302"] == "048"
        file.verify_document(document.id)


def test_a_bad_case_stops_none_of_the_others(
    capsys: Capture, tmp_path: Path, work: Path, family: dict[str, Any]
) -> None:
    good, other = case(tmp_path / "a.json", family), case(tmp_path / "b.json", family, r110="002")
    bad = case(tmp_path / "x.json", family, r999="1")
    out, err = bring_in(capsys, work, good, bad, other, status=2)
    assert out.count("dimasukkan") == 2
    assert err.count("\n") == 1


def test_a_blank_family_from_the_list_is_filled(
    capsys: Capture, tmp_path: Path, make_work: MakeWork, make_desk: MakeDesk, family: dict[str, Any],
    prelist: dict[str, str],
) -> None:  # fmt: skip
    file = make_work()
    desk = make_desk(prelist, file=file)
    file.close()
    out, _ = bring_in(capsys, file.path, case(tmp_path / "a.json", family))
    assert "yang masih kosong diisi, status bersih" in out
    with WorkFile.open(file.path) as after:
        [document] = after.every_document()
        assert document.id == desk.id
        assert document.summary.status == "clean"
        after.verify_document(document.id)


def test_a_family_of_another_place(capsys: Capture, tmp_path: Path, work: Path, family: dict[str, Any]) -> None:
    out, _ = bring_in(capsys, work, case(tmp_path / "a.json", family, r105="0002"))
    assert "SLS 3321010001000200 belum ada di berkas kerja" in out
    _, err = bring_in(capsys, work, case(tmp_path / "b.json", family, r105="2"), status=2)
    assert "kode wilayah 101 sampai 105 tidak lengkap" in err


def test_only_families_are_imported(capsys: Capture, tmp_path: Path, work: Path, families_list: dict[str, Any]) -> None:
    path = tmp_path / "vk.json"
    path.write_text(json.dumps({"form": "regsosek22-vk1", "answers": families_list}), "utf-8")
    _, err = bring_in(capsys, work, path, status=2)
    assert "bukan kuesioner keluarga" in err


def test_the_same_nik_in_two_families_is_seen_at_once(
    capsys: Capture, tmp_path: Path, work: Path, family: dict[str, Any]
) -> None:
    first = case(tmp_path / "a.json", family)
    second = case(tmp_path / "b.json", family, r110="002", r114="3321012005100002")
    out, _ = bring_in(capsys, work, first, second)
    assert out.splitlines()[1].endswith("status peringatan.")


def test_odd_numbers_make_no_odd_files(capsys: Capture, tmp_path: Path, work: Path, family: dict[str, Any]) -> None:
    """A family number from a case may be anything; it must not lead out of the folder."""
    numbers = ("../../lari", "A/B", "001")
    bring_in(capsys, work, *(case(tmp_path / f"{i}.json", family, r110=n) for i, n in enumerate(numbers)))
    written = export(capsys, work, "json", tmp_path / "keluar")
    assert len(written) == 3
    assert sorted(json.loads(p.read_text("utf-8"))["answers"]["r110"] for p in written) == sorted(numbers)
    assert not (tmp_path / "lari.json").exists()


def test_two_families_with_one_number_are_two_files(
    capsys: Capture, tmp_path: Path, make_work: MakeWork, make_desk: MakeDesk, family: dict[str, Any]
) -> None:
    file = make_work()
    make_desk(None, family, file=file)
    make_desk(None, {**family, "r302": "050"}, file=file)
    file.close()
    written = export(capsys, file.path, "json", tmp_path / "keluar")
    assert sorted(json.loads(p.read_text("utf-8"))["answers"]["r302"] for p in written) == ["048", "050"]


# --- tables ---------------------------------------------------------------------------------------


@pytest.fixture
def two_families(capsys: Capture, tmp_path: Path, work: Path, family: dict[str, Any]) -> Path:
    second = deepcopy(family)
    second |= {"r110": "002", "r108": 'WATI "TI", S.PD', "r107": "JL A;B,C", "catatan": "satu\ndua", "r308": "00"}
    second["anggota"] = second["anggota"][:1]
    second["r112"] = "01"
    bring_in(capsys, work, case(tmp_path / "a.json", family), case(tmp_path / "b.json", second))
    return work


def tables(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_has_official_ids_and_keeps_zeros(
    capsys: Capture, tmp_path: Path, two_families: Path, k: FormProgram
) -> None:
    members, families = export(capsys, two_families, "csv", tmp_path / "keluar")
    assert (members.name, families.name) == ("anggota.csv", "keluarga.csv")
    heading, *lines = tables(families)
    assert heading[:2] == ["dokumen", "idsubsls"]
    assert heading[2:-3] == [c.id for c in k.bound.cells_of(None)]
    assert heading[-3:] == ["status", "errors", "warnings"]
    first, second = (dict(zip(heading, line, strict=True)) for line in lines)
    assert (first["r103"], first["r112"], first["r308"], first["r504a"]) == ("010", "04", "04", "000")
    assert (second["r108"], second["r107"], second["catatan"]) == ('WATI "TI", S.PD', "JL A;B,C", "satu\ndua")
    assert (second["r308"], second["r301b"], second["r307b2"]) == ("00", "1", "")
    assert first["status"] == "clean"
    heading, *lines = tables(members)
    assert heading[:5] == ["dokumen", "idsubsls", "r110", "baris", "urutan"]
    assert heading[5:] == [c.id for c in k.bound.cells_of("anggota")]
    assert [(line[2], line[4], line[6]) for line in lines] == [
        ("001", "1", "SUNARJO"),
        ("001", "2", "SUKINAH"),
        ("001", "3", "ARI PRASETYO"),
        ("001", "4", "NARNI"),
        ("002", "1", "SUNARJO"),
    ]
    assert len({line[3] for line in lines}) == 5
    assert lines[3][heading.index("r407")] == "03"


def test_xlsx_is_the_same_table_and_all_text(capsys: Capture, tmp_path: Path, two_families: Path) -> None:
    [book] = export(capsys, two_families, "xlsx", tmp_path / "x")
    members, families = export(capsys, two_families, "csv", tmp_path / "c")
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["keluarga", "anggota"]
    for sheet, table in ((sheets["keluarga"], families), (sheets["anggota"], members)):
        cells = list(sheet.iter_rows())
        assert [["" if c.value is None else c.value for c in line] for line in cells] == tables(table)
        assert {c.data_type for line in cells for c in line if c.value is not None} == {"s"}
        assert {c.number_format for line in cells for c in line} == {"@"}


def test_xlsx_takes_what_looks_like_a_formula_as_text(
    capsys: Capture, tmp_path: Path, work: Path, family: dict[str, Any]
) -> None:
    bring_in(capsys, work, case(tmp_path / "a.json", family, r107="=1+1", r106="@A"))
    [book] = export(capsys, work, "xlsx", tmp_path / "x")
    values = {c.value: c.data_type for c in next(openpyxl.load_workbook(book)["keluarga"].iter_rows(min_row=2))}
    assert values["=1+1"] == values["@A"] == "s"


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_an_empty_work_file(capsys: Capture, tmp_path: Path, work: Path, form: str) -> None:
    out = tmp_path / "baru" / "dalam"
    assert main(["export", str(work), "--format", form, "--out", str(out)]) == 0
    assert len(list(out.iterdir())) == {"json": 0, "csv": 2, "xlsx": 1}[form]


def test_exporting_again_replaces(capsys: Capture, tmp_path: Path, two_families: Path) -> None:
    before = [p.read_bytes() for p in export(capsys, two_families, "json", tmp_path / "keluar")]
    assert [p.read_bytes() for p in export(capsys, two_families, "json", tmp_path / "keluar")] == before
