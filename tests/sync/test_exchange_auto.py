"""When the exchange by itself is due."""

from __future__ import annotations

from regsosek_desk.services.exchange.auto import FIRST_WAIT, LONGEST_WAIT, LOOK, SETTLE, Auto


def auto(jitter: float = 1.0) -> Auto:
    return Auto(jitter=lambda: jitter)


def test_the_first_is_at_once() -> None:
    assert auto().due(0.0)


def test_each_failure_waits_twice_as_long_up_to_half_an_hour() -> None:
    plan, now, waits = auto(), 0.0, []
    for _ in range(12):
        plan.failed(now)
        waits.append(plan.wait(now))
        now += waits[-1]
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == LONGEST_WAIT


def test_laptops_that_failed_together_do_not_come_back_together() -> None:
    early, late = auto(0.0), auto(1.0)
    early.failed(0.0)
    late.failed(0.0)
    assert early.wait(0.0) == FIRST_WAIT / 2 < late.wait(0.0)


def test_changes_go_together_soon_after_the_first_of_them() -> None:
    plan = auto()
    plan.succeeded(0.0)
    plan.changed(10.0)
    plan.changed(40.0)
    assert not plan.due(10.0 + SETTLE - 1)
    assert plan.due(10.0 + SETTLE)


def test_keying_on_does_not_shorten_the_wait_after_a_failure() -> None:
    plan = auto()
    for _ in range(4):
        plan.failed(0.0)
    plan.changed(0.0)
    assert plan.wait(0.0) == 8 * FIRST_WAIT


def test_a_connection_ends_every_wait_and_a_success_the_row_of_failures() -> None:
    plan = auto()
    for _ in range(4):
        plan.failed(0.0)
    plan.connected(5.0)
    assert plan.due(5.0)
    plan.succeeded(5.0)
    plan.failed(6.0)
    assert plan.wait(6.0) == FIRST_WAIT


def test_without_changes_it_looks_for_news_now_and_then() -> None:
    plan = auto(0.5)
    plan.succeeded(0.0)
    assert plan.wait(0.0) == LOOK
