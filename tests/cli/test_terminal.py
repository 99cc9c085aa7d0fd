"""What reaches the terminal: always a sentence, in letters it can show, and never a long stretch of somebody's file."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from regsosek_desk.__main__ import main
from regsosek_desk.cli.main import COMMANDS
from regsosek_desk.cli.streams import short
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.services import check as checking
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.storage import formfiles
from regsosek_desk.storage.formfiles import form_dir
from regsosek_desk.storage.workfile import WorkFile

CLEAN = form_dir("regsosek22-k") / "cases" / "keluarga-bersih.yaml"
Capture = pytest.CaptureFixture[str]
MakeWork = Callable[..., WorkFile]
MakeDesk = Callable[..., DocumentDesk]


def run(command: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """A command line of the shell; `regsosek` in it is the program."""
    whole = f'regsosek() {{ "{sys.executable}" -m regsosek_desk "$@"; }}; {command}'
    return subprocess.run(
        ["/bin/sh", "-c", whole], capture_output=True, timeout=60, check=False, env={**os.environ, **more}
    )


posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@posix
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    assert run(f"regsosek check '{CLEAN}' {closed}").returncode == 0
    done = run(f"regsosek check /tidak/ada {closed}")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="has no full disk at hand")
def test_output_that_cannot_be_written() -> None:
    done = run(f"regsosek check '{CLEAN}' > /dev/full")
    assert done.returncode == 2
    assert done.stderr.decode().startswith("Diska penuh. keluaran tidak dapat ditulis")
    assert done.stderr.count(b"\n") == 1


@posix
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_letters_that_the_terminal_lacks(tmp_path: Path, encoding: str) -> None:
    home = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = run("regsosek --help; regsosek forms lint; regsosek check 'ñ日本.yaml'", **home)
    assert b"Traceback" not in done.stderr
    assert b"tidak ada" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="file names are text elsewhere")
def test_file_names_that_are_no_text(tmp_path: Path, family: dict[str, Any]) -> None:
    path = os.fsencode(tmp_path) + b"/w\xff.json"
    Path(os.fsdecode(path)).write_text(json.dumps({"form": "regsosek22-k", "answers": family}), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "regsosek_desk", "check", path, path + b"x"], capture_output=True, check=False
    )
    assert os.fsencode(json.loads(done.stdout)["file"]) == path
    assert done.returncode == 2
    assert done.stderr.startswith(b"Berkas w\\udcff.jsonx tidak ada")


def test_what_is_repeated_is_cut_at_60() -> None:
    assert short("a" * 60) == "a" * 60
    assert short("a" * 61) == "a" * 59 + "…"
    assert short("a\x1b[2Jb\n") == "a?[2Jb?"


@pytest.mark.parametrize(
    "case",
    [
        {"form": "F" * 5000, "answers": {}},
        {"form": "regsosek22-k", "answers": {"Q" * 5000: "1"}},
        {"form": "regsosek22-k", "answers": {"Q" * 5000: 1}},
        {"form": "regsosek22-k", "answers": {"\x1b[2J" + "Q" * 5000: "\x01"}},
    ],
)
def test_messages_repeat_little(capsys: Capture, tmp_path: Path, case: dict[str, Any]) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(case), "utf-8")
    assert main(["check", str(path)]) == 2
    err = capsys.readouterr().err
    assert len(err) < 400
    assert "\x1b" not in err


def test_a_long_family_number_is_cut(
    capsys: Capture, tmp_path: Path, make_work: MakeWork, family: dict[str, Any]
) -> None:
    file = make_work()
    file.close()
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"form": "regsosek22-k", "answers": {**family, "r110": "9" * 500}}), "utf-8")
    assert main(["import-cases", str(file.path), str(path)]) == 0
    assert "9" * 61 not in capsys.readouterr().out


def test_each_command_is_known_and_helped(capsys: Capture) -> None:
    assert set(COMMANDS) >= {"check", "export", "import-cases", "pulihkan", "forms", "tour"}
    for command in COMMANDS:
        with pytest.raises(SystemExit) as done:
            main([command, "--help"])
        assert done.value.code == 0
        assert f"regsosek-desk {command}" in capsys.readouterr().out


def test_a_log_holds_nothing_personal() -> None:
    fault = InputFault(
        "x", question="NAMA", family="3321", file="KK_BUDI.json", reason="NAMA", folder="/home/budi", nik="33"
    )
    assert str(fault) == "x"
    allowed = {"seq": 3, "op": "fill", "document": "d", "form": "k", "count": 2, "errno": "EIO", "line": 7}
    assert str(MachineFault("y", file="b", **allowed)) == (
        "y (seq=3, op=fill, document=d, form=k, count=2, errno=EIO, line=7)"
    )


# --- forms that can't be used ---------------------------------------------------------------------


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's family form with a fault in it."""
    folder = tmp_path / "forms" / "regsosek22-k" / "1"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text("form: regsosek22-k\nsettings: 2022-13-45\n", "utf-8")
    shutil.copytree(form_dir("regsosek22-vk1"), tmp_path / "forms" / "regsosek22-vk1" / "1")
    monkeypatch.setattr(formfiles, "forms_dir", lambda: tmp_path / "forms")
    formfiles._loaded.cache_clear()
    return folder


def test_a_faulty_form_is_said_by_every_command(
    capsys: Capture, tmp_path: Path, make_work: MakeWork, make_desk: MakeDesk, family: dict[str, Any],
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    file = make_work()
    make_desk(None, family, file=file)
    file.close()
    request.getfixturevalue("faulty")
    monkeypatch.setenv("REGSOSEK_DESK_HOME", str(tmp_path / "rumah"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    work, out = str(file.path), str(tmp_path / "keluar")
    for args in (
        *(["export", work, "--format", form, "--out", out] for form in ("json", "csv", "xlsx")),
        ["check", work],
        ["check", str(CLEAN)],
        ["import-cases", work, str(CLEAN)],
        ["forms", "export", "--to", "xlsform", "--out", str(tmp_path / "k.xlsx")],
        ["tour", "--out", out],
        [],
    ):
        assert main(args) == 2, args
        err = capsys.readouterr().err
        assert "milik program ini salah" in err, args
        assert "forms lint" in err
    assert not (tmp_path / "rumah" / "latihan.regsosek").exists()


@pytest.mark.parametrize("value", ["2022-13-45", "9" * 5000, "!!int ''", "!!bool maybe", "!!timestamp x"])
def test_values_that_cannot_be_are_faults_with_their_line(capsys: Capture, faulty: Path, value: str) -> None:
    (faulty / "form.yaml").write_text(f"form: regsosek22-k\nsettings: {value}\n", "utf-8")
    assert main(["forms", "lint", str(faulty)]) == 2
    out = capsys.readouterr().out
    assert out.startswith(f"{faulty / 'form.yaml'}:2: not_yaml: ")
    assert len(out) < len(str(faulty)) + 250


@posix
def test_a_pipe_among_the_form_files_is_passed_over(faulty: Path) -> None:
    os.mkfifo(faulty / "pipa.yaml")
    assert run(f"regsosek forms lint '{faulty}'").returncode == 2


def test_kinds_are_named_in_words(capsys: Capture, tmp_path: Path) -> None:
    folder = tmp_path / "k"
    folder.mkdir()
    for file in form_dir("regsosek22-k").glob("*.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    with (folder / "rules.yaml").open("a", encoding="utf-8") as rules:
        rules.write('\n- {rule: X-1, severity: E, at: r302, when: r302 == "dua", says: A, do: B}\n')
    assert main(["forms", "lint", str(folder)]) == 2
    out = capsys.readouterr().out
    assert "wrong_type" in out
    assert "berjenis angka, padahal di sini dibutuhkan teks" in out


# --- documents that can't be checked --------------------------------------------------------------


def test_check_goes_on_after_a_bad_document(
    capsys: Capture, make_work: MakeWork, make_desk: MakeDesk, family: dict[str, Any]
) -> None:
    file = make_work()
    bad, old, strange = (make_desk(None, {**family, "r110": n}, file=file).id for n in ("001", "002", "004"))
    make_desk(None, {**family, "r110": "003"}, file=file)
    file.close()
    with closing(sqlite3.connect(file.path)) as conn, conn:
        columns = [row[1] for row in conn.execute("PRAGMA table_info(dokumen)")]
        assert {"form", "form_version", "answers"} <= {*columns}
        conn.execute("UPDATE dokumen SET answers = json_set(answers, '$.r999', '1') WHERE id = ?", (bad,))
        conn.execute("UPDATE dokumen SET form_version = '77' WHERE id = ?", (old,))
        conn.execute("UPDATE dokumen SET form = 'lain' WHERE id = ?", (strange,))
    assert main(["check", str(file.path)]) == 2
    out, err = capsys.readouterr()
    assert [json.loads(line)["keluarga"][-3:] for line in out.splitlines()] == ["003"]
    first, second, third = err.splitlines()
    assert "-001: Isi dokumen tidak sama dengan riwayatnya" in first
    assert "formulir regsosek22-k 77 tidak ada" in second
    assert "formulir lain tidak ada" in third
    with pytest.raises(MachineFault):
        list(checking.check_path(file.path))
