"""What can't be when a bundle changes hands, and what doesn't tally: each refusal on both sides of its boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from custody_rig import CLERK, CLERK_2, COUNTS, IPDS, KOSEKA, OPERATOR, OTHER_PML, PML, PPL

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.kendali import Count, Kendali, Movement, Party, Step
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.custody.handover import (
    ACTS_AS,
    GIVEN_BACK,
    ONWARD,
    WAYS,
    Difference,
    Known,
    Scene,
    box_of,
    check,
    differences,
)

SLS = Sls("3321010001000100", "RT 001", ppl_code=PPL.code, pml_code=PML.code)
TODAY, START = date(2022, 12, 1), date(2022, 8, 1)
HAND = Movement("m1", Step.HANDED, "", Party.PPL, PPL.code, Party.PML, PML.code, "2022-11-01", COUNTS)
TAKE = replace(HAND, id="m2", step=Step.TAKEN, answers="m1")
REFUSE = replace(TAKE, step=Step.REFUSED, reason="basah", counts={})
AT_PML = (HAND, TAKE)
ON = replace(HAND, id="m3", sender=Party.PML, sender_code=PML.code, receiver=Party.KOSEKA, receiver_code="")
AT_TU = (replace(TAKE, id="t", answers="", sender=Party.KOSEKA, sender_code="02", receiver=Party.TU,
                 receiver_code=CLERK.code),)  # fmt: skip
BOXED = replace(TAKE, id="b", answers="", sender=Party.TU, receiver=Party.TU, receiver_code=CLERK.code, box="33210001")


def refused(move: Movement, *before: Movement, by: Petugas = PPL, today: date = TODAY) -> str:
    """Code of the refusal, "" when the movement may be written."""
    try:
        check(move, Scene(Kendali(before), SLS, by, today, START))
    except InputFault as fault:
        return fault.code
    return ""


# --- days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2022-12-01", ""),
        ("2022-12-02", "custody_day_to_come"),
        ("2022-08-01", ""),
        ("2022-07-31", "custody_day_too_early"),
        ("0000-00-00", "custody_day_unreadable"),
        ("31-11-2022", "custody_day_unreadable"),
        ("", "custody_day_unreadable"),
    ],
)
def test_a_day_lies_between_the_start_and_today(on: str, code: str) -> None:
    assert refused(replace(HAND, on=on)) == code


@pytest.mark.parametrize(("on", "code"), [("2022-11-01", ""), ("2022-10-31", "custody_day_before_last")])
def test_a_day_is_not_before_the_movement_that_went_before(on: str, code: str) -> None:
    assert refused(replace(TAKE, on=on), HAND, by=PML) == code


def test_a_clock_that_was_years_ahead_does_not_keep_the_bundle_where_it_is() -> None:
    assert refused(replace(TAKE, on="2022-12-01"), replace(HAND, on="2032-11-01"), by=PML) == ""


def test_the_greatest_day_counts_where_two_laptops_wrote() -> None:
    late = replace(TAKE, on="2022-11-20")
    assert refused(replace(ON, on="2022-11-10"), replace(late, id="x"), replace(TAKE, id="y"), by=PML) == (
        "custody_day_before_last"
    )


# --- sheets -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "code"),
    [
        (Count(56, 56), ""),
        (Count(56, 57), "custody_used_more"),
        (Count(None, 0), ""),
        (Count(None, 1), "custody_used_more"),
        (Count(0, 0), ""),
        (Count(-1, None), "custody_count_odd"),
        (Count(99_999, 0), ""),
        (Count(100_000, 0), "custody_count_odd"),
    ],
)
@pytest.mark.parametrize("paper", ["k", "banr"])
def test_no_more_is_used_than_was_received(paper: str, count: Count, code: str) -> None:
    assert refused(replace(HAND, counts={paper: count})) == code


def test_another_count_than_announced_wants_a_reason() -> None:
    fewer = {**COUNTS, "k": Count(55, 52)}
    assert refused(TAKE, HAND, by=PML) == ""
    assert refused(replace(TAKE, counts=fewer), HAND, by=PML) == "custody_differs"
    assert refused(replace(TAKE, counts=fewer, reason="satu K hilang"), HAND, by=PML) == ""
    assert refused(replace(TAKE, counts={"k": Count(56, 51)}), HAND, by=PML) == "custody_differs"
    assert refused(replace(TAKE, counts={"xk": Count(1, 1)}), HAND, by=PML) == ""  # nobody had announced any


def test_another_count_than_was_taken_wants_a_reason() -> None:
    assert refused(ON, *AT_PML, by=PML) == ""
    assert refused(replace(ON, counts={"k": Count(57, 52)}), *AT_PML, by=PML) == "custody_differs"


# --- who, from whom, to whom --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "code"), [(PPL, ""), (PML, "custody_wrong_role"), (Petugas("02301", "X", "tamu"), "custody_wrong_role")]
)
def test_each_role_writes_for_its_own_party(by: Petugas, code: str) -> None:
    assert refused(HAND, by=by) == code


@pytest.mark.parametrize("to", [p for p in Party if p is not Party.PML])
def test_a_bundle_goes_the_ways_there_are(to: Party) -> None:
    assert refused(replace(HAND, receiver=to)) == "custody_no_way"


def test_only_who_has_a_bundle_hands_it_on() -> None:
    assert refused(ON, *AT_PML, by=PML) == ""
    assert refused(replace(ON, sender_code=OTHER_PML.code), *AT_PML, by=OTHER_PML) == "custody_not_holder"
    assert refused(HAND, *AT_PML) == "custody_not_holder"
    assert refused(HAND, by=Petugas("02302", "BUDI")) == "custody_not_holder"  # not the PPL of this SLS


def test_what_was_announced_is_taken_before_it_goes_on() -> None:
    assert refused(ON, HAND, by=PML) == "custody_take_first"
    assert refused(replace(HAND, id="m2"), HAND) == "custody_already_handed"


def test_any_colleague_of_the_room_hands_on() -> None:
    onward = replace(ON, sender=Party.TU, receiver=Party.IPDS, counts={})
    assert refused(onward, *AT_TU, by=CLERK) == refused(onward, *AT_TU, by=CLERK_2) == ""


def test_a_bundle_is_taken_once_and_by_the_one_it_is_for() -> None:
    assert refused(TAKE, *AT_PML, by=PML) == "custody_already_here"
    other = replace(TAKE, receiver_code=OTHER_PML.code)
    assert refused(other, HAND, by=OTHER_PML) == "custody_not_for_you"
    assert refused(other, replace(HAND, receiver_code=""), by=OTHER_PML) == ""


def test_the_book_may_lag_behind_the_paper_but_not_run_ahead() -> None:
    taking = replace(AT_TU[0], counts={})
    assert refused(taking, by=CLERK) == ""  # nobody had written anything since the PPL
    ahead = (replace(TAKE, receiver=Party.OPERATOR, receiver_code=OPERATOR.code, answers=""),)
    assert refused(taking, *ahead, by=CLERK) == "custody_wrong_sender"
    back = replace(taking, sender=Party.OPERATOR)
    assert refused(back, *ahead, by=CLERK) == ""


def test_an_operator_is_named() -> None:
    at_ipds = (replace(TAKE, receiver=Party.IPDS, receiver_code=IPDS.code),)
    to = replace(ON, sender=Party.IPDS, receiver=Party.OPERATOR, counts={})
    assert refused(to, *at_ipds, by=IPDS) == "custody_nobody_named"
    assert refused(replace(to, receiver_code=OPERATOR.code), *at_ipds, by=IPDS) == ""


@pytest.mark.parametrize("reason", ["", "basah"])
def test_refusing_and_giving_back_want_a_reason(reason: str) -> None:
    wanted = "" if reason else "custody_no_reason"
    assert refused(replace(REFUSE, reason=reason), HAND, by=PML) == wanted
    back = replace(ON, receiver=Party.PPL, receiver_code=PPL.code, reason=reason)
    assert refused(back, *AT_PML, by=PML) == wanted


def test_a_bundle_is_refused_once() -> None:
    assert refused(REFUSE, HAND, by=PML) == ""
    assert refused(replace(REFUSE, id="m3"), HAND, REFUSE, by=PML) == "custody_already_refused"
    assert refused(replace(REFUSE, id="m4"), HAND, REFUSE, replace(HAND, id="m3"), by=PML) == ""


def test_a_bundle_goes_into_a_box_where_it_is_and_once() -> None:
    assert refused(BOXED, *AT_TU, by=CLERK) == ""
    assert refused(BOXED, *AT_TU, BOXED, by=CLERK) == "custody_already_boxed"
    assert refused(replace(BOXED, box="33210002"), *AT_TU, BOXED, by=CLERK) == ""
    assert refused(BOXED, *AT_PML, by=CLERK) == "custody_not_holder"
    assert box_of(Kendali((*AT_TU, BOXED, replace(BOXED, id="c", box="33210002")))) == "33210002"


def test_every_step_of_the_way_has_somebody_who_writes_it() -> None:
    writers = {party for parties in ACTS_AS.values() for party in parties}
    assert writers == set(Party)
    assert set(ONWARD) | GIVEN_BACK <= WAYS


# --- what doesn't tally -------------------------------------------------------------------------------


def test_differences_are_named_at_once() -> None:
    found = differences(replace(TAKE, counts={"k": Count(55, 52)}), Kendali((HAND,)), Known(vk=57, keyed=50))
    assert found == (
        Difference("announced", "k", "received", 55, 56),
        Difference("vk", "k", "received", 55, 57),
        Difference("keyed", "k", "used", 52, 50),
    )


def test_what_tallies_has_none() -> None:
    assert differences(TAKE, Kendali((HAND,)), Known(vk=56, keyed=52)) == ()
    assert differences(TAKE, Kendali((HAND,)), Known(vk=None, keyed=0)) == ()  # no VK list, nothing keyed yet


def test_what_comes_back_from_keying_is_keyed() -> None:
    back = replace(AT_TU[0], sender=Party.OPERATOR, counts={"k": Count(56, 52)})
    assert differences(back, Kendali(), Known(keyed=0)) == (Difference("keyed", "k", "used", 52, 0),)


def test_koseka_is_a_party_of_one() -> None:
    to_other = replace(ON, receiver_code=KOSEKA.code)
    taking = replace(to_other, id="m4", step=Step.TAKEN, answers="m3")
    assert refused(taking, *AT_PML, to_other, by=KOSEKA) == ""
    assert refused(taking, *AT_PML, to_other, by=Petugas("03", "LAIN", "Koseka")) == "custody_not_for_you"
