"""A PML's laptop between PPL and office: batches are taken, seen, and passed on as their senders signed them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from field import PML, SLS_A1, SLS_B, Laptop, Office, Relay

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.exchange.relay import collect
from regsosek_desk.services.exchange.state import status

Give = Callable[[str], Laptop]


@pytest.fixture
def relay(laptop: Give, tmp_path: Path) -> Iterator[Relay]:
    with Relay(laptop("pml"), tmp_path / "relay") as relay:
        yield relay


def test_a_batch_goes_by_way_of_the_pml_and_the_receipt_of_the_office_finds_its_sender(
    laptop: Give, office: Office, relay: Relay
) -> None:
    a, b, pml = laptop("a"), laptop("b"), laptop("pml")
    families = [(a, a.new_family(SLS_A1, r110="001")), (b, b.new_family(SLS_B, r110="001"))]
    for ppl, family in families:
        outcome = ppl.exchange(relay.wire(), device=pml.device)
        assert (outcome.sent, outcome.held) == (1, 1)
        assert ppl.states() == {family: "sent"}
        assert [proof.receipt.issuer.role for proof in status(ppl.run).proofs] == [PML.role]
    assert collect(pml.run, pml.link(relay.wire())).received == 2
    assert set(pml.documents()) == {family for _, family in families}
    assert pml.exchange().forwarded == 2
    for ppl, family in families:
        wire = office.wire()
        outcome = ppl.exchange(wire)
        assert outcome.sent == 1  # proven by the receipt alone
        assert ppl.states() == {family: "received"}
        assert len(ppl.file.exchange.batches()) == 1


def test_collecting_and_forwarding_again_is_no_change(laptop: Give, relay: Relay) -> None:
    a, pml = laptop("a"), laptop("pml")
    a.new_family(SLS_A1, r110="001")
    a.exchange(relay.wire())
    for received, forwarded in ((1, 1), (0, 0)):
        assert collect(pml.run, pml.link(relay.wire())).received == received
        assert pml.exchange().forwarded == forwarded


def test_sent_to_both_ways_it_is_there_once(laptop: Give, office: Office, relay: Relay) -> None:
    a, pml = laptop("a"), laptop("pml")
    family = a.new_family(SLS_A1, r110="001")
    a.exchange(relay.wire())
    a.exchange()
    collect(pml.run, pml.link(relay.wire()))
    outcome = pml.exchange()
    assert outcome.faults == []
    a.key(family, "r108", "MAWAR")
    a.exchange(relay.wire())
    a.exchange()
    collect(pml.run, pml.link(relay.wire()))
    pml.exchange()
    assert pml.answers(family) == a.answers(family)
    assert pml.file.history(family) == a.file.history(family)


def test_another_laptop_than_the_one_scanned_is_refused(laptop: Give, relay: Relay) -> None:
    a = laptop("a")
    a.new_family(SLS_A1, r110="001")
    with pytest.raises(PeerFault) as told:
        a.exchange(relay.wire(), device=laptop("b").device)
    assert told.value.code == "peer_other"
    assert a.file.exchange.batches() == []


def test_nobody_but_the_pml_sees_what_the_relay_holds(laptop: Give, relay: Relay) -> None:
    laptop("a").exchange(relay.wire())
    with pytest.raises(PeerFault) as told:
        laptop("a").link(relay.wire()).held(0)
    assert told.value.code == "not_allowed"


def test_a_revoked_laptop_is_neither_met_nor_passed_on(laptop: Give, office: Office, relay: Relay) -> None:
    a, b, pml = laptop("a"), laptop("b"), laptop("pml")
    a.new_family(SLS_A1, r110="001")
    a.exchange(relay.wire())
    office.endpoint.revoke(a.device)
    office.endpoint.revoke(pml.device)
    b.exchange()
    with pytest.raises(PeerFault) as told:
        b.exchange(relay.wire())
    assert told.value.code == "peer_revoked"
    with pytest.raises(PeerFault) as told:
        a.exchange()
    assert told.value.code == "device_revoked"
