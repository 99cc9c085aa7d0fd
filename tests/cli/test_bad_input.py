"""Whatever is handed to the commands: a clear sentence, exit status 2, no traceback, nothing changed."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from regsosek_desk.__main__ import main
from regsosek_desk.services.export import FORMATS
from regsosek_desk.storage.formfiles import form_dir
from regsosek_desk.storage.workfile import WorkFile

CLEAN = form_dir("regsosek22-k") / "cases" / "keluarga-bersih.yaml"
Capture = pytest.CaptureFixture[str]
K = "form: regsosek22-k\n"
BAD_CASES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "tidak berbentuk berkas kasus"),
    "binary": (bytes(range(256)) * 20, "tidak dapat dibaca"),
    "no utf-8": (b"\xff\xfef\x00o\x00", "tidak dapat dibaca"),
    "half yaml": (b"form: regsosek22-k\nanswers: {r101: '33'", "(baris "),
    "control characters": (K.encode() + b'answers: {r108: "A\x01"}', "tidak dapat dibaca"),
    "half an emoji": (b'{"form": "regsosek22-k", "answers": {"r108": "\\ud83d"}}', "jawaban r108 memuat tanda"),
    "a null in an answer": (b'{"form": "regsosek22-k", "answers": {"r108": "A\\u0000"}}', "jawaban r108 memuat tanda"),
    "a control character": (K.encode() + b'answers: {r108: "A\\x1b[1m"}', "jawaban r108 memuat tanda"),
    "a delete": (K.encode() + b'answers: {anggota: [{r402: "A\\x7f"}]}', "jawaban r402 memuat tanda"),
    "no character": (b'{"form": "regsosek22-k", "answers": {"r108": "A\\uffff"}}', "jawaban r108 memuat tanda"),
    "no character of its plane": (b'{"form": "k", "answers": {"r108": "\\ud83f\\udffe"}}', "jawaban r108 memuat tanda"),
    "a list as question": (K.encode() + b"answers:\n  ? [a, b]\n  : x", "(baris 3)"),
    "a mapping as question": (K.encode() + b"answers:\n  ? {a: b}\n  : x", "(baris 3)"),
    "a number that is none": (K.encode() + b"answers: {r112: !!int ''}", "tidak dapat dibaca"),
    "a number without end": (K.encode() + b"answers: {r112: " + b"9" * 5000 + b"}", "tidak dapat dibaca"),
    "another sort of tag": (K.encode() + b"answers: {r101: !!python/object:os.x {}}", "(baris 2)"),
    "nested without end": (b"[" * 100_000, "(baris 1)"),
    "nested in blocks": (b"- " * 50_000, "(baris 1)"),
    "nested json": (b'{"form":' * 100_000, "tidak dapat dibaca"),
    "refers to itself": (K.encode() + b"answers: &a {anggota: [*a]}", "tidak berbentuk berkas kasus"),
    "too big": (b"#" * 20_000_001, "tidak dapat dibaca"),
    "a number": (b"42", "tidak berbentuk berkas kasus"),
    "a list": (b"- form: regsosek22-k", "tidak berbentuk berkas kasus"),
    "no answers": (K.encode(), "tidak berbentuk berkas kasus"),
    "answers in a list": (K.encode() + b"answers: []", "tidak berbentuk berkas kasus"),
    "no form": (b"answers: {}", "tidak berbentuk berkas kasus"),
    "unknown form": (b"form: regsosek23\nanswers: {}", "formulir regsosek23 tidak ada"),
    "a path as form": (b"form: ../forms/regsosek22-k\nanswers: {}", "tidak ada dalam program ini"),
    "a version as form": (b"form: regsosek22-k/1\nanswers: {}", "tidak ada dalam program ini"),
    "a null as form": (b'{"form": "a\\u0000b", "answers": {}}', "tidak ada dalam program ini"),
    "a very long form": (b"form: " + b"a" * 5000 + b"\nanswers: {}", "tidak ada dalam program ini"),
    "unknown question": (K.encode() + b"answers: {r999: '1'}", "pertanyaan r999"),
    "unknown question of a member": (K.encode() + b"answers: {anggota: [{r999: '1'}]}", "pertanyaan r999"),
    "a member's question outside": (K.encode() + b"answers: {r401: '01'}", "pertanyaan r401"),
    "a fact": (K.encode() + b"answers: {wilayah_dikenal: '0'}", "pertanyaan wilayah_dikenal"),
    "digits without quotes": (K.encode() + b"answers: {r112: 04}", "jawaban r112 ditulis tanpa tanda kutip"),
    "a date without quotes": (K.encode() + b"answers: {r201: 2022-10-20}", "jawaban r201 ditulis tanpa"),
    "digits of a member": (K.encode() + b"answers: {anggota: [{r401: 01}]}", "jawaban r401 ditulis tanpa"),
    "yes without quotes": (K.encode() + b"answers: {r108: Yes}", "jawaban r108 ditulis tanpa"),
    "a roster without a list": (K.encode() + b"answers: {anggota: {r401: '01'}}", "tidak berbentuk berkas kasus"),
    "a roster of words": (K.encode() + b"answers: {anggota: [satu]}", "tidak berbentuk berkas kasus"),
    "a list as answer": (K.encode() + b"answers: {r101: [{r401: '1'}]}", "pertanyaan r101"),
    "an answer twice in json": (b'{"form": "k", "form": "k", "answers": {}}', "tidak dapat dibaca"),
    "an answer twice": (K.encode() + b"answers:\n  r101: '33'\n  r101: '34'", "(baris 4)"),
}


def complaint(capsys: Capture, *args: str) -> str:
    """What the command says when it can't: one line, exit status 2."""
    assert main(list(args)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err
    assert not re.search(r"Traceback|[{}]", err), err
    return err


@pytest.mark.parametrize("name", BAD_CASES)
def test_bad_case_files(capsys: Capture, tmp_path: Path, name: str) -> None:
    content, said = BAD_CASES[name]
    path = tmp_path / "kasus.yaml"
    path.write_bytes(content)
    err = complaint(capsys, "check", str(path))
    assert said in err
    assert "kasus.yaml" in err
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", BAD_CASES)
def test_bad_case_files_are_not_imported(
    capsys: Capture, tmp_path: Path, make_work: Callable[..., WorkFile], name: str
) -> None:
    file = make_work()
    file.close()
    path = tmp_path / "kasus.yaml"
    path.write_bytes(BAD_CASES[name][0])
    assert BAD_CASES[name][1] in complaint(capsys, "import-cases", str(file.path), str(path))
    with WorkFile.open(file.path) as after:
        assert not list(after.every_document())


@pytest.mark.parametrize("command", ["check", "import-cases"])
def test_no_file_and_a_folder(
    capsys: Capture, tmp_path: Path, make_work: Callable[..., WorkFile], command: str
) -> None:
    file = make_work()
    file.close()
    before = [str(file.path)] if command == "import-cases" else []
    assert "tidak ada" in complaint(capsys, command, *before, str(tmp_path / "tidak-ada.yaml"))
    assert "tidak dapat dibaca" in complaint(capsys, command, *before, str(tmp_path))


# --- answers that are odd, but are kept and told ---------------------------------------------------


def found(capsys: Capture, path: Path, answers: dict[str, Any]) -> set[tuple[str, str]]:
    path.write_text(json.dumps({"form": "regsosek22-k", "answers": answers}), "utf-8")
    assert main(["check", str(path)]) == 0
    line = json.loads(capsys.readouterr().out)
    return {(v["rule"], v["at"]) for v in line["violations"]}


@pytest.mark.parametrize(
    ("question", "text", "rule"),
    [
        ("r108", "SUNARJO 😀", "K1-04"),
        ("r114", "33210120051000017", "K1-12"),
        ("r201", "31022022", "KD-02"),
        ("r201", "2022-02-31", "KD-02"),
        ("r201", "2022-W42-4", "KD-02"),
        ("r302", "9" * 5000, "K3-04"),
        ("r302", "-1", "K3-04"),
        ("r302", "４８", "K3-04"),
        ("r301a", "1.0", "K3-02"),
        ("r507", "9" * 30, "K5-07"),
    ],
)
def test_odd_answers_are_told(
    capsys: Capture, tmp_path: Path, family: dict[str, Any], question: str, text: str, rule: str
) -> None:
    assert (rule, question) in found(capsys, tmp_path / "a.json", {**family, question: text})


def test_a_family_of_sixty(
    capsys: Capture, tmp_path: Path, family: dict[str, Any], make_work: Callable[..., WorkFile]
) -> None:
    """Taken as it is, and said."""
    one = family["anggota"][1] | {"r409": "8"}
    members = [{**one, "r401": f"{n:02}", "r403": f"332101570884{n:04}"} for n in range(1, 61)]
    members[0] |= {"r402": "SUNARJO", "r409": "1"}
    rules = found(capsys, tmp_path / "a.json", {**family, "r112": "60", "anggota": members})
    assert ("KD-01", "r112") in rules
    assert ("K1-09", "r112") not in rules
    file = make_work()
    file.close()
    assert main(["import-cases", str(file.path), str(tmp_path / "a.json")]) == 0
    assert "mempunyai 60 anggota" in capsys.readouterr().out


# --- work files -----------------------------------------------------------------------------------


def broken_files(tmp_path: Path, good: Path) -> dict[str, tuple[Path, str]]:
    text, half, newer, other = (tmp_path / f"{name}.regsosek" for name in ("teks", "separuh", "baru", "lain"))
    text.write_text("nama;nik\n", "utf-8")
    half.write_bytes(good.read_bytes()[: len(good.read_bytes()) // 2])
    newer.write_bytes(good.read_bytes())
    with closing(sqlite3.connect(newer)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
    with closing(sqlite3.connect(other)) as conn, conn:
        conn.execute("CREATE TABLE t (a)")
    return {
        "text": (text, "bukan berkas kerja Regsosek"),
        "half": (half, "rusak atau tidak utuh"),
        "newer": (newer, "versi program yang lebih baru"),
        "another database": (other, "bukan berkas kerja Regsosek"),
        "none": (tmp_path / "tidak-ada.regsosek", "tidak ada"),
    }


@pytest.mark.parametrize("kind", ["text", "half", "newer", "another database", "none"])
def test_bad_work_files(capsys: Capture, tmp_path: Path, make_work: Callable[..., WorkFile], kind: str) -> None:
    file = make_work()
    file.close()
    path, said = broken_files(tmp_path, file.path)[kind]
    before = path.read_bytes() if path.exists() else None
    for args in (
        ["check", str(path)],
        ["import-cases", str(path), str(CLEAN)],
        *(["export", str(path), "--format", each, "--out", str(tmp_path / "keluar")] for each in FORMATS),
    ):
        assert said in complaint(capsys, *args)
    assert before == (path.read_bytes() if path.exists() else None)


def test_a_work_file_that_is_open_elsewhere_takes_no_cases(capsys: Capture, make_work: Callable[..., WorkFile]) -> None:
    file = make_work()
    assert "sedang dibuka" in complaint(capsys, "import-cases", str(file.path), str(CLEAN))


def test_where_nothing_can_be_written(capsys: Capture, tmp_path: Path, make_work: Callable[..., WorkFile]) -> None:
    file = make_work()
    file.close()
    blocked = tmp_path / "berkas"
    blocked.write_text("", "utf-8")
    err = complaint(capsys, "export", str(file.path), "--format", "csv", "--out", str(blocked))
    assert str(blocked) in err
    complaint(capsys, "export", str(file.path), "--format", "json", "--out", str(blocked / "dalam"))


# --- the shell ------------------------------------------------------------------------------------


def run(*args: str, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "regsosek_desk", *args]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60, **more)


@pytest.mark.skipif(sys.platform == "win32", reason="has neither")
def test_what_has_no_end_is_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipa"
    os.mkfifo(pipe)
    done = run("check", str(pipe), "/dev/zero")
    assert done.returncode == 2
    assert [line.split()[0] for line in done.stderr.splitlines()] == ["pipa", "zero"]


def test_the_real_program(tmp_path: Path) -> None:
    bad = tmp_path / "a.yaml"
    bad.write_bytes(b"\x00")
    done = run("check", str(bad), str(CLEAN))
    assert done.returncode == 2
    assert json.loads(done.stdout)["status"] == "clean"
    assert len(done.stderr.splitlines()) == 1


def test_output_is_utf8_whatever_the_machine_says(tmp_path: Path, family: dict[str, Any]) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"form": "regsosek22-k", "answers": {**family, "r108": "SUNARJO №"}}), "utf-8")
    done = run("check", str(path), env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert done.returncode == 0
    assert "№" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe closes differently there")
def test_a_reader_that_goes_away_is_no_mishap() -> None:
    command = [sys.executable, "-m", "regsosek_desk", "check", *[str(CLEAN)] * 400]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_help_names_the_commands(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as done:
        main(["--help"])
    assert done.value.code == 0
    out = capsys.readouterr().out
    for command in ("check", "export", "import-cases", "forms", "tour"):
        assert command in out
