"""Enrolment: a code makes this computer the laptop of a petugas, however often it is broken off on the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from field import ADDRESS, PPL_A, SLS_A1, Office, quiet
from wire import Wire, some

from regsosek_desk.core.errors import DeskError, InputFault, PeerFault
from regsosek_desk.services import enrolment
from regsosek_desk.services.enrolment import enrol, read_invitation
from regsosek_desk.services.exchange.state import status
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.storage import pin
from regsosek_desk.sync.client import Cancelled, HttpLink
from regsosek_desk.sync.codes import SECRET, bare

PIN = "kopi-7429"


@pytest.fixture(autouse=True)
def quick_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at its least: these tests are not about guessing."""
    monkeypatch.setattr(pin, "COST", pin.Cost(8 * 1024, 1, 1))


@pytest.fixture
def new_office(tmp_path: Path) -> Iterator[Office]:
    office = Office.make(tmp_path / "kantor")
    yield office
    office.close()


def through(wire: Wire) -> Callable[..., HttpLink]:
    return lambda address, keys: HttpLink(address, keys, adapter=wire, wait=quiet)


def enrolled(office: Office, folder: Path, link: str = "", wire: Wire | None = None, **more: Any) -> Path:
    code = link or office.endpoint.new_code(PPL_A.code, url=ADDRESS).link
    return enrol(code, more.pop("pin", PIN), folder, link_factory=through(wire or office.wire()), **more)


def test_a_code_makes_an_encrypted_work_file_with_the_lists_of_the_petugas(new_office: Office, tmp_path: Path) -> None:
    path = enrolled(new_office, tmp_path / "data")
    assert path.name == f"3321-{PPL_A.code}.regsosek"
    with open_workfile(path, PIN) as file:
        assert file.meta["mode"] == "kerja"
        assert SLS_A1 in {sls.id for sls in file.sls_list()}
        assert status(lambda work: work(file)).waiting == 0
    assert {each.name for each in path.parent.iterdir()} <= {
        path.name, f"{path.name}.kunci", f"{path.name}.lock", f"{path.name}.kunci.lock"
    }  # fmt: skip
    with pytest.raises(InputFault) as told:
        open_workfile(path, "kopi-0000")
    assert told.value.code == "pin_wrong"


@pytest.mark.parametrize("seed", range(6))
def test_broken_off_anywhere_it_goes_on_with_the_same_code(new_office: Office, tmp_path: Path, seed: int) -> None:
    link = new_office.endpoint.new_code(PPL_A.code, url=ADDRESS).link
    wire, tries = Wire(new_office, some(0.6, seed)), 0
    while True:
        try:
            path = enrolled(new_office, tmp_path / "data", link, wire)
            break
        except DeskError:
            tries += 1
            assert tries < 60
    assert len(new_office.endpoint.devices()) == 1
    with open_workfile(path, PIN) as file:
        assert file.meta["mode"] == "kerja"
        assert file.sls_list()


def test_after_a_cancel_the_same_pin_goes_on_and_another_is_refused(new_office: Office, tmp_path: Path) -> None:
    link = new_office.endpoint.new_code(PPL_A.code, url=ADDRESS).link
    with pytest.raises(Cancelled):
        enrolled(new_office, tmp_path / "data", link, cancelled=lambda: True)
    assert not list((tmp_path / "data").glob("*.regsosek"))
    with pytest.raises(InputFault) as told:
        enrolled(new_office, tmp_path / "data", link, pin="teh-98765")
    assert told.value.code == "pin_wrong"


def test_a_used_an_expired_and_a_wrong_code_are_told_apart(new_office: Office, tmp_path: Path) -> None:
    link = new_office.endpoint.new_code(PPL_A.code, url=ADDRESS).link
    enrolled(new_office, tmp_path / "first", link)
    old = new_office.endpoint.new_code(PPL_A.code, days=-1, url=ADDRESS).link
    mark, url, code, root = link.split("|")
    for text, refusal in (
        (link, "code_used"),
        (old, "code_expired"),
        (f"{mark}|{url}|{'0' * SECRET}{bare(code)[SECRET:]}|{root}", "code_wrong"),
    ):
        with pytest.raises(PeerFault) as told:
            enrolled(new_office, tmp_path / refusal, text)
        assert told.value.code == refusal
        assert not list((tmp_path / refusal).glob("*.regsosek"))


def test_another_office_under_that_address_is_noticed_before_anything_is_told_to_it(
    new_office: Office, tmp_path: Path
) -> None:
    link = new_office.endpoint.new_code(PPL_A.code, url=ADDRESS).link
    stranger = Office.make(tmp_path / "lain")
    asked: list[str] = []

    def serve(request: Any) -> Any:
        asked.append(request.path_url)
        return stranger(request)

    with pytest.raises(PeerFault) as told:
        enrolled(new_office, tmp_path / "data", link, Wire(serve))
    stranger.close()
    assert told.value.code == "not_our_office"
    assert asked == ["/v1/identity"]


def test_a_second_laptop_file_of_the_petugas_leaves_the_first_alone(new_office: Office, tmp_path: Path) -> None:
    first = enrolled(new_office, tmp_path / "data")
    before = first.read_bytes()
    second = enrolled(new_office, tmp_path / "data")
    assert second.name == f"3321-{PPL_A.code}-2.regsosek"
    assert first.read_bytes() == before


def test_a_typed_code_trusts_the_office_at_first_sight(new_office: Office, tmp_path: Path) -> None:
    code = new_office.endpoint.new_code(PPL_A.code).code
    path = enrolled(new_office, tmp_path / "data", f"RSD1|{ADDRESS}|{code}|")
    with open_workfile(path, PIN) as file:
        assert file.meta["root_key"] == new_office.endpoint.identity.root_key


@pytest.mark.parametrize("text", ["", "RSD1|http://a|", "RSD2|http://a|b|c", "RSD1|ftp://a|b|c", "RSD1|http://a||c"])
def test_any_other_text_is_no_invitation(text: str) -> None:
    with pytest.raises(InputFault) as told:
        read_invitation(text)
    assert told.value.code == "enrol_link_wrong"


def test_a_crash_while_the_file_is_made_is_no_obstacle(
    new_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = new_office.endpoint.new_code(PPL_A.code, url=ADDRESS).link

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    for owner, name in ((os, "replace"), (enrolment, "_bind"), (enrolment, "_fill"), (enrolment, "_renamed")):
        with monkeypatch.context() as cut:
            cut.setattr(owner, name, power_cut)
            with pytest.raises(KeyboardInterrupt):
                enrolled(new_office, tmp_path / "data", link)
    assert enrolled(new_office, tmp_path / "data", link).exists()
    assert len(new_office.endpoint.devices()) == 1
