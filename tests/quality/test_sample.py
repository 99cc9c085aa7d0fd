"""Families are drawn blind and reproducibly, and keyed again only by those who may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quality_rig import BUDI, RINI, SITI, SLS_ID, Bureau, at

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import DocumentState, RowState
from regsosek_desk.core.domain.sample import (
    DRAWS,
    FAMILIES,
    SAMPLE_FORM,
    STEPS,
    Cause,
    Manner,
    Phase,
    Right,
    Sampled,
    Verdict,
    read_sample,
    sampled_answers,
    step_answers,
    verdict_answers,
)
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.quality.sample import (
    Choice,
    begin,
    candidates,
    draw,
    every_nth,
    finish,
    why_not,
)

FREE, LED = Manner.INDEPENDENT, Manner.DEPENDENT


@given(count=st.integers(1, 3000), every=st.integers(1, 100), seed=st.integers(0, 999_999))
def test_every_nth_from_a_start_that_the_seed_draws(count: int, every: int, seed: int) -> None:
    start, places = every_nth(count, every, seed)
    assert 1 <= start <= every
    assert places == [at for at in range(count) if (at + 1 - start) % every == 0 and at + 1 >= start]
    assert every_nth(count, every, seed) == (start, places)


def test_every_start_comes_up() -> None:
    assert {every_nth(10, 5, seed)[0] for seed in range(60)} == {1, 2, 3, 4, 5}


def drawn(bureau: Bureau, choice: Choice) -> list[str]:
    draw(bureau.file, choice, RINI.code, lambda: at(RINI))
    return [each.number for each in bureau.sampled()]


def test_a_draw_is_kept_so_that_anybody_may_draw_it_again(bureau: Bureau) -> None:
    bureau.key(7)
    chosen = drawn(bureau, Choice(SLS_ID, FREE, BUDI.code, every=3))
    [stored] = bureau.file.every_document(form=SAMPLE_FORM)
    [kept] = (row.answers for row in stored.state.rows(DRAWS))
    assert (kept["tiap"], kept["kerangka"], kept["lingkup"], kept["oleh"]) == ("3", "7", SLS_ID, RINI.code)
    start, places = every_nth(7, 3, int(kept["benih"]))
    assert kept["awal"] == str(start)
    assert chosen == [f"{at + 1:03}" for at in places]
    assert {(each.first, each.second) for each in bureau.sampled()} == {(SITI.code, BUDI.code)}


def test_a_family_is_drawn_once(bureau: Bureau) -> None:
    bureau.key(4)
    assert drawn(bureau, Choice("", FREE, numbers="2, 3-4")) == ["002", "003", "004"]
    assert drawn(bureau, Choice("", FREE, every=1, seed=5)) == ["002", "003", "004", "001"]
    with pytest.raises(InputFault, match="sample_empty"):
        drawn(bureau, Choice("", FREE, every=1))


@pytest.mark.parametrize(("numbers", "said"), [("5", "5"), ("1, x", "x"), ("1-6", "5, 6")])
def test_a_number_that_is_no_keyed_family_is_named(bureau: Bureau, numbers: str, said: str) -> None:
    bureau.key(4)
    with pytest.raises(InputFault, match="sample_numbers") as refused:
        drawn(bureau, Choice("", FREE, numbers=numbers))
    assert refused.value.params["numbers"] == said
    assert bureau.sampled() == []


@pytest.mark.parametrize(("every", "fits"), [(0, False), (1, True), (4, True), (5, False)])
def test_n_is_from_one_to_the_number_of_families(bureau: Bureau, every: int, fits: bool) -> None:
    bureau.key(4)
    if fits:
        assert drawn(bureau, Choice("", FREE, every=every))
    else:
        with pytest.raises(InputFault, match="sample_every"):
            drawn(bureau, Choice("", FREE, every=every))


def test_what_she_keyed_herself_is_not_drawn_for_her(bureau: Bureau) -> None:
    bureau.key(2).key(2, BUDI)
    frame = candidates(bureau.file, Choice("", FREE, BUDI.code))
    assert [(each.number, each.first) for each in frame] == [("001", SITI.code), ("002", SITI.code)]
    assert len(candidates(bureau.file, Choice("", LED, BUDI.code))) == 4
    assert len(candidates(bureau.file, Choice("", FREE))) == 4


def refused(bureau: Bureau, family: Sampled, petugas: Petugas) -> str:
    return why_not(bureau.file, family, petugas)


def test_independent_keying_needs_another_operator(bureau: Bureau) -> None:
    bureau.key(1)
    drawn(bureau, Choice("", FREE, numbers="1"))
    [family] = bureau.sampled()
    assert refused(bureau, family, SITI) == "own"
    assert refused(bureau, family, BUDI) == refused(bureau, family, RINI) == ""
    assert refused(bureau, family, Petugas("02301", "", "PPL")) == "role"
    with pytest.raises(InputFault, match="rekey_refused"):
        begin(bureau.file, SLS_ID, family.id, SITI, at(SITI))


def test_dependent_keying_may_be_ones_own(bureau: Bureau) -> None:
    bureau.key(1)
    drawn(bureau, Choice("", LED, numbers="1"))
    assert refused(bureau, bureau.sampled()[0], SITI) == ""


def test_who_began_goes_on_and_who_is_named_alone_may(bureau: Bureau) -> None:
    bureau.key(2)
    drawn(bureau, Choice("", FREE, numbers="1"))
    drawn(bureau, Choice("", FREE, BUDI.code, numbers="2"))
    open_to_all, named = bureau.sampled()
    assert refused(bureau, named, RINI) == "other"
    begin(bureau.file, SLS_ID, open_to_all.id, BUDI, at(BUDI))
    begun = bureau.sampled()[0]
    assert begun.second == BUDI.code
    assert (refused(bureau, begun, RINI), refused(bureau, begun, BUDI)) == ("other", "")


def test_the_second_keying_starts_with_what_the_office_gave(bureau: Bureau) -> None:
    bureau.key(1)
    drawn(bureau, Choice("", FREE, numbers="1"))
    [family] = bureau.sampled()
    copy = begin(bureau.file, SLS_ID, family.id, BUDI, at(BUDI))
    assert copy == begin(bureau.file, SLS_ID, family.id, BUDI, at(BUDI))
    state = bureau.file.document(copy).state
    assert (state.answers["r110"], state.rosters) == ("001", {})
    assert not {"r114", "r301a", "r501a"} & state.answers.keys()
    with pytest.raises(InputFault, match="rekey_blank"):
        finish(bureau.file, SLS_ID, family.id, BUDI, at(BUDI))


def test_what_was_handed_over_is_closed(bureau: Bureau) -> None:
    bureau.key(1)
    drawn(bureau, Choice("", FREE, numbers="1"))
    bureau.key_again(bureau.sampled()[0])
    [family] = bureau.sampled()
    assert family.done
    assert refused(bureau, family, BUDI) == "done"


def test_a_record_is_read_as_it_was_written() -> None:
    family = Sampled(
        "s1", "t1", "d1", "012", "9101", "9102", LED, "ab cd", "2022-12-06T01:00:00Z", "2022-12-06T02:00:00Z"
    )
    verdict = Verdict(("r1", "r2", "r303"), "1", "", Cause.PASSED_OVER, Right.SECOND, "90", "2022-12-07T01:00:00Z")
    again = Verdict(verdict.key, "1", "2", Cause.MISREAD, Right.FIRST, "90", "2022-12-07T02:00:00Z")
    steps = [
        step_answers("s1", phase, "9102", time)
        for phase, time in ((Phase.BEGUN, family.begun), (Phase.DONE, family.done))
    ]
    rosters = {
        FAMILIES: [sampled_answers(family)],
        STEPS: [*steps, step_answers("s1", Phase.BEGUN, "9103", "2022-12-06T09:00:00Z")],
        "beda": [verdict_answers("s1", verdict), verdict_answers("s1", again)],
    }  # fmt: skip
    ids = {FAMILIES: "s1"}
    state = DocumentState(
        rosters={
            name: [RowState(ids.get(name, str(at)), row) for at, row in enumerate(rows)]
            for name, rows in rosters.items()
        }
    )
    found = read_sample(state)
    assert found.families == (family,)
    assert found.verdicts == {"s1": {again.key: again}}
