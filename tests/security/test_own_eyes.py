"""What the program leaves on a disk that others share is for its owner's eyes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of files are another matter there")


def test_keys_and_database_of_an_office_are_read_by_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    init = ("server", "init", "--folder", str(folder), "--nama", "BPS", "--kab", "3321")
    subprocess.run([sys.executable, "-m", "regsosek_desk", *init], check=True, capture_output=True, umask=0o022)
    made = [folder, *folder.rglob("*")]
    assert {path.name for path in made} >= {"kunci-server.json", "data.sqlite"}
    assert {oct(path.stat().st_mode & 0o077) for path in made} == {"0o0"}


def test_a_crash_writes_no_memory_to_the_disk() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import resource\nfrom regsosek_desk.__main__ import keep_private\nkeep_private()\n"
         "print(resource.getrlimit(resource.RLIMIT_CORE)[0])"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert said.stdout.strip() == "0"
