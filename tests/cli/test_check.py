"""`check FILE…` as decisions.md §4 has it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from regsosek_desk.__main__ import main
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.storage.formfiles import form_dir
from regsosek_desk.storage.workfile import WorkFile

CASES = form_dir("regsosek22-k") / "cases"
CLEAN, REFUSED = CASES / "keluarga-bersih.yaml", CASES / "menolak-tanpa-catatan.yaml"
Capture = pytest.CaptureFixture[str]


def check(capsys: Capture, *paths: Path) -> tuple[int, list[dict[str, Any]], list[str]]:
    """Exit status, lines printed, and complaints."""
    status = main(["check", *map(str, paths)])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, [json.loads(line) for line in out.splitlines()], err.splitlines()


def write(path: Path, answers: dict[str, Any], form: str = "regsosek22-k") -> Path:
    path.write_text(json.dumps({"form": form, "answers": answers}, ensure_ascii=False), "utf-8")
    return path


def test_one_line_for_each_file(capsys: Capture) -> None:
    status, lines, complaints = check(capsys, CLEAN, REFUSED)
    assert (status, complaints) == (0, [])
    assert lines[0] == {"file": str(CLEAN), "status": "clean", "violations": []}
    [violation] = [v for v in lines[1]["violations"] if v["severity"] == "E"]
    assert list(violation) == ["rule", "severity", "at", "message"]
    assert (violation["rule"], violation["at"]) == ("K2-02", "catatan")
    assert violation["message"].startswith("Hasil pendataan (205) adalah 4 Responden menolak")


def test_errors_do_not_change_the_exit_status(capsys: Capture) -> None:
    assert check(capsys, REFUSED)[0] == 0


def test_ordered_by_severity_then_paper(capsys: Capture, tmp_path: Path, family: dict[str, Any]) -> None:
    """E before W before I; then block by block and, in the roster, member by member."""
    family |= {"r506": "9", "r113": "", "r310": "9", "r101": "3"}
    family["anggota"][0] |= {"r403": "3321019999999999", "r415": "99"}
    family["anggota"][1]["r402"] = "SUKINAH 2"
    _, [line], _ = check(capsys, write(tmp_path / "a.json", family))
    found = [(v["severity"], v["at"]) for v in line["violations"]]
    assert found == [
        ("E", "r101"),
        ("E", "r310"),
        ("E", "anggota[1].r415"),
        ("E", "r506"),
        ("W", "r113"),
        ("W", "anggota[2].r402"),
        ("I", "anggota[1].r403"),
    ]


def test_a_bad_file_stops_none_of_the_others(capsys: Capture, tmp_path: Path) -> None:
    missing, bad = tmp_path / "tidak-ada.yaml", tmp_path / "rusak.yaml"
    bad.write_text("form: [", "utf-8")
    status, lines, complaints = check(capsys, CLEAN, missing, REFUSED, bad, CLEAN)
    assert status == 2
    assert [line["file"] for line in lines] == [str(CLEAN), str(REFUSED), str(CLEAN)]
    assert len(complaints) == 2
    assert "tidak-ada.yaml" in complaints[0]
    assert "rusak.yaml" in complaints[1]


def test_short_numbers_are_padded_and_blanks_left_out(capsys: Capture, tmp_path: Path, family: dict[str, Any]) -> None:
    family |= {"r112": "4", "r302": "48", "r109": " 1 ", "catatan": "", "r201": "20102022"}
    family["anggota"][0] |= {"r407": "42", "r401": "1", "r429": ""}
    _, [line], _ = check(capsys, write(tmp_path / "a.json", family))
    assert line["status"] == "clean"


def test_a_list_is_checked_too(capsys: Capture, families_list: dict[str, Any], tmp_path: Path) -> None:
    families_list["vk_a"][1]["r110"] = "009"
    _, [line], _ = check(capsys, write(tmp_path / "vk.json", families_list, "regsosek22-vk1"))
    assert ("VK-02", "vk_a[2].r110") in {(v["rule"], v["at"]) for v in line["violations"]}


def test_nothing_keyed_is_blank(capsys: Capture, tmp_path: Path) -> None:
    _, [line], _ = check(capsys, write(tmp_path / "a.json", {}))
    assert line["status"] == "blank"
    _, [line], _ = check(capsys, write(tmp_path / "b.json", {"r101": "", "anggota": []}))
    assert line["status"] == "blank"


def test_names_with_spaces_and_letters_of_any_alphabet(capsys: Capture, tmp_path: Path, family: dict[str, Any]) -> None:
    path = tmp_path / "keluarga Pak Ñoño.json"
    family["r107"] = "JL É №5"
    assert check(capsys, write(path, family))[1][0]["file"] == str(path)


# --- a work file ----------------------------------------------------------------------------------


@pytest.fixture
def keyed(
    make_work: Callable[..., WorkFile], make_desk: Callable[..., DocumentDesk], family: dict[str, Any],
    prelist: dict[str, str],
) -> Path:  # fmt: skip
    """A work file with a blank, a clean and a wrong family; the second and third share a NIK."""
    file = make_work()
    make_desk({**prelist, "r110": "001"}, file=file)
    make_desk(None, {**family, "r110": "002", "r109": "002"}, file=file)
    wrong = {**family, "r110": "003", "r114": "12"}
    make_desk(None, wrong, file=file)
    file.close()
    return file.path


def test_one_line_for_each_family_of_a_work_file(capsys: Capture, keyed: Path) -> None:
    before = keyed.read_bytes()
    status, lines, complaints = check(capsys, keyed)
    assert (status, complaints) == (0, [])
    assert [line["keluarga"] for line in lines] == [f"3321010001000100-{n}" for n in ("001", "002", "003")]
    assert [line["status"] for line in lines] == ["blank", "warning", "error"]
    assert {line["file"] for line in lines} == {str(keyed)}
    assert {v["rule"] for v in lines[1]["violations"]} == {"K4-05"}  # the same NIK in another family
    assert keyed.read_bytes() == before


def test_a_work_file_that_is_open_elsewhere_can_be_checked(capsys: Capture, keyed: Path) -> None:
    with WorkFile.open(keyed):
        assert len(check(capsys, keyed)[1]) == 3


def test_a_work_file_is_known_by_its_content(capsys: Capture, keyed: Path, tmp_path: Path) -> None:
    other = tmp_path / "salinan.yaml"
    shutil.copy(keyed, other)
    assert len(check(capsys, other, CLEAN)[1]) == 4


def test_confirmed_warnings_count_as_clean(
    capsys: Capture, make_work: Callable[..., WorkFile], make_desk: Callable[..., DocumentDesk], family: dict[str, Any]
) -> None:
    file = make_work()
    desk = make_desk(None, {**family, "r302": "037", "r303": "7", "r111": "2"}, file=file)
    [warning] = desk.review.open
    desk.confirm(warning, "lantai bambu")
    file.close()
    _, [line], _ = check(capsys, file.path)
    assert line["status"] == "clean"
    assert [v["rule"] for v in line["violations"]] == ["K3-22"]  # still reported
