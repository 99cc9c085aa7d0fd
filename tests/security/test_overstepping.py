"""A petugas with a changed program: verdicts above the role, rows in another's name, control books turned around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from store_rig import PML, PPL_A, SLS_A, Bureau, SendingLaptop

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import (
    ACCEPTED,
    ANSWERED,
    APPROVED,
    HANDED,
    RETURN,
    RETURNED,
    draft_about_document,
    stage_of,
)
from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.exchange import Verdict
from regsosek_desk.core.domain.journal import START, Draft, Stamp, chain, fill, verify
from regsosek_desk.core.domain.kendali import (
    APPROVALS,
    CLAIMS,
    KENDALI_FORM,
    MOVEMENTS,
    Approval,
    ClaimAction,
    Kendali,
    Level,
    Movement,
    Party,
    Step,
    approval_answers,
    claim_answers,
    movement_answers,
    read_kendali,
)
from regsosek_desk.core.domain.kendali import Verdict as Said
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.core.domain.sample import SAMPLE_FORM, VERDICTS, Cause, Right, verdict_answers
from regsosek_desk.core.domain.sample import Verdict as Judged
from regsosek_desk.services.documents import FAMILY_FORM, row_drafts
from regsosek_desk.services.team import entitled
from regsosek_desk.services.team.books import book_id

KOSEKA = Petugas("01001", "FITRI", "Koseka")
DEWI, EKA = Petugas("41001", "DEWI", "operator", "3321"), Petugas("41002", "EKA", "operator", "3321")
GITA = Petugas("40001", "GITA", "pengawas")
BOOK = book_id(SLS_A)
AT = "2022-11-21T02:05:00.000Z"


@pytest.fixture
def crew(bureau: Bureau) -> Mapping[str, SendingLaptop]:
    bureau.store.put_petugas([KOSEKA, DEWI, EKA, GITA])
    found = {each.code: bureau.enrol(each) for each in (PPL_A, PML, KOSEKA, DEWI, EKA, GITA)}
    bureau.store.put_assignments([(KOSEKA.code, SLS_A)])
    return found


def writes(
    laptop: SendingLaptop, drafts: list[Draft], document: str = BOOK, *, at: str = "", form: str = KENDALI_FORM
) -> Verdict:  # fmt: skip
    """These drafts upon all that came down, sent as the book of the SLS."""
    laptop.fetch()
    line = laptop.journals.setdefault(document, [])
    laptop.places.setdefault(document, SLS_A)
    stamp = Stamp.now(laptop.certificate.petugas, laptop.keys.device)
    line += chain(document, verify(line) if line else START, drafts, replace(stamp, at=at or stamp.at))
    is_book = any(entry.roster for entry in line)
    return laptop.send_one(replace(laptop.bundle(document), form=form if is_book else FAMILY_FORM))


def row(roster: str, answers: dict[str, str], own_id: str, at: int = 0) -> list[Draft]:
    return row_drafts(roster, at, answers, own_id)


def state(bureau: Bureau, document: str = BOOK) -> DocumentState:
    return merge(bureau.journal(document)).state


def book(bureau: Bureau) -> Kendali:
    return read_kendali(state(bureau))


def code(verdict: Verdict) -> str:
    return verdict.reason or verdict.code


# --- decisions about families -------------------------------------------------------------------------


def decides(laptop: SendingLaptop, document: str, decision: str, undoes: str = "") -> str:
    laptop.fetch()
    draft = draft_about_document(merge(laptop.journals[document]).state, decision)
    return code(writes(laptop, [replace(draft, undoes=undoes)], document))


def test_only_those_who_check_decide_about_a_family(bureau: Bureau, crew: Mapping[str, SendingLaptop]) -> None:
    ppl, pml, koseka = crew[PPL_A.code], crew[PML.code], crew[KOSEKA.code]
    family = ppl.new_family(r110="001", r108="SITI")
    assert code(ppl.send_one(ppl.bundle(family))) == "accepted"
    for laptop, decision in ((ppl, HANDED), (pml, RETURNED), (ppl, HANDED), (pml, APPROVED), (koseka, ACCEPTED)):
        assert decides(laptop, family, decision) == "accepted", decision
    assert stage_of(state(bureau, family)) == "accepted"


@pytest.mark.parametrize(("who", "decision"), [
    (PPL_A, APPROVED), (PPL_A, ACCEPTED), (PPL_A, RETURNED), (PML, ACCEPTED),
])  # fmt: skip
def test_a_verdict_above_the_role_is_not_taken_in(
    bureau: Bureau, crew: Mapping[str, SendingLaptop], who: Petugas, decision: str
) -> None:
    ppl = crew[PPL_A.code]
    family = ppl.new_family(r110="001")
    ppl.send_one(ppl.bundle(family))
    assert decides(crew[who.code], family, decision) == "beyond_role"
    assert stage_of(state(bureau, family)) == "open"


def test_a_ppl_does_not_wipe_out_what_was_given_back(bureau: Bureau, crew: Mapping[str, SendingLaptop]) -> None:
    ppl, pml = crew[PPL_A.code], crew[PML.code]
    family = ppl.new_family(r110="001")
    ppl.send_one(ppl.bundle(family))
    assert decides(pml, family, RETURNED) == "accepted"
    ppl.fetch()
    [last] = [entry for entry in ppl.journals[family] if entry.op == "decide"]
    gone = [Draft("decide", old=last.new, new=None, undoes=last.id)]
    assert code(writes(ppl, gone, family)) == "beyond_role"
    assert stage_of(state(bureau, family)) == "returned"


def test_one_may_undo_what_one_decided_upon_anothers_word(bureau: Bureau, crew: Mapping[str, SendingLaptop]) -> None:
    ppl, pml = crew[PPL_A.code], crew[PML.code]
    family = ppl.new_family(r110="001")
    ppl.send_one(ppl.bundle(family))
    assert [decides(pml, family, RETURNED), decides(ppl, family, HANDED)] == ["accepted"] * 2
    last = ppl.journals[family][-1]
    back = [Draft("decide", old=last.new, new=last.old, undoes=last.id)]
    assert code(writes(ppl, back, family)) == "accepted"
    assert stage_of(state(bureau, family)) == "returned"


def test_it_comes_in_when_the_list_gives_the_role(bureau: Bureau, crew: Mapping[str, SendingLaptop]) -> None:
    ppl = crew[PPL_A.code]
    family = ppl.new_family(r110="001")
    ppl.send_one(ppl.bundle(family))
    assert decides(ppl, family, APPROVED) == "beyond_role"
    bureau.store.put_petugas([replace(PPL_A, role="PML")])
    assert bureau.endpoint.retry_quarantine() == 1
    assert stage_of(state(bureau, family)) == "approved"


def test_a_ppl_answers_a_question_but_does_not_close_it(crew: Mapping[str, SendingLaptop]) -> None:
    ppl = crew[PPL_A.code]
    family = ppl.new_family(r110="001")
    text = '{"decision":"%s","note":"","seen":"001"}'
    assert code(writes(ppl, [Draft("decide", question="r110", new=text % ANSWERED)], family)) == "accepted"
    other = ppl.new_family(r110="002")
    assert code(writes(ppl, [Draft("decide", question="r110", new=text % RETURN)], other)) == "beyond_role"


# --- rows of the control book -------------------------------------------------------------------------


def taken(code_of: str) -> dict[str, str]:
    return movement_answers(Movement("", Step.TAKEN, "", Party.PPL, "", Party.PML, code_of, "2022-11-10", {}))


def approved(level: Level, by: str) -> dict[str, str]:
    return approval_answers(Approval(level, Said.APPROVED, by, AT, ""))


@pytest.mark.parametrize(("who", "roster", "answers", "becomes"), [
    (PML, MOVEMENTS, taken(PML.code), "accepted"),
    (PML, APPROVALS, approved(Level.PML, PML.code), "accepted"),
    (KOSEKA, APPROVALS, approved(Level.KOSEKA, KOSEKA.code), "accepted"),
    (PPL_A, MOVEMENTS, taken(PML.code), "beyond_role"),
    (PPL_A, APPROVALS, approved(Level.KOSEKA, KOSEKA.code), "beyond_role"),
    (PPL_A, APPROVALS, approved(Level.PML, PPL_A.code), "beyond_role"),
    (PML, APPROVALS, approved(Level.KOSEKA, PML.code), "beyond_role"),
    (EKA, CLAIMS, claim_answers(ClaimAction.SETTLE, EKA.code, AT), "beyond_role"),
])  # fmt: skip
def test_a_row_says_only_what_its_writer_may_say(
    bureau: Bureau, crew: Mapping[str, SendingLaptop], who: Petugas, roster: str, answers: dict[str, str], becomes: str
) -> None:
    assert code(writes(crew[who.code], row(roster, answers, "baris-1"))) == becomes
    found = bureau.journal(BOOK)
    assert bool(found) == (becomes == "accepted")


@pytest.mark.parametrize(("who", "named", "becomes"), [
    (GITA, GITA, "accepted"), (EKA, GITA, "beyond_role"), (EKA, EKA, "beyond_role"), (GITA, EKA, "beyond_role"),
])  # fmt: skip
def test_only_a_pengawas_judges_a_second_keying(
    bureau: Bureau, crew: Mapping[str, SendingLaptop], who: Petugas, named: Petugas, becomes: str
) -> None:
    judged = Judged(("", "", "r108"), "SITI", "SITTI", Cause.MISTYPED, Right.SECOND, named.code, AT)
    line = row(VERDICTS, verdict_answers("sampel-1", judged), "baris-1")
    verdict = writes(crew[who.code], line, book_id(SLS_A, SAMPLE_FORM), form=SAMPLE_FORM)
    assert code(verdict) == becomes


def _set(line: list[Draft], question: str, old: str, new: str) -> list[Draft]:
    return [fill({question: new}, {question: old}, line[0].row)]


def test_nobody_changes_or_takes_out_the_row_of_another(bureau: Bureau, crew: Mapping[str, SendingLaptop]) -> None:
    dewi, eka = crew[DEWI.code], crew[EKA.code]
    line = row(CLAIMS, claim_answers(ClaimAction.TAKE, DEWI.code, AT), "baris-1")
    assert code(writes(dewi, line)) == "accepted"
    attempts = [
        _set(line, "petugas", DEWI.code, EKA.code),
        [Draft("row_remove", row="baris-1", roster=CLAIMS, old="0")],
    ]
    for drafts in attempts:
        laptop = replace(eka, journals={}, places={}, cursor="")
        assert code(writes(laptop, drafts)) == "beyond_role"
    claim = book(bureau).claim
    assert claim is not None
    assert claim.petugas == DEWI.code


def test_a_row_of_ones_own_is_corrected_and_taken_out_but_not_renamed(
    bureau: Bureau, crew: Mapping[str, SendingLaptop]
) -> None:
    pml = crew[PML.code]
    line = row(MOVEMENTS, taken(PML.code), "baris-1")
    assert code(writes(pml, line)) == "accepted"
    assert code(writes(pml, [fill({"k_diterima": "12"}, {}, "baris-1")])) == "accepted"
    renamed = replace(pml, journals=dict(pml.journals))
    renamed.journals[BOOK] = list(pml.journals[BOOK])
    assert code(writes(renamed, _set(line, "ke_kode", PML.code, PPL_A.code))) == "beyond_role"
    assert code(writes(pml, [Draft("row_remove", row="baris-1", roster=MOVEMENTS, old="0")])) == "accepted"
    assert book(bureau).movements == ()


def test_an_sls_has_one_control_book(bureau: Bureau, crew: Mapping[str, SendingLaptop]) -> None:
    line = row(APPROVALS, approved(Level.PML, PML.code), "baris-1")
    assert code(writes(crew[PML.code], line, book_id("3321010001000200"))) == "beyond_role"


def test_nobody_fills_a_book_until_it_takes_minutes_to_read(
    bureau: Bureau, crew: Mapping[str, SendingLaptop], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entitled, "_ROWS", 3)
    lines = [row(MOVEMENTS, taken(PML.code), f"baris-{at}", at) for at in range(4)]
    for line, becomes in zip(lines, ["accepted"] * 3 + ["beyond_role"], strict=True):
        assert code(writes(crew[PML.code], line)) == becomes
    assert code(writes(crew[PPL_A.code], row(MOVEMENTS, taken(PPL_A.code), "lain", 3))) == "accepted"


@pytest.mark.parametrize("at", ["kemarin", "0001-01-01T00:00:00.000Z", "2022-11-21T02:05:00.000", "9999-12-31T23:00Z"])
def test_a_time_that_no_laptop_can_show_does_not_come_in(
    bureau: Bureau, crew: Mapping[str, SendingLaptop], at: str
) -> None:
    line = row(MOVEMENTS, taken(PML.code), "baris-1")
    assert code(writes(crew[PML.code], line, at=at)) == "journal_broken"


@pytest.mark.parametrize("at", ["kemarinT", "0001-01-01T00:00:00.000Z", "T", "9" * 5000])
def test_a_time_inside_a_row_that_is_none_counts_as_blank(
    bureau: Bureau, crew: Mapping[str, SendingLaptop], at: str
) -> None:
    claim = claim_answers(ClaimAction.TAKE, DEWI.code, at)
    assert code(writes(crew[DEWI.code], row(CLAIMS, claim, "baris-1"))) == "accepted"
    moved = taken(PML.code) | {"k_diterima": "9" * 4000}
    assert code(writes(crew[PML.code], row(MOVEMENTS, moved, "baris-2"))) == "accepted"
    found = book(bureau)
    assert found.claim is not None
    assert found.claim.since == ""
    assert [move.counts for move in found.movements] == [{}]
