"""The endpoint with a certificate of its own, which no authority vouches for."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from app_rig import bundle, enrol, upload
from office_rig import PPL, OfficeFolder
from server_process import ServerProcess
from tls_rig import make_certificate

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.keys import DeviceKeys


def test_only_the_certificate_with_the_fingerprint_is_trusted(office: OfficeFolder, tmp_path: Path) -> None:
    cert, key, fingerprint = make_certificate(tmp_path)
    files = ("--tls-cert", str(cert), "--tls-key", str(key))
    with ServerProcess(office.folder, *files, scheme="https") as server:
        assert server.address in server.said
        laptop = enrol(f"{server.address}#{fingerprint}", office.code(PPL))
        sent = [bundle(laptop, laptop.sls[0], {"r107": "JL MELATI"})]
        assert upload(laptop, *laptop.batch(sent))["verdicts"][0]["code"] == "accepted"
        assert requests.get(f"{server.address}/health", verify=str(cert), timeout=30).ok
        for address in (server.address, f"{server.address}#{'0' * 64}"):
            with pytest.raises(PeerFault) as fault:
                HttpLink(address, DeviceKeys.generate(), wait=lambda _: None).identity()
            assert fault.value.code == "peer_untrusted"


def test_a_certificate_that_cannot_be_read_is_told(office: OfficeFolder, tmp_path: Path) -> None:
    from regsosek_desk.cli.main import run_command

    missing = str(tmp_path / "tidak-ada.pem")
    assert run_command(["server", "--folder", str(office.folder), "--port", "0", "--tls-cert", missing]) == 2
