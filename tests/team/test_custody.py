"""The ledger in work files: one bundle through all hands, what two laptops write at once, and what is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from complete_rig import NEXT_SLS, SLS, make_complete_file, put_k
from custody_rig import (
    CLERK,
    CLERK_2,
    COUNTS,
    IPDS,
    KOSEKA,
    OPERATOR,
    PML,
    PPL,
    TODAY,
    WITHDRAWN,
    add_vk,
    make_file,
    send_book,
    sls_ids,
    stamp_of,
)  # fmt: skip

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.kendali import Count, Party, Step
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.custody.boxes import contents, next_box
from regsosek_desk.services.custody.handover import Difference, Known, box_of
from regsosek_desk.services.custody.ledger import Slip, correct, hand_over, known_of, refuse, standings, take, take_back
from regsosek_desk.services.team.books import book_id, read_book
from regsosek_desk.storage.workfile import WorkFile

A, B, C = sls_ids(3)
Make = Callable[[Petugas], WorkFile]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[WorkFile] = []

    def new(petugas: Petugas) -> WorkFile:
        made.append(make_file(tmp_path / f"{petugas.code}.regsosek", petugas))
        return made[-1]

    yield new
    for file in made:
        file.close()


@pytest.fixture
def file(make: Make) -> WorkFile:
    """One file is enough where it doesn't matter on which laptop a row was written."""
    return make(CLERK)


def give(file: WorkFile, who: Petugas, to: Party, slip: Slip | None = None, sls_id: str = A) -> None:
    hand_over(file, [sls_id], to, slip or Slip(TODAY), stamp_of(who))


def get(file: WorkFile, who: Petugas, sender: Party, slip: Slip | None = None, sls_id: str = A) -> None:
    take(file, sls_id, sender, slip or Slip(TODAY), stamp_of(who))


def at(file: WorkFile, sls_id: str = A) -> tuple[Party, str]:
    holder = read_book(file, sls_id).holder
    assert holder
    return holder.party, holder.code


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises(InputFault) as told:
        work()
    return told.value.code


WAY = (
    (PPL, Party.PML, PML, Party.PPL), (PML, Party.KOSEKA, KOSEKA, Party.PML), (KOSEKA, Party.TU, CLERK, Party.KOSEKA),
    (CLERK, Party.IPDS, IPDS, Party.TU), (IPDS, Party.OPERATOR, OPERATOR, Party.IPDS),
    (OPERATOR, Party.TU, CLERK, Party.OPERATOR),
)  # fmt: skip


def test_one_bundle_from_the_ppl_to_storage(file: WorkFile) -> None:
    for sender, to, receiver, party in WAY:
        slip = Slip(TODAY, receiver.code, counts=COUNTS if sender is PPL else None)
        give(file, sender, to, slip)
        get(file, receiver, party)
        assert at(file) == (to, receiver.code)
    stored = Slip(TODAY, box=next_box(file, "3321", storage=True))
    take(file, A, Party.TU, stored, stamp_of(CLERK), receiver=Party.STORAGE)
    book = read_book(file, A)
    assert at(file) == (Party.STORAGE, CLERK.code)
    assert len(book.movements) == 13
    assert {move.counts["k"] for move in book.movements} == {Count(56, 52)}  # announced once, never typed again
    assert contents(file, "33210001K") == [A]
    file.verify_document(book_id(A))


def test_codes_of_ppl_and_pml_come_from_the_list(file: WorkFile) -> None:
    give(file, PPL, Party.PML, Slip(TODAY, counts=COUNTS))
    assert read_book(file, A).movements[0].receiver_code == PML.code
    get(file, PML, Party.PPL, sls_id=B)
    assert read_book(file, B).movements[0].sender_code == PPL.code


def test_a_refused_bundle_stays_and_its_reason_is_told(file: WorkFile) -> None:
    give(file, PPL, Party.PML, Slip(TODAY, counts=COUNTS))
    refuse(file, A, Party.PPL, Slip(TODAY, reason=" K basah "), stamp_of(PML))
    last = read_book(file, A).movements[-1]
    assert (at(file), last.step, last.reason) == ((Party.PPL, PPL.code), Step.REFUSED, "K basah")
    give(file, PPL, Party.PML)
    get(file, PML, Party.PPL)
    assert at(file) == (Party.PML, PML.code)


def test_a_bundle_goes_back_with_a_reason(file: WorkFile) -> None:
    get(file, PML, Party.PPL, Slip(TODAY, counts=COUNTS))
    assert code_of(lambda: give(file, PML, Party.PPL)) == "custody_no_reason"
    give(file, PML, Party.PPL, Slip(TODAY, reason="blok IV kosong"))
    get(file, PPL, Party.PML)
    assert at(file) == (Party.PPL, PPL.code)


def test_all_bundles_are_handed_on_or_none(file: WorkFile) -> None:
    get(file, PML, Party.PPL, sls_id=A)
    code = code_of(lambda: hand_over(file, [A, B], Party.KOSEKA, Slip(TODAY), stamp_of(PML)))
    assert code == "custody_not_holder"
    assert len(read_book(file, A).movements) == 1
    get(file, PML, Party.PPL, sls_id=B)
    own = {B: {"k": Count(9, 9)}}
    entered = hand_over(file, [A, B], Party.KOSEKA, Slip(TODAY, bast="B-7"), stamp_of(PML), counts=own)
    assert [each.move.counts for each in entered] == [{}, {"k": Count(9, 9)}]
    assert {each.move.bast for each in entered} == {"B-7"}


def test_another_area_is_refused(file: WorkFile) -> None:
    assert code_of(lambda: get(file, CLERK, Party.KOSEKA, sls_id="3374010001000100")) == "custody_other_kab"
    assert code_of(lambda: get(file, CLERK, Party.KOSEKA, sls_id="3321990001000100")) == "custody_other_area"


def test_today_is_the_day_of_the_laptop(file: WorkFile) -> None:
    late = stamp_of(CLERK, "2022-12-01T18:00:00.000Z")  # already the 2nd in Demak
    take(file, A, Party.KOSEKA, Slip("2022-12-02"), late)
    early = stamp_of(CLERK, "2022-12-01T16:59:00.000Z")
    assert code_of(lambda: take(file, B, Party.KOSEKA, Slip("2022-12-02"), early)) == "custody_day_to_come"


def test_what_differs_is_told_when_it_is_written(file: WorkFile) -> None:
    add_vk(file, A, 57)
    assert known_of(file, A) == Known(57, None)  # no K of it is on this laptop
    get(file, KOSEKA, Party.PML, Slip(TODAY, counts={"k": Count(57, 52)}))
    give(file, KOSEKA, Party.TU)
    entered = take(file, A, Party.KOSEKA, Slip(TODAY, counts={"k": Count(56, 52)}, reason="1 hilang"), stamp_of(CLERK))
    assert entered.differences == (
        Difference("announced", "k", "received", 56, 57), Difference("vk", "k", "received", 56, 57),
    )  # fmt: skip
    assert (entered.lagged, take(file, B, Party.KOSEKA, Slip(TODAY), stamp_of(CLERK)).lagged) == (None, Party.PPL)


def test_a_family_without_answers_counts_as_no_k_used(tmp_path: Path) -> None:
    with make_complete_file(tmp_path / "pml.regsosek") as file:
        put_k(file, "003", outcome="4")
        assert known_of(file, SLS) == Known(3, 2)
        assert known_of(file, NEXT_SLS) == Known(None, None)


def test_from_the_counter_to_storage_nothing_lags(file: WorkFile) -> None:
    get(file, CLERK, Party.KOSEKA)
    stored = take(file, A, Party.TU, Slip(TODAY, box="33210001K"), stamp_of(CLERK), receiver=Party.STORAGE)
    assert (stored.lagged, stored.differences) == (None, ())


def test_a_withdrawn_sls_may_still_come_and_is_known(file: WorkFile) -> None:
    assert take(file, WITHDRAWN, Party.KOSEKA, Slip(TODAY), stamp_of(CLERK)).sls.withdrawn == "2022-11-30"


def test_where_every_bundle_is(file: WorkFile) -> None:
    get(file, CLERK, Party.KOSEKA)
    found = {each.sls.id: (each.holder.party, each.holder.code) for each in standings(file)}
    assert (found[A], found[B]) == ((Party.TU, CLERK.code), (Party.PPL, PPL.code))


# --- what is mended -----------------------------------------------------------------------------------


def test_counts_are_typed_over_and_the_journal_keeps_the_first(file: WorkFile) -> None:
    entered = take(file, A, Party.KOSEKA, Slip(TODAY, counts=COUNTS), stamp_of(CLERK))
    again = correct(file, entered, {"k": Count(55, 52)}, "", stamp_of(CLERK))
    [move] = read_book(file, A).movements
    assert (move, move.counts) == (again.move, {"k": Count(55, 52)})
    assert code_of(lambda: correct(file, entered, {"k": Count(5, 6)}, "", stamp_of(CLERK))) == "custody_used_more"
    assert any("56" in (entry.new or "") for entry in file.history(book_id(A)))
    file.verify_document(book_id(A))


def test_only_the_last_movement_and_ones_own_is_mended(file: WorkFile) -> None:
    first = take(file, A, Party.KOSEKA, Slip(TODAY), stamp_of(CLERK))
    other = code_of(lambda: take_back(file, A, first.move.id, stamp_of(CLERK_2)))
    [onward] = hand_over(file, [A], Party.IPDS, Slip(TODAY), stamp_of(CLERK))
    late = code_of(lambda: correct(file, first, {}, "", stamp_of(CLERK)))
    assert (other, late) == ("custody_not_last", "custody_not_last")
    take_back(file, A, onward.move.id, stamp_of(CLERK))
    take_back(file, A, first.move.id, stamp_of(CLERK))
    assert read_book(file, A).movements == ()
    assert code_of(lambda: take_back(file, A, first.move.id, stamp_of(CLERK))) == "custody_not_last"
    get(file, CLERK, Party.KOSEKA)
    assert at(file) == (Party.TU, CLERK.code)
    file.verify_document(book_id(A))


# --- two laptops --------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["sender", "receiver"])
def test_both_halves_written_apart_make_one_handing_over(make: Make, first: str) -> None:
    ppl, pml = make(PPL), make(PML)
    give(ppl, PPL, Party.PML, Slip(TODAY, counts=COUNTS))
    get(pml, PML, Party.PPL)
    pair = (ppl, pml) if first == "sender" else (pml, ppl)
    send_book(pair[0], pair[1], A)
    send_book(pair[1], pair[0], A)
    assert read_book(ppl, A) == read_book(pml, A)
    holder = read_book(ppl, A).holder
    assert holder
    assert (holder.party, holder.coming) == (Party.PML, None)
    give(pml, PML, Party.KOSEKA)
    send_book(pml, ppl, A)
    assert at(ppl) == (Party.PML, PML.code)


def test_two_clerks_who_took_one_bundle_agree_on_who_has_it(make: Make) -> None:
    one, two = make(CLERK), make(CLERK_2)
    get(one, CLERK, Party.KOSEKA)
    get(two, CLERK_2, Party.KOSEKA)
    send_book(one, two, A)
    send_book(two, one, A)
    assert at(one) == at(two)
    assert len(read_book(one, A).movements) == 2


# --- boxes --------------------------------------------------------------------------------------------


def box_up(file: WorkFile, who: Petugas, box: str, sls_id: str) -> None:
    if read_book(file, sls_id).holder is None:
        get(file, who, Party.KOSEKA, Slip(TODAY, counts=COUNTS), sls_id)
    take(file, sls_id, Party.TU, Slip(TODAY, box=box), stamp_of(who))


def test_box_numbers_go_up_and_those_of_storage_by_themselves(file: WorkFile) -> None:
    assert (next_box(file, "3321"), next_box(file, "3321", storage=True)) == ("33210001", "33210001K")
    box_up(file, CLERK, "33210007", A)
    box_up(file, CLERK, "33990009", B)  # of another kabupaten
    assert (next_box(file, "3321"), next_box(file, "3321", storage=True)) == ("33210008", "33210001K")
    box_up(file, CLERK, "33219999", C)
    assert code_of(lambda: next_box(file, "3321")) == "custody_boxes_full"


def test_a_box_has_what_was_put_into_it_last(file: WorkFile) -> None:
    box_up(file, CLERK, "33210001", B)
    box_up(file, CLERK, "33210001", A)
    assert contents(file, "33210001") == [A, B]
    box_up(file, CLERK, "33210002", A)
    assert (contents(file, "33210001"), contents(file, "33210002"), contents(file, "33210003")) == ([B], [A], [])


def test_a_bundle_keeps_its_counts_and_its_day_in_a_box(file: WorkFile) -> None:
    get(file, CLERK, Party.KOSEKA, Slip("2022-11-20", counts=COUNTS))
    box_up(file, CLERK, "33210001", A)
    book = read_book(file, A)
    last = book.last_counts()
    assert last
    assert (last.counts, box_of(book)) == (COUNTS, "33210001")
    assert book.holder
    assert book.holder.since == "2022-11-20"
