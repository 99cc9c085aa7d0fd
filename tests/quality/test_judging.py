"""What a pengawas says of a difference is kept, counted, and put right in the family with its source."""

from __future__ import annotations

import pytest
from quality_rig import BUDI, RINI, SITI, SLS_ID, Bureau, at

from regsosek_desk.core.domain.journal import VERIFIED
from regsosek_desk.core.domain.sample import Cause, Manner, Right
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.quality.judging import Case, judge, read_case
from regsosek_desk.services.quality.listing import cases, rows
from regsosek_desk.services.quality.rates import Rates, rates, wilson
from regsosek_desk.services.quality.sample import Choice, draw

FREE, LED = Manner.INDEPENDENT, Manner.DEPENDENT


def twice(bureau: Bureau, manner: Manner = FREE, **changes: str | None) -> Case:
    """The one family, keyed by SITI and again by BUDI with these answers otherwise."""
    bureau.key(1)
    draw(bureau.file, Choice("", manner, BUDI.code, numbers="1"), RINI.code, lambda: at(RINI))
    bureau.key_again(bureau.sampled()[0], changes)
    return again(bureau)


def again(bureau: Bureau) -> Case:
    return read_case(bureau.file, SLS_ID, bureau.sampled()[0].id)


def say(bureau: Bureau, right: Right, cause: Cause = Cause.MISREAD, which: int = 0) -> bool:
    case = again(bureau)
    found = case.comparison.differences[which]
    return judge(bureau.run, case, found, cause=cause, right=right, stamp=lambda: at(RINI))


def figures(found: Rates) -> list[tuple[str, int, int]]:
    return [(rate.name, rate.errors, rate.undecided) for rate in (*found.first, *found.second)]


def test_only_what_was_handed_over_is_compared(bureau: Bureau) -> None:
    bureau.key(1)
    draw(bureau.file, Choice("", FREE, BUDI.code, numbers="1"), RINI.code, lambda: at(RINI))
    with pytest.raises(InputFault, match="second_missing"):
        again(bureau)


@pytest.mark.parametrize(
    ("right", "stands", "first_wrong", "second_wrong", "by_hand"),
    [
        (Right.FIRST, "048", 0, 1, False),
        (Right.SECOND, "099", 1, 0, False),
        (Right.NEITHER, "048", 1, 1, True),
    ],
)
def test_the_right_answer_stands_and_the_wrong_one_counts(
    bureau: Bureau, right: Right, stands: str, first_wrong: int, second_wrong: int, by_hand: bool
) -> None:
    case = twice(bureau, r302="099")
    assert len(case.open) == 1
    assert figures(rates([case])) == [(SITI.code, 0, 1), (BUDI.code, 0, 1)]
    assert say(bureau, right) is by_hand
    assert bureau.answer(bureau.families[0], "r302") == stands
    assert again(bureau).open == []
    assert figures(rates(cases(bureau.file))) == [(SITI.code, first_wrong, 0), (BUDI.code, second_wrong, 0)]


def test_a_correction_is_in_the_journal_with_its_source(bureau: Bureau) -> None:
    twice(bureau, r302="099")
    say(bureau, Right.SECOND)
    last = bureau.file.history(bureau.families[0])[-1]
    assert (last.op, last.question, last.old, last.new) == ("set", "r302", "048", "099")
    assert (last.source, last.petugas) == (VERIFIED, RINI.code)
    bureau.file.verify_document(bureau.families[0])


def test_a_verdict_may_be_changed(bureau: Bureau) -> None:
    twice(bureau, r302="099")
    say(bureau, Right.SECOND)
    say(bureau, Right.FIRST, Cause.MISTYPED)
    assert bureau.answer(bureau.families[0], "r302") == "048"
    [verdict] = again(bureau).verdicts.values()
    assert (verdict.right, verdict.cause) == (Right.FIRST, Cause.MISTYPED)


def test_what_the_first_keyer_mended_meanwhile_is_left_and_still_counts(bureau: Bureau) -> None:
    case = twice(bureau, r302="099")
    desk = bureau.desk(bureau.families[0], SITI)
    desk.answer(case.comparison.differences[0].first_place, "050")
    assert len(again(bureau).comparison.differences) == 1
    assert say(bureau, Right.SECOND) is True  # neither of the two stands: somebody has to look
    assert bureau.answer(bureau.families[0], "r302") == "050"


def test_an_answer_passed_over_is_filled_in(bureau: Bureau) -> None:
    bureau.key(1)
    draw(bureau.file, Choice("", FREE, BUDI.code, numbers="1"), RINI.code, lambda: at(RINI))
    bureau.key_again(bureau.sampled()[0], {"r305": None})
    assert say(bureau, Right.SECOND) is False
    assert bureau.answer(bureau.families[0], "r305") is None
    say(bureau, Right.FIRST, Cause.PASSED_OVER)
    assert bureau.answer(bureau.families[0], "r305") == "2"


def test_a_dependent_keying_has_said_which_is_right(bureau: Bureau) -> None:
    case = twice(bureau, LED, r302="099")
    assert len(case.open) == 1  # the cause is still to be given
    assert figures(rates([case])) == [(SITI.code, 1, 0), (BUDI.code, 0, 0)]


def test_rates_by_question_name_their_denominator(bureau: Bureau) -> None:
    twice(bureau, r302="099")
    say(bureau, Right.SECOND, Cause.MISCODED)
    found = rates(cases(bureau.file))
    worst = found.questions[0]
    assert (worst.name, worst.errors, worst.compared) == ("r302", 1, 1)
    assert worst.causes == {Cause.MISCODED: 1}
    members = len(bureau.paper["anggota"])
    assert next(rate for rate in found.questions if rate.name == "r403").compared == members
    assert sum(rate.compared for rate in found.questions) == found.first[0].compared


@pytest.mark.parametrize(
    ("errors", "of", "low", "high"),
    [  # Newcombe 1998, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_the_interval_is_wilsons(errors: int, of: int, low: float, high: float) -> None:
    found = wilson(errors, of)
    assert found is not None
    assert found == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_there_is_no_interval() -> None:
    assert wilson(0, 0) is None


def test_the_pengawas_sees_all_and_the_operator_her_own_without_the_first(bureau: Bureau) -> None:
    bureau.key(2)
    draw(bureau.file, Choice("", FREE, BUDI.code, numbers="1"), RINI.code, lambda: at(RINI))
    draw(bureau.file, Choice("", FREE, "9103", numbers="2"), RINI.code, lambda: at(RINI))
    bureau.key_again(bureau.sampled()[0], {"r302": "099"})
    seen = rows(bureau.file, RINI)
    assert [(row.family.number, row.first, row.state, row.differences, row.open) for row in seen] == [
        ("001", "SITI", "done", 1, 1),
        ("002", "SITI", "drawn", None, None),
    ]
    say(bureau, Right.FIRST)
    assert rows(bureau.file, RINI)[0].state == "judged"
    assert [(row.family.number, row.first, row.differences) for row in rows(bureau.file, BUDI)] == [("001", "", None)]
    assert rows(bureau.file, SITI) == []
