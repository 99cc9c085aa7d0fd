"""What is wrong with a form although each of its expressions can be read: names, circles, dead ends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING

from regsosek_desk.core.expr.tree import And, Answer, Compare, Const, In, Node, Or, answers_in
from regsosek_desk.core.formdef.faults import FormFault, Path
from regsosek_desk.core.formdef.models import Form, Risk

if TYPE_CHECKING:
    from regsosek_desk.core.formdef.bind import Cell, CellKey

Cells = Mapping["CellKey", "Cell"]
_COMPARE = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def place_of(cell: Cell, key: str, *, section: bool = False) -> tuple[str, Path]:
    """File and path of a key of a question, or of its section."""
    index = cell.section.questions.index(cell.question)
    return f"{cell.section.section}.yaml", (key,) if section else ("questions", index, key)


# --- names in plain lists -------------------------------------------------------------------------


def name_faults(form: Form, cells: Sequence[Cell]) -> list[FormFault]:
    """Names that stand outside expressions and mean no question, or one of another record."""
    names = _Names(cells)
    return [*_head_names(form, names), *_roster_names(form, names), *_question_names(form, cells, names)]


class _Names:
    def __init__(self, cells: Iterable[Cell]) -> None:
        self.owners: dict[str, set[str | None]] = {}
        for cell in cells:
            self.owners.setdefault(cell.id, set()).add(cell.roster)

    def anywhere(self, name: str, file: str, path: Path) -> Iterator[FormFault]:
        if name not in self.owners:
            near = get_close_matches(name, self.owners, n=1)
            yield FormFault("unknown_name", file, path, {"name": name, "near": near[0] if near else ""})

    def of(self, record: str | None, name: str, file: str, path: Path) -> Iterator[FormFault]:
        """The name must be a question of the family (None) or of that roster."""
        if name not in self.owners:
            yield from self.anywhere(name, file, path)
        elif record not in self.owners[name] and record is None:
            yield FormFault("not_in_family", file, path, {"name": name})
        elif record not in self.owners[name]:
            yield FormFault("not_in_roster", file, path, {"name": name, "roster": str(record)})


def _head_names(form: Form, names: _Names) -> Iterator[FormFault]:
    for group, members in form.groups.items():
        for index, name in enumerate(members):
            yield from names.anywhere(name, "form.yaml", ("groups", group, index))
    for column, name in form.summary.items():
        yield from names.anywhere(name, "form.yaml", ("summary", column))
    for name in form.shared:
        yield from names.anywhere(name, "form.yaml", ("shared", name))
    for index, name in enumerate(form.area):
        yield from names.of(None, name, "form.yaml", ("area", index))
    for column, name in form.officers.items():
        yield from names.of(None, name, "form.yaml", ("officers", column))
    for column, name in form.recap.items():
        yield from names.of(None, name, "form.yaml", ("recap", column))
    if form.risk is not None:
        yield from _risk_names(form, form.risk, names)


def _risk_names(form: Form, risk: Risk, names: _Names) -> Iterator[FormFault]:
    yield from names.of(None, risk.space, "form.yaml", ("risk", "space"))
    yield from names.of(None, risk.persons, "form.yaml", ("risk", "persons"))
    known = [rule.rule for rule in form.rules]
    for index, rule in enumerate(risk.rules):
        if rule not in known:
            near = get_close_matches(rule, known, n=1)
            params = {"name": rule, "near": near[0] if near else ""}
            yield FormFault("unknown_name", "form.yaml", ("risk", "rules", index), params)


def _roster_names(form: Form, names: _Names) -> Iterator[FormFault]:
    for key, roster in form.rosters.items():
        path: Path = ("rosters", key)
        yield from names.of(key, roster.name, "form.yaml", (*path, "name"))
        if roster.number is not None:
            yield from names.of(key, roster.number, "form.yaml", (*path, "number"))
        if roster.ends_at is not None:
            yield from names.of(None, roster.ends_at, "form.yaml", (*path, "ends_at"))
        for index, name in enumerate(roster.link):
            yield from names.of(None, name, "form.yaml", (*path, "link", index))
    for name, fact in form.facts.items():
        for roster_name in fact.roster:
            if roster_name not in form.rosters:
                yield FormFault("unknown_roster", "form.yaml", ("facts", name, "roster"), {"name": roster_name})
        for index, question in enumerate(fact.follows):
            yield from names.anywhere(question, "form.yaml", ("facts", name, "follows", index))


def _question_names(form: Form, cells: Sequence[Cell], names: _Names) -> Iterator[FormFault]:
    for cell in cells:
        for key in ("beside", "propose_from"):
            if (target := getattr(cell.question, key)) is not None:
                yield from names.of(cell.roster, target, *place_of(cell, key))
        if cell.question.pattern is not None:
            yield from _pattern_faults(cell, cell.question.pattern)
        if cell.roster and cell.roster not in form.rosters and cell.question is cell.section.questions[0]:
            yield FormFault("unknown_roster", f"{cell.section.section}.yaml", ("roster",), {"name": cell.roster})


def _pattern_faults(cell: Cell, pattern: str) -> Iterator[FormFault]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield FormFault("bad_pattern", *place_of(cell, "pattern"), {"text": pattern, "detail": str(error)})


# --- circles --------------------------------------------------------------------------------------


def cycle_faults(cells: Cells) -> list[FormFault]:
    """A question's condition must not, through others, depend on the question itself."""
    reads = {key: [(a.roster, a.name) for a in answers_in(cell.relevant)] for key, cell in cells.items()}
    return [
        FormFault("cycle", *_condition_place(cell), {"name": cell.id})
        for key, cell in cells.items()
        if key in _reached(key, reads)
    ]


def _reached(start: CellKey, reads: Mapping[CellKey, Iterable[CellKey]]) -> set[CellKey]:
    seen: set[CellKey] = set()
    todo = list(reads[start])
    while todo:
        key = todo.pop()
        if key not in seen:
            seen.add(key)
            todo.extend(reads.get(key, ()))
    return seen


def _condition_place(cell: Cell) -> tuple[str, Path]:
    return place_of(cell, "relevant", section=cell.question.relevant is None)


# --- dead ends ------------------------------------------------------------------------------------


def unreachable_faults(cells: Cells) -> list[FormFault]:
    """Questions whose condition compares a coded question with codes that it doesn't have."""
    found: dict[tuple[str, Path, str], list[str]] = {}
    for cell in cells.values():
        own = _parts(cell.own_relevant)
        shared = [part for part in _parts(cell.relevant) if part not in own]
        in_section = _impossible(shared, cells)
        other = in_section or _impossible([*shared, *own], cells)
        if other:
            file, path = place_of(cell, "relevant", section=in_section is not None)
            found.setdefault((file, path, other), []).append(cell.id)
    return [
        FormFault("unreachable", file, path, {"name": ", ".join(names), "other": other})
        for (file, path, other), names in found.items()
    ]


def _parts(node: Node) -> list[Node]:
    return list(node.operands) if isinstance(node, And) else [node]


def _impossible(parts: Sequence[Node], cells: Cells) -> str | None:
    """The question whose codes rule it out that all parts hold together; None where they may."""
    left: dict[Answer, set[int]] = {}
    for part in parts:
        if isinstance(part, Or):
            ruled_out = [_impossible(_parts(operand), cells) for operand in part.operands]
            if all(ruled_out):
                return ruled_out[0]
        elif (wanted := _wanted(part, cells)) is not None:
            answer, codes = wanted
            left[answer] = left.get(answer, codes) & codes
            if not left[answer]:
                return answer.name
    return None


def _wanted(part: Node, cells: Cells) -> tuple[Answer, set[int]] | None:
    """The codes of the one coded question in a comparison with which it holds."""
    match part:
        case In(item=Answer() as answer, options=options) if options:  # an office may have emptied the list
            codes = _codes(answer, cells)
            return None if codes is None else (answer, {code for code in codes if code in options})
        case Compare(left=Answer() as answer, right=Const(value=int() as value)):
            codes = _codes(answer, cells)
            return None if codes is None else (answer, {code for code in codes if _COMPARE[part.op](code, value)})
    return None


def _codes(answer: Answer, cells: Cells) -> set[int] | None:
    cell = cells.get((answer.roster, answer.name))
    if cell is None or cell.question.type != "select_one":
        return None
    return {int(code) for code in cell.question.codes}
