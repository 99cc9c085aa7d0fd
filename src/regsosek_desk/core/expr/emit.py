"""Typed tree → Python source. Each truth is written twice: where it plainly holds, where it plainly fails.

Writing both keeps the three-valued logic of the form language exact with ordinary booleans: `not x`
holds where x fails, an `and` fails where one part fails, a comparison with a blank does neither.

Names in the source: `ft fv fb fs` are the family's texts, values, badness and states; `t v b s` the
row's; `g` the aggregates worked out beforehand; `w0 w1 …` the windows over the rows above.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from regsosek_desk.core.expr import runtime
from regsosek_desk.core.expr.kept import Kept
from regsosek_desk.core.expr.tree import (
    Aggregate,
    And,
    Answer,
    AnyIn,
    Arithmetic,
    Asked,
    Compare,
    Const,
    Function,
    In,
    Node,
    Not,
    Or,
    Test,
    Window,
)

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul"}
_READ_AGAIN, _COMPARE_AGAIN = 2, 3  # uses from which on a local variable pays
_FUNCTIONS = {"min": "smaller", "max": "larger"}


def _record(answer: Answer) -> str:
    """Prefix of the lists of the record that holds the answer."""
    return "f" if answer.roster is None else ""


def _of_answers(node: Node) -> bool:
    """Whether nothing but answers and constants goes into it."""
    return all(isinstance(child, Answer | Const) for child in node.children)


class Emitter:
    """Writes nodes as source. `namespace` collects the objects that the source refers to.

    `state` gives the source of a question's asked/required state, `aggregate` and `window` that of the
    hoisted values; the owner of the emitter decides where those live, and `kept` what goes into local variables.
    """

    def __init__(
        self,
        state: Callable[[Asked], str],
        aggregate: Callable[[Aggregate], str],
        window: Callable[[Window], str],
        namespace: dict[str, Any] | None = None,
        kept: Kept | None = None,
    ) -> None:
        self.state = state
        self.aggregate = aggregate
        self.window = window
        self.namespace = namespace if namespace is not None else {}
        self.namespace.update({"_r": runtime, "_date": date})
        self._kept = kept
        self._temporary = 0

    # --- values -----------------------------------------------------------------------------------

    def value(self, node: Node) -> str:
        """Source of a value; the value is None when blank."""
        match node:
            case Const():
                return self._constant(node.value)
            case Answer():
                return self._read("v", node)
            case Arithmetic():
                return f"_r.{_ARITHMETIC[node.op]}({self.value(node.left)}, {self.value(node.right)})"
            case Function():
                source = self._function(node)
                return self._kept.mark(source, _READ_AGAIN) if self._kept and _of_answers(node) else source
            case Aggregate():
                return self.aggregate(node)
            case Window():
                return self.window(node)
        raise TypeError(f"no value: {node}")

    def _constant(self, value: Any) -> str:
        if isinstance(value, date):
            return f"_date({value.year}, {value.month}, {value.day})"
        return repr(value)

    def _function(self, node: Function) -> str:
        args = [self._argument(node.name, a) for a in node.args]
        return f"_r.{_FUNCTIONS.get(node.name, node.name)}({', '.join(args)})"

    def _argument(self, function: str, node: Node) -> str:
        """`length` and `part` look at the text as keyed, everything else at the value."""
        if function in ("length", "part") and isinstance(node, Answer):
            return self.text(node)
        return self.value(node)

    def text(self, answer: Answer) -> str:
        return self._read("t", answer)

    def _read(self, kind: str, answer: Answer) -> str:
        source = f"{_record(answer)}{kind}[{answer.slot}]"
        return self._kept.mark(source, _READ_AGAIN) if self._kept else source

    # --- truths -----------------------------------------------------------------------------------

    def holds(self, node: Node) -> str:
        """Source of a boolean: the truth plainly holds."""
        return self._once(node, self._holds(node))

    def _holds(self, node: Node) -> str:
        match node:
            case Const():
                return repr(node.value)
            case Not():
                return self.fails(node.operand)
            case And():
                return self._join(" and ", [self.holds(n) for n in node.operands])
            case Or():
                return self._join(" or ", [self.holds(n) for n in node.operands])
            case Compare():
                return self._compare(node, node.op)
            case In():
                return f"{self.value(node.item)} in {node.options!r}"
            case AnyIn():
                return self._any_in(node)
            case Asked():
                return self.state(node)
            case Test():
                return self._test(node, wanted=True)
        raise TypeError(f"no truth: {node}")

    def fails(self, node: Node) -> str:
        """Source of a boolean: the truth plainly fails."""
        return self._once(node, self._fails(node))

    def _once(self, node: Node, source: str) -> str:
        """Comparing one answer with constants is cheap enough to be done before anybody asks."""
        cheap = isinstance(node, In | Compare) and _of_answers(node)
        return self._kept.mark(source, _COMPARE_AGAIN) if self._kept and cheap else source

    def _fails(self, node: Node) -> str:
        match node:
            case Const():
                return repr(not node.value)
            case Not():
                return self.holds(node.operand)
            case And():
                return self._join(" or ", [self.fails(n) for n in node.operands])
            case Or():
                return self._join(" and ", [self.fails(n) for n in node.operands])
            case Compare():
                return self._compare(node, _OPPOSITE[node.op])
            case In():
                guards, (item,) = self._guarded(node.item)
                return self._join(" and ", [*guards, f"{item} not in {node.options!r}"])
            case AnyIn():
                return f"not {self._any_in(node)}"
            case Asked():
                return f"{self.state(node)} is False"
            case Test():
                return self._test(node, wanted=False)
        raise TypeError(f"no truth: {node}")

    def _join(self, word: str, parts: list[str]) -> str:
        return f"({word.join(parts)})" if len(parts) > 1 else parts[0]

    def _compare(self, node: Compare, op: str) -> str:
        if op == "==" and (isinstance(node.right, Const) or isinstance(node.left, Const)):
            return f"{self.value(node.left)} == {self.value(node.right)}"
        guards, (left, right) = self._guarded(node.left, node.right)
        return self._join(" and ", [*guards, f"{left} {op} {right}"])

    def _guarded(self, *nodes: Node) -> tuple[list[str], list[str]]:
        """Guards that no value is blank, and the values' sources to use behind the guards."""
        guards, sources = [], []
        for node in nodes:
            source = self.value(node)
            if isinstance(node, Answer):
                guards.append(f"{source} is not None")
            elif not isinstance(node, Const):
                self._temporary += 1
                name = f"_{self._temporary}"
                guards.append(f"({name} := {source}) is not None")
                source = name
            sources.append(source)
        return guards, sources

    def _any_in(self, node: AnyIn) -> str:
        return "(" + " or ".join(f"{self.value(a)} in {node.options!r}" for a in node.answers) + ")"

    def _test(self, node: Test, *, wanted: bool) -> str:
        text, value = self.text(node.answer), self.value(node.answer)
        no = "" if wanted else "not "
        match node.name:
            case "blank":
                return f"{text} is {'' if wanted else 'not '}None"
            case "invalid":
                return f"{no}{self._read('b', node.answer)}"
            case "digits":
                return f"({text} is not None and {no}({text}.isascii() and {text}.isdigit()))"
            case "matches":
                return f"({text} is not None and {no}{self._pattern(str(node.argument))}({text}))"
            case "has":
                return f"({value} is not None and {no}({value} & {node.argument}))"
        raise TypeError(f"no test: {node.name}")

    def _pattern(self, pattern: str) -> str:
        name = f"_p{len(self.namespace)}"
        self.namespace[name] = re.compile(pattern).fullmatch
        return name
