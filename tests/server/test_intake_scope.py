"""Whose work is taken in: by role and lists, also when another hand brings it; a relay leaves that to the office."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from store_rig import PML, PPL_A, PPL_B, SLS_A, SLS_B, SLS_C, Bureau, bureau_of

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.storage.endpoint.store import EndpointStore

UNKNOWN_SLS = "3321999999999900"


def test_work_on_a_withdrawn_sls_is_kept_and_flagged(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    bureau.store.withdraw_sls([SLS_A], bureau.clock())
    verdict = ppl.send_one(ppl.bundle(ppl.new_family()))
    assert (verdict.code, verdict.reason) == ("accepted", "sls_withdrawn")


@pytest.mark.parametrize(
    ("officer", "taken"),
    [
        (PPL_A, {SLS_A}),
        (PPL_B, {SLS_B}),
        (PML, {SLS_A, SLS_B}),
        (Petugas("op1", "DEWI", "operator"), set()),
        (Petugas("op2", "EKA", "operator"), {SLS_C}),
        (Petugas("ko1", "FAJAR", "Koseka", "3321010001"), {SLS_A, SLS_B}),
        (Petugas("ad1", "GITA", "admin kab"), {SLS_A, SLS_B, SLS_C}),
        (Petugas("ad2", "HADI", "admin kab", "3374"), set()),
    ],
)
def test_a_petugas_reaches_what_role_and_lists_allow(bureau: Bureau, officer: Petugas, taken: set[str]) -> None:
    bureau.store.put_petugas([officer])
    bureau.store.put_assignments([("op2", SLS_C)])
    laptop = bureau.enrol(officer)
    receipt = laptop.send(*(laptop.bundle(laptop.new_family(sls)) for sls in (SLS_A, SLS_B, SLS_C)))
    held = {laptop.places[v.document] for v in receipt.verdicts if v.code == "accepted"}
    assert held == taken
    assert {v.reason for v in receipt.verdicts if v.code != "accepted"} <= {"out_of_scope"}


def test_what_a_revoked_laptop_left_with_others_is_kept_apart(bureau: Bureau) -> None:
    ppl, pml = bureau.enrol(), bureau.enrol(PML)
    known = ppl.new_family()
    ppl.send(ppl.bundle(known))
    batch, data = ppl.sealed(ppl.bundle(known), ppl.bundle(ppl.new_family()))
    bureau.endpoint.revoke(ppl.keys.device)
    receipt = pml.upload(batch, data)
    assert [(v.code, v.reason) for v in receipt.verdicts] == [("already", ""), ("quarantined", "device_revoked")]


def test_the_batch_of_another_office_is_refused(bureau: Bureau, tmp_path_factory: pytest.TempPathFactory) -> None:
    ppl = bureau.enrol()
    folder = tmp_path_factory.mktemp("lain")
    store = EndpointStore.open(f"sqlite:///{folder / 'lain.sqlite'}")
    stranger = bureau_of(store, folder).enrol()
    batch, data = stranger.sealed(stranger.bundle(stranger.new_family()), to=[bureau.identity.certificate])
    with pytest.raises(PeerFault, match="certificate_invalid"):
        ppl.upload(batch, data)
    assert bureau.endpoint.status()["rows"]["kiriman"] == 0
    store.close()


def test_a_relay_takes_in_every_sls_and_the_office_judges(bureau: Bureau, tmp_path: Path) -> None:
    ppl, pml = bureau.enrol(), bureau.enrol(PML)
    identity = replace(bureau.identity, keys=pml.keys, certificate=pml.certificate, root=None)
    store = EndpointStore.open(f"sqlite:///{tmp_path / 'relay.sqlite'}", bytes(range(32)))
    relay = Endpoint(store, identity, tmp_path / "relay")
    relay.challenge(ppl.keys.device, ppl.certificate)
    batch, data = ppl.sealed(
        *(ppl.bundle(ppl.new_family(sls)) for sls in (SLS_B, UNKNOWN_SLS)),
        to=[bureau.identity.certificate, pml.certificate],
    )
    assert [v.code for v in ppl.upload(batch, data, relay).verdicts] == ["accepted"] * 2
    [held] = relay.held(pml.device)
    assert relay.held_envelope(pml.device, held.id) == data
    with pytest.raises(PeerFault, match="not_allowed"):
        relay.held(ppl.device)
    assert [v.reason for v in pml.upload(batch, data).verdicts] == ["out_of_scope", "sls_unknown"]
    store.close()
