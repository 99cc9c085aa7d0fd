"""The functions of the form language: how the arguments of each are read into the tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any

from regsosek_desk.core.expr.scope import ExpressionFault
from regsosek_desk.core.expr.tree import (
    Aggregate,
    And,
    AnyIn,
    Asked,
    Compare,
    Const,
    Function,
    Node,
    Not,
    Test,
    Type,
    Window,
)

if TYPE_CHECKING:
    from regsosek_desk.core.expr.parse import _Parser

Args = Sequence[ast.expr]
Reader = Callable[["_Parser", str, Args], Node]


@dataclass(frozen=True)
class FunctionSpec:
    """`least`..`most` arguments; `usage` is what lint shows."""

    usage: str
    least: int
    most: int
    read: Reader


def _test(parser: _Parser, name: str, args: Args) -> Node:
    return Test(name, parser.answer(args[0]))


def _filled(parser: _Parser, name: str, args: Args) -> Node:
    return Not(Test("blank", parser.answer(args[0])))


def _asked(parser: _Parser, name: str, args: Args) -> Node:
    return Asked(parser.answer(args[0]), "asked")


def _missing(parser: _Parser, name: str, args: Args) -> Node:
    answer = parser.answer(args[0])
    return And((Test("blank", answer), Asked(answer, "required")))


def _excess(parser: _Parser, name: str, args: Args) -> Node:
    answer = parser.answer(args[0])
    return And((Not(Test("blank", answer)), Not(Asked(answer, "asked"))))


def _matches(parser: _Parser, name: str, args: Args) -> Node:
    pattern = _text(parser, args[1])
    try:
        re.compile(pattern)
    except re.error as error:
        raise ExpressionFault("bad_pattern", text=pattern, detail=str(error)) from None
    return Test("matches", parser.answer(args[0]), pattern)


def _has(parser: _Parser, name: str, args: Args) -> Node:
    answer = parser.number(args[0])
    holds = Test("has", answer, _number(parser, args[1]))
    alone = parser.scope.alone.get(answer.name)
    return holds if alone is None else And((holds, Compare("!=", answer, Const(alone, "number"))))


def _any_in(parser: _Parser, name: str, args: Args) -> Node:
    return AnyIn(parser.group(args[0]), tuple(_number(parser, a) for a in args[1:]))


def _function(result: Type, *wanted: Type) -> Reader:
    def read(parser: _Parser, name: str, args: Args) -> Node:
        nodes = tuple(parser.node(a) for a in args)
        for node, kind, arg in zip(nodes, wanted, args, strict=True):
            if node.type != kind:
                raise ExpressionFault("wrong_type", text=ast.unparse(arg), found=node.type, wanted=kind)
        return Function(name, nodes, result)

    return read


def _length(parser: _Parser, name: str, args: Args) -> Node:
    return Function(name, (parser.answer(args[0]),))


def _part(parser: _Parser, name: str, args: Args) -> Node:
    start, count = _number(parser, args[1]), _number(parser, args[2])
    return Function(name, (parser.answer(args[0]), Const(start, "number"), Const(count, "number")))


def _count(parser: _Parser, name: str, args: Args) -> Node:
    roster = _roster(parser, args[0])
    condition = _counted(parser.inside(roster).truth(args[1]), args[1]) if len(args) > 1 else None
    return Aggregate("count", roster, condition, None)


def _any(parser: _Parser, name: str, args: Args) -> Node:
    return Compare(">", _count(parser, name, args), Const(0, "number"))


def _all(parser: _Parser, name: str, args: Args) -> Node:
    return Compare("==", _count(parser, name, args), _count(parser, name, args[:1]))


def _fold(parser: _Parser, name: str, args: Args) -> Node:
    roster = _roster(parser, args[0])
    kind: Any = name
    return Aggregate(kind, roster, None, parser.inside(roster).number(args[1]))


def _first(parser: _Parser, name: str, args: Args) -> Node:
    roster = _roster(parser, args[0])
    inside = parser.inside(roster)
    value = inside.answer(args[2])
    return Aggregate("first", roster, _counted(inside.truth(args[1]), args[1]), value, value.type)


def _counted(condition: Node, arg: ast.expr) -> Node:
    """What is asked of each row while the rows are counted: its answers, nothing that is known only afterwards."""
    return _without(condition, arg, Aggregate | Window | Asked)


def _without(node: Node, arg: ast.expr, kinds: UnionType | type[Node]) -> Node:
    if any(isinstance(part, kinds) for part in node.walk()):
        raise ExpressionFault("not_inside", text=ast.unparse(arg))
    return node


def _window(parser: _Parser, name: str, args: Args) -> Node:
    _needs_row(parser, name)
    answer = parser.number(args[0]) if name == "max_before" else parser.answer(args[0])
    kind: Any = name
    return Window(kind, answer, answer.type if name == "previous" else "number")


def _count_before(parser: _Parser, name: str, args: Args) -> Node:
    _needs_row(parser, name)
    return Window("count_before", _without(parser.truth(args[0]), args[0], Window))


def _position(parser: _Parser, name: str, args: Args) -> Node:
    _needs_row(parser, name)
    return Window("position", None)


def _needs_row(parser: _Parser, name: str) -> None:
    if parser.scope.roster is None:
        raise ExpressionFault("only_in_rows", name=name)


def _roster(parser: _Parser, arg: ast.expr) -> str:
    if isinstance(arg, ast.Name) and arg.id in parser.scope.rows:
        return arg.id
    raise ExpressionFault("not_a_roster", text=ast.unparse(arg))


def _number(parser: _Parser, arg: ast.expr) -> int:
    node = parser.node(arg)
    if isinstance(node, Const) and isinstance(node.value, int):
        return node.value
    raise ExpressionFault("wrong_type", text=ast.unparse(arg), found=node.type, wanted="number")


def _text(parser: _Parser, arg: ast.expr) -> str:
    node = parser.node(arg)
    if isinstance(node, Const) and isinstance(node.value, str):
        return node.value
    raise ExpressionFault("wrong_type", text=ast.unparse(arg), found=node.type, wanted="text")


_NUMBERS2: tuple[Type, Type] = ("number", "number")
_AGE: tuple[Type, ...] = ("number", "number", "number", "date")

FUNCTIONS: dict[str, FunctionSpec] = {
    "blank": FunctionSpec("blank(q)", 1, 1, _test),
    "filled": FunctionSpec("filled(q)", 1, 1, _filled),
    "invalid": FunctionSpec("invalid(q)", 1, 1, _test),
    "digits": FunctionSpec("digits(q)", 1, 1, _test),
    "asked": FunctionSpec("asked(q)", 1, 1, _asked),
    "missing": FunctionSpec("missing(q)", 1, 1, _missing),
    "excess": FunctionSpec("excess(q)", 1, 1, _excess),
    "matches": FunctionSpec("matches(q, 'pattern')", 2, 2, _matches),
    "has": FunctionSpec("has(q, 4)", 2, 2, _has),
    "any_in": FunctionSpec("any_in(group, 1, 2)", 2, 99, _any_in),
    "length": FunctionSpec("length(q)", 1, 1, _length),
    "part": FunctionSpec("part(q, first, count)", 3, 3, _part),
    "year": FunctionSpec("year(date)", 1, 1, _function("number", "date")),
    "days_in_month": FunctionSpec("days_in_month(month, year)", 2, 2, _function("number", *_NUMBERS2)),
    "month_number": FunctionSpec("month_number(month, year)", 2, 2, _function("number", *_NUMBERS2)),
    "age_low": FunctionSpec("age_low(d, m, y, date)", 4, 4, _function("number", *_AGE)),
    "age_high": FunctionSpec("age_high(d, m, y, date)", 4, 4, _function("number", *_AGE)),
    "min": FunctionSpec("min(a, b)", 2, 2, _function("number", *_NUMBERS2)),
    "max": FunctionSpec("max(a, b)", 2, 2, _function("number", *_NUMBERS2)),
    "count": FunctionSpec("count(roster, condition)", 1, 2, _count),
    "any": FunctionSpec("any(roster, condition)", 2, 2, _any),
    "all": FunctionSpec("all(roster, condition)", 2, 2, _all),
    "sum": FunctionSpec("sum(roster, q)", 2, 2, _fold),
    "highest": FunctionSpec("highest(roster, q)", 2, 2, _fold),
    "first": FunctionSpec("first(roster, condition, q)", 3, 3, _first),
    "position": FunctionSpec("position()", 0, 0, _position),
    "previous": FunctionSpec("previous(q)", 1, 1, _window),
    "max_before": FunctionSpec("max_before(q)", 1, 1, _window),
    "seen_before": FunctionSpec("seen_before(q)", 1, 1, _window),
    "count_before": FunctionSpec("count_before(condition)", 1, 1, _count_before),
}
