"""Text of an expression → typed tree. Python's own grammar is read, a small part of it is understood.

Nothing is ever evaluated here: the text goes through `ast.parse`, and whatever isn't on the list of
known shapes is refused with a code, so an expression can do nothing but compare answers.
"""

from __future__ import annotations

import ast
import warnings
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from regsosek_desk.core.expr.functions import FUNCTIONS
from regsosek_desk.core.expr.scope import ExpressionFault, Scope
from regsosek_desk.core.expr.tree import (
    And,
    Answer,
    Arithmetic,
    Compare,
    Const,
    In,
    Node,
    Not,
    Or,
    Type,
)

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


_DEEPEST = 40  # nested parts; Python reads no more than a hundred, and the source written from them nests deeper


def parse(text: str, scope: Scope, it: str | None = None) -> Node:
    """Read one expression. `it` is the question that the word `it` stands for.

    Raises ExpressionFault with a code (unknown_name, wrong_type, not_understood, …) and its parameters.
    """
    return _Parser(scope, it).node(_syntax(text))


@lru_cache(maxsize=4096)
def _syntax(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a backslash in a pattern, which is what the author means
            tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ExpressionFault("not_understood", text=text, detail=str(error.msg)) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionFault("not_understood", text=text[:80], detail="…") from None
    if _depth(tree) > _DEEPEST:
        raise ExpressionFault("not_understood", text=text[:80], detail="…")
    return tree


def _depth(tree: ast.AST) -> int:
    level, nodes = 0, [tree]
    while nodes and level <= _DEEPEST:
        nodes = [child for node in nodes for child in ast.iter_child_nodes(node)]
        level += 1
    return level


class _Parser:
    def __init__(self, scope: Scope, it: str | None) -> None:
        self.scope = scope
        self.it = it

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.Name():
                return self._name(tree)
            case ast.Constant():
                return self._constant(tree)
            case ast.Compare():
                return self._compare(tree)
            case ast.Call():
                return self._call(tree)
            case ast.BoolOp():
                return self._bool_op(tree)
            case ast.UnaryOp():
                return self._unary(tree)
            case ast.BinOp():
                return self._arithmetic(tree)
        raise ExpressionFault("not_understood", text=ast.unparse(tree), detail=type(tree).__name__)

    def truth(self, tree: ast.expr) -> Node:
        node = self.node(tree)
        self._expect(node, "truth", tree)
        return node

    def _expect(self, node: Node, wanted: Type, tree: ast.expr) -> None:
        if node.type != wanted:
            raise ExpressionFault("wrong_type", text=ast.unparse(tree), found=node.type, wanted=wanted)

    def _bool_op(self, tree: ast.BoolOp) -> Node:
        operands = tuple(self.truth(value) for value in tree.values)
        return And(operands) if isinstance(tree.op, ast.And) else Or(operands)

    def _unary(self, tree: ast.UnaryOp) -> Node:
        if isinstance(tree.op, ast.Not):
            return Not(self.truth(tree.operand))
        if isinstance(tree.op, ast.USub) and isinstance(tree.operand, ast.Constant):
            number = self._constant(tree.operand)
            if isinstance(number, Const) and isinstance(number.value, int):
                return Const(-number.value, "number")
        raise ExpressionFault("not_understood", text=ast.unparse(tree), detail="unary")

    def _arithmetic(self, tree: ast.BinOp) -> Node:
        op = _ARITHMETIC.get(type(tree.op))
        if op is None:
            raise ExpressionFault("not_understood", text=ast.unparse(tree), detail="operator")
        left, right = self.node(tree.left), self.node(tree.right)
        self._expect(left, "number", tree.left)
        self._expect(right, "number", tree.right)
        return Arithmetic(op, left, right)  # type: ignore[arg-type]

    def _compare(self, tree: ast.Compare) -> Node:
        parts: list[Node] = []
        left = tree.left
        for op, right in zip(tree.ops, tree.comparators, strict=True):
            parts.append(self._one_comparison(left, op, right))
            left = right
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _one_comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(op, ast.In | ast.NotIn):
            inside = In(self._value(left), self.options(right))
            for option in inside.options:
                self._same_type(inside.item, Const(option, _type_of(option)), left)
            return Not(inside) if isinstance(op, ast.NotIn) else inside
        sign = _COMPARISONS.get(type(op))
        if sign is None:
            raise ExpressionFault("not_understood", text=ast.unparse(left), detail="is")
        a, b = self._value(left), self._value(right)
        self._same_type(a, b, left)
        return Compare(sign, a, b)  # type: ignore[arg-type]

    def _value(self, tree: ast.expr) -> Node:
        node = self.node(tree)
        if node.type in ("truth", "list"):
            raise ExpressionFault("wrong_type", text=ast.unparse(tree), found=node.type, wanted="value")
        return node

    def _same_type(self, a: Node, b: Node, tree: ast.expr) -> None:
        if a.type != b.type:
            raise ExpressionFault("wrong_type", text=ast.unparse(tree), found=a.type, wanted=b.type)

    def options(self, tree: ast.expr) -> tuple[int | str, ...]:
        """The values of a list: written out, or a setting that is one, which an office may have emptied."""
        if isinstance(tree, ast.Tuple | ast.List) and tree.elts:
            return tuple(self._literal(item) for item in tree.elts)
        if isinstance(tree, ast.Name):
            value = self.scope.settings.get(tree.id)
            if isinstance(value, tuple):
                return value
        raise ExpressionFault("not_a_list", text=ast.unparse(tree))

    def _literal(self, tree: ast.expr) -> int | str:
        number = self.node(tree) if isinstance(tree, ast.Constant | ast.UnaryOp) else None
        if isinstance(number, Const) and isinstance(number.value, int | str):
            return number.value
        raise ExpressionFault("not_a_list", text=ast.unparse(tree))

    def _constant(self, tree: ast.Constant) -> Node:
        if isinstance(tree.value, bool) or not isinstance(tree.value, int | str):
            raise ExpressionFault("not_understood", text=ast.unparse(tree), detail="constant")
        return Const(tree.value, _type_of(tree.value))

    def _name(self, tree: ast.Name) -> Node:
        name = self.it if tree.id == "it" and self.it else tree.id
        calculated = self.scope.calculation(name)
        if calculated is not None:
            return calculated
        answer = self.scope.answer(name)
        if answer is not None:
            return answer
        value = self.scope.settings.get(name)
        if value is None:
            raise self.unknown(name)
        return Const(value, "date" if isinstance(value, date) else _type_of(value))

    def answer(self, tree: ast.expr) -> Answer:
        """An argument that must be a question (or fact), such as in `blank(r301a)`."""
        node = self._name(tree) if isinstance(tree, ast.Name) else None
        if not isinstance(node, Answer):
            raise ExpressionFault("not_a_question", text=ast.unparse(tree))
        return node

    def number(self, tree: ast.expr) -> Answer:
        """An argument that must be a question answered by a number."""
        answer = self.answer(tree)
        self._expect(answer, "number", tree)
        return answer

    def group(self, tree: ast.expr) -> tuple[Answer, ...]:
        names = self.scope.groups.get(tree.id) if isinstance(tree, ast.Name) else None
        if names is None:
            raise ExpressionFault("not_a_group", text=ast.unparse(tree))
        return tuple(self.number(ast.Name(name)) for name in names)

    def inside(self, roster: str) -> _Parser:
        return _Parser(self.scope.within(roster), None)

    def unknown(self, name: str) -> ExpressionFault:
        roster = self.scope.elsewhere(name)
        if roster is not None:
            return ExpressionFault("needs_roster", name=name, roster=roster)
        near = get_close_matches(name, self.scope.names(), n=1)
        return ExpressionFault("unknown_name", name=name, near=near[0] if near else "")

    def _call(self, tree: ast.Call) -> Node:
        name = tree.func.id if isinstance(tree.func, ast.Name) else ast.unparse(tree.func)
        function = FUNCTIONS.get(name)
        if function is None:
            near = get_close_matches(name, list(FUNCTIONS), n=1)
            raise ExpressionFault("unknown_function", name=name, near=near[0] if near else "")
        if tree.keywords or not function.least <= len(tree.args) <= function.most:
            raise ExpressionFault("argument_count", name=name, usage=function.usage)
        return function.read(self, name, tree.args)


def _type_of(value: int | str | date | tuple[int | str, ...]) -> Type:
    if isinstance(value, tuple):
        return "list"
    return "number" if isinstance(value, int) else "text"
