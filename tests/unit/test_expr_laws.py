"""Laws of the expressions: three-valued truth, and agreement with an interpreter that shares no line with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsosek_desk.core.engine.evaluate import fails, holds, value_of
from regsosek_desk.core.engine.instance import FAMILY, FormInstance
from regsosek_desk.core.engine.program import FormProgram, compile_form
from regsosek_desk.core.expr.parse import parse
from regsosek_desk.core.formdef.bind import bind
from regsosek_desk.core.formdef.build import build_form

FAMILY_QUESTIONS, ROW_QUESTIONS = ("a", "b", "c"), ("x", "y", "z")
ANSWERS = ("0", "1", "2", "3", "7", "12", "4x", "", None)

Answers = Mapping[str, str | None]
Tree = tuple[Any, ...]
Truth = bool | None


def question(name: str) -> dict[str, Any]:
    return {"id": name, "number": name, "label": name, "type": "number", "width": 2, "pad": False}


def program(rule: str = "a == 1", at: str = "a") -> FormProgram:
    """Three numbers of the family, three of each row, and one rule."""
    return compile_form(
        bind(
            build_form(
                {
                    "form.yaml": {
                        "form": "t",
                        "version": "1",
                        "code": "T",
                        "title": "T",
                        "sections": ["family", "rows"],
                        "rosters": {"rows": {"label": "R", "name": "x"}},
                        "groups": {"all_of_them": list(FAMILY_QUESTIONS)},
                        "settings": {"some": [1, 3], "none": []},
                    },
                    "family.yaml": {
                        "section": "family",
                        "title": "F",
                        "questions": [question(q) for q in FAMILY_QUESTIONS],
                    },
                    "rows.yaml": {
                        "section": "rows",
                        "title": "R",
                        "roster": "rows",
                        "questions": [question(q) for q in ROW_QUESTIONS],
                    },
                    "rules.yaml": [
                        {"rule": "R", "severity": "E", "at": at, "checks": [{"when": rule, "says": "s", "do": "d"}]}
                    ],
                }
            )
        )
    )


@cache
def plain() -> FormProgram:
    return program()


def document(of: FormProgram, family: Answers, rows: Sequence[Answers]) -> FormInstance:
    def filled(answers: Answers) -> dict[str, str]:
        return {q: a for q, a in answers.items() if a}

    return FormInstance(of, filled(family), {"rows": [(f"row{i}", filled(r)) for i, r in enumerate(rows)]})


# --- the other interpreter ------------------------------------------------------------------------


class Seen:
    """What an expression sees: the family, the rows, and the row it stands in (None for the family)."""

    def __init__(self, family: Answers, rows: Sequence[Answers], here: int | None) -> None:
        self.family, self.rows, self.here = family, rows, here

    def text(self, name: str) -> str | None:
        record = self.family if name in FAMILY_QUESTIONS or self.here is None else self.rows[self.here]
        return record.get(name) or None

    def at(self, row: int) -> Seen:
        return Seen(self.family, self.rows, row)

    def above(self) -> list[Seen]:
        assert self.here is not None
        return [self.at(row) for row in range(self.here)]

    def all_rows(self) -> list[Seen]:
        return [self.at(row) for row in range(len(self.rows))]


def value(tree: Tree, seen: Seen) -> int | None:
    kind, *parts = tree
    match kind:
        case "number":
            return int(parts[0])
        case "question":
            text = seen.text(parts[0])
            return int(text) if text and text.isdigit() else None
        case "+" | "-" | "*" | "min" | "max":
            left, right = (value(part, seen) for part in parts)
            return None if left is None or right is None else _ARITHMETIC[kind](left, right)
        case "count":
            return sum(truth(parts[0], row) is True for row in seen.all_rows())
        case "sum" | "highest":
            found = [n for row in seen.all_rows() if (n := value(parts[0], row)) is not None]
            return sum(found) if kind == "sum" else max(found, default=None)
        case "position":
            assert seen.here is not None
            return seen.here + 1
        case "previous":
            above = seen.above()
            return value(parts[0], above[-1]) if above else None
        case "max_before":
            return max((n for row in seen.above() if (n := value(parts[0], row)) is not None), default=None)
        case "seen_before":
            own = value(parts[0], seen)
            return None if own is None else sum(value(parts[0], row) == own for row in seen.above())
        case "count_before":
            return sum(truth(parts[0], row) is True for row in seen.above())
    raise AssertionError(tree)


_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "min": min,
    "max": max,
}
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def truth(tree: Tree, seen: Seen) -> Truth:
    """Kleene's logic: None is unknown."""
    kind, *parts = tree
    match kind:
        case "not":
            found = truth(parts[0], seen)
            return None if found is None else not found
        case "and" | "or":
            found_all = [truth(part, seen) for part in parts]
            decides = kind == "or"
            return decides if decides in found_all else None if None in found_all else not decides
        case "compare":
            left, right = value(parts[1], seen), value(parts[2], seen)
            return None if left is None or right is None else _COMPARE[parts[0]](left, right)
        case "in" | "not in":
            item = value(parts[0], seen)
            return None if item is None else (item in parts[1]) == (kind == "in")
        case "blank" | "filled":
            return (seen.text(parts[0]) is None) == (kind == "blank")
        case "digits":
            text = seen.text(parts[0])
            return None if text is None else text.isdigit()
        case "has":
            number = value(("question", parts[0]), seen)
            return None if number is None else bool(number & parts[1])
        case "any_in":
            return any(value(("question", q), seen) in parts[0] for q in FAMILY_QUESTIONS)
    raise AssertionError(tree)


def render(tree: Tree) -> str:
    """The tree as somebody would write it."""
    kind, *parts = tree
    match kind:
        case "number" | "question":
            return str(parts[0])
        case "+" | "-" | "*":
            return f"({render(parts[0])} {kind} {render(parts[1])})"
        case "min" | "max":
            return f"{kind}({render(parts[0])}, {render(parts[1])})"
        case "count" | "sum" | "highest":
            return f"{kind}(rows, {render(parts[0])})"
        case "position":
            return "position()"
        case "previous" | "max_before" | "seen_before" | "count_before":
            return f"{kind}({render(parts[0])})"
        case "not":
            return f"(not {render(parts[0])})"
        case "and" | "or":
            return "(" + f" {kind} ".join(render(part) for part in parts) + ")"
        case "compare":
            return f"{render(parts[1])} {parts[0]} {render(parts[2])}"
        case "in" | "not in":
            return f"{render(parts[0])} {kind} {_listed(parts[1])}"
        case "has":
            return f"has({parts[0]}, {parts[1]})"
        case "any_in":
            return f"any_in(all_of_them, {', '.join(map(str, parts[0]))})"
    return f"{kind}({parts[0]})"


def _listed(options: Sequence[int]) -> str:
    return {(1, 3): "some", (): "none"}.get(tuple(options), f"({', '.join(map(str, options))},)")


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
        st.tuples(st.just("compare"), st.sampled_from(sorted(_COMPARE)), values, values),
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
    from regsosek_desk.core.engine.instance import Place

    instance = document(plain(), first, rows)
    for q in FAMILY_QUESTIONS:
        instance.set(Place(q), then[q])
    node = parse(name, plain().bound.scope)
    assert value_of(instance, node) == value(("question", name), Seen(then, rows, None))
