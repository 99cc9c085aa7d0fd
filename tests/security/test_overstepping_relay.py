"""Verdicts that a PPL invented, at a PML's laptop before the office has seen them; and what a PML may take back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from field import PML, SLS_A1, Laptop, Office, Relay

from regsosek_desk.core.domain.decisions import ACCEPTED, draft_about_document
from regsosek_desk.core.domain.kendali import APPROVALS, Approval, Level, Verdict, approval_answers
from regsosek_desk.services.checking.approvals import withdraw
from regsosek_desk.services.exchange.relay import collect
from regsosek_desk.services.team.books import write_lines

AT = "2022-11-21T02:05:00.000Z"
Give = Callable[[str], Laptop]


@pytest.fixture
def relay(laptop: Give, tmp_path: Path) -> Iterator[Relay]:
    with Relay(laptop("pml"), tmp_path / "relay") as relay:
        yield relay


def test_a_pml_does_not_build_upon_a_verdict_that_a_ppl_invented(
    laptop: Give, office: Office, relay: Relay
) -> None:
    a, pml = laptop("a"), laptop("pml")
    family = a.new_family(SLS_A1, r110="001")
    stored = a.file.document(family)
    a.file.commit(family, [draft_about_document(stored.state, ACCEPTED)], a.stamp(), stored.summary)
    a.exchange(relay.wire())
    assert collect(pml.run, pml.link(relay.wire())).quarantined == 1
    for _ in range(2):
        pml.exchange()
    assert pml.documents() == []
    assert [each.reason for each in pml.file.exchange.quarantined()] == ["beyond_role"]


def test_what_a_pml_takes_back_at_once_with_a_family_still_comes_in(laptop: Give, office: Office) -> None:
    pml = laptop("pml")
    pml.file.add_petugas(PML)
    said = Approval(Level.PML, Verdict.APPROVED, pml.file.meta["petugas"], AT, "")
    write_lines(pml.file, SLS_A1, [(APPROVALS, approval_answers(said))], pml.stamp())
    withdraw(pml.file, SLS_A1, Level, pml.stamp(), "")
    outcome = pml.exchange()
    assert outcome.quarantined == 0
    assert set(pml.states().values()) == {"received"}
