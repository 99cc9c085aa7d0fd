"""`regsosek-desk server`: from nothing to an endpoint that answers, and what the staff of an office asks of it."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from app_rig import bundle, enrol, upload
from office_rig import PPL, OfficeFolder, Served
from pypdf import PdfReader
from server_process import ServerProcess

from regsosek_desk.cli.main import run_command
from regsosek_desk.services.endpoint.identity import KEY_FILE
from regsosek_desk.sync.envelope import open_envelope
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import check_receipt, receipt_from_json, receipt_to_json

HOME = "REGSOSEK_DESK_HOME"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME, str(tmp_path / "home"))
    monkeypatch.delenv("REGSOSEK_DESK_DATABASE", raising=False)
    return tmp_path / "home"


def server(*arguments: object) -> int:
    return run_command(["server", *map(str, arguments)])


# --- the first start ----------------------------------------------------------------------------------


def test_without_any_set_up_a_training_server_answers(home: Path) -> None:
    with ServerProcess(None, env={HOME: str(home)}) as process:
        said = requests.get(f"{process.address}/v1/identity", timeout=30).json()
        assert said["training"] is True
        assert "LATIHAN" in said["name"]
        process.read_until("RSD1|")
        assert "MODE LATIHAN" in process.said
        address, code, root_key = re.findall(r"RSD1\|(\S+)\|(\S+)\|(\S+)", process.said)[0]
        assert (address, root_key) == (process.address, said["root_key"])
        laptop = enrol(address, code)
        assert laptop.certificate.petugas == PPL
        assert len(laptop.sls) == 2
        assert process.end() == 0  # Ctrl+C
    assert "Traceback" not in process.said
    [keys] = home.rglob(KEY_FILE)
    assert keys.parent.name == "server-latihan"


@pytest.mark.skipif(os.name == "nt", reason="rights of files are others there")
def test_keys_are_for_their_owner_alone(home: Path) -> None:
    assert server("init", "--nama", "BPS Kabupaten Demak", "--kab", "3321") == 0
    for path in (home / "server").rglob("kunci*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_office_is_set_up_once_and_told_its_recovery_key_once(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server("init", "--nama", "BPS Kabupaten Demak", "--kab", "3321") == 0
    said = capsys.readouterr().out
    [recovery] = re.findall(r"AGE-SECRET-KEY-1\w+", said)
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert recovery.encode() not in kept
    assert server("init", "--nama", "BPS Kabupaten Kudus", "--kab", "3319") == 2
    assert "AGE-SECRET" not in "".join(capsys.readouterr())


def test_after_init_the_real_office_is_served_and_training_only_when_asked_for(home: Path) -> None:
    assert server("init", "--nama", "BPS Kabupaten Demak", "--kab", "3321") == 0
    for arguments, training in (([], False), (["--latihan"], True)):
        with ServerProcess(None, *arguments, env={HOME: str(home)}) as process:
            assert requests.get(f"{process.address}/v1/identity", timeout=30).json()["training"] is training


def test_a_port_in_use_is_told_in_one_line(home: Path, tmp_path: Path) -> None:
    with ServerProcess(None, env={HOME: str(home)}) as process:
        command = [sys.executable, "-m", "regsosek_desk", "server", "--port", str(process.port)]
        second = subprocess.run(
            command, env={**os.environ, HOME: str(home)}, capture_output=True, text=True, check=False, timeout=60
        )
    assert second.returncode == 2
    assert str(process.port) in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1


def test_a_folder_without_keys_is_no_office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert server("status", "--folder", tmp_path / "kosong") == 2
    assert "server init" in capsys.readouterr().err


# --- several processes --------------------------------------------------------------------------------


def test_two_workers_answer_as_one(office: OfficeFolder) -> None:
    with ServerProcess(office.folder, "--workers", "2") as process:
        process.wait_until_well()
        laptop = enrol(process.address, office.code(PPL))
        for _ in range(8):  # each in a connection of its own, which either may take
            upload(laptop, *laptop.batch([bundle(laptop, laptop.sls[0], {"r107": "JL MELATI"})]))
        page = requests.get(f"{process.address}/metrics", timeout=30).text
        assert "regsosek_batches_total 8.0" in page
        assert process.end() == 0


# --- the staff ----------------------------------------------------------------------------------------


@pytest.fixture
def enrolled(office: OfficeFolder) -> str:
    """Id of a laptop that is enrolled."""
    endpoint = office.office.open()
    try:
        keys = DeviceKeys.generate()
        endpoint.enrol(endpoint.new_code(PPL).code, keys.sign_key, keys.recipient, "LAPTOP-7", "kunci-terbungkus")
    finally:
        endpoint.close()
    return keys.device


def test_a_code_is_made_with_the_address_and_a_sheet(
    office: OfficeFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "lembar.pdf"
    address = "https://regsosek.contoh.go.id"
    assert server("enrol", PPL, "--folder", office.folder, "--url", address, "--pdf", sheet) == 0
    [code] = re.findall(rf"RSD1\|{address}\|(\S+)\|", capsys.readouterr().out)
    text = PdfReader(sheet).pages[0].extract_text()
    assert "SITI AMINAH" in text
    assert address in text
    assert code.replace("-", "") in re.sub(r"\s", "", text)


def test_nobody_unknown_gets_a_code(office: OfficeFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert server("enrol", "99999", "--folder", office.folder) == 2
    assert "99999" in capsys.readouterr().err


def test_laptops_are_listed_and_revoked(
    office: OfficeFolder, enrolled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server("devices", "--folder", office.folder) == 0
    assert re.search(rf"{enrolled}\s.*{PPL}.*LAPTOP-7", capsys.readouterr().out)
    assert server("revoke", enrolled, "--folder", office.folder) == 0
    assert server("devices", "--folder", office.folder) == 0
    assert re.search(rf"{enrolled}.*dicabut", capsys.readouterr().out)
    assert server("revoke", "d-0000000000000000", "--folder", office.folder) == 2


def test_the_wrapped_key_of_a_laptop_is_given_out_for_recovery(
    office: OfficeFolder, enrolled: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server("devices", "--folder", office.folder, "--salinan", enrolled) == 0
    assert capsys.readouterr().out == "kunci-terbungkus\n"


def test_status_tells_what_is_there(office: OfficeFolder, capsys: pytest.CaptureFixture[str]) -> None:
    assert server("status", "--folder", office.folder) == 0
    said = capsys.readouterr().out
    assert "BPS Kabupaten Demak" in said
    assert re.search(r"SLS\s*:?\s*2\b", said)


# --- the file route -----------------------------------------------------------------------------------


def test_a_batch_on_a_stick_is_taken_in_and_answered(
    on_air: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laptop, folder = on_air.laptop(), on_air.office.folder
    batch, data = laptop.batch([bundle(laptop, laptop.sls[0], {"r107": "JL MELATI"})])
    stick = tmp_path / "kiriman.rgsk"
    stick.write_bytes(data)
    spoiled = tmp_path / "rusak.rgsk"
    spoiled.write_bytes(data[:-9])
    assert server("terima", spoiled, stick, "--folder", folder) == 2
    said = capsys.readouterr()
    assert "1 dari 1" in said.out
    assert str(spoiled) in said.err
    answer = (tmp_path / "kiriman_jawaban.rgsk").read_bytes()
    _, content = open_envelope(answer, laptop.keys, laptop.root_key)
    [receipt] = map(receipt_from_json, content.sections["receipts"])
    check_receipt(receipt, laptop.root_key)
    assert receipt_to_json(receipt) == upload(laptop, batch, data)  # by wire it is known already
    assert server("terima", stick, "--folder", folder) == 0


def test_all_that_a_laptop_may_have_is_written_for_a_stick(on_air: Served, tmp_path: Path) -> None:
    laptop = on_air.laptop()
    assert (
        server("kirim", laptop.keys.device, tmp_path / "stick", "--folder", on_air.office.folder) == 2
    )  # no such place
    (tmp_path / "stick").mkdir()
    assert server("kirim", laptop.keys.device, tmp_path / "stick", "--folder", on_air.office.folder) == 0
    [first, *_] = sorted((tmp_path / "stick").iterdir())
    _, content = open_envelope(first.read_bytes(), laptop.keys, laptop.root_key)
    assert [each["id"] for each in content.sections["package"]["sls"]] == laptop.sls
    on_air.endpoint.revoke(laptop.keys.device)
    assert server("kirim", laptop.keys.device, tmp_path / "stick", "--folder", on_air.office.folder) == 2
