"""What is written is whole or not there: exports, the XLSForm, the training file."""

from __future__ import annotations

import csv
import errno
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import openpyxl
import pytest

from regsosek_desk.__main__ import main
from regsosek_desk.cli import window
from regsosek_desk.core.errors import DeskError
from regsosek_desk.services import export as exporting
from regsosek_desk.services import training_file
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.training_file import discard_training_file, make_training_file
from regsosek_desk.services.whole_files import PART, whole_files
from regsosek_desk.storage.workfile import WorkFile

Capture = pytest.CaptureFixture[str]
Desk = Callable[..., DocumentDesk]
Patch = pytest.MonkeyPatch
WORDS = {errno.ENOSPC: "Diska penuh", errno.EACCES: "tidak boleh", errno.EROFS: "tidak boleh", errno.EIO: "(EIO)"}


@pytest.fixture
def work(make_work: Callable[..., WorkFile], make_desk: Desk, family: dict[str, Any]) -> Path:
    file = make_work()
    make_desk(None, family, file=file)
    make_desk(None, {**family, "r110": "002"}, file=file)
    file.close()
    return file.path


def content(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def export(work: Path, form: str, out: Path) -> int:
    return main(["export", str(work), "--format", form, "--out", str(out)])


def failing(number: int) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


def fails_after_one(number: int) -> Callable[..., Iterator[Any]]:
    """In place of every_document: a family, then a fault of the disk."""
    whole = WorkFile.every_document

    def documents(self: WorkFile, *args: Any, **more: Any) -> Iterator[Any]:
        yield next(whole(self, *args, **more))
        failing(number)()

    return documents


@pytest.mark.parametrize("number", WORDS)
@pytest.mark.parametrize("form", exporting.FORMATS)
def test_an_export_that_fails_leaves_the_earlier_one(
    capsys: Capture, tmp_path: Path, work: Path, monkeypatch: Patch, form: str, number: int
) -> None:
    out = tmp_path / "keluar"
    assert export(work, form, out) == 0
    before = content(out)
    capsys.readouterr()
    monkeypatch.setattr(WorkFile, "every_document", fails_after_one(number))
    assert export(work, form, out) == 2
    said = capsys.readouterr().err
    assert str(out) in said
    assert WORDS[number] in said
    assert os.strerror(number) not in said
    assert content(out) == before
    assert {p.name for p in out.iterdir()} == {*before}


def test_files_take_their_places_together(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("lama", "utf-8")
    with whole_files(tmp_path) as part:
        (part / "a").write_text("baru", "utf-8")
        (part / "b").write_text("baru", "utf-8")
        assert content(tmp_path)["a"] == b"lama"
    assert content(tmp_path) == {"a": b"baru", "b": b"baru"}


def test_what_a_killed_export_left_is_swept_away(tmp_path: Path, work: Path) -> None:
    left = tmp_path / PART / "sementara" / "openpyxl.x"
    left.parent.mkdir(parents=True)
    left.write_text("SUNARJO", "utf-8")
    assert export(work, "csv", tmp_path) == 0
    assert not (tmp_path / PART).exists()
    assert "regsosek-desk.part" not in str(content(tmp_path))


def test_answers_come_into_no_other_folder(tmp_path: Path, work: Path, monkeypatch: Patch) -> None:
    """Not even while the export runs; a kill would leave them there."""
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    seen: list[Path] = []
    whole = exporting._family_lines

    def lines(*args: Any) -> Iterator[Any]:
        for line in whole(*args):
            yield line
            seen.extend(elsewhere.iterdir())

    monkeypatch.setattr(exporting, "_family_lines", lines)
    assert export(work, "xlsx", tmp_path / "keluar") == 0
    assert seen == []
    assert tempfile.tempdir == str(elsewhere)


def test_odd_characters_leave_the_workbook_readable(
    capsys: Capture, tmp_path: Path, make_work: Callable[..., WorkFile], make_desk: Desk, family: dict[str, Any]
) -> None:
    file = make_work()
    longest = "A" * 32_767
    odd = {"r106": "A\ufffeB\uffffC\x01D", "r107": longest, "r108": longest + "B", "catatan": "satu\ndua\tTIGA"}
    make_desk(None, {**family, **odd}, file=file)
    file.close()
    assert export(file.path, "xlsx", tmp_path) == 0
    assert "1 isian lebih panjang dari 32.767 huruf" in capsys.readouterr().out
    heading, line = openpyxl.load_workbook(tmp_path / "regsosek.xlsx")["keluarga"].iter_rows(values_only=True)
    found = dict(zip(heading, line, strict=True))
    assert [found[q] for q in ("r106", "r107", "r108")] == ["A B C D", longest, longest]
    assert found["catatan"] == odd["catatan"]


def test_only_what_was_cut_is_said(capsys: Capture, tmp_path: Path, work: Path) -> None:
    export(work, "xlsx", tmp_path)
    assert "dipotong" not in capsys.readouterr().out


def test_a_very_long_number_makes_no_file_name(
    tmp_path: Path, make_work: Callable[..., WorkFile], make_desk: Desk, family: dict[str, Any]
) -> None:
    file = make_work()
    desk = make_desk(None, {**family, "r110": "9" * 300}, file=file)
    file.close()
    assert export(file.path, "json", tmp_path / "keluar") == 0
    [written] = (tmp_path / "keluar").iterdir()
    assert written.stem.endswith(desk.id)
    assert json.loads(written.read_text("utf-8"))["answers"]["r110"] == "9" * 300


def test_an_xlsform_on_a_full_disk(capsys: Capture, tmp_path: Path, monkeypatch: Patch) -> None:
    target = tmp_path / "k.xlsx"
    target.write_text("lama", "utf-8")

    def save(self: openpyxl.Workbook, path: Path) -> None:
        path.write_bytes(b"")
        failing(errno.ENOSPC)()

    with monkeypatch.context() as patch:
        patch.setattr(openpyxl.Workbook, "save", save)
        assert main(["forms", "export", "--to", "xlsform", "--out", str(target)]) == 2
    said = capsys.readouterr().err
    assert f"Diska penuh. {tmp_path} tidak dapat ditulis" in said
    assert content(tmp_path) == {"k.xlsx": b"lama"}
    assert main(["forms", "export", "--to", "xlsform", "--out", str(target)]) == 0
    assert openpyxl.load_workbook(target).sheetnames == ["survey", "choices", "settings"]


# --- the training file ----------------------------------------------------------------------------

CHILD = """
import os, sys
from pathlib import Path
from regsosek_desk.services import training_file
training_file.recheck = lambda file: os._exit(9)
training_file.make_training_file(Path(sys.argv[1]), (6,))
"""


def test_a_first_start_that_is_cut_off_leaves_no_training_file(tmp_path: Path) -> None:
    path = tmp_path / "latihan.regsosek"
    assert subprocess.run([sys.executable, "-c", CHILD, str(path)], check=False, timeout=60).returncode == 9
    assert not path.exists()
    assert (tmp_path / "latihan.regsosek.baru").exists()
    make_training_file(path, (6,))
    assert {p.name for p in tmp_path.iterdir()} <= {path.name, path.name + ".lock"}
    with WorkFile.open(path) as file:
        assert len(list(file.every_document())) > 1


def test_a_training_file_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: Patch) -> None:
    path = tmp_path / "latihan.regsosek"
    monkeypatch.setattr(training_file, "recheck", failing(errno.ENOSPC))
    with pytest.raises(DeskError) as fault:
        make_training_file(path, (6,))
    assert fault.value.code == "disk_full_opening"
    assert {p.name for p in tmp_path.iterdir()} <= {path.name + ".lock"}


def test_a_training_file_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "latihan.regsosek"
    path.write_text("isi", "utf-8")
    with pytest.raises(DeskError) as fault:
        make_training_file(path, (6,))
    assert fault.value.code == "file_exists"
    assert path.read_text("utf-8") == "isi"


def test_where_no_training_file_can_be_made(capsys: Capture, tmp_path: Path, monkeypatch: Patch) -> None:
    home = tmp_path / "rumah"
    home.write_text("", "utf-8")
    monkeypatch.setenv("REGSOSEK_DESK_HOME", str(home / "dalam"))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert main([]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Tidak ada data yang berubah" in said or "Tidak ada isian yang berubah" in said


def test_the_window_opens_on_the_training_file(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setenv("REGSOSEK_DESK_HOME", str(tmp_path))
    path = tmp_path / "latihan.regsosek"
    path.write_text("", "utf-8")
    assert window.training_path() == path


def test_the_tour_deletes_only_its_own_file(tmp_path: Path, work: Path) -> None:
    own, others = tmp_path / "tour.regsosek", tmp_path / "tour.regsosek-catatan.txt"
    make_training_file(own, (6,))
    others.write_text("isi", "utf-8")
    discard_training_file(own)
    assert not own.exists()
    assert others.exists()
    with WorkFile.open(work) as file:
        file.set_meta("mode", "asli")
    work.rename(own)
    with pytest.raises(DeskError) as fault:
        discard_training_file(own)
    assert fault.value.code == "not_training"
    assert own.exists()


def test_the_tables_of_an_export_are_whole(tmp_path: Path, work: Path) -> None:
    assert export(work, "csv", tmp_path / "keluar") == 0
    with (tmp_path / "keluar" / "keluarga.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.reader(stream))) == 3
