"""Laws of the engine: the answers alone decide, not the order in which they came nor what stood there before."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.engine.scenario import instance_of
from regsosek_desk.services.check import padded
from regsosek_desk.storage.casefiles import read_case
from regsosek_desk.storage.formfiles import form_dir, load_form

_EDITS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=40)
_ODD = (None, "", "0", "1", "2", "3", "5", "9", "98", "99", "2022-10-20", "X", "SUKINAH", "3321011205800001")
_FORMS = {"regsosek22-k": "keluarga-bersih.yaml", "regsosek22-vk1": "vk-bersih.yaml"}


def base(form: str) -> dict[str, Any]:
    return deepcopy(read_case(form_dir(form) / "cases" / _FORMS[form]).answers)


def picture(instance: FormInstance) -> object:
    """Everything derived: violations in order, and the state of every question."""
    records = [instance.family, *(r for rows in instance.rosters.values() for r in rows)]
    states = [(r.id, r.program.asked_state, r.program.required_state, r.states) for r in records]
    return [(v.rule, v.severity, v.at) for v in instance.violations()], states


def afresh(instance: FormInstance) -> FormInstance:
    """The same answers and facts in a new document."""
    rosters = {name: [(r.id, r.answers()) for r in rows] for name, rows in instance.rosters.items()}
    new = FormInstance(instance.program, instance.family.answers(), rosters)
    facts = {}
    for record in (instance.family, *(r for rows in instance.rosters.values() for r in rows)):
        names = instance.program.bound.fact_slots[record.program.roster]
        facts[record.id] = {name: record.values[record.program.slot_of[name]] for name in names}
    new.set_facts(facts)  # type: ignore[arg-type]
    return new


@settings(max_examples=40)
@given(seed=st.randoms(use_true_random=False))
@pytest.mark.parametrize("form", _FORMS)
def test_order_of_answers_does_not_matter(form: str, seed: random.Random) -> None:
    """Rows appear before, between or after the answers; the fields of a row come in any order."""
    answers, program = base(form), load_form(form)
    for question in seed.sample(sorted(answers), 6):
        if isinstance(answers[question], str):
            answers[question] = seed.choice(_ODD) or ""
    for rows in (answers.get(r, ()) for r in program.bound.form.rosters):
        for row in rows:
            row[seed.choice(sorted(row))] = seed.choice(_ODD) or ""
    wanted = instance_of(program, padded(program, answers, ""))
    instance = FormInstance(program)
    for step in _steps(program, answers, seed):
        step(instance)
    assert picture(instance)[0] == picture(wanted)[0]  # type: ignore[index]


def _steps(program: FormProgram, answers: dict[str, Any], seed: random.Random) -> list[Any]:
    """Keying in a random order in which each row comes before its own answers, and rows end in theirs."""
    queues: list[list[Any]] = [[_set(q, "", a)] for q, a in answers.items() if isinstance(a, str)]
    for roster in program.bound.form.rosters:
        for position, row in enumerate(answers.get(roster, ()), 1):
            fields = [_set(q, f"{roster}-{position}", a) for q, a in row.items()]
            seed.shuffle(fields)
            queues.append([_add(roster, position), *fields])
    steps = []
    while queues:
        queue = seed.choice(queues)
        steps.append(queue.pop(0))
        queues = [q for q in queues if q]
    return steps


def _set(question: str, row: str, text: str) -> Any:
    return lambda instance: instance.set(Place(question, row), text)


def _add(roster: str, position: int) -> Any:
    def add(instance: FormInstance) -> None:
        before = sum(int(r.id.rpartition("-")[2]) < position for r in instance.rows(roster))
        instance.add_row(roster, f"{roster}-{position}", before)

    return add


@settings(max_examples=60)
@given(edits=_EDITS)
@pytest.mark.parametrize("form", _FORMS)
def test_incremental_equals_afresh(form: str, edits: list[tuple[int, int]]) -> None:
    """After any edits the states and violations are those of the same answers keyed at once."""
    program = load_form(form)
    instance = instance_of(program, base(form))
    for number, (a, b) in enumerate(edits):
        edit(instance, a, b, number)
        assert picture(instance) == picture(afresh(instance))
    instance.refresh()
    assert picture(instance) == picture(afresh(instance))


def edit(instance: FormInstance, a: int, b: int, number: int) -> None:
    """One random edit: mostly an answer, sometimes a row or what the host knows."""
    rosters = list(instance.rosters)
    roster = rosters[a % len(rosters)]
    rows = instance.rows(roster)
    match b % 10:
        case 0:
            instance.add_row(roster, f"new{number}", a % (len(rows) + 1))
        case 1 if rows:
            instance.remove_row(rows[a % len(rows)].id)
        case 2 if rows:
            instance.move_row(rows[a % len(rows)].id, b % len(rows))
        case 3:
            records = [instance.family, *rows]
            record = records[a % len(records)]
            facts = list(instance.program.bound.fact_slots[record.program.roster])
            if facts:
                instance.set_facts({record.id: {facts[b % len(facts)]: (None, 0, 1, 2)[a % 4]}})
        case _:
            records = [instance.family, *(r for each in instance.rosters.values() for r in each)]
            record = records[a % len(records)] if b % 3 else instance.family
            cell = record.program.cells[b % len(record.program.cells)]
            instance.set(Place(cell.id, record.id), _text(cell.question.codes, a, b))


def _text(codes: dict[str, str], a: int, b: int) -> str | None:
    return list(codes)[a % len(codes)] if codes and b % 4 else _ODD[a % len(_ODD)]


@settings(max_examples=25)
@given(edits=_EDITS)
def test_edits_taken_back_leave_no_trace(edits: list[tuple[int, int]]) -> None:
    """What was keyed and cleared again is as if it had never been."""
    program = load_form("regsosek22-k")
    instance = instance_of(program, base("regsosek22-k"))
    before = picture(instance)
    for a, b in edits:
        cells = program.records[None].cells
        place = Place(cells[a % len(cells)].id)
        old = instance.text(place)
        instance.set(place, _ODD[b % len(_ODD)])
        instance.set(place, old)
    assert picture(instance) == before
