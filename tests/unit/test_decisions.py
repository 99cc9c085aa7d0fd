"""What those who check decide: whose document it then is, and when it wants to be looked at again."""

from __future__ import annotations

import pytest
from merge_rig import Laptop, apart, exchange

from regsosek_desk.core.domain.decisions import (
    ACCEPTED,
    APPROVED,
    HANDED,
    REJECTED,
    RETURN,
    RETURNED,
    RIGHT,
    draft_about_answer,
    draft_about_document,
    holds,
    stage_of,
)
from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain
from regsosek_desk.core.domain.replay import apply
from regsosek_desk.core.errors import InputFault


def one(draft: Draft) -> Entry:
    return chain("doc", START, [draft], Stamp("0230", "d-1", "2022-10-20T03:04:05.678Z", 420))[0]


def decided(laptop: Laptop, decision: str, note: str = "") -> None:
    laptop.write(draft_about_document(laptop.state, decision, note))


def test_a_document_goes_from_hand_to_hand() -> None:
    laptop = Laptop("0")
    laptop.write(Draft("set", question="a", new="1"))
    assert stage_of(laptop.state) == "open"
    for decision in (HANDED, RETURNED, HANDED, APPROVED, REJECTED, APPROVED, ACCEPTED):
        decided(laptop, decision)
        assert stage_of(laptop.state) == decision


@pytest.mark.parametrize(("decision", "after"), [(APPROVED, "changed"), (ACCEPTED, "changed"), (RETURNED, "returned")])
def test_an_approval_is_about_what_was_seen(decision: str, after: str) -> None:
    laptop = Laptop("0")
    laptop.write(Draft("set", question="a", new="1"))
    decided(laptop, decision)
    laptop.write(Draft("note", question="a", new="catatan"))
    assert stage_of(laptop.state) == decision
    laptop.write(Draft("set", question="a", old="1", new="2"))
    assert stage_of(laptop.state) == after
    laptop.write(Draft("set", question="a", old="2", new="1"))
    assert stage_of(laptop.state) == decision


def test_a_row_that_came_after_the_approval_is_a_change() -> None:
    laptop = Laptop("0")
    decided(laptop, APPROVED)
    laptop.write(Draft("row_add", row="r1", roster="anggota", new="0"))
    assert stage_of(laptop.state) == "changed"


def test_a_decision_about_an_answer_holds_while_the_answer_stands() -> None:
    laptop = Laptop("0")
    laptop.write(Draft("set", question="a", new="1"))
    laptop.write(draft_about_answer(laptop.state, "", "a", RIGHT, "sudah ditanya"))
    found = holds(laptop.state, "", "a")
    assert found
    assert (found.decision, found.note, found.petugas) == (RIGHT, "sudah ditanya", "petugas-0")
    laptop.write(Draft("set", question="a", old="1"))
    assert holds(laptop.state, "", "a") is None


def test_a_blank_can_be_given_back_and_wants_an_answer() -> None:
    laptop = Laptop("0")
    laptop.write(draft_about_answer(laptop.state, "", "a", RETURN, "isi"))
    assert holds(laptop.state, "", "a")
    laptop.write(Draft("set", question="a", new="1"))
    assert holds(laptop.state, "", "a") is None


def test_of_two_decisions_the_later_counts_and_nobody_has_to_choose() -> None:
    pml, koseka = apart(2, Draft("set", question="a", new="1"))
    decided(pml, APPROVED)
    decided(koseka, REJECTED)
    exchange(pml, koseka)
    assert stage_of(pml.state) == stage_of(koseka.state) == "rejected"
    assert pml.merged.conflicts == ()


def test_an_answer_keyed_elsewhere_before_the_approval_was_known_makes_it_changed() -> None:
    ppl, pml = apart(2, Draft("set", question="a", new="1"))
    decided(pml, APPROVED)
    ppl.write(Draft("set", question="b", new="2"))
    exchange(ppl, pml)
    assert stage_of(pml.state) == "changed"


@pytest.mark.parametrize("new", ['{"decision":"","note":"","seen":""}', '{"decision":"right","note":""}', "[]", "x"])
def test_what_is_no_decision_is_refused(new: str) -> None:
    with pytest.raises(InputFault, match="entry_malformed"):
        apply(DocumentState(), one(Draft("decide", question="a", new=new)))


def test_a_decision_upon_another_than_stands_is_refused() -> None:
    state = DocumentState()
    other = draft_about_answer(state, "", "a", RIGHT).new
    with pytest.raises(InputFault, match="entry_stale"):
        apply(state, one(Draft("decide", question="a", old=other)))
