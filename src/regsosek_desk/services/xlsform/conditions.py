"""What an XLSForm says of each question: when it is asked, when it must be filled, what it may hold.

ODK refuses an answer that breaks a constraint, so only errors (E) become constraints, and only where they can't
stand in the way: a check that speaks because something further down is still blank would never let anybody pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from regsosek_desk.core.expr.parse import parse
from regsosek_desk.core.expr.tree import Aggregate, And, Answer, Const, Node, Or, Test, Window
from regsosek_desk.core.formdef.bind import BoundCheck, BoundForm, Cell, CellKey
from regsosek_desk.core.formdef.models import Section
from regsosek_desk.core.formdef.values import normalise
from regsosek_desk.services.xlsform.given import Given, on, parts_of
from regsosek_desk.services.xlsform.words import FALSE, TRUE, Unsayable, both, either, negation
from regsosek_desk.services.xlsform.xpath import XPath

_POSITION = "position(../..)"  # a question stands in the group of its section, that one in the repeat


@dataclass
class Conditions:
    """XPath texts by question (by section for whole blocks); `cures` are what to do when a constraint fails.

    `left_out` counts the checks that are not said, by reason: severity (no error), fact (only the program knows),
    window (looks at other rows), ahead (would bar the way), function, pattern (no such word in XPath).
    """

    sections: dict[str, str] = field(default_factory=dict)
    relevant: dict[CellKey, str] = field(default_factory=dict)
    required: dict[CellKey, str] = field(default_factory=dict)
    constraint: dict[CellKey, str] = field(default_factory=dict)
    calculated: dict[CellKey, str] = field(default_factory=dict)
    initial: dict[CellKey, str] = field(default_factory=dict)
    cures: dict[CellKey, list[str]] = field(default_factory=dict)
    checks: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


def conditions_of(bound: BoundForm, speech: type[XPath] = XPath) -> Conditions:
    """Say all conditions of a form. `speech` may be another dialect of XPath."""
    return _Collector(bound, speech).collect()


class _Collector:
    def __init__(self, bound: BoundForm, speech: type[XPath]) -> None:
        self.bound = bound
        self.speech = speech
        self.found = Conditions()
        self.parts: dict[CellKey, list[str]] = {}
        self.demands: dict[CellKey, list[str]] = {}
        keyed = [c for key, c in bound.cells.items() if key not in bound.calculated]
        self.order = {on(c, bound): c.order for c in keyed}

    def collect(self) -> Conditions:
        for section in self.bound.form.sections:
            self._section(section)
        for key, cell in self.bound.cells.items():
            self._cell(key, cell)
        for check in self.bound.checks:
            if check.rule.enabled:
                self._check(check)
        self.found.required = {key: either(said) for key, said in self.demands.items()}
        self.found.constraint = {key: said for key, parts in self.parts.items() if (said := both(parts)) != TRUE}
        return self.found

    def _trying(self, given: Given, cell: Cell, it: Answer | None = None) -> XPath:
        return self.speech(given, cell.roster, it)

    # --- of the form itself -----------------------------------------------------------------------

    def _section(self, section: Section) -> None:
        if section.relevant is not None:
            node = parse(section.relevant, self.bound.scope.within(section.roster))
            self._keep(self.found.sections, section.section, Given(self.bound), section.roster, node)

    def _cell(self, key: CellKey, cell: Cell) -> None:
        given = Given(self.bound)
        if cell.question.relevant is not None:
            self._keep(self.found.relevant, key, given, cell.roster, cell.own_relevant)
        if key in self.bound.calculated:
            self._keep(self.found.calculated, key, given, cell.roster, self.bound.calculated[key])
        elif cell.question.keyable:
            self.parts[key] = [self.speech(given, cell.roster).shape(cell.question, ".")]
        if key in self.bound.initial:
            self._initial(key, cell, self.bound.initial[key])

    def _keep(self, into: dict, key: object, given: Given, roster: str | None, node: Node) -> None:  # type: ignore[type-arg]
        speech = self.speech(given, roster)
        try:
            into[key] = speech.holds(node) if node.type == "truth" else speech.value(node)
        except Unsayable as unsayable:
            self.found.left_out[unsayable.reason] += 1

    def _initial(self, key: CellKey, cell: Cell, node: Node) -> None:
        if isinstance(node, Const):
            self.found.initial[key] = normalise(cell.question, str(node.value)) or ""
        elif isinstance(node, Window) and node.kind == "position":
            self.found.initial[key] = _POSITION

    # --- of its checks ----------------------------------------------------------------------------

    def _check(self, check: BoundCheck) -> None:
        reason = "" if check.severity == "E" else "severity"
        try:
            reason = reason or self._say(check)
        except Unsayable as unsayable:
            reason = unsayable.reason
        if reason:
            self.found.left_out[reason] += 1
        else:
            self.found.checks += 1

    def _say(self, check: BoundCheck) -> str:
        """Say each alternative of a check as a demand or a constraint; gives the reason when one can't be."""
        reason = ""
        for node in check.when.operands if isinstance(check.when, Or) else (check.when,):
            demanded = self._demand(check.cell, node)
            reason = self._forbid(check, node) if not demanded else reason
        return reason

    def _demand(self, cell: Cell, node: Node) -> bool:
        """A blank that an error speaks of must be filled; whether that says all there is to say."""
        own = on(cell, self.bound)
        subjects = [a for a in _blanks(node) if a.roster == cell.roster and self.bound.cell_of(a)]
        for subject in [own] if own in subjects else subjects:
            asked = self.bound.cells[(subject.roster, subject.name)]
            given = Given(self.bound, blank=frozenset({subject}), true=parts_of(asked.relevant))
            said = self._trying(given, asked).holds(node)
            if said != FALSE:
                self.demands.setdefault((subject.roster, subject.name), []).append(said)
        filled = Given(self.bound, filled=frozenset(subjects))
        return bool(subjects) and filled.verdict(node) in ("fails", "blank")

    def _forbid(self, check: BoundCheck, node: Node) -> str:
        cell = check.cell
        key, own = (cell.roster, cell.id), on(cell, self.bound)
        given = Given(self.bound, filled=frozenset({own}), true=parts_of(cell.relevant))
        said = self._trying(given, cell, own).holds(node)
        ahead = self._trying(self._early(given, cell), cell, own).holds(node)
        if ahead not in (FALSE, said) or (said != FALSE and _own_rows(node, cell)):
            return "ahead"
        if said != FALSE:
            self.parts.setdefault(key, []).append(negation(said))
        if not _only_excess(said, node):
            self.found.cures.setdefault(key, []).append(check.check.do)
        return ""

    def _early(self, given: Given, cell: Cell) -> Given:
        """While the question is answered for the first time: what follows on paper is blank."""
        later = frozenset(a for a, order in self.order.items() if order > cell.order)
        firsts: dict[str, int] = {}
        for answer, order in self.order.items():
            if answer.roster:
                firsts[answer.roster] = min(order, firsts.get(answer.roster, order))
        empty = frozenset(r for r, first in firsts.items() if first > cell.order)
        return replace(given, blank=given.blank | later, empty=empty)


def _blanks(node: Node) -> Iterator[Answer]:
    """Answers whose being blank makes the truth hold."""
    match node:
        case Test(name="blank"):
            yield node.answer
        case And() | Or():
            for operand in node.operands:
                yield from _blanks(operand)


def _own_rows(node: Node, cell: Cell) -> bool:
    """Whether it looks at rows beside its own, some of which are still to come."""
    return any(isinstance(n, Aggregate) and n.roster == cell.roster for n in node.walk())


def _only_excess(said: str, node: Node) -> bool:
    """A check that relevance makes impossible has nothing to tell; `invalid` tells of the question's shape."""
    return said == FALSE and not any(isinstance(n, Test) and n.name != "blank" for n in node.walk())
