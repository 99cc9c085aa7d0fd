"""The control book of an SLS: whoever reads the same rows reads the same holder, keyer and approval from it."""

from __future__ import annotations

from dataclasses import replace

from regsosek_desk.core.domain.documents import DocumentState, RowState
from regsosek_desk.core.domain.kendali import (
    APPROVALS,
    CLAIMS,
    MOVEMENTS,
    Approval,
    Claim,
    ClaimAction,
    Count,
    Kendali,
    Level,
    Movement,
    Party,
    Step,
    Verdict,
    approval_answers,
    claim_answers,
    movement_answers,
    read_kendali,
)

HAND = Movement("m1", Step.HANDED, "", Party.PPL, "02301", Party.PML, "0230", "2022-11-01", {"k": Count(56, 52)})
TAKE = replace(HAND, id="m2", step=Step.TAKEN, answers="m1")
REFUSE = replace(HAND, id="m2", step=Step.REFUSED, answers="m1", reason="kurang 1 K")
T1, T2 = "2022-12-01T01:00:00.000Z", "2022-12-01T02:00:00.000Z"


def book(*moves: Movement) -> Kendali:
    return read_kendali(DocumentState(rosters={MOVEMENTS: [RowState(m.id, movement_answers(m)) for m in moves]}))


def claims(*rows: tuple[ClaimAction, str, str, str]) -> Kendali:
    made = [RowState(str(at), claim_answers(*row)) for at, row in enumerate(rows)]
    return read_kendali(DocumentState(rosters={CLAIMS: made}))


def where(kendali: Kendali) -> tuple[Party, str, bool] | None:
    holder = kendali.holder
    return (holder.party, holder.code, holder.coming is not None) if holder else None


def test_a_movement_is_read_as_it_was_written() -> None:
    full = replace(
        HAND, bast="B-001/3321/BAST/Regsosek/2022", box="33210001", wave="PERCEPATAN", reason="",
        counts={"vk1": Count(1, 1), "k": Count(56, None), "banr": Count(None, 0)},
    )  # fmt: skip
    assert book(full).movements == (full,)


def test_a_bundle_is_with_the_sender_until_it_was_taken() -> None:
    assert where(book()) is None
    assert where(book(HAND)) == (Party.PPL, "02301", True)
    assert where(book(HAND, TAKE)) == (Party.PML, "0230", False)
    assert where(book(HAND, REFUSE)) == (Party.PPL, "02301", False)


def test_a_bundle_may_be_taken_without_having_been_announced() -> None:
    received = replace(TAKE, answers="", sender=None, sender_code="", receiver=Party.TU, receiver_code="9001")
    assert where(book(received)) == (Party.TU, "9001", False)


def test_a_late_refusal_of_something_else_moves_nothing() -> None:
    assert where(book(HAND, TAKE, replace(REFUSE, id="m3"))) == (Party.PML, "0230", False)


def test_a_row_of_a_newer_program_is_passed_over() -> None:
    odd = RowState("m9", {"langkah": "9", "ke": "2"})
    state = DocumentState(rosters={MOVEMENTS: [RowState("m1", movement_answers(HAND)), odd]})
    assert len(read_kendali(state).movements) == 1


def test_who_took_an_sls_first_has_it_and_the_other_is_named() -> None:
    book = claims((ClaimAction.TAKE, "op1", T1, ""), (ClaimAction.TAKE, "op2", T2, ""))
    assert (book.claim, book.rivals) == (Claim("op1", T1), (Claim("op2", T2),))


def test_what_the_endpoint_settled_counts() -> None:
    rows = (ClaimAction.TAKE, "op1", T1, ""), (ClaimAction.TAKE, "op2", T2, "")
    book = claims(*rows, (ClaimAction.SETTLE, "op2", T2, ""))
    assert book.claim
    assert book.claim.petugas == "op2"
    assert [each.petugas for each in book.rivals] == ["op1"]
    assert claims(*rows, (ClaimAction.SETTLE, "op2", T2, ""), (ClaimAction.RELEASE, "op1", T2, "")).rivals == ()


def test_only_who_has_an_sls_can_pass_it_on_or_let_it_go() -> None:
    taken = (ClaimAction.TAKE, "op1", T1, "")
    assert claims(taken, (ClaimAction.PASS_ON, "op1", T2, "op2")).claim == Claim("op2", T2)
    assert claims(taken, (ClaimAction.PASS_ON, "op3", T2, "op2")).claim == Claim("op1", T1)
    assert claims(taken, (ClaimAction.RELEASE, "op1", T2, "")).claim is None
    assert claims(taken, (ClaimAction.RELEASE, "op3", T2, "")).claim == Claim("op1", T1)


def test_the_last_word_of_each_level_counts_until_it_is_withdrawn() -> None:
    pml = Approval(Level.PML, Verdict.APPROVED, "0230", T1, "")
    koseka = Approval(Level.KOSEKA, Verdict.REJECTED, "02", T2, "luas lantai")
    rows = [RowState(str(at), approval_answers(each)) for at, each in enumerate((pml, koseka))]
    book = read_kendali(DocumentState(rosters={APPROVALS: rows}))
    assert (book.approval(Level.PML), book.approval(Level.KOSEKA)) == (pml, koseka)
    rows.append(RowState("w", approval_answers(replace(koseka, verdict=Verdict.WITHDRAWN))))
    assert read_kendali(DocumentState(rosters={APPROVALS: rows})).approval(Level.KOSEKA) is None
