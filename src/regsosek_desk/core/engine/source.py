"""Writes the Python source of a form's checks. Only `program.py` uses it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from regsosek_desk.core.expr.emit import Emitter
from regsosek_desk.core.expr.kept import Kept
from regsosek_desk.core.expr.tree import (
    TRUE,
    Aggregate,
    Answer,
    Asked,
    Node,
    Window,
    answers_in,
)
from regsosek_desk.core.formdef.bind import BoundCheck, BoundForm, Cell

Numbered = list[tuple[int, BoundCheck]]


@dataclass(frozen=True)
class RecordSource:
    text: str
    run_name: str
    cross_name: str | None
    states: dict[Node, int]
    local_family_reads: frozenset[str]
    local_reads_aggregates: bool
    local_reads_states: bool
    cross_reads: frozenset[str]


class Writer:
    """Collects what all functions share: the namespace, the aggregates and each record's states."""

    def __init__(self, bound: BoundForm) -> None:
        self.bound = bound
        self.namespace: dict[str, Any] = {}
        self.aggregate_names: dict[Aggregate, str] = {}
        self.states: dict[str | None, dict[Node, int]] = {}

    # --- one record -------------------------------------------------------------------------------

    def record(self, roster: str | None, cells: list[Cell], local: Numbered, cross: Numbered) -> RecordSource:
        states = {node: i for i, node in enumerate(dict.fromkeys(n for c in cells for n in (c.relevant, c.required)))}
        self.states[roster] = states
        name = roster or "family"
        lines = self._run(f"run_{name}", roster, states, local)
        if cross:
            lines += self._cross(f"cross_{name}", roster, cross)
        run_nodes = [*states, *(c.when for _, c in local)] if roster is not None else []
        parts = [part for node in run_nodes for part in node.walk()]
        cross_nodes = [c.when for _, c in cross]
        return RecordSource(
            "\n".join(lines),
            f"run_{name}",
            f"cross_{name}" if cross else None,
            states,
            frozenset(p.name for p in parts if isinstance(p, Answer) and p.roster is None),
            any(isinstance(p, Aggregate) for p in parts),
            any(isinstance(p, Asked) and p.answer.roster is None for p in parts),
            frozenset(self._cross_reads(cross_nodes)),
        )

    def _cross_reads(self, nodes: list[Node]) -> list[str]:
        names = [a.name for n in nodes for a in answers_in(n)]
        asked = [x for n in nodes for x in n.walk() if isinstance(x, Asked)]
        return names + [a.name for x in asked for a in answers_in(self._condition(x))]

    def _condition(self, asked: Asked) -> Node:
        cell = self.bound.cells.get((asked.answer.roster, asked.answer.name))
        if cell is None:
            return TRUE
        return cell.relevant if asked.what == "asked" else cell.required

    def _run(self, name: str, roster: str | None, states: dict[Node, int], checks: Numbered) -> list[str]:
        args = "ft, fv, fb, g, out" if roster is None else "ft, fv, fb, fs, g, t, v, b, out"
        kept = Kept()
        emit = self._emitter(roster, local=True, kept=kept)
        body = [self._state_line(emit, node, i) for node, i in states.items()]
        body += self._check_lines(emit, checks)
        result = "".join(f"s{i}, " for i in states.values())
        return [f"def {name}({args}):", *(f"    {line}" for line in kept.settle(body)), f"    return ({result})"]

    def _state_line(self, emit: Emitter, node: Node, index: int) -> str:
        if node == TRUE:
            return f"s{index} = True"
        return f"s{index} = True if {emit.holds(node)} else (False if {emit.fails(node)} else None)"

    def _check_lines(self, emit: Emitter, checks: Numbered) -> list[str]:
        """One if/elif chain per rule and question: the first check that holds speaks."""
        lines: list[str] = []
        for _, chain in groupby(checks, key=lambda pair: (pair[1].cell.order, pair[1].rule.rule)):
            word = "if"
            for number, check in chain:
                lines.append(f"{word} {emit.holds(check.when)}: out.append({number})")
                word = "elif"
        return lines

    def _emitter(
        self, roster: str | None, *, local: bool, windows: dict[Window, str] | None = None, kept: Kept | None = None
    ) -> Emitter:
        def state(node: Asked) -> str:
            if self._condition(node) == TRUE:
                return "True"
            index = self.states[node.answer.roster][self._condition(node)]
            if node.answer.roster == roster:
                return f"s{index}" if local else f"s[{index}]"
            return f"fs[{index}]"

        def window(node: Window) -> str:
            if windows is None:
                raise TypeError("windows belong in the cross function")
            return windows.setdefault(node, f"w{len(windows)}")

        return Emitter(state, self._aggregate, window, self.namespace, kept)

    def _aggregate(self, node: Aggregate) -> str:
        index = list(self.aggregate_names).index(node) if node in self.aggregate_names else len(self.aggregate_names)
        return self.aggregate_names.setdefault(node, f"g[{index}]")

    # --- rows that look at other rows -------------------------------------------------------------

    def _cross(self, name: str, roster: str | None, checks: Numbered) -> list[str]:
        windows: dict[Window, str] = {}
        emit = self._emitter(roster, local=False, windows=windows)
        tests = self._check_lines(emit, checks)
        keepers = [self._keeper(emit, node, f"k{i}") for i, node in enumerate(windows)]
        loop = ["t = row.texts; v = row.values; b = row.bad; s = row.states; out = []"]
        loop += [f"{windows[node]} = {read}" for node, (_, read, _) in zip(windows, keepers, strict=True)]
        loop += [*tests, "row.cross = out", *(keep for _, _, keep in keepers if keep)]
        return [
            f"def {name}(ft, fv, fb, fs, g, rows):",
            *(f"    {start}" for start, _, _ in keepers),
            "    for position, row in enumerate(rows, 1):",
            *(f"        {line}" for line in loop),
        ]

    def _keeper(self, emit: Emitter, node: Window, name: str) -> tuple[str, str, str]:
        """Start, reading and keeping of one window while the loop goes down the rows."""
        if node.kind == "position" or node.operand is None:
            return f"{name} = 0", "position", ""
        if node.kind == "count_before":
            return f"{name} = 0", name, f"if {emit.holds(node.operand)}: {name} += 1"
        value = emit.value(node.operand)
        if node.kind == "previous":
            return f"{name} = None", name, f"{name} = {value}"
        if node.kind == "max_before":
            keep = f"if {value} is not None and ({name} is None or {value} > {name}): {name} = {value}"
            return f"{name} = None", name, keep
        return (
            f"{name} = {{}}",
            f"{name}.get({value}, 0) if {value} is not None else None",
            f"{name}[{value}] = {name}.get({value}, 0) + 1",
        )

    # --- aggregates -------------------------------------------------------------------------------

    def aggregates_source(self) -> str:
        lines = ["def aggregates(ft, fv, fb, rosters):"]
        by_roster: dict[str, list[tuple[int, Aggregate]]] = {}
        for index, node in enumerate(self.aggregate_names):
            by_roster.setdefault(node.roster, []).append((index, node))
            start = {"count": "0", "sum": "0"}.get(node.kind, "None")
            lines.append(f"    a{index} = {start}")
        for roster, nodes in by_roster.items():
            lines += self._aggregate_loop(roster, nodes)
        result = "".join(f"a{i}, " for i in range(len(self.aggregate_names)))
        return "\n".join([*lines, f"    return ({result})"])

    def _aggregate_loop(self, roster: str, nodes: list[tuple[int, Aggregate]]) -> list[str]:
        emit = self._emitter(roster, local=False)
        lines = [f"    for row in rosters[{roster!r}]:", "        t = row.texts; v = row.values; b = row.bad"]
        for index, node in nodes:
            lines.append(f"        {self._aggregate_step(emit, node, f'a{index}')}")
        return lines

    def _aggregate_step(self, emit: Emitter, node: Aggregate, name: str) -> str:
        condition = emit.holds(node.condition) if node.condition is not None else "True"
        value = emit.value(node.value) if node.value is not None else "1"
        match node.kind:
            case "count":
                return f"if {condition}: {name} += 1"
            case "sum":
                return f"if {value} is not None: {name} += {value}"
            case "highest":
                return f"if {value} is not None and ({name} is None or {value} > {name}): {name} = {value}"
            case "first":
                return f"if {name} is None and {condition}: {name} = {value}"

    def aggregate_reads(self) -> frozenset[tuple[str | None, str]]:
        return frozenset((a.roster, a.name) for node in self.aggregate_names for a in answers_in(node))
