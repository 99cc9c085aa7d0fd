"""`server kode`, `server batas`: the code of the page, and the day on which all is to be done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from office_rig import OfficeFolder

from regsosek_desk.cli.main import run_command


@pytest.fixture
def server(office: OfficeFolder, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs an action of the office, and gives what it said."""

    def run(*args: str) -> str:
        assert run_command(["server", *args, "--folder", str(office.folder)]) == 0
        return capsys.readouterr().out

    return run


def code_in(said: str) -> str:
    return said.partition("/progres: ")[2].split()[0]


def test_the_code_stays_until_it_is_changed(server: Callable[..., str]) -> None:
    code = code_in(server("kode"))
    assert len(code) == 9
    assert code_in(server("status")) == code
    other = code_in(server("kode", "--ganti"))
    assert other != code
    assert code_in(server("kode")) == other


def test_the_deadline_is_set_and_taken_away(server: Callable[..., str], office: OfficeFolder) -> None:
    assert "2022-12-15" in server("batas", "2022-12-15")
    assert deadline(office) == "2022-12-15"
    assert "dihapus" in server("batas", "-")
    assert deadline(office) == "None"


def deadline(office: OfficeFolder) -> str:
    endpoint = office.office.open()
    try:
        return str(endpoint.progress.board().deadline)
    finally:
        endpoint.close()


def test_what_is_no_day_is_refused(office: OfficeFolder, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run_command(["server", "batas", "besok", "--folder", str(office.folder)]) == 2
    assert "besok bukan hari" in capsys.readouterr().err
