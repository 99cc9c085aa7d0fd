"""A `Form` whose expressions are read: every question a cell with its slot, every check a typed tree.

This is what a back end compiles: the engine turns it into Python, a later one into SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from regsosek_desk.core.expr.parse import parse
from regsosek_desk.core.expr.scope import ExpressionFault, Scope
from regsosek_desk.core.expr.tree import (
    TRUE,
    Aggregate,
    Answer,
    Asked,
    Const,
    Node,
    Type,
    Window,
    answers_in,
    conjunction,
)
from regsosek_desk.core.formdef.build import BuiltForm
from regsosek_desk.core.formdef.faults import FormFault, FormFaults, Path
from regsosek_desk.core.formdef.lint import cycle_faults, name_faults, place_of, unreachable_faults
from regsosek_desk.core.formdef.models import Check, Form, Question, Rule, Section, Severity

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_FALSE = Const(False, "truth")
_ANSWER_TYPES: dict[str, Type] = {
    "number": "number",
    "select_one": "number",
    "select_sum": "number",
    "date": "date",
}


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A question in its place: record (family or roster), slot in the record, order on paper."""

    question: Question
    section: Section
    roster: str | None
    slot: int
    order: int
    own_relevant: Node = TRUE
    relevant: Node = TRUE
    required: Node = TRUE

    @property
    def id(self) -> str:
        return self.question.id


CellKey = tuple[str | None, str]


@dataclass(frozen=True, slots=True, eq=False)
class BoundCheck:
    """One check at one question. `reads` are all answers that decide it, in the order of the paper."""

    rule: Rule
    check: Check
    severity: Severity
    cell: Cell
    when: Node
    reads: tuple[Answer, ...]
    rincian: str


@dataclass(frozen=True, eq=False)
class BoundForm:
    form: Form
    cells: Mapping[CellKey, Cell]
    fact_slots: Mapping[str | None, Mapping[str, int]]
    checks: tuple[BoundCheck, ...]
    calculated: Mapping[CellKey, Node]
    initial: Mapping[CellKey, Node]
    proposed: Mapping[CellKey, tuple[Node, ...]]
    """Question → what it may be told; the first that isn't blank counts."""
    scope: Scope
    counts: Mapping[str, Node]
    """Roster → which of its rows count towards the number expected."""
    section_required: Mapping[str, Node]
    """Section → when its blanks count as missing."""

    def cells_of(self, roster: str | None) -> list[Cell]:
        return [c for (r, _), c in self.cells.items() if r == roster]

    def cell_of(self, answer: Answer) -> Cell | None:
        """The cell an answer node reads; None for an outside fact."""
        return self.cells.get((answer.roster, answer.name))


def bind(built: BuiltForm) -> BoundForm:
    """Read every expression of the form. Raises FormFaults with all that is wrong."""
    binder = _Binder(built)
    bound = binder.bind()
    if binder.faults:
        raise FormFaults(binder.faults)
    return bound


class _Binder:
    def __init__(self, built: BuiltForm) -> None:
        self.form = built.form
        self.origins = built.rule_origins
        self.faults: list[FormFault] = []
        self.placed = list(_placed(self.form))
        self.fact_slots = _fact_slots(self.form, self.placed)
        self.calculated: dict[CellKey, Node] = {}
        self.scope = self._scope()

    def bind(self) -> BoundForm:
        self.faults += name_faults(self.form, self.placed)
        self._calculate()
        cells = {(c.roster, c.id): self._with_conditions(c) for c in self.placed}
        initial, proposed = self._initial(cells), self._proposed(cells)
        self.cells = cells
        self.named: dict[str, list[Cell]] = {}
        for cell in cells.values():
            self.named.setdefault(cell.id, []).append(cell)
            if cell.roster:
                self.named[f"{cell.roster}.{cell.id}"] = [cell]
        self.faults += [*cycle_faults(cells), *unreachable_faults(cells)]
        checks = tuple(self._checks()) if not self.faults else ()
        return BoundForm(
            self.form,
            cells,
            self.fact_slots,
            checks,
            self.calculated,
            initial,
            proposed,
            self.scope,
            self._counts(),
            {c.section.section: self._section_required(c) for c in self.placed},
        )

    def _scope(self) -> Scope:
        records: dict[str | None, dict[str, Answer]] = {None: {}, **{r: {} for r in self.form.rosters}}
        for cell in (c for c in self.placed if c.question.calculate is None):
            kind = _ANSWER_TYPES.get(cell.question.type, "text")
            records.setdefault(cell.roster, {})[cell.id] = Answer(cell.id, cell.slot, kind, cell.roster)
        for roster, slots in self.fact_slots.items():
            for name, slot in slots.items():
                kind = self.form.facts[name].type
                records.setdefault(roster, {})[name] = Answer(name, slot, kind, roster)
        alone = {c.id: int(c.question.alone) for c in self.placed if c.question.alone}
        family = records.pop(None)
        rows = {name: answers for name, answers in records.items() if name is not None}
        return Scope(family or {}, rows, self.form.settings, self.form.groups, self.calculated, alone)

    def _calculate(self) -> None:
        """In printed order: a calculation may use the ones above it."""
        for cell in self.placed:
            if cell.question.calculate is not None:
                self.calculated[(cell.roster, cell.id)] = self._value(cell, "calculate", cell.question.calculate)

    def _initial(self, cells: Mapping[CellKey, Cell]) -> dict[CellKey, Node]:
        return {k: self._value(c, "initial", c.question.initial) for k, c in cells.items() if c.question.initial}

    def _proposed(self, cells: Mapping[CellKey, Cell]) -> dict[CellKey, tuple[Node, ...]]:
        return {
            k: tuple(self._value(c, "propose", text) for text in c.question.propose)
            for k, c in cells.items()
            if c.question.propose
        }

    def _counts(self) -> dict[str, Node]:
        """Which rows of each roster count towards its expected number; all of them unless it says."""
        found: dict[str, Node] = {}
        for name, roster in self.form.rosters.items():
            try:
                found[name] = _truth(roster.counts, self.scope.within(name)) if roster.counts else TRUE
            except ExpressionFault as fault:
                self._fault(fault.code, "form.yaml", ("rosters", name, "counts"), fault.params)
        return found

    def _with_conditions(self, cell: Cell) -> Cell:
        q, s = cell.question, cell.section
        own = self._truth(cell, "relevant", q.relevant)
        relevant = conjunction(self._truth(cell, "relevant", s.relevant, section=True), own)
        wanted = conjunction(self._section_required(cell), self._truth(cell, "required_when", q.required_when))
        required = conjunction(relevant, wanted) if q.required and q.keyable else _FALSE
        return Cell(q, s, cell.roster, cell.slot, cell.order, own, relevant, required)

    def _section_required(self, cell: Cell) -> Node:
        return self._truth(cell, "required_when", cell.section.required_when, section=True)

    def _truth(self, cell: Cell, key: str, text: str | None, *, section: bool = False) -> Node:
        if text is None:
            return TRUE
        try:
            node = _truth(text, self.scope.within(cell.roster), None if section else cell.id)
            if any(isinstance(n, Window | Asked) for n in node.walk()):
                raise ExpressionFault("not_in_condition", text=text)
            return node
        except ExpressionFault as fault:
            self._fault(fault.code, *place_of(cell, key, section=section), fault.params)
            return TRUE

    def _value(self, cell: Cell, key: str, text: str) -> Node:
        try:
            return _value(text, self.scope.within(cell.roster), cell.id)
        except ExpressionFault as fault:
            self._fault(fault.code, *place_of(cell, key), fault.params)
            return TRUE

    def _fault(self, code: str, file: str, path: Path, params: Mapping[str, str]) -> None:
        found = FormFault(code, file, path, params)
        if found not in self.faults:
            self.faults.append(found)

    def _checks(self) -> Iterator[BoundCheck]:
        for rule, origin in zip(self.form.rules, self.origins, strict=True):
            for number, check in enumerate(rule.checks):
                path: Path = (origin.index, "checks", number)
                if not (check.at or rule.at):
                    self._fault("no_at", origin.file, path, {"id": rule.rule})
                for name in self._targets(check.at or rule.at):
                    yield from self._check_at(rule, check, name, origin.file, path)

    def _targets(self, names: tuple[str, ...]) -> Iterator[str]:
        """Questions to mark: named one by one or as a group."""
        for name in names:
            yield from self.form.groups.get(name, (name,))

    def _check_at(self, rule: Rule, check: Check, name: str, file: str, path: Path) -> Iterator[BoundCheck]:
        targets = self.named.get(name, [])
        if not targets:
            near = get_close_matches(name, self.named, n=1)
            at: Path = (*path, "at") if check.at else (path[0], "at")
            self._fault("unknown_name", file, at, {"name": name, "near": near[0] if near else ""})
        for cell in targets:
            self._placeholders(check, cell, file, path)
            try:
                compared = _truth(check.when, self.scope.within(cell.roster), cell.id)
            except ExpressionFault as fault:
                self._fault(fault.code, file, (*path, "when"), fault.params)
                continue
            when = conjunction(self._applies(rule, cell, file, path), compared)
            reads = self._reads(when, cell)
            if not reads and not reads_rows(when):
                self._fault("reads_nothing", file, (*path, "when"), {"text": check.when})
            severity = check.severity or rule.severity
            rincian = check.rincian or self._rincian(compared, cell)
            yield BoundCheck(rule, check, severity, cell, when, reads, rincian)

    def _applies(self, rule: Rule, cell: Cell, file: str, path: Path) -> Node:
        try:
            return _truth(rule.applies, self.scope.within(cell.roster), cell.id) if rule.applies else TRUE
        except ExpressionFault as fault:
            self._fault(fault.code, file, (path[0], "applies"), fault.params)
            return TRUE

    def _placeholders(self, check: Check, cell: Cell, file: str, path: Path) -> None:
        for key, text in (("says", check.says), ("do", check.do)):
            for inside in PLACEHOLDER.findall(text):
                try:
                    if inside != "name":
                        parse_placeholder(inside, self.scope.within(cell.roster), cell.id)
                except ExpressionFault as fault:
                    self._fault(fault.code, file, (*path, key), fault.params)

    def _reads(self, when: Node, cell: Cell) -> tuple[Answer, ...]:
        """All answers that decide the check, its question's own conditions included."""
        reads = list(answers_in(when))
        for asked in (n for n in when.walk() if isinstance(n, Asked)):
            state = self.cells.get((asked.answer.roster, asked.answer.name))
            if state is not None:
                reads += answers_in(state.required if asked.what == "required" else state.relevant)
        return self._on_paper(dict.fromkeys(reads))

    def _rincian(self, when: Node, cell: Cell) -> str:
        """Printed numbers of what the check compares, in the order of the paper."""
        reads = list(answers_in(when))
        for asked in (n for n in when.walk() if isinstance(n, Asked)):
            state = self.cells.get((asked.answer.roster, asked.answer.name))
            reads += answers_in(state.own_relevant) if state is not None else ()
        cells = [self.cells.get((a.roster, a.name)) for a in self._on_paper(dict.fromkeys(reads))]
        numbers = [c.question.number for c in cells if c is not None] or [cell.question.number]
        return ", ".join(dict.fromkeys(numbers))

    def _on_paper(self, reads: dict[Answer, None]) -> tuple[Answer, ...]:
        def order(answer: Answer) -> int:
            found = self.cells.get((answer.roster, answer.name))
            return found.order if found is not None else len(self.cells)

        return tuple(sorted(reads, key=order))


def parse_placeholder(inside: str, scope: Scope, it: str) -> tuple[Node, str]:
    """`r301a`, `it.code`, `count(…)` in a message → the value's tree and the manner of showing it."""
    name, dot, manner = inside.partition(".")
    if dot and manner in ("code", "number", "label") and name.isidentifier():
        return _value(name, scope, it), manner
    return _value(inside, scope, it), ""


def _truth(text: str, scope: Scope, it: str | None = None) -> Node:
    node = parse(text, scope, it)
    if node.type != "truth":
        raise ExpressionFault("wrong_type", text=text, found=node.type, wanted="truth")
    return node


def _value(text: str, scope: Scope, it: str | None = None) -> Node:
    node = parse(text, scope, it)
    if node.type in ("truth", "list"):
        raise ExpressionFault("wrong_type", text=text, found=node.type, wanted="value")
    return node


def reads_rows(node: Node) -> bool:
    """Whether a check of a row looks beyond its own row and the family."""
    return any(isinstance(n, Window | Aggregate) for n in node.walk())


def _placed(form: Form) -> Iterator[Cell]:
    slots: dict[str | None, int] = {}
    order = 0
    for section in form.sections:
        for question in section.questions:
            slot = slots.get(section.roster, 0)
            slots[section.roster] = slot + 1
            yield Cell(question, section, section.roster, slot, order)
            order += 1


def _fact_slots(form: Form, placed: list[Cell]) -> dict[str | None, dict[str, int]]:
    slots: dict[str | None, dict[str, int]] = {None: {}, **{r: {} for r in form.rosters}}
    for name, fact in form.facts.items():
        for roster in fact.roster or (None,):
            base = sum(c.roster == roster for c in placed)
            slots.setdefault(roster, {})[name] = base + len(slots.setdefault(roster, {}))
    return slots
