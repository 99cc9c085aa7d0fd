"""The papers of an SLS in a work file: what is counted, what is missing, what the lists say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from complete_rig import (
    NEXT_SLS,
    PML,
    SLS,
    STAMP,
    line,
    make_complete_file,
    put_k,
    put_minutes,
    put_vk,
    row_id,
    take,
)

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.completeness.gaps import Kind
from regsosek_desk.services.completeness.minutes import minutes_id, open_minutes
from regsosek_desk.services.completeness.ties import place_of, recap_place, tie, ties
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile


@pytest.fixture
def file(tmp_path: Path) -> Iterator[WorkFile]:
    with make_complete_file(tmp_path / "pml.regsosek") as made:
        yield made


def kinds(file: WorkFile, sls_id: str = SLS) -> list[Kind]:
    return [gap.kind for gap in tie(file, sls_id).gaps]


def desk(file: WorkFile, document: str) -> DocumentDesk:
    return Session(lambda work: work(file), "laptop").open(document)


def key(file: WorkFile, document: str, question: str, text: str, row: str = "") -> None:
    desk(file, document).answer(Place(question, row), text)


def rules(file: WorkFile, document: str) -> set[tuple[str, str]]:
    return {(found.rule, found.at) for found in desk(file, document).review.violations}


def recap(file: WorkFile) -> None:
    [vk] = [row.id for row in file.lists.documents(SLS, form=LIST_FORM)]
    told = {"verifikasi": "3", "sangat_miskin": "0", "miskin": "0", "tidak_miskin": "3", "nonrespon": "1"}
    for name, text in told.items():
        key(file, vk, f"rekap_{name}", text)


def test_what_is_missing_is_named_down_to_the_family(file: WorkFile) -> None:
    found = tie(file, SLS)
    assert (found.prelist, found.vk, found.rekap, found.received, found.banr, found.keyed, found.blank) == (
        3, 3, None, None, 0, 2, 1)  # fmt: skip
    missing = found.gaps[0]
    assert (missing.kind, missing.family_number, missing.name) == (Kind.NO_K, "003", "WAGIMAN")
    assert place_of(file, missing) == Place("r110", row_id("003"))
    assert kinds(file) == [Kind.NO_K, Kind.RECAP_BLANK, Kind.NOT_COUNTED]


def test_an_sls_is_closed_step_by_step(file: WorkFile) -> None:
    put_minutes(file, "003")
    assert kinds(file) == [Kind.RECAP_BLANK, Kind.NOT_COUNTED]
    recap(file)
    assert kinds(file) == [Kind.NOT_COUNTED]
    take(file, 3, 2)
    assert tie(file, SLS).is_complete
    take(file, 3, 3)  # counted anew: the last count holds
    assert kinds(file) == [Kind.USED_DIFFERS, Kind.UNUSED]


def test_all_sls_at_once_are_the_same_as_one_by_one(file: WorkFile) -> None:
    put_minutes(file, "003")
    take(file, 3, 2)
    assert ties(file) == [tie(file, SLS), tie(file, NEXT_SLS)]
    assert kinds(file, NEXT_SLS) == [Kind.NO_LIST, Kind.NOT_COUNTED]
    put_vk(file, [line(1)], sls_id=NEXT_SLS)
    assert ties(file)[1].vk == 1


def test_what_changes_is_seen_at_once(file: WorkFile) -> None:
    [vk] = [row.id for row in file.lists.documents(SLS, form=LIST_FORM)]
    assert tie(file, SLS).vk == 3
    key(file, vk, "keberadaan", "2", row_id("003"))
    assert tie(file, SLS).vk == 2
    put_k(file, "003", line=row_id("003"))
    gap = next(gap for gap in tie(file, SLS).gaps if gap.kind is Kind.K_OFF_LIST)
    assert place_of(file, gap) == Place("r110")


@pytest.mark.parametrize(("outcome", "gap"), [("2", None), ("3", Kind.NOT_IN_BANR), ("5", Kind.NOT_IN_BANR)])
def test_a_k_without_answers_belongs_into_the_minutes(file: WorkFile, outcome: str, gap: Kind | None) -> None:
    put_k(file, "003", outcome=outcome)
    assert (Kind.NOT_IN_BANR in kinds(file)) == (gap is not None)
    put_minutes(file, "003")
    assert (Kind.K_AND_BANR in kinds(file)) == (gap is None)
    assert Kind.NOT_IN_BANR not in kinds(file)


def test_a_k_that_names_no_line_goes_by_its_number(file: WorkFile) -> None:
    put_k(file, "003", line="elsewhere")
    assert Kind.NO_K not in kinds(file)
    put_k(file, "003", line="elsewhere-too")
    assert Kind.K_TWICE in kinds(file)


def test_an_sls_that_was_withdrawn_is_left_out(file: WorkFile) -> None:
    gone = next(sls for sls in file.sls_list() if sls.id == NEXT_SLS)
    file.add_sls(type(gone)(gone.id, gone.name, withdrawn="2022-11-11"))
    assert [each.sls_id for each in ties(file)] == [SLS]


def test_the_recap_begins_where_the_form_says() -> None:
    assert recap_place() == Place("rekap_verifikasi")


# --- the minutes ------------------------------------------------------------------------------------


def test_the_minutes_are_made_once_with_their_sls_and_officers(file: WorkFile) -> None:
    assert open_minutes(file, SLS, STAMP) == open_minutes(file, SLS, STAMP) == minutes_id(SLS)
    stored = file.document(minutes_id(SLS))
    assert len(file.history(stored.id)) == 1
    assert stored.state.answers["r106"] == "RT 001 RW 001"
    assert stored.state.answers["r204_kode"] == PML.code
    assert (stored.state.answers["r101"], stored.state.answers["r105_sub"]) == ("33", "00")
    with pytest.raises(InputFault, match="document_missing"):
        open_minutes(file, "9999999999999999", STAMP)


def test_a_family_in_the_minutes_needs_no_k(file: WorkFile) -> None:
    [vk] = [row.id for row in file.lists.documents(SLS, form=LIST_FORM)]
    wants_k = ("VK-03", "vk_a[3].r110")
    assert wants_k in rules(file, vk)
    put_minutes(file, "003")
    assert wants_k not in rules(file, vk)


@pytest.mark.parametrize(
    ("number", "rule"), [("003", None), ("001", "BA-03"), ("004", "BA-02")], ids=["right", "keyed", "unknown"]
)
def test_the_minutes_are_compared_with_vk_and_k(file: WorkFile, number: str, rule: str | None) -> None:
    minutes = put_minutes(file, number)
    found = {name for name, at in rules(file, minutes) if at == "banr[1].r110"}
    assert found == ({rule} if rule else set())


def test_the_number_brings_the_name_at_once(file: WorkFile) -> None:
    open_minutes(file, SLS, STAMP)
    minutes = desk(file, minutes_id(SLS))
    row = minutes.add_row("banr")
    minutes.answer(Place("r110", row), "4")
    assert "BA-02" in {found.rule for found in minutes.review.violations}
    minutes.answer(Place("r110", row), "3")
    assert "BA-02" not in {found.rule for found in minutes.review.violations}
    assert minutes.instance.record(row).texts[minutes.instance.record(row).program.slot_of["vk_nama"]] == "WAGIMAN"


def test_the_recap_counts_a_k_without_answers_as_non_response(file: WorkFile) -> None:
    """K 003 is keyed, but its family gave no answer: 3 families are 2 K and 1 non-response."""
    put_k(file, "003", outcome="4")
    recap(file)
    [vk] = [row.id for row in file.lists.documents(SLS, form=LIST_FORM)]
    assert "VK-07" not in {rule for rule, _ in rules(file, vk)}
