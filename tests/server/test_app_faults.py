"""What the HTTP side does with requests that are no requests, with bugs, and with a machine that can't."""

from __future__ import annotations

import logging
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from app_rig import bundle, enrol, upload
from office_rig import PPL, OfficeFolder, Served
from server_process import ServerProcess

from regsosek_desk.core.errors import MachineFault, PeerFault
from regsosek_desk.server.doorway import BODY_MOST

SECRET = "SITI AMINAH 3321014107900001"


def test_a_body_may_have_one_mebibyte_and_no_more(on_air: Served) -> None:
    laptop = on_air.laptop()
    data = bytes(BODY_MOST + 1)
    assert laptop.patch("b-1", data, 0, BODY_MOST).status_code == 200
    answer = laptop.patch("b-2", data, 0, BODY_MOST + 1)
    assert (answer.status_code, answer.json()) == (413, {"code": "too_large", "params": {"most": BODY_MOST}})


def test_a_body_without_a_length_is_not_read(on_air: Served) -> None:
    answer = requests.post(f"{on_air.address}/v1/sessions", data=iter([b"{}"]), timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (411, "length_required")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"device": 7}', b'{"device": "' + b"x" * 65 + b'"}'])
def test_what_is_no_request_is_refused_without_repeating_it(on_air: Served, body: bytes) -> None:
    answer = requests.post(f"{on_air.address}/v1/sessions", data=body, timeout=30)
    assert (answer.status_code, answer.json()) == (422, {"code": "request_malformed", "params": {}})


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("DELETE", "/v1/sessions", 405, "method_not_allowed"),
        ("GET", "/v1/batches/a%2F..%2Fb", 404, "not_found"),
    ],
)
def test_other_ways_lead_nowhere(on_air: Served, method: str, path: str, status: int, code: str) -> None:
    answer = requests.request(method, on_air.address + path, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_laptop_that_hangs_up_half_way_harms_nobody(on_air: Served, caplog: pytest.LogCaptureFixture) -> None:
    place = urlsplit(on_air.address)
    with socket.create_connection((place.hostname, place.port), timeout=30) as half:
        half.sendall(
            b"PATCH /v1/batches/b-1 HTTP/1.1\r\nHost: x\r\n"
            b"Authorization: Regsosek a:b:c\r\nContent-Length: 9\r\n\r\nabc"
        )
    on_air.laptop()
    assert "unexpected" not in caplog.text


def test_a_bug_is_told_as_one_and_logged_without_what_it_says(
    on_air: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(on_air.endpoint, "challenge", broken)
    with caplog.at_level(logging.DEBUG):
        answer = requests.post(f"{on_air.address}/v1/sessions", json={"device": "d-1"}, timeout=30)
    assert (answer.status_code, answer.json()) == (500, {"code": "unexpected", "params": {}})
    assert "RuntimeError < broken" in caplog.text
    assert SECRET not in caplog.text
    assert (
        'regsosek_refusals_total{code="unexpected"} 1.0' in requests.get(f"{on_air.address}/metrics", timeout=30).text
    )


def test_a_database_that_is_away_is_told_as_such(on_air: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise MachineFault("server_away")

    monkeypatch.setattr(on_air.endpoint, "ping", away)
    answer = requests.get(f"{on_air.address}/health", timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (503, "server_away")
    assert int(answer.headers["Retry-After"]) > 0


# --- a full disk --------------------------------------------------------------------------------------

ROOM = "6m"
_SMALL_DISK = ("unshare", "--mount", "--map-root-user", "sh", "-c")


def _may_have_a_small_disk() -> bool:
    try:
        return (
            subprocess.run([*_SMALL_DISK, "mount -t tmpfs none /mnt"], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


@pytest.mark.skipif(not _may_have_a_small_disk(), reason="no small disk may be made here")
def test_a_full_disk_refuses_and_recovers(office: OfficeFolder, tmp_path: Path) -> None:
    """The folder of the server lies on a disk of 6 MiB of its own, which a file fills up."""
    code, aside = office.code(PPL), tmp_path / "aside"
    office.folder.rename(aside)
    office.folder.mkdir()
    mount = f'mount -t tmpfs -o size={ROOM} none {office.folder} && cp -r {aside}/. {office.folder} && exec "$@"'
    with ServerProcess(office.folder, before=[*_SMALL_DISK, mount, "sh"]) as server:
        filler = Path(f"/proc/{server.process.pid}/root{office.folder}/penuh")
        laptop = enrol(server.address, code)
        _fill(filler)
        batch, data = laptop.batch([bundle(laptop, laptop.sls[0], {"r107": SECRET * 4000})])
        assert requests.get(f"{server.address}/health", timeout=30).status_code == 507
        answer = laptop.patch(batch, data, 0, len(data))
        assert (answer.status_code, answer.json()["code"]) == (507, "server_full")
        with pytest.raises(PeerFault) as fault:
            upload(laptop, batch, data)
        assert fault.value.code == "server_full"
        filler.unlink()
        assert upload(laptop, batch, data)["verdicts"][0]["code"] == "accepted"


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass
