"""A bound form compiled to Python: four generated functions that do all rule work of one document.

- `aggregates` looks once over the rosters and gives the values that other records' checks need;
- `family` decides states and checks of the family's own questions;
- `local` those of one roster row that need only the row and the family;
- `cross` the checks of a roster's rows that look at the rows above or at aggregates.

States are True (asked), False (plainly not asked) or None (can't be said yet).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from regsosek_desk.core.engine.source import RecordSource, Writer
from regsosek_desk.core.formdef.bind import BoundCheck, BoundForm, Cell, reads_rows
from regsosek_desk.core.formdef.values import Value, parser_of, valid_of

_REMEMBERED = 1000
Row = Any  # a Record of engine.instance; the generated code only touches its lists


@dataclass(frozen=True, eq=False)
class RecordProgram:
    """One kind of record: how texts become values, where states stand, what its checks read."""

    roster: str | None
    cells: tuple[Cell, ...]
    size: int
    slot_of: dict[str, int]
    parsers: tuple[Callable[[str], Value], ...]
    valid: tuple[Callable[[str], bool], ...]
    asked_state: tuple[int, ...]
    required_state: tuple[int, ...]
    run: Callable[..., tuple[bool | None, ...]]
    cross: Callable[..., None] | None
    local_family_reads: frozenset[str]
    local_reads_aggregates: bool
    local_reads_states: bool
    cross_reads: frozenset[str]
    known: dict[str, tuple[int, dict[str, Value]]] = field(repr=False)
    """Question → slot, and the values of right answers met before: most answers are one of a few codes."""

    def check_text(self, slot: int, text: str) -> tuple[Value, bool]:
        """Value in expressions, and whether the text is wrong for its question."""
        value, bad = self.parsers[slot](text), not self.valid[slot](text)
        known = self.known[self.cells[slot].id][1]
        if not bad and len(known) < _REMEMBERED:  # codes come to an end, names don't
            known[text] = value
        return value, bad


@dataclass(frozen=True, eq=False)
class FormProgram:
    bound: BoundForm
    records: dict[str | None, RecordProgram]
    aggregates: Callable[..., tuple[Value, ...]]
    aggregate_reads: frozenset[tuple[str | None, str]]
    aggregate_rosters: frozenset[str]
    checks: tuple[BoundCheck, ...]
    rule_hash: str
    source: str = field(repr=False)

    @property
    def id(self) -> str:
        return self.bound.form.form


def compile_form(bound: BoundForm, content: Iterable[bytes] = ()) -> FormProgram:
    """Compile a bound form. `content` are the bytes of its files, from which the rule hash is made."""
    writer = Writer(bound)
    sources = {roster: _record_source(writer, bound, roster) for roster in (None, *bound.form.rosters)}
    text = "\n".join([*(s.text for s in sources.values()), writer.aggregates_source()])
    exec(compile(text, f"<form {bound.form.form}>", "exec"), writer.namespace)  # noqa: S102 - our own text
    records = {roster: _record_program(writer, bound, roster, s) for roster, s in sources.items()}
    digest = hashlib.sha256()
    for piece in content:
        digest.update(hashlib.sha256(piece).digest())
    return FormProgram(
        bound,
        records,
        writer.namespace["aggregates"],
        writer.aggregate_reads(),
        frozenset(a.roster for a in writer.aggregate_names),
        bound.checks,
        digest.hexdigest(),
        text,
    )


def _record_source(writer: Writer, bound: BoundForm, roster: str | None) -> RecordSource:
    numbered = [(i, c) for i, c in enumerate(bound.checks) if c.cell.roster == roster and c.rule.enabled]
    numbered.sort(key=lambda pair: pair[1].cell.order)
    # One rule speaks once at a question, so its checks there must stand in one chain.
    looks_around = {(c.rule.rule, c.cell) for _, c in numbered if roster is not None and reads_rows(c.when)}
    local = [(i, c) for i, c in numbered if (c.rule.rule, c.cell) not in looks_around]
    cross = [(i, c) for i, c in numbered if (c.rule.rule, c.cell) in looks_around]
    return writer.record(roster, bound.cells_of(roster), local, cross)


def _record_program(writer: Writer, bound: BoundForm, roster: str | None, source: RecordSource) -> RecordProgram:
    cells = tuple(bound.cells_of(roster))
    facts = bound.fact_slots.get(roster, {})
    slot_of = {**{c.id: c.slot for c in cells}, **facts}
    kinds = [_fact_parser(bound.form.facts[name].type) for name in facts]
    return RecordProgram(
        roster,
        cells,
        len(slot_of),
        slot_of,
        (*(parser_of(c.question) for c in cells), *kinds),
        tuple(valid_of(c.question) for c in cells),
        tuple(source.states[c.relevant] for c in cells),
        tuple(source.states[c.required] for c in cells),
        writer.namespace[source.run_name],
        writer.namespace[source.cross_name] if source.cross_name else None,
        source.local_family_reads,
        source.local_reads_aggregates,
        source.local_reads_states,
        source.cross_reads,
        {question: (slot, {}) for question, slot in slot_of.items()},
    )


def _fact_parser(kind: str) -> Callable[[str], Value]:
    return int if kind == "number" else str
