"""The relay on a PML's laptop, as the window starts it: a process that lives as long as its standard input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from app_rig import Laptop, bundle, upload
from office_rig import Served

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.discover import browse, fingerprint, read_relay_text
from regsosek_desk.sync.keys import DeviceKeys
from regsosek_desk.sync.statements import certificate_to_json, check_receipt, issue_certificate, receipt_from_json

ANSWER = "JL MELATI NO 4 BELAKANG MASJID"


def settings_of(pml: Laptop, folder: Path, **more: Any) -> dict[str, Any]:
    return {
        "folder": str(folder),
        "database": f"sqlite:///{folder / 'terima.sqlite'}",
        "key": os.urandom(32).hex(),
        "keys": pml.keys.to_text(),
        "certificate": certificate_to_json(pml.certificate),
        "root_key": pml.root_key,
        "recovery": pml.recovery,
        "host": "127.0.0.1",
        **more,
    }


@contextmanager
def relay(settings: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What a relay says of itself while it runs; then its standard input is closed and it must end by itself."""
    command = [sys.executable, "-m", "regsosek_desk", "server", "relay"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(settings) + "\n")
        process.stdin.flush()
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            assert process.wait(30) == 0


def test_a_ppl_sends_to_the_pml_who_passes_it_on(on_air: Served, tmp_path: Path) -> None:
    pml, ppl = on_air.pml(), on_air.laptop()
    folder = tmp_path / "relay"
    settings = settings_of(pml, folder)
    with relay(settings) as said:
        assert said["fingerprint"] == fingerprint(pml.keys.sign_key)
        identity = requests.get(f"{said['address']}/v1/identity", timeout=30).json()
        assert identity["certificate"]["device"] == pml.keys.device
        batch, data = ppl.batch([bundle(ppl, ppl.sls[0], {"r107": ANSWER})], pml.certificate)
        receipt = receipt_from_json(upload(ppl, batch, data, said["address"]))
        check_receipt(receipt, ppl.root_key)
        assert receipt.issuer.device == pml.keys.device
        own = pml.link_to(said["address"])
        [held] = own.held(0)
        assert (held.id, held.sender, held.size) == (batch, ppl.keys.device, len(data))
        assert own.held_envelope(batch, lambda _, __: None, lambda: False) == data
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert kept
    assert ANSWER.encode() not in kept
    with relay(settings) as said:  # the next day it still has it
        assert [each.id for each in pml.link_to(said["address"]).held(0)] == [batch]
    passed_on = receipt_from_json(upload(pml, batch, data))
    assert (passed_on.sender, passed_on.verdicts[0].code) == (ppl.keys.device, "accepted")


def test_who_is_not_of_this_office_is_not_served(on_air: Served, tmp_path: Path) -> None:
    pml, root, keys = on_air.pml(), DeviceKeys.generate(), DeviceKeys.generate()
    stranger = issue_certificate(
        root, sign_key=keys.sign_key, recipient=keys.recipient, petugas="02301", name="", role="PPL", kab="3321",
        issued="2022-10-15T00:00:00.000Z",
    )  # fmt: skip
    with relay(settings_of(pml, tmp_path / "relay")) as said:
        for certificate in (stranger, None):
            with pytest.raises(PeerFault):
                HttpLink(said["address"], keys, certificate=certificate, wait=lambda _: None).held(0)
        link = HttpLink(said["address"], keys, wait=lambda _: None)
        with pytest.raises(PeerFault) as fault:
            link.enrol("AAAA-BBBB-CCCC", "laptop", "x")
        assert fault.value.code == "not_allowed"


def test_a_ppl_may_not_take_what_others_sent(on_air: Served, tmp_path: Path) -> None:
    pml, ppl = on_air.pml(), on_air.laptop()
    with relay(settings_of(pml, tmp_path / "relay")) as said:
        with pytest.raises(PeerFault) as fault:
            ppl.link_to(said["address"]).held(0)
        assert fault.value.code == "not_allowed"


def test_it_is_found_in_the_network(on_air: Served, tmp_path: Path) -> None:
    pml = on_air.pml()
    with relay(settings_of(pml, tmp_path / "relay", host="")) as said:
        text = f"RSL1|{said['address']}|{pml.keys.device}|{said['fingerprint']}"
        assert read_relay_text(text) in browse(until=pml.keys.device)


@pytest.mark.parametrize("line", ["", "{}", "[]", "rahasia"])
def test_without_settings_it_does_not_start(line: str) -> None:
    command = [sys.executable, "-m", "regsosek_desk", "server", "relay"]
    found = subprocess.run(command, input=line + "\n", capture_output=True, text=True, check=False, timeout=60)
    assert (found.returncode, found.stdout) == (2, "")
    assert "rahasia" not in found.stderr
