"""Laws of the expressions: three-valued truth, and agreement with an interpreter that shares no line with them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import (
    ANSWERS,
    COMPARE,
    FAMILY_QUESTIONS,
    ROW_QUESTIONS,
    Answers,
    Seen,
    Tree,
    Truth,
    document,
    plain,
    program,
    render,
    truth,
    value,
)

from regsosek_desk.core.engine.evaluate import fails, holds, value_of
from regsosek_desk.core.engine.instance import FAMILY, FormInstance, Place
from regsosek_desk.core.expr.parse import parse

# --- random expressions and answers ---------------------------------------------------------------


def one_of_kinds(*kinds: str) -> st.SearchStrategy[str]:
    return st.sampled_from(kinds)


def simple_values(names: Sequence[str]) -> st.SearchStrategy[Tree]:
    leaves = st.one_of(
        st.tuples(st.just("question"), st.sampled_from(names)),
        st.tuples(st.just("question"), st.sampled_from(names)),
        st.tuples(st.just("number"), st.integers(-1, 12)),
    )
    return st.recursive(leaves, lambda v: st.tuples(one_of_kinds("+", "-", "*", "min", "max"), v, v), max_leaves=3)


def truths(values: st.SearchStrategy[Tree], names: Sequence[str]) -> st.SearchStrategy[Tree]:
    options = st.one_of(st.just((1, 3)), st.just(()), st.lists(st.integers(0, 12), min_size=1, max_size=3).map(tuple))
    leaves = st.one_of(
        st.tuples(st.just("compare"), st.sampled_from(sorted(COMPARE)), values, values),
        st.tuples(one_of_kinds("in", "not in"), values, options),
        st.tuples(one_of_kinds("blank", "filled", "digits"), st.sampled_from(names)),
        st.tuples(st.just("has"), st.sampled_from(names), st.sampled_from((1, 2, 4))),
        st.tuples(st.just("any_in"), st.lists(st.integers(0, 12), min_size=1, max_size=2).map(tuple)),
    )

    def join(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        many = st.lists(inner, min_size=2, max_size=3)
        both = st.tuples(one_of_kinds("and", "or"), many).map(lambda pair: (pair[0], *pair[1]))
        return st.one_of(st.tuples(st.just("not"), inner), both)

    return st.recursive(leaves, join, max_leaves=5)


_ROW_NAMES = (*FAMILY_QUESTIONS, *ROW_QUESTIONS)
_IN_ROWS = truths(simple_values(_ROW_NAMES), _ROW_NAMES)
_AGGREGATES = st.one_of(
    st.tuples(st.just("count"), _IN_ROWS),
    st.tuples(one_of_kinds("sum", "highest"), st.tuples(st.just("question"), st.sampled_from(ROW_QUESTIONS))),
)
_WINDOWS = st.one_of(
    st.tuples(st.just("position")),
    st.tuples(
        one_of_kinds("previous", "max_before", "seen_before"),
        st.tuples(st.just("question"), st.sampled_from(ROW_QUESTIONS)),
    ),
    st.tuples(st.just("count_before"), _IN_ROWS),
)
OF_FAMILY = truths(st.one_of(simple_values(FAMILY_QUESTIONS), _AGGREGATES), FAMILY_QUESTIONS)
OF_ROWS = truths(st.one_of(simple_values(_ROW_NAMES), _AGGREGATES, _WINDOWS), _ROW_NAMES)


def records(names: Sequence[str]) -> st.SearchStrategy[Answers]:
    return st.fixed_dictionaries(dict.fromkeys(names, st.sampled_from(ANSWERS)))


FAMILIES = records(FAMILY_QUESTIONS)
ROWS = st.lists(records(ROW_QUESTIONS), max_size=4)


def found(instance: FormInstance, text: str, row: str = FAMILY) -> Truth:
    """The truth of an expression, and that it never both holds and fails."""
    scope = plain().bound.scope.within("rows" if row else None)
    node = parse(text, scope)
    yes, no = holds(instance, node, row), fails(instance, node, row)
    assert not (yes and no), text
    return True if yes else False if no else None


# --- the laws -------------------------------------------------------------------------------------


@given(tree=OF_FAMILY, family=FAMILIES, rows=ROWS)
def test_family_agrees_with_the_interpreter(tree: Tree, family: Answers, rows: list[Answers]) -> None:
    instance = document(plain(), family, rows)
    assert found(instance, render(tree)) == truth(tree, Seen(family, rows, None))


@given(tree=OF_ROWS, family=FAMILIES, rows=ROWS)
def test_rows_agree_with_the_interpreter(tree: Tree, family: Answers, rows: list[Answers]) -> None:
    instance = document(plain(), family, rows)
    text = render(tree)
    for number in range(len(rows)):
        assert found(instance, text, f"row{number}") == truth(tree, Seen(family, rows, number))


@settings(max_examples=60)
@given(tree=OF_FAMILY, family=FAMILIES, rows=ROWS)
def test_compiled_checks_of_the_family_agree(tree: Tree, family: Answers, rows: list[Answers]) -> None:
    """The functions generated for a whole form, which do the work when a keyer waits."""
    instance = document(program(f"a == a and {render(tree)}"), family, rows)
    wanted = value(("question", "a"), Seen(family, rows, None)) is not None and truth(tree, Seen(family, rows, None))
    assert bool(list(instance.found())) == (wanted is True)


@settings(max_examples=60)
@given(tree=OF_ROWS, family=FAMILIES, rows=ROWS)
def test_compiled_checks_of_rows_agree(tree: Tree, family: Answers, rows: list[Answers]) -> None:
    instance = document(program(f"(blank(x) or filled(x)) and {render(tree)}", "x"), family, rows)
    speaking = {violation.position - 1 for violation in instance.found()}
    assert speaking == {i for i in range(len(rows)) if truth(tree, Seen(family, rows, i)) is True}


@given(left=OF_FAMILY, right=OF_FAMILY, family=FAMILIES, rows=ROWS)
def test_laws_of_three_valued_logic(left: Tree, right: Tree, family: Answers, rows: list[Answers]) -> None:
    instance = document(plain(), family, rows)
    p, q = render(left), render(right)

    def same(one: str, other: str) -> None:
        assert found(instance, one) == found(instance, other), (one, other)

    same(f"not (not ({p}))", p)
    same(f"not (({p}) and ({q}))", f"not ({p}) or not ({q})")
    same(f"not (({p}) or ({q}))", f"not ({p}) and not ({q})")
    same(f"({p}) and ({q})", f"({q}) and ({p})")
    same(f"({p}) or (({p}) and ({q}))", p)
    whole = found(instance, p)
    assert found(instance, f"not ({p})") == (None if whole is None else not whole)


@given(first=FAMILIES, then=FAMILIES, rows=ROWS)
@pytest.mark.parametrize("name", FAMILY_QUESTIONS)
def test_a_value_forgets_what_stood_there(name: str, first: Answers, then: Answers, rows: list[Answers]) -> None:
    """An answer that is changed leaves nothing behind."""
    instance = document(plain(), first, rows)
    for q in FAMILY_QUESTIONS:
        instance.set(Place(q), then[q])
    node = parse(name, plain().bound.scope)
    assert value_of(instance, node) == value(("question", name), Seen(then, rows, None))
