"""Both sides of every boundary of every rule, as the forms' own batas_*.yaml list them.

An entry names a rule and a place, changes of the base that make it fire there and changes that don't. A change is
a map from places to answers as keyed (null is blank); besides, `anggota: 3` keeps the first rows of a roster,
`clear` empties sections, `copy: {from: 2, times: 27}` repeats a row, `add: {pecahan: [{}, {}]}` puts rows behind those
of a roster, `facts` are what the host knows. Where an entry names a severity, it is that of the violation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from regsosek_desk.core.engine.instance import FormInstance, Violation
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.scenario import instance_of, place_at
from regsosek_desk.core.formdef.bind import BoundCheck
from regsosek_desk.storage.casefiles import read_case
from regsosek_desk.storage.formfiles import form_dir, forms_dir, load_form

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORMS = {
    "regsosek22-k": "keluarga-bersih.yaml", "regsosek22-vk1": "vk-bersih.yaml", "regsosek22-banr": "banr-bersih.yaml",
}  # fmt: skip
Change = Mapping[str, Any]


@dataclass(frozen=True)
class Boundary:
    """One entry of a batas_*.yaml: a rule at a place, with changes of the base that make it fire or not."""

    form: str
    file: str
    line: int
    entry: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}-{self.entry['rule']}-{self.entry['at']}"


def boundaries() -> list[Boundary]:
    return [entry for path in sorted(forms_dir().glob("*/*/cases/batas_*.yaml")) for entry in _entries(path)]


def _entries(path: Path) -> Iterator[Boundary]:
    text = path.read_text("utf-8")
    root = yaml.compose(text, Loader=_LOADER)
    nodes = root.value if root is not None else []
    for node, entry in zip(nodes, yaml.load(text, Loader=_LOADER), strict=True):
        yield Boundary(path.parents[2].name, path.name, node.start_mark.line + 1, entry)


@dataclass
class Bench:
    """The base of one form. A change is made on it, looked at and taken back again."""

    program: FormProgram
    base: dict[str, Any]
    fired: set[BoundCheck] = field(default_factory=set)
    """Checks that an entry has seen at work."""

    def changed(self, change: Change) -> FormInstance:
        """The base with a change: rows kept (`anggota: 3`), sections cleared, rows copied, single answers, facts."""
        instance = instance_of(self.program, self._reshaped(change))
        for at, text in change.items():
            if at not in ("facts", "clear", "copy", "add", *self.program.bound.form.rosters):
                instance.set(place_at(instance, at), text)
        facts: dict[str, dict[str, Any]] = {}
        for at, value in change.get("facts", {}).items():
            place = place_at(instance, at)
            facts.setdefault(place.row, {})[place.question] = value
        instance.set_facts(facts)
        return instance

    def _reshaped(self, change: Change) -> dict[str, Any]:
        answers = dict(self.base)
        for roster in self.program.bound.form.rosters:
            rows = list(answers.get(roster) or [])[: change.get(roster)]
            answers[roster] = [*rows, *change.get("add", {}).get(roster, [])]
        cleared = {c.id for c in self.program.bound.cells_of(None) if c.section.section in change.get("clear", ())}
        copy = change.get("copy")
        if copy:
            [roster] = self.program.bound.form.rosters
            answers[roster] += [answers[roster][copy["from"] - 1]] * copy["times"]
        return {question: value for question, value in answers.items() if question not in cleared}

    def trouble(self, boundary: Boundary) -> list[str]:
        """What is not as the entry says; empty when all is well."""
        entry = boundary.entry
        fires, silent = entry.get("fires") or [], entry.get("silent") or []
        troubles = [self._unlike(entry, change, wanted=True) for change in fires]
        troubles += [self._unlike(entry, change, wanted=False) for change in silent]
        return [trouble for trouble in troubles if trouble]

    def _unlike(self, entry: Mapping[str, Any], change: Change, *, wanted: bool) -> str:
        instance = self.changed(change)
        severity = entry.get("severity")
        found = [v for v in instance.found() if v.rule == entry["rule"] and v.at == entry["at"]]
        if wanted and len(found) > 1:
            return f"{change}: says it {len(found)} times"
        hits = [v for v in found if severity in (None, v.severity)]
        if wanted and not hits:
            other = ", ".join(v.severity for v in found)
            return f"{change}: silent" + (f" as {severity}, it is {other}" if other else "")
        if not wanted and hits:
            return f"{change}: fires: {message_of(instance, hits[0])}"
        return "; ".join(self._seen(instance, violation) for violation in hits).strip("; ")

    def _seen(self, instance: FormInstance, violation: Violation) -> str:
        """Remember the check; what is wrong with its message."""
        self.fired.add(violation.check)
        message = message_of(instance, violation)
        parts = (message.facts, message.rincian, message.action)
        if not all(part.strip() for part in parts) or re.search(r"[{}]|\bNone\b", " ".join(parts)):
            return f"message: {message}"
        return ""


ENTRIES = boundaries()


@pytest.fixture(scope="module")
def benches() -> dict[str, Bench]:
    return {
        form: Bench(load_form(form), read_case(form_dir(form) / "cases" / name).answers)
        for form, name in _FORMS.items()
    }


@pytest.fixture(scope="module")
def troubles(benches: dict[str, Bench]) -> dict[str, list[str]]:
    """What is wrong with each entry; all of them are looked at once."""
    return {str(entry): benches[entry.form].trouble(entry) for entry in ENTRIES}


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_boundary(entry: Boundary, troubles: dict[str, list[str]]) -> None:
    assert not troubles[str(entry)], "\n".join(troubles[str(entry)])


def test_base_is_clean(benches: dict[str, Bench]) -> None:
    for bench in benches.values():
        assert not [v.at for v in bench.changed({}).found() if v.severity != "I"]


def test_every_check_is_seen_at_work(benches: dict[str, Bench], troubles: dict[str, list[str]]) -> None:
    """Each enabled check of each rule fires in an entry, at each question that it marks."""
    for bench in benches.values():
        fired = {_name(check) for check in bench.fired}
        assert not [name for c in bench.program.checks if c.rule.enabled and (name := _name(c)) not in fired]


def _name(check: BoundCheck) -> str:
    """Two rosters of one shape count as one."""
    return f"{check.rule.rule} at {check.cell.id}: {check.check.when}"
