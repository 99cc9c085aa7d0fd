"""Two keyings of one paper: what differs is found once, whoever is called the first."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regsosek_desk.core.domain.documents import DocumentState, RowState
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.services.documents import instance_from
from regsosek_desk.services.quality.compare import Comparison, compare

NAMED = ("r402", "r403")
"""What members are known by."""


def state(answers: Mapping[str, Any]) -> DocumentState:
    rows = [RowState(f"row-{at}", dict(member)) for at, member in enumerate(answers["anggota"], 1)]
    family = {question: text for question, text in answers.items() if question != "anggota"}
    return DocumentState(family, {"anggota": rows})


def told(found: Comparison) -> list[tuple[str, str | None, str | None]]:
    return [(each.cell.id, each.first, each.second) for each in found.differences]


@pytest.fixture
def whole(family: dict[str, Any]) -> DocumentState:
    return state(family)


def places(instance: FormInstance) -> list[Place]:
    """Answers that stand, are asked, and can be keyed."""
    records = [instance.family, *instance.rows("anggota")]
    found = [Place(cell.id, record.id) for record in records for cell in record.program.cells]
    return [p for p in found if instance.text(p) and instance.cell(p).question.keyable and instance.asked(p) is True]


def test_a_document_is_like_itself(k: FormProgram, whole: DocumentState) -> None:
    found = compare(k, whole, deepcopy(whole))
    assert found.differences == ()
    assert found.compared.total() == len(places(instance_from(k, whole)))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_change_is_one_difference_and_the_same_from_both_sides(
    k: FormProgram, family: dict[str, Any], data: st.DataObject
) -> None:
    first, second = state(family), state(family)
    place = data.draw(st.sampled_from(places(instance_from(k, first))))
    answers = second.answers_at(place.row)
    assert answers is not None
    old = answers[place.question]
    new = data.draw(
        st.sampled_from([None, "X" if place.question in NAMED else old[:-1] + str((ord(old[-1]) + 1) % 10)])
    )
    if new is None:
        del answers[place.question]
    else:
        answers[place.question] = new
    assert told(compare(k, first, second)) == [(place.question, old, new)]
    assert told(compare(k, second, first)) == [(place.question, new, old)]


@given(swaps=st.permutations([0, 1, 2, 3]))
@settings(max_examples=24, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_members_are_found_again_wherever_they_stand(k: FormProgram, family: dict[str, Any], swaps: list[int]) -> None:
    other = deepcopy(family)
    other["anggota"] = [other["anggota"][at] for at in swaps]
    assert compare(k, state(family), state(other)).differences == ()


def test_a_member_who_was_passed_over_is_one_difference(k: FormProgram, family: dict[str, Any]) -> None:
    other = deepcopy(family)
    gone = other["anggota"].pop(1)
    found = compare(k, state(family), state(other))
    assert told(found) == [("r402", gone["r402"], None)]
    assert found.differences[0].missing_row
    assert found.differences[0].key == ("row-2", "", "r402")
    assert told(compare(k, state(other), state(family))) == [("r402", None, gone["r402"])]


def test_a_member_with_another_nik_is_known_by_the_name(k: FormProgram, family: dict[str, Any]) -> None:
    other = deepcopy(family)
    other["anggota"].reverse()
    other["anggota"][0]["r403"] = "3321015511809999"
    [(question, _, second)] = told(compare(k, state(family), state(other)))
    assert (question, second) == ("r403", "3321015511809999")


def test_a_wrong_filter_is_one_difference_and_not_what_it_hides(k: FormProgram, family: dict[str, Any]) -> None:
    first, second = state(family), state(family)
    assert first.answers["r307a"] == "1"
    second.answers["r307a"] = "3"  # no meter, so nothing is asked about it
    for question in ("r307b1", "r307b2", "r307b3"):
        second.answers.pop(question, None)
    assert told(compare(k, first, second)) == [("r307a", "1", "3")]


def test_what_the_office_gave_and_nobody_touched_is_not_counted(k: FormProgram, family: dict[str, Any]) -> None:
    first, second = state(family), state(family)
    office = DocumentState({question: family[question] for question in ("r108", "r109", "r110")})
    everything = compare(k, first, second).compared.total()
    assert compare(k, first, second, office).compared.total() == everything - 3
    second.answers["r108"] = "SIAPA SAJA"
    found = compare(k, first, second, office)
    assert found.compared.total() == everything - 2
    assert told(found) == [("r108", family["r108"], "SIAPA SAJA")]
