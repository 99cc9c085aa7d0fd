"""Typed tree → XPath as ODK has it. Each truth is said where it plainly holds or where it plainly fails.

XPath knows no third truth: a blank is the empty string, and as a number it is not one (NaN), so that every
comparison with it is false but `!=`. Guards keep `!=` and `not in` silent where the form language is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

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
from regsosek_desk.core.formdef.bind import BoundForm
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.core.formdef.values import sum_bits
from regsosek_desk.services.xlsform.given import Given
from regsosek_desk.services.xlsform.words import (
    COMPARISONS,
    FALSE,
    FUNCTIONS,
    NUMBERS,
    OPPOSITE,
    TRUE,
    Unsayable,
    both,
    constant,
    either,
    has_gaps,
    negation,
    sums,
)


class XPath:
    """Says trees as XPath text with ${…} references, as XLSForm wants them.

    `roster` is where the text will stand (None: the family), `it` the question being answered, said as a dot.
    """

    def __init__(self, given: Given, roster: str | None, it: Answer | None = None) -> None:
        self.given = given
        self.roster = roster
        self.it = it
        self._row: str | None = None  # roster whose rows a predicate looks at

    # --- truths -----------------------------------------------------------------------------------

    def holds(self, node: Node) -> str:
        """Where the truth plainly holds. Raises Unsayable."""
        return self._settled(node, "holds") or self._say(node, wanted=True)

    def fails(self, node: Node) -> str:
        """Where the truth plainly fails. Raises Unsayable."""
        return self._settled(node, "fails") or self._say(node, wanted=False)

    def _settled(self, node: Node, wanted: str) -> str:
        verdict = None if self._row else self.given.verdict(node)
        return (TRUE if verdict == wanted else FALSE) if verdict else ""

    def _say(self, node: Node, *, wanted: bool) -> str:
        match node:
            case Not():
                return self.fails(node.operand) if wanted else self.holds(node.operand)
            case And() | Or():
                return self._together(node, wanted=wanted)
            case Asked():
                condition = self.given.condition(node)
                return self.holds(condition) if wanted else self.fails(condition)
            case Compare():
                return self._compare(node, node.op if wanted else OPPOSITE[node.op])
            case In():
                return self._in(node.item, node.options) if wanted else self._not_in(node)
            case AnyIn():
                said = either(self._in(a, node.options) for a in node.answers if not self.given.is_blank(a))
                return said if wanted else f"not({said})"
            case Test():
                return self._test(node, wanted=wanted)
        raise TypeError(f"no truth: {node}")

    def _together(self, node: And | Or, *, wanted: bool) -> str:
        say = self.holds if wanted else self.fails
        if isinstance(node, And) != wanted:
            return either(say(each) for each in node.operands)
        before, parts = self.given, []
        for each in node.operands:  # each is said knowing that those before it hold
            parts.append(say(each))
            self.given = self.given.also(each if wanted else Not(each))
        self.given = before
        return both(parts)

    def _compare(self, node: Compare, op: str) -> str:
        guards = self._guards(node.left, node.right, every=op == "!=" or node.left.type == "text")
        plain = isinstance(node.left, Const) or isinstance(node.right, Const)
        left, right = (self._operand(each, plain=plain) for each in (node.left, node.right))
        if left.isdigit() and right.isdigit():
            return TRUE if COMPARISONS[op](int(left), int(right)) else FALSE
        return both([*guards, f"{left} {'=' if op == '==' else op} {right}"])

    def _operand(self, node: Node, *, plain: bool) -> str:
        """Two answers compare as text unless both are made numbers; a constant number does that by itself."""
        said = self.value(node)
        if node.type == "date":
            return f"decimal-date-time({said})"
        return f"number({said})" if isinstance(node, Answer) and node.type == "number" and not plain else said

    def _in(self, item: Node, options: Iterable[int | str]) -> str:
        guards, said = self._guards(item, every=False), self.value(item)
        return both([*guards, either(f"{said} = {constant(option)}" for option in options)])

    def _not_in(self, node: In) -> str:
        said = self.value(node.item)
        return both([*self._guards(node.item, every=True), *(f"{said} != {constant(o)}" for o in node.options)])

    def _test(self, node: Test, *, wanted: bool) -> str:
        ref, question = self.ref(node.answer), self._question(node.answer)
        if node.name == "blank":
            return self.blank(ref) if wanted else self.filled(ref)
        said = {
            "invalid": lambda: negation(self.shape(question, ref)),
            "digits": lambda: TRUE if question.type in NUMBERS else self.matches(ref, "[0-9]+"),
            "matches": lambda: self.matches(ref, str(node.argument)),
            "has": lambda: f"(floor({ref} div {node.argument}) mod 2) = 1",
        }[node.name]()
        return both([self._is_filled(node.answer), said if wanted else negation(said)])

    # --- guards -----------------------------------------------------------------------------------

    def _guards(self, *nodes: Node, every: bool) -> list[str]:
        """That nothing the values are made of is blank; only functions need it where NaN does the work."""
        found = [guard for node in nodes if every or _has_function(node) for guard in self._guard(node)]
        return [guard for guard in dict.fromkeys(found) if guard != TRUE]

    def _guard(self, node: Node) -> list[str]:
        match node:
            case Function(name="days_in_month"):
                return self._month(node.args[0])
            case Function(name="month_number"):
                return [*self._month(node.args[0]), *self._guard(node.args[1])]
            case Aggregate(kind="first" | "highest"):
                return [f"count({self._rows(node)}) > 0"]
            case Aggregate():
                return []
            case Answer():
                return [self._is_filled(node)]
        return [guard for child in node.children for guard in self._guard(child)]

    def _month(self, node: Node) -> list[str]:
        """A month that is one; a constant is taken at its word."""
        said = self.value(node)
        return [] if isinstance(node, Const) else [f"{said} >= 1", f"{said} <= 12"]

    def _is_filled(self, answer: Answer) -> str:
        return TRUE if answer in self.given.filled else self.filled(self.ref(answer))

    # --- values -----------------------------------------------------------------------------------

    def value(self, node: Node) -> str:
        match node:
            case Const():
                return constant(node.value)
            case Answer():
                return self.ref(node)
            case Arithmetic():
                return f"({self.value(node.left)} {node.op} {self.value(node.right)})"
            case Function():
                return self._function(node)
            case Aggregate():
                return self._aggregate(node)
            case Window():
                raise Unsayable("window")
        raise TypeError(f"no value: {node}")

    def _function(self, node: Function) -> str:
        say = FUNCTIONS.get(node.name)
        if say is None:
            raise Unsayable("function")
        if node.name == "length":
            return self._length(node)
        return say(*(self.value(arg) for arg in node.args))

    def _length(self, node: Function) -> str:
        """A number is kept without its zeros here, and digits have as many as their boxes: both are known."""
        answer = node.args[0]
        assert isinstance(answer, Answer)
        question = self._question(answer)
        known = question.pad and (question.type in NUMBERS or (question.type == "digits" and answer == self.it))
        return str(question.width) if known else f"string-length({self.ref(answer)})"

    def _aggregate(self, node: Aggregate) -> str:
        if node.roster in self.given.empty and node.kind in ("count", "sum"):
            return "0"
        rows = self._rows(node)
        if node.kind == "count":
            return f"count({rows})"
        value = self._inside(node.roster, lambda: self.value(node.value))  # type: ignore[arg-type]
        if node.kind == "first":
            return f"{rows}[position() = 1]/{value}"
        return f"{'max' if node.kind == 'highest' else 'sum'}({rows}/{value})"

    def _rows(self, node: Aggregate) -> str:
        """The rows an aggregate looks at, those without a value left out where it adds or compares."""
        conditions = [] if node.condition is None else [self._inside(node.roster, lambda: self.holds(node.condition))]  # type: ignore[arg-type]
        if node.kind in ("sum", "highest") and node.value is not None:
            conditions.append(self._inside(node.roster, lambda: self.filled(self.value(node.value))))  # type: ignore[arg-type]
        said = both(conditions)
        return f"${{{node.roster}}}" + ("" if said == TRUE else f"[{said}]")

    def _inside(self, roster: str, say: Callable[[], str]) -> str:
        with self._looking_at(roster):
            return say()

    @contextmanager
    def _looking_at(self, roster: str) -> Iterator[None]:
        before, self._row = self._row, roster
        yield
        self._row = before

    # --- words ------------------------------------------------------------------------------------

    def ref(self, answer: Answer) -> str:
        """How an answer is named from where the expression stands. Raises Unsayable for an outside fact."""
        cell = self.given.bound.cell_of(answer)
        if cell is None:
            raise Unsayable("fact")
        name = name_of(self.given.bound, cell.roster, cell.id)
        if self._row is not None and answer.roster == self._row:
            return f"{cell.section.section}/{name}"
        return "." if answer == self.it else f"${{{name}}}"

    def _question(self, answer: Answer) -> Question:
        cell = self.given.bound.cell_of(answer)
        if cell is None:
            raise Unsayable("fact")
        return cell.question

    def blank(self, ref: str) -> str:
        return f"{ref} = ''"

    def filled(self, ref: str) -> str:
        return f"{ref} != ''"

    def matches(self, ref: str, pattern: str) -> str:
        """Word classes mean other letters in other engines, so a pattern with them is left out."""
        if "\\w" in pattern.lower():
            raise Unsayable("pattern")
        return f"regex({ref}, {constant(f'^({pattern})$')})"

    def shape(self, question: Question, ref: str) -> str:
        """That a filled answer is right for its question by itself; TRUE where the type alone sees to that."""
        match question.type:
            case "number":
                low, high = question.min or 0, question.max if question.max is not None else 10**question.width - 1
                return either([f"({ref} >= {low} and {ref} <= {high})", *(f"{ref} = {n}" for n in question.also)])
            case "select_sum":
                return (
                    either(f"{ref} = {n}" for n in sums(question)) if has_gaps(question) else self._sum(question, ref)
                )
            case "digits":
                return self.matches(ref, f"[0-9]{{{question.width if question.pad else f'1,{question.width}'}}}")
            case "text" | "note":
                fits = f"string-length({ref}) <= {question.width}"
                return both([fits, *([self.matches(ref, question.pattern)] if question.pattern else [])])
        return TRUE

    def _sum(self, question: Question, ref: str) -> str:
        alone = [f"{ref} = {int(question.alone)}"] if question.alone else []
        return either([f"({ref} >= 0 and {ref} <= {sum_bits(question)})", *alone])


def name_of(bound: BoundForm, roster: str | None, question: str) -> str:
    """The question's name in the workbook: its id, with its roster where another record has the same id."""
    owners = {owner for owner, name in bound.cells if name == question}
    return f"{roster}_{question}" if len(owners) > 1 and roster else question


def _has_function(node: Node) -> bool:
    return any(isinstance(n, Function | Aggregate) for n in node.walk())
