"""The recovery that docs/pemulihan.md rehearses, step by step: a forgotten PIN, a leaver, a lost `.kunci`."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from regsosek_desk import settings
from regsosek_desk.__main__ import main
from regsosek_desk.cli import pins
from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.errors import InputFault
from regsosek_desk.storage import pin, vault
from regsosek_desk.storage.workfile import WorkFile

Capture = pytest.CaptureFixture[str]
Typed = Callable[..., None]
OLD, NEW = "kopi 4 tahu", "teh 9 gula"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Gives lines to standard input."""
    return lambda *lines: monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


@pytest.fixture
def office(tmp_path: Path) -> tuple[str, Path]:
    """Recipient, and the file with the recovery key as it lies in the safe."""
    identity = pyrage.x25519.Identity.generate()
    file = tmp_path / "kunci-pemulihan.txt"
    file.write_text(f"# Kunci pemulihan BPS Demak\n{identity}\n", "utf-8")
    return str(identity.to_public()), file


@pytest.fixture
def work(tmp_path: Path, office: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A locked work file with one SLS; beside it what the office has kept since enrolment."""
    monkeypatch.setattr(pin, "COST", pin.Cost(8 * 1024, 1, 1))
    path = tmp_path / "02301.regsosek"
    key = vault.create_vault(path, OLD, office[0], device="d-1")
    with WorkFile.create(path, {"mode": "kerja", "petugas": "02301"}, key) as file:
        file.add_sls(Sls("3321010001000100", "RT 001"))
    (tmp_path / "salinan-kunci.txt").write_text(vault.office_wrapped(path) + "\n", "utf-8")
    return path


def opens(path: Path, tried: str) -> bool:
    with WorkFile.open(path, key=vault.open_vault(path, tried)) as file:
        return [sls.name for sls in file.sls_list()] == ["RT 001"]


def recover(path: Path, key_file: Path, *more: str) -> int:
    return main(["pulihkan", str(path), "--kunci", str(key_file), "--pin-baru-stdin", *more])


def test_a_forgotten_pin(work: Path, office: tuple[str, Path], typed: Typed, capsys: Capture) -> None:
    before = work.read_bytes()
    with pytest.raises(InputFault, match="pin_wrong"):
        opens(work, "lupa sama sekali")
    typed(NEW)
    assert recover(work, office[1]) == 0
    assert work.name in capsys.readouterr().out
    assert work.read_bytes() == before
    assert opens(work, NEW)


def test_a_leaver(work: Path, office: tuple[str, Path], typed: Typed, tmp_path: Path, capsys: Capture) -> None:
    archive = tmp_path / "arsip"
    archive.mkdir()
    copies = [Path(shutil.copy(each, archive)) for each in (work, vault.vault_path(work))]
    typed(NEW)
    assert recover(copies[0], office[1]) == 0
    typed(NEW)
    out = tmp_path / "ekspor"
    assert main(["export", str(copies[0]), "--format", "csv", "--out", str(out), "--pin-stdin"]) == 0
    assert list(out.iterdir())
    assert opens(work, OLD)  # the laptop's own is as it was


@pytest.mark.parametrize(("left", "how"), [(None, "utf-8"), (b"", "utf-8-sig"), (b"{}", "utf-16")])
def test_a_lost_or_damaged_key_file(
    work: Path, office: tuple[str, Path], typed: Typed, tmp_path: Path, capsys: Capture, left: bytes | None, how: str
) -> None:
    vault.vault_path(work).unlink() if left is None else vault.vault_path(work).write_bytes(left)
    typed(NEW)
    assert recover(work, office[1]) == 2
    assert ".kunci" in capsys.readouterr().err
    kept = tmp_path / "salinan-kunci.txt"
    kept.write_text(kept.read_text("utf-8"), how)
    typed(NEW)
    assert recover(work, office[1], "--salinan", str(kept)) == 0
    assert opens(work, NEW)


def test_the_copy_of_another_laptop_is_refused(
    work: Path, office: tuple[str, Path], typed: Typed, tmp_path: Path, capsys: Capture
) -> None:
    other = tmp_path / "02302.regsosek"
    vault.create_vault(other, OLD, office[0], device="d-2")
    (tmp_path / "lain.txt").write_text(vault.office_wrapped(other), "utf-8")
    before = vault.vault_path(work).read_bytes()
    typed(NEW)
    assert recover(work, office[1], "--salinan", str(tmp_path / "lain.txt")) == 2
    assert vault.vault_path(work).read_bytes() == before
    assert opens(work, OLD)


@pytest.mark.parametrize("content", ["", "AGE-SECRET-KEY-1XX\n", str(pyrage.x25519.Identity.generate()), "\udcff"])
def test_another_key_changes_nothing(work: Path, tmp_path: Path, typed: Typed, capsys: Capture, content: str) -> None:
    (tmp_path / "salah.txt").write_text(content, "utf-8", "surrogateescape")
    before = vault.vault_path(work).read_bytes()
    typed(NEW)
    assert recover(work, tmp_path / "salah.txt") == 2
    assert "AGE-SECRET-KEY" in capsys.readouterr().err
    assert vault.vault_path(work).read_bytes() == before


def test_a_weak_pin_or_none_changes_nothing(
    work: Path, office: tuple[str, Path], typed: Typed, capsys: Capture
) -> None:
    before = vault.vault_path(work).read_bytes()
    for line in (["12345678"], []):
        typed(*line)
        assert recover(work, office[1]) == 2
    typed(NEW)
    assert recover(work, work.with_name("tidak-ada.txt")) == 2
    assert vault.vault_path(work).read_bytes() == before


def test_typed_twice_on_a_terminal(
    work: Path, office: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    answers = iter([NEW, "teh 8 gula", NEW, NEW, NEW])
    monkeypatch.setattr(pins, "getpass", lambda _: next(answers))
    command = ["pulihkan", str(work), "--kunci", str(office[1])]
    assert main(command) == 2
    assert opens(work, OLD)
    assert main(command) == 0
    assert main(["check", str(work)]) == 0  # asks once


# --- the other commands ------------------------------------------------------------------------------


def test_a_locked_file_is_asked_for_its_pin(work: Path, typed: Typed, capsys: Capture) -> None:
    typed(OLD)
    assert main(["check", str(work), "--pin-stdin"]) == 0
    typed("salah semua")
    assert main(["check", str(work), "--pin-stdin"]) == 2
    assert "2 detik" in capsys.readouterr().err
    typed()
    assert main(["import-cases", str(work), "x.json"]) == 2  # no terminal to ask at
    assert "-stdin" in capsys.readouterr().err


def test_files_that_are_not_locked_ask_nothing(tmp_path: Path, typed: Typed, capsys: Capture) -> None:
    path = tmp_path / "latihan.regsosek"
    WorkFile.create(path, {"mode": "latihan"}).close()
    typed()
    assert main(["check", str(path)]) == 0
    assert main(["check", str(tmp_path / "tidak-ada.regsosek")]) == 2
    assert "PIN" not in capsys.readouterr().err


def test_the_procedure_names_the_commands_that_are_tested_here() -> None:
    text = (settings.data_root() / "docs" / "pemulihan.md").read_text("utf-8")
    said = set(re.findall(r"--[a-z][a-z-]+", text))
    assert said <= {"--kunci", "--salinan", "--pin-baru-stdin", "--format", "--out", "--pin-stdin"}
    assert {"--kunci", "--salinan"} <= said
