"""Single expressions worked out for one document: message values, calculated questions, reasons why.

The generated functions of a form do the checking; here one tree at a time is turned into a function when
somebody asks, and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from weakref import WeakKeyDictionary

from regsosek_desk.core.engine.instance import FAMILY, FormInstance
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.expr.emit import Emitter
from regsosek_desk.core.expr.tree import TRUE, Aggregate, Asked, Node, Window
from regsosek_desk.core.formdef.values import Value

Manner = Literal["value", "holds", "fails"]
_cache: WeakKeyDictionary[FormProgram, dict[tuple[Node, Manner], Callable[..., Any]]] = WeakKeyDictionary()


def value_of(instance: FormInstance, node: Node, row: str = FAMILY) -> Value:
    """Value of an expression as seen from the family or a roster row; None when blank."""
    return _call(instance, node, "value", row)  # type: ignore[no-any-return]


def holds(instance: FormInstance, node: Node, row: str = FAMILY) -> bool:
    """Whether a truth plainly holds there."""
    return bool(_call(instance, node, "holds", row))


def fails(instance: FormInstance, node: Node, row: str = FAMILY) -> bool:
    """Whether a truth plainly fails there."""
    return bool(_call(instance, node, "fails", row))


def calculated(instance: FormInstance, question: str, row: str = FAMILY) -> Value:
    """Value of a calculated question. Raises KeyError when it isn't one."""
    roster = instance.record(row).program.roster
    return value_of(instance, instance.program.bound.calculated[(roster, question)], row)


def proposed(instance: FormInstance, question: str, row: str = FAMILY) -> Value:
    """The answer that the form proposes for a question there: the first that isn't blank, None when there is none."""
    nodes = instance.program.bound.proposed.get((instance.record(row).program.roster, question), ())
    return next((value for node in nodes if (value := value_of(instance, node, row)) is not None), None)


def _call(instance: FormInstance, node: Node, manner: Manner, row: str) -> Any:
    functions = _cache.setdefault(instance.program, {})
    function = functions.get((node, manner))
    if function is None:
        function = functions[(node, manner)] = _compile(instance.program, node, manner)
    family, record = instance.family, instance.record(row)
    rows = instance.rosters.get(record.program.roster or "", [])
    above = rows[: rows.index(record)] if row != FAMILY else []
    return function(
        family.texts, family.values, family.bad,
        record.texts, record.values, record.bad,
        instance.rosters, above,
    )  # fmt: skip


def _compile(program: FormProgram, node: Node, manner: Manner) -> Callable[..., Any]:
    writer = _InlineWriter(program)
    source = getattr(writer.emit, manner)(node)
    text = f"lambda ft, fv, fb, t, v, b, rosters, above: {source}"
    function: Callable[..., Any] = eval(text, writer.emit.namespace)  # noqa: S307 - our own text
    return function


class _InlineWriter:
    """Writes aggregates and windows where they stand, since nothing is worked out beforehand."""

    def __init__(self, program: FormProgram) -> None:
        self.program = program
        self.emit = Emitter(self._state, self._aggregate, self._window)

    def _state(self, node: Asked) -> str:
        cell = self.program.bound.cells.get((node.answer.roster, node.answer.name))
        if cell is None:
            return "True"
        condition = cell.relevant if node.what == "asked" else cell.required
        return f"(True if {self.emit.holds(condition)} else (False if {self.emit.fails(condition)} else None))"

    def _aggregate(self, node: Aggregate) -> str:
        condition = self.emit.holds(node.condition or TRUE)
        value = self.emit.value(node.value) if node.value is not None else "1"
        items = f"({self._over(value)} for _row in rosters[{node.roster!r}] if {self._over(condition)})"
        return _fold(node.kind, items)

    def _window(self, node: Window) -> str:
        if node.kind == "position" or node.operand is None:
            return "len(above) + 1"
        if node.kind == "count_before":
            return f"sum(1 for _row in above if {self._over(self.emit.holds(node.operand))})"
        value = self.emit.value(node.operand)
        items = f"({self._over(value)} for _row in above)"
        if node.kind == "previous":
            return f"([None] + list({items}))[-1]"
        if node.kind == "max_before":
            return _fold("highest", items)
        return f"(None if {value} is None else list({items}).count({value}))"

    def _over(self, source: str) -> str:
        """The source as seen from another row."""
        return f"(lambda t, v, b: {source})(_row.texts, _row.values, _row.bad)"


def _fold(kind: str, items: str) -> str:
    filled = f"(x for x in {items} if x is not None)"
    return {
        "count": f"sum(1 for _ in {items})",
        "sum": f"sum{filled}",
        "highest": f"max({filled}, default=None)",
        "first": f"next({filled}, None)",
    }[kind]
