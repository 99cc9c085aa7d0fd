"""The typed tree of one expression. Every node can be said in SQL as well as in Python.

Truth is three-valued, as in SQL: true, false, or unknown where a blank is compared. A `Node` whose
`type` is "truth" is asked "does it plainly hold?" or "does it plainly fail?"; both may be no.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

Type = Literal["number", "text", "date", "truth", "list"]


@dataclass(frozen=True, slots=True)
class Node:
    if TYPE_CHECKING:  # each kind of node has its own `type` field; this tells the checker of it

        @property
        def type(self) -> Type: ...

    parts: ClassVar[tuple[str, ...]] = ()
    """Fields that hold nodes, or tuples of nodes."""

    @property
    def children(self) -> Iterator[Node]:
        for name in self.parts:
            value = getattr(self, name)
            if isinstance(value, tuple):
                yield from value
            elif value is not None:
                yield value

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Const(Node):
    value: int | str | date | bool | tuple[int | str, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Answer(Node):
    """The typed answer of a question or a fact; `slot` is its place in the record's lists.

    `roster` is None for the family's own record.
    """

    name: str
    slot: int
    type: Type
    roster: str | None


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    parts = (
        "left",
        "right",
    )
    op: Literal["+", "-", "*"]
    left: Node
    right: Node
    type: Type = "number"


@dataclass(frozen=True, slots=True)
class Function(Node):
    """A value worked out from values; blank when one of them is blank."""

    parts = ("args",)
    name: str
    args: tuple[Node, ...]
    type: Type = "number"


@dataclass(frozen=True, slots=True)
class Compare(Node):
    parts = (
        "left",
        "right",
    )
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Node
    right: Node
    type: Type = "truth"


@dataclass(frozen=True, slots=True)
class In(Node):
    parts = ("item",)
    item: Node
    options: tuple[int | str, ...]
    type: Type = "truth"


@dataclass(frozen=True, slots=True)
class Not(Node):
    parts = ("operand",)
    operand: Node
    type: Type = "truth"


@dataclass(frozen=True, slots=True)
class And(Node):
    parts = ("operands",)
    operands: tuple[Node, ...]
    type: Type = "truth"


@dataclass(frozen=True, slots=True)
class Or(Node):
    parts = ("operands",)
    operands: tuple[Node, ...]
    type: Type = "truth"


@dataclass(frozen=True, slots=True)
class Test(Node):
    """A question about one answer as keyed: blank, filled, invalid, digits, matches, has."""

    parts = ("answer",)
    name: str
    answer: Answer
    argument: int | str | None = None
    type: Type = "truth"


@dataclass(frozen=True, slots=True)
class AnyIn(Node):
    parts = ("answers",)
    answers: tuple[Answer, ...]
    options: tuple[int | str, ...]
    type: Type = "truth"


@dataclass(frozen=True, slots=True)
class Asked(Node):
    """State of a question's condition: 'asked' (relevant holds), 'required' (and its block wants it)."""

    parts = ("answer",)
    answer: Answer
    what: Literal["asked", "required"]
    type: Type = "truth"


@dataclass(frozen=True, slots=True)
class Aggregate(Node):
    """Over all rows of a roster: count, sum, highest or first of `value` where `condition` holds."""

    parts = (
        "condition",
        "value",
    )
    kind: Literal["count", "sum", "highest", "first"]
    roster: str
    condition: Node | None
    value: Node | None
    type: Type = "number"


@dataclass(frozen=True, slots=True)
class Window(Node):
    """Over the rows above this one: previous, max_before, seen_before, count_before; position is its number."""

    parts = ("operand",)
    kind: Literal["position", "previous", "max_before", "seen_before", "count_before"]
    operand: Node | None
    type: Type = "number"


TRUE = Const(True, "truth")


def conjunction(*nodes: Node | None) -> Node:
    """All of the nodes; conditions that are absent count as true."""
    parts: list[Node] = []
    for node in nodes:
        if node is None or node == TRUE:
            continue
        parts.extend(node.operands if isinstance(node, And) else (node,))
    unique = tuple(dict.fromkeys(parts))
    if not unique:
        return TRUE
    return unique[0] if len(unique) == 1 else And(unique)


def answers_in(node: Node) -> tuple[Answer, ...]:
    """Every answer the node reads, each once, in the order they are written."""
    return tuple(dict.fromkeys(n for n in node.walk() if isinstance(n, Answer)))
