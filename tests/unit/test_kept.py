"""Local variables of generated functions: named where used often, written out where not."""

from __future__ import annotations

from regsosek_desk.core.expr.kept import Kept


def test_a_source_used_once_stays_where_it_is() -> None:
    kept = Kept()
    line = f"if {kept.mark('v[3]', 2)} == 1: pass"
    assert kept.settle([line]) == ["if v[3] == 1: pass"]


def test_a_source_used_often_enough_is_kept() -> None:
    kept = Kept()
    lines = [f"a = {kept.mark('v[3]', 2)}", f"b = {kept.mark('v[3]', 2)}"]
    assert kept.settle(lines) == ["x0 = v[3]", "a = x0", "b = x0"]


def test_how_often_is_often_depends_on_the_source() -> None:
    kept = Kept()
    lines = [f"{kept.mark('cheap', 2)}; {kept.mark('dear', 3)}" for _ in range(2)]
    assert kept.settle(lines) == ["x0 = cheap", "x0; dear", "x0; dear"]


def test_a_kept_source_may_use_another() -> None:
    kept = Kept()
    lines = []
    for _ in range(3):
        inner = kept.mark("v[3]", 2)
        lines.append(kept.mark(f"{inner} in (1, 5)", 3))
    assert kept.settle(lines) == ["x0 = v[3]", "x1 = x0 in (1, 5)", "x1", "x1", "x1"]


def test_a_kept_source_may_use_one_that_is_not_kept() -> None:
    kept = Kept()
    source = f"{kept.mark('v[3]', 9)} > 1"
    lines = [kept.mark(source, 2), kept.mark(source, 2)]
    assert kept.settle(lines) == ["x1 = v[3] > 1", "x1", "x1"]
