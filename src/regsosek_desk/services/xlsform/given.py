"""What is settled about a condition before anybody keys: the part of it that need not be said.

While a question's own condition is worked out, some things are known: the question is asked, its answer is
filled (or blank), questions further down are still blank. A check under these assumptions is often decided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from regsosek_desk.core.expr.tree import (
    Aggregate,
    And,
    Answer,
    AnyIn,
    Asked,
    Compare,
    Const,
    Function,
    In,
    Node,
    Not,
    Or,
    Test,
    answers_in,
)
from regsosek_desk.core.formdef.bind import BoundForm, Cell
from regsosek_desk.services.xlsform.words import COMPARISONS

Verdict = Literal["holds", "fails", "blank"]
_OPPOSITE: dict[Verdict, Verdict] = {"holds": "fails", "fails": "holds", "blank": "blank"}
_TYPED = ("number", "select_one", "select_sum", "digits")


@dataclass(frozen=True)
class Given:
    """Assumptions: answers that are blank or filled, truths that hold, rosters without rows."""

    bound: BoundForm
    blank: frozenset[Answer] = frozenset()
    filled: frozenset[Answer] = frozenset()
    true: tuple[Node, ...] = ()
    empty: frozenset[str] = frozenset()

    def also(self, *truths: Node) -> Given:
        return replace(self, true=(*self.true, *truths))

    def verdict(self, node: Node) -> Verdict | None:
        """What the truth is under the assumptions; None when that depends on the answers."""
        if node in self.true:
            return "holds"
        match node:
            case Const():
                return "holds" if node.value else "fails"
            case Not():
                inner = self.verdict(node.operand)
                return _OPPOSITE[inner] if inner else None
            case And():
                return self._all(node.operands, "fails", "holds")
            case Or():
                return self._all(node.operands, "holds", "fails")
            case Asked():
                return self.verdict(self.condition(node))
            case Test():
                return self._test(node)
            case AnyIn():
                return "fails" if all(self.is_blank(a) for a in node.answers) else None
            case Compare() | In():
                return self._comparison(node)
        return None

    def condition(self, node: Asked) -> Node:
        """The condition behind a question's state."""
        cell = self.bound.cell_of(node.answer)
        if cell is None:
            return Const(True, "truth")
        return cell.relevant if node.what == "asked" else cell.required

    def is_blank(self, answer: Answer) -> bool:
        """Whether it has no answer: by assumption, or because it isn't asked."""
        if answer in self.filled:
            return False
        return answer in self.blank or answer.roster in self.empty or not self._askable(answer)

    def _askable(self, answer: Answer) -> bool:
        cell = self.bound.cell_of(answer)
        return cell is None or all(self.verdict(part) in (None, "holds") for part in parts_of(cell.relevant))

    def _all(self, operands: Iterable[Node], decisive: Verdict, otherwise: Verdict) -> Verdict | None:
        verdicts = [self.verdict(each) for each in operands]
        if decisive in verdicts:
            return decisive
        if None in verdicts:
            return None
        return "blank" if "blank" in verdicts else otherwise

    def _test(self, node: Test) -> Verdict | None:
        blank = self.is_blank(node.answer)
        if node.name == "blank":
            return "holds" if blank else ("fails" if node.answer in self.filled else None)
        if node.name == "invalid":  # a question's own shape is a condition of its own
            return "fails" if blank or node.answer in self.filled else None
        if node.answer in self.filled and self._by_shape(node):
            return "holds"
        return "blank" if blank else None

    def _by_shape(self, node: Test) -> bool:
        """What the type or the pattern of the question sees to already."""
        cell = self.bound.cell_of(node.answer)
        if cell is None:
            return False
        pattern = node.name == "matches" and node.argument == cell.question.pattern
        return pattern or (node.name == "digits" and cell.question.type in _TYPED)

    def _comparison(self, node: Compare | In) -> Verdict | None:
        operands = (node.item,) if isinstance(node, In) else (node.left, node.right)
        if any(self._value_is_blank(each) for each in operands):
            return "blank"
        values = _possible(node, self.true)
        found = {_holds(node, value) for value in values}
        if not values or len(found) > 1:
            return None if values else "fails"
        return None if found == {None} else ("holds" if found.pop() else "fails")

    def _value_is_blank(self, node: Node) -> bool:
        if isinstance(node, Aggregate):
            return node.kind in ("first", "highest") and node.roster in self.empty
        if isinstance(node, Answer):
            return self.is_blank(node)
        if isinstance(node, Function) and node.name == "days_in_month":
            return self._value_is_blank(node.args[0])  # it does without the year
        return any(self.is_blank(answer) for answer in answers_in(node) if not _inside_aggregate(node, answer))


def _inside_aggregate(node: Node, answer: Answer) -> bool:
    return any(isinstance(n, Aggregate) and answer in answers_in(n) for n in node.walk())


def parts_of(node: Node) -> tuple[Node, ...]:
    """What must hold together."""
    return node.operands if isinstance(node, And) else (node,)


def on(cell: Cell, bound: BoundForm) -> Answer:
    """The answer node of a question that is keyed, not calculated."""
    names = bound.scope.family if cell.roster is None else bound.scope.rows[cell.roster]
    return names[cell.id]


# --- a number against constants -------------------------------------------------------------------


def _subject(node: Node) -> Answer | None:
    """The one answer that a comparison with constants is about."""
    item = node.item if isinstance(node, In) else (node.left if isinstance(node, Compare) else None)
    plain = isinstance(node, In) or (isinstance(node, Compare) and isinstance(node.right, Const))
    return item if plain and isinstance(item, Answer) and item.type == "number" else None


def _constants(node: Node) -> list[int]:
    values = node.options if isinstance(node, In) else (node.right.value,)  # type: ignore[attr-defined]
    return [value for value in values if isinstance(value, int)]


def _possible(node: Node, truths: tuple[Node, ...]) -> list[int | None]:
    """Numbers around the constants that agree with what is known of the answer; [None] when nothing is."""
    subject = _subject(node)
    known = [truth for truth in truths if subject is not None and _subject(_positive(truth)) == subject]
    if not known:
        return [None]
    bounds = [value for each in (node, *map(_positive, known)) for value in _constants(each)]
    return [v for v in range(min(bounds) - 1, max(bounds) + 2) if all(_holds(truth, v) for truth in known)]


def _positive(node: Node) -> Node:
    return node.operand if isinstance(node, Not) else node


def _holds(node: Node, value: int | None) -> bool | None:
    if value is None:
        return None
    if isinstance(node, Not):
        return not _holds(node.operand, value)
    if isinstance(node, In):
        return value in node.options
    assert isinstance(node, Compare)
    return COMPARISONS[node.op](value, _constants(node)[0])
