"""Who is let in: only a device that is enrolled, not revoked, and has signed this very request; refusals are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from store_rig import PPL_B, Bureau, SendingLaptop

from regsosek_desk.core.errors import DeskError, InputFault, PeerFault
from regsosek_desk.services.endpoint.access import SESSION_SECONDS, Device
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.storage.endpoint.devices import Refusal

PATH, BODY = "/v1/changes?after=7", hashlib.sha256(b"").hexdigest()


def refusals(bureau: Bureau) -> list[Refusal]:
    with bureau.store.reading() as transaction:
        return transaction.devices.refusals()


def ask(bureau: Bureau, laptop: SendingLaptop, session: str = "", **other: str) -> Device:
    """A signed request; what is sent may differ from what was signed."""
    session = session or bureau.endpoint.challenge(laptop.keys.device)
    signature = laptop.keys.sign(f"GET\n{PATH}\n{session}\n{BODY}".encode())
    given = {
        "device": laptop.keys.device, "session": session, "signature": signature, "method": "GET", "path": PATH,
        "body_hash": BODY, **other,
    }  # fmt: skip
    return bureau.endpoint.authenticate(**given)


def test_a_signed_request_tells_who_asks(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    device = ask(bureau, ppl)
    assert (device.id, device.petugas) == (ppl.keys.device, ppl.certificate.petugas)
    assert refusals(bureau) == []


@pytest.mark.parametrize(
    "other", [{"method": "PATCH"}, {"path": "/v1/changes?after=8"}, {"body_hash": "0" * 64}, {"signature": "AAAA"}]
)
def test_what_was_signed_is_what_is_asked(bureau: Bureau, other: dict[str, str]) -> None:
    ppl = bureau.enrol()
    with pytest.raises(PeerFault, match="signature_wrong"):
        ask(bureau, ppl, **other)
    [refusal] = refusals(bureau)
    assert (refusal.code, refusal.device, refusal.petugas) == ("signature_wrong", ppl.keys.device, "02301")
    assert "after" not in refusal.what


def test_nobody_signs_for_another(bureau: Bureau) -> None:
    ppl, other = bureau.enrol(), bureau.enrol(PPL_B)
    session = bureau.endpoint.challenge(other.keys.device)
    with pytest.raises(PeerFault, match="signature_wrong"):
        ask(bureau, ppl, session, device=other.keys.device)
    with pytest.raises(PeerFault, match="session_expired"):
        ask(bureau, ppl, session)


def test_a_session_ends_on_the_clock_of_the_endpoint(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    session = bureau.endpoint.challenge(ppl.keys.device)
    bureau.clock.move(SESSION_SECONDS - 1)
    ask(bureau, ppl, session)
    bureau.clock.move(1)
    with pytest.raises(PeerFault, match="session_expired"):
        ask(bureau, ppl, session)
    ask(bureau, ppl)


def test_a_session_is_known_after_a_restart_and_by_no_other_office(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    session = bureau.endpoint.challenge(ppl.keys.device)
    bureau.endpoint = Endpoint(bureau.store, bureau.identity, bureau.folder / "spool", bureau.clock)
    ask(bureau, ppl, session)
    other = replace(bureau.identity, secret=b"x" * 32)
    bureau.endpoint = Endpoint(bureau.store, other, bureau.folder / "spool", bureau.clock)
    with pytest.raises(PeerFault, match="session_expired"):
        ask(bureau, ppl, session)


@pytest.mark.parametrize("session", ["", "x", "AAAA", "YXxi", "w6k"])
def test_nonsense_is_no_session(bureau: Bureau, session: str) -> None:
    ppl = bureau.enrol()
    with pytest.raises(PeerFault, match="session_expired"):
        bureau.endpoint.authenticate(ppl.keys.device, session, "", "GET", PATH, BODY)


def test_an_unknown_device_gets_no_session(bureau: Bureau) -> None:
    with pytest.raises(PeerFault, match="device_unknown"):
        bureau.endpoint.challenge("d-0000000000000000")
    assert [(r.code, r.device) for r in refusals(bureau)] == [("device_unknown", "d-0000000000000000")]


def test_a_revoked_device_is_out_at_once(bureau: Bureau) -> None:
    ppl, other = bureau.enrol(), bureau.enrol(PPL_B)
    session = bureau.endpoint.challenge(ppl.keys.device)
    bureau.endpoint.revoke(ppl.keys.device)
    for refused in (lambda: ask(bureau, ppl, session), lambda: bureau.endpoint.challenge(ppl.keys.device)):
        with pytest.raises(PeerFault, match="device_revoked"):
            refused()
    assert [r.code for r in refusals(bureau)] == ["device_revoked"] * 2
    ask(bureau, other)


def test_only_a_known_device_can_be_revoked(bureau: Bureau) -> None:
    with pytest.raises(InputFault, match="device_unknown"):
        bureau.endpoint.revoke("d-0000000000000000")


def test_a_relay_knows_devices_of_its_office_by_their_certificate(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    relay = Endpoint(bureau.store, replace(bureau.identity, root=None), bureau.folder / "relay", bureau.clock)
    bureau.endpoint = relay
    assert ask(bureau, ppl, relay.challenge(ppl.keys.device, ppl.certificate)).id == ppl.keys.device
    strange: list[Callable[[], str]] = [
        lambda: relay.challenge("d-0000000000000000", ppl.certificate),
        lambda: relay.challenge(ppl.keys.device, replace(ppl.certificate, petugas="9")),
    ]
    for each in strange:
        with pytest.raises(DeskError, match="certificate_invalid"):
            each()


def test_a_bad_batch_is_in_the_list_of_refusals(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    batch, data = ppl.sealed(ppl.bundle(ppl.new_family(r108="SITI AMINAH")))
    with pytest.raises(InputFault, match="envelope_changed"):
        ppl.upload(batch, data[:-1] + bytes([data[-1] ^ 1]))
    [refusal] = refusals(bureau)
    assert (refusal.what, refusal.code, refusal.petugas) == ("batch", "envelope_changed", "02301")
