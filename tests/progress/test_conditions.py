"""How far an SLS is, read from its families, its VK list, its minutes and its control book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from progress_rig import A1, A2, TODAY

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import DocumentState, RemovedRow, RowState, Summary
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.core.domain.kendali import (
    APPROVALS,
    CLAIMS,
    MOVEMENTS,
    Approval,
    ClaimAction,
    Count,
    Level,
    Movement,
    Party,
    Step,
    Verdict,
    approval_answers,
    claim_answers,
    movement_answers,
)  # fmt: skip
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, row_drafts
from regsosek_desk.services.progress.board import board_of
from regsosek_desk.services.progress.conditions import conditions, vk_figures
from regsosek_desk.services.team.books import write_lines
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile

STAMP = Stamp("02001", "laptop", "2022-11-19T03:04:05.678Z", 420)
AT = "2022-11-19T03:04:05.678Z"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[WorkFile]:
    with WorkFile.create(tmp_path / "pml.regsosek", {"mode": "latihan", "petugas": "02001"}) as made:
        made.add_petugas(Petugas("02001", "RATNA", "PML"))
        made.add_sls(Sls(A1, "RT 001"), Sls(A2, "RT 002"), Sls("3321010001000300", withdrawn="2022-11-01"))
        yield made


def one(file: WorkFile, sls_id: str = A1) -> Condition:
    return next(each for each in conditions(file) if each.sls_id == sls_id)


def add_family(file: WorkFile, status: str, sls_id: str = A1, members: int = 1) -> str:
    drafts = [fill({"r110": "001"})]
    for at in range(members):
        drafts += row_drafts("anggota", at, {"r402": "SITI"}, f"{sls_id}-{status}-{at}-{len(file.lists.documents())}")
    new = NewDocument(FAMILY_FORM, sls_id, Summary(form_version="1", status=status), drafts)
    return file.create_documents(STAMP, [new])[0]


def add_list(file: WorkFile, *found: str, recap: str = "") -> None:
    """A VK list with a line for each: its code of existence."""
    drafts = [fill({"rekap_verifikasi": recap, "rekap_nonrespon": "1"})] if recap else []
    for at, code in enumerate(found):
        answers = {"no_prelist": f"{at:03d}", "keberadaan": code} if code else {"no_prelist": f"{at:03d}"}
        drafts += row_drafts("vk_a", at, {**answers, "r110": f"{at:03d}"}, f"vk-{at}")
    file.create_documents(STAMP, [NewDocument(LIST_FORM, A1, Summary(form_version="1"), drafts)])


def test_an_sls_without_anything_is_told_too_and_a_withdrawn_one_is_not(file: WorkFile) -> None:
    assert conditions(file) == [Condition(A1), Condition(A2)]


def test_families_count_by_status_and_only_keyed_ones_by_stage(file: WorkFile) -> None:
    for status in ("blank", "clean", "clean", "warning", "error"):
        add_family(file, status, members=2)
    found = one(file)
    assert (found.documents, found.members, found.keyed) == (5, 10, 4)
    assert (found.blank, found.clean, found.warning, found.error) == (1, 2, 1, 1)
    assert (found.updated_at, one(file, A2).updated_at) == (AT, "")
    assert found.approved == found.handed == 0


def test_blank_families_are_no_work(file: WorkFile) -> None:
    add_family(file, "blank")
    assert one(file).updated_at == ""


def test_a_decision_moves_a_family_to_its_stage(file: WorkFile) -> None:
    from regsosek_desk.core.domain.decisions import APPROVED, draft_about_document

    family = add_family(file, "clean")
    stored = file.document(family)
    file.commit(family, [draft_about_document(stored.state, APPROVED)], STAMP, stored.summary)
    assert (one(file).approved, one(file).clean) == (1, 1)


def test_only_families_that_were_found_count_even_where_another_kept_its_number(file: WorkFile) -> None:
    add_list(file, "1", "1", "2", "", recap="3")
    found = one(file)
    assert (found.prelist, found.vk, found.rekap, found.nonrespon) == (4, 2, 3, 1)


def test_a_blank_recap_is_told_apart_from_nought(file: WorkFile) -> None:
    add_list(file, "1")
    assert (one(file).rekap, one(file).nonrespon) == (-1, -1)


def test_a_line_taken_out_was_in_the_prelist() -> None:
    state = DocumentState(rosters={"vk_a": [RowState("a")]}, removed={"b": RemovedRow("vk_a", 1, {})})
    assert vk_figures(state).prelist == 2


@pytest.mark.parametrize(("text", "wanted"), [("999999", 999_999), ("1000000", -1), ("9" * 5000, -1), ("dua", -1)])
def test_a_number_that_nobody_counted_is_none(text: str, wanted: int) -> None:
    assert vk_figures(DocumentState(answers={"rekap_verifikasi": text})).rekap == wanted


def test_a_list_of_which_the_form_knows_nothing_tells_nothing() -> None:
    assert vk_figures(DocumentState(answers={"lain": "1"})).found == 0
    assert vk_figures(DocumentState(), "99").found == 0


def test_the_book_tells_who_has_the_bundle_and_what_was_decided(file: WorkFile) -> None:
    move = Movement("", Step.TAKEN, "", Party.PML, "02001", Party.KOSEKA, "03001", "2022-11-18", {"k": Count(50, 48)})
    approved = Approval(Level.PML, Verdict.APPROVED, "02001", AT, "")
    lines = [
        (MOVEMENTS, movement_answers(move)), (CLAIMS, claim_answers(ClaimAction.TAKE, "09001", AT)),
        (APPROVALS, approval_answers(approved)),
    ]  # fmt: skip
    write_lines(file, A1, lines, STAMP)
    found = one(file)
    assert (found.holder, found.holder_code, found.holder_since) == ("3", "03001", "2022-11-18")
    assert (found.claimed_by, found.claimed_at) == ("09001", AT)
    assert (found.pml_verdict, found.koseka_verdict, found.received, found.used) == ("1", "", 50, 48)
    assert one(file, A2) == Condition(A2)


def test_what_changes_is_seen_at_the_next_look(file: WorkFile) -> None:
    add_list(file, "1")
    assert one(file).vk == 1
    row = next(each for each in file.lists.documents(form=LIST_FORM))
    drafts = [Draft("set", row="vk-0", question="keberadaan", old="1", new="2")]
    file.commit(row.id, drafts, STAMP, file.document(row.id).summary)
    assert one(file).vk == 0


# --- what the office tells ----------------------------------------------------------------------------


def test_what_is_told_counts_where_nothing_is_here(file: WorkFile) -> None:
    told = Condition(A2, holder="4", vk=60, clean=40, claimed_by="09001")
    file.snapshots.put_told([told])
    assert one(file, A2) == told


def test_what_is_here_counts_more(file: WorkFile) -> None:
    add_family(file, "error")
    file.snapshots.put_told([Condition(A1, holder="4", received=9, vk=60, clean=40)])
    found = one(file)
    assert (found.clean, found.error, found.documents) == (0, 1, 1)
    assert (found.holder, found.received, found.vk) == ("4", 9, 60)


def test_families_are_told_also_where_their_list_is_here(file: WorkFile) -> None:
    """As for a pengawas, whose laptop has the lists of the kabupaten and no families."""
    add_list(file, "1", "2")
    file.snapshots.put_told([Condition(A1, vk=60, clean=40, updated_at=AT)])
    assert (one(file).vk, one(file).clean, one(file).updated_at) == (1, 40, AT)


def test_a_book_that_is_here_counts_more_than_what_was_told_of_it(file: WorkFile) -> None:
    write_lines(file, A1, [(CLAIMS, claim_answers(ClaimAction.TAKE, "09002", AT))], STAMP)
    file.snapshots.put_told([Condition(A1, claimed_by="09001", clean=40)])
    assert (one(file).claimed_by, one(file).clean) == ("09002", 40)


# --- day by day ---------------------------------------------------------------------------------------


def test_looking_notes_the_day_once_for_what_has_changed(file: WorkFile) -> None:
    add_family(file, "clean")
    board_of(file, TODAY)
    board_of(file, TODAY.replace(day=21))
    add_family(file, "error")
    board_of(file, TODAY.replace(day=22))
    notes = [(each.day, each.clean, each.keyed) for each in file.snapshots.past("2022-11-01") if each.sls_id == A1]
    assert notes == [("2022-11-20", 1, 1), ("2022-11-22", 1, 2)]


def test_of_the_days_before_the_last_note_is_told(file: WorkFile) -> None:
    for day, clean in (("2022-11-01", 1), ("2022-11-02", 2), ("2022-11-09", 3)):
        file.snapshots.keep(day, [Condition(A1, clean=clean)])
    assert [each.day for each in file.snapshots.past("2022-11-09")] == ["2022-11-02", "2022-11-09"]
    assert [each.day for each in file.snapshots.past("2022-11-03")] == ["2022-11-02", "2022-11-09"]
