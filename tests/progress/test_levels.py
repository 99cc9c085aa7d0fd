"""Sums for every level: what belongs together, against which denominator, and what stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from progress_rig import A1, A2, B1, TODAY, board, sls

from regsosek_desk.services.progress.columns import lines
from regsosek_desk.services.progress.levels import Board, table, top
from regsosek_desk.services.progress.look import DENOMINATORS, WAYS, Look, Way
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.snapshots import Past

KAB = ("3321",)


def condition(sls_id: str = A1, **values: Any) -> Condition:
    return Condition(sls_id, **values)


def test_a_desa_is_not_mixed_with_the_one_of_that_code_in_another_kecamatan() -> None:
    found = board(condition(A1, vk=1), condition(A2, vk=2), condition(B1, vk=4))
    kec = table(found, Look(path=KAB))
    assert [(row.key, row.figures.wanted) for row in kec.rows] == [("3321010", 3), ("3321020", 4)]
    desa = table(found, Look(path=(*KAB, "3321020")))
    assert [(row.key, row.figures.wanted) for row in desa.rows] == [("3321020001", 4)]
    assert desa.crumbs == ("DEMAK", "KEC 020")


@pytest.mark.parametrize(("denominator", "wanted"), [("vk", 5), ("prelist", 7), ("received", 6)])
def test_the_denominator_is_the_one_that_was_named(denominator: Any, wanted: int) -> None:
    found = table(board(condition(vk=5, prelist=7, received=6)), Look(denominator=denominator))
    assert found.total.figures.wanted == wanted
    heading = lines(found)[0]
    assert {"vk": "Hasil VK", "prelist": "Prelist", "received": "K diterima"}[denominator] in heading


def test_what_nobody_counted_is_not_taken_off() -> None:
    found = table(board(condition(received=-1, used=-1), condition(A2, received=3)), Look(denominator="received"))
    assert (found.total.figures.wanted, found.total.figures.received, found.total.figures.used) == (3, 3, 0)


@pytest.mark.parametrize("denominator", DENOMINATORS)
def test_what_nobody_counted_is_left_to_do(denominator: Any) -> None:
    begun = condition(A1, vk=4, prelist=4, received=4, clean=4)
    found = table(board(begun, condition(A2, prelist=6)), Look(denominator=denominator))
    assert found.total.figures.left == 6
    assert found.total.forecast.verdict != "done"


def test_an_sls_that_was_counted_and_has_no_family_is_done() -> None:
    found = table(board(condition(A1, vk=0, rekap=0, prelist=6)), Look())
    assert (found.total.figures.left, found.total.forecast.verdict) == (0, "done")


def test_too_many_in_one_sls_do_not_make_up_for_what_another_lacks() -> None:
    found = table(board(condition(A1, vk=5, clean=8), condition(A2, vk=5)), Look())
    assert found.total.figures.left == 5


@pytest.mark.parametrize(("days", "stalled"), [(3, 0), (4, 1)])
def test_an_sls_is_stalled_only_beyond_the_days(days: int, stalled: int) -> None:
    at = f"{TODAY - timedelta(days=days)}T01:00:00.000Z"
    found = table(board(condition(vk=5, clean=4, updated_at=at)), Look(stalled_days=3))
    assert found.total.figures.stalled == stalled
    assert len(table(board(condition(vk=5, clean=4, updated_at=at)), Look(only_stalled=True)).rows) == stalled


def test_an_sls_is_never_stalled_once_it_is_done() -> None:
    found = board(condition(vk=5, clean=5, updated_at="2022-10-01T01:00:00.000Z"))
    assert table(found, Look()).total.figures.stalled == 0


def test_who_takes_or_hands_on_an_sls_has_not_let_it_stand() -> None:
    today = TODAY.isoformat()
    for values in ({"claimed_at": f"{today}T01:00:00.000Z"}, {"holder_since": today}):
        assert table(board(condition(vk=5, **values)), Look()).total.figures.stalled == 0


def test_the_first_level_is_the_one_with_a_choice() -> None:
    assert top(board(condition(A1), condition(A2)), Look()).level == "sls"
    assert top(board(condition(A1), condition(B1)), Look()).level == "kec"
    assert top(board(condition(A1)), Look()).level == "sls"


def test_petugas_and_operators_are_told_by_name() -> None:
    one, other = condition(A1, claimed_by="09001", vk=3, clean=2), condition(A2, vk=4)
    found = replace(board(one, other), places={A1: sls(A1, "02301"), A2: sls(A2, "02302")})
    assert [row.name for row in table(found, Look("petugas", ("02001",))).rows] == ["PPL 02301", "PPL 02302"]
    operators = table(found, Look("operator"))
    assert [(row.key, row.name) for row in operators.rows] == [("", ""), ("09001", "OPERATOR SATU")]
    assert [row.figures.clean for row in operators.rows] == [0, 2]
    assert lines(operators)[1][1] == "(belum diambil operator)"


def test_who_has_the_bundles_is_told() -> None:
    found = table(board(condition(A1, holder="2", holder_code="02001"), condition(A2)), Look())
    assert found.total.figures.at == {"2": 1, "1": 1}
    of_sls = lines(table(board(condition(A1, holder="2", holder_code="09001")), Look(path=(*KAB, A1[:7], A1[:10]))))
    assert "PML OPERATOR SATU" in of_sls[1]


def test_an_sls_without_a_place_is_left_out() -> None:
    found = replace(board(condition(A1, vk=1), condition(A2, vk=2)), places={A1: sls(A1)})
    assert table(found, Look()).total.figures.wanted == 1


# --- day by day ---------------------------------------------------------------------------------------


def past(back: int, clean: int, sls_id: str = A1) -> Past:
    return Past((TODAY - timedelta(days=back)).isoformat(), sls_id, clean, clean)


def test_the_pace_is_that_of_the_last_seven_days() -> None:
    found = board(condition(vk=100, clean=44), past=(past(10, 1), past(7, 2), past(1, 40)))
    row = table(found, Look()).total
    assert (row.forecast.pace, row.forecast.left) == (6.0, 56)
    assert row.forecast.finish == TODAY + timedelta(days=10)


def test_with_fewer_days_known_those_count() -> None:
    assert table(board(condition(vk=9, clean=5), past=(past(2, 1),)), Look()).total.forecast.pace == 2.0


def test_what_came_all_at_once_is_no_pace() -> None:
    """An SLS first seen with families in it, as on a laptop that was just assigned it."""
    assert table(board(condition(vk=9, clean=5), past=(past(2, 5),)), Look()).total.forecast.verdict == "idle"


def test_the_trend_carries_each_sls_on_until_its_next_snapshot() -> None:
    found = board(
        condition(A1, clean=9), condition(A2, clean=4), past=(past(20, 1), past(3, 2, A2), past(2, 5), past(1, 3, A2))
    )
    days = table(found, Look()).trend
    assert [day.clean for day in days][-5:] == [1, 3, 7, 8, 13]
    assert (days[-1].day, len(days)) == (TODAY, 14)


def test_there_is_no_trend_without_a_snapshot() -> None:
    assert table(board(condition()), Look()).trend == ()


COUNT = st.integers(0, 50)
CONDITIONS = st.lists(
    st.builds(
        Condition, sls_id=st.sampled_from([A1, A2, B1]), holder=st.sampled_from(["", "1", "2", "6"]),
        claimed_by=st.sampled_from(["", "09001", "09002"]), vk=COUNT, prelist=COUNT, received=st.integers(-1, 50),
        clean=COUNT, warning=COUNT, error=COUNT, approved=COUNT, returned=COUNT,
    ),
    unique_by=lambda each: each.sls_id, min_size=1,
)  # fmt: skip


def check_sums(found: Board, look: Look) -> None:
    for row in () if look.is_last else table(found, look).rows:
        assert table(found, look.into(row.key)).total.figures == row.figures
        check_sums(found, look.into(row.key))


@given(CONDITIONS, st.sampled_from(list(WAYS)), st.sampled_from(DENOMINATORS))
def test_every_level_of_every_way_sums_to_the_same(conditions: list[Condition], way: Way, denominator: Any) -> None:
    found, look = board(*conditions), Look(way, denominator=denominator)
    whole = table(found, look).total.figures
    check_sums(found, look)
    assert whole.keyed == sum(each.keyed for each in conditions)
    assert sum(whole.at.values()) == whole.sls == len(conditions)
