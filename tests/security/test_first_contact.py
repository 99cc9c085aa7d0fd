"""The first contact of a laptop: a stranger under the office's address, and a petugas who means harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from field import ADDRESS, PML, PPL_A, Office, quiet
from wire import Reply, Wire

from regsosek_desk.core.errors import InputFault, PeerFault
from regsosek_desk.services.enrolment import enrol
from regsosek_desk.storage import pin
from regsosek_desk.sync import codes
from regsosek_desk.sync.client import HttpLink
from regsosek_desk.sync.keys import DeviceKeys

PIN = "kopi-7429"


@pytest.fixture(autouse=True)
def quick_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pin, "COST", pin.Cost(8 * 1024, 1, 1))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office.make(tmp_path / "kantor")
    yield made
    made.close()


class Impostor:
    """Answers as an office does; `lies` replace what the identity says."""

    def __init__(self, office: Office, **lies: str) -> None:
        self._office, self._lies = office, lies
        self.asked: list[str] = []

    def __call__(self, request: Any) -> Reply:
        self.asked.append(request.path_url)
        reply = self._office(request)
        if request.path_url != "/v1/identity":
            return reply
        told = json.dumps({**json.loads(reply.body), **self._lies}).encode()
        return Reply(reply.status, told, {**reply.headers, "content-length": str(len(told))})


def enrolled(link: str, folder: Path, serve: Any) -> Path:
    def factory(address: str, keys: DeviceKeys) -> HttpLink:
        return HttpLink(address, keys, adapter=Wire(serve), wait=quiet)

    return enrol(link, PIN, folder, link_factory=factory)


def typed(office: Office) -> str:
    return f"RSD1|{ADDRESS}|{office.endpoint.new_code(PPL_A.code, url=ADDRESS).code}|"


def test_a_typed_code_knows_its_office_and_tells_no_other(office: Office, tmp_path: Path) -> None:
    link, stranger = typed(office), Office.make(tmp_path / "lain")
    impostor = Impostor(stranger)
    with pytest.raises(PeerFault) as told:
        enrolled(link, tmp_path / "a", impostor)
    stranger.close()
    assert told.value.code == "not_our_office"
    assert impostor.asked == ["/v1/identity"]
    assert not list((tmp_path / "a").glob("*"))
    assert enrolled(link, tmp_path / "b", office).is_file()


@pytest.mark.parametrize("scanned", [True, False])
def test_nobody_on_the_way_can_put_their_recovery_key_in_the_place_of_the_offices(
    office: Office, tmp_path: Path, scanned: bool
) -> None:
    link = office.endpoint.new_code(PPL_A.code, url=ADDRESS).link if scanned else typed(office)
    impostor = Impostor(office, recovery=DeviceKeys.generate().recipient)
    with pytest.raises(PeerFault) as told:
        enrolled(link, tmp_path / "a", impostor)
    assert told.value.code == "not_our_office"
    assert impostor.asked == ["/v1/identity"]


def test_without_the_letters_that_name_the_office_there_is_no_enrolment(office: Office, tmp_path: Path) -> None:
    mark, url, code, root = office.endpoint.new_code(PPL_A.code, url=ADDRESS).link.split("|")
    for text in (code[: codes.SECRET], code[:-1], f"{code}0"):
        with pytest.raises(InputFault) as told:
            enrolled(f"{mark}|{url}|{text}|{root}", tmp_path / "a", office)
        assert told.value.code == "enrol_link_wrong"


def test_the_endpoint_takes_a_code_with_and_without_them(office: Office) -> None:
    for cut in (codes.SECRET, None):
        keys, code = DeviceKeys.generate(), codes.bare(office.endpoint.new_code(PPL_A.code).code)
        assert office.endpoint.enrol(code[:cut], keys.sign_key, keys.recipient, "laptop", "kunci")["certificate"]


def test_a_code_for_oneself_does_not_take_over_the_laptop_of_another(office: Office) -> None:
    """Public keys stand in every envelope; naming them must not be enough."""
    victim, thief = DeviceKeys.generate(), DeviceKeys.generate()
    first, own = office.endpoint.new_code(PML.code).code, office.endpoint.new_code(PPL_A.code).code
    office.endpoint.enrol(first, victim.sign_key, victim.recipient, "laptop", "kunci PML")
    before = office.endpoint.devices()
    for code, recipient, wrapped in (
        (own, thief.recipient, "sampah"),
        (own, victim.recipient, "sampah"),
        (first, thief.recipient, "sampah"),
    ):
        with pytest.raises(PeerFault) as told:
            office.endpoint.enrol(code, victim.sign_key, recipient, "x", wrapped)
        assert told.value.code == "not_allowed"
    office.endpoint.enrol(first, victim.sign_key, victim.recipient, "x", "sampah")
    assert office.endpoint.devices() == before
    assert office.endpoint.enrol(own, thief.sign_key, thief.recipient, "laptop", "kunci")["certificate"]
