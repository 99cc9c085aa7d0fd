"""Single expressions worked out for one document: message values, calculated questions, reasons why.

The generated functions of a form do the checking; here one tree at a time is turned into a function when
somebody asks, and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
        self.emit = Emitter(self._state, self._aggregate, self._window, dict(_HELPERS))

    def _state(self, node: Asked) -> str:
        cell = self.program.bound.cells.get((node.answer.roster, node.answer.name))
        if cell is None:
            return "True"
        condition = cell.relevant if node.what == "asked" else cell.required
        return f"(True if {self.emit.holds(condition)} else (False if {self.emit.fails(condition)} else None))"

    def _aggregate(self, node: Aggregate) -> str:
        condition = self.emit.holds(node.condition or TRUE)
        value = self.emit.value(node.value) if node.value is not None else "1"
        return f"_{node.kind}({self._each(value, f'filter({self._over(condition)}, rosters[{node.roster!r}])')})"

    def _window(self, node: Window) -> str:
        if node.kind == "position" or node.operand is None:
            return "len(above) + 1"
        if node.kind == "count_before":
            return f"_count(filter({self._over(self.emit.holds(node.operand))}, above))"
        value = self.emit.value(node.operand)
        items = self._each(value, "above")
        if node.kind == "previous":
            return f"_last({items})"
        if node.kind == "max_before":
            return f"_highest({items})"
        return f"(None if {value} is None else list({items}).count({value}))"

    def _each(self, source: str, rows: str) -> str:
        return f"map({self._over(source)}, {rows})"

    def _over(self, source: str) -> str:
        """The source as seen from another row. No comprehension: the source may name values on its way."""
        return f"(lambda row: (lambda t, v, b: {source})(row.texts, row.values, row.bad))"


def _count(items: Iterable[Any]) -> int:
    return sum(1 for _ in items)


def _sum(values: Iterable[int | None]) -> int:
    return sum(value for value in values if value is not None)


def _highest(values: Iterable[Any]) -> Any:
    return max((value for value in values if value is not None), default=None)


def _first(values: Iterable[Any]) -> Any:
    return next((value for value in values if value is not None), None)


def _last(values: Iterable[Any]) -> Any:
    return next(reversed(list(values)), None)


_HELPERS = {function.__name__: function for function in (_count, _sum, _highest, _first, _last)}
