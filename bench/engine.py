"""The rules alone: no screen, no file."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from bench.family import ROSTER, family
from bench.table import Line, timed
from regsosek_desk.core.engine.instance import FormInstance, Place
from regsosek_desk.core.engine.scenario import instance_of
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.storage.formfiles import load_form

AGE = "r407"


def lines() -> Iterator[Line]:
    ten, thirty = instance(10), instance(30)
    yield Line("rules after one answer, 10 members", one_answer(ten), budget=0.1, judged="p95")
    yield Line("rules after the age of a member, 10 members", age(ten), budget=0.2, judged="p95")
    yield Line("rules after one answer, 30 members", one_answer(thirty))
    yield Line("add a member, engine, 10 members", add_member(ten), budget=0.2, judged="p95")
    yield Line("full check, 10 members", full_check(ten), budget=0.5)
    yield Line("full check, 30 members", full_check(thirty))


def instance(members: int) -> FormInstance:
    return instance_of(load_form(FAMILY_FORM), family(members))


def one_answer(document: FormInstance, rounds: int = 3) -> list[float]:
    """Every answer of the document is cleared and keyed again; the keying is timed."""
    places = [Place(q, row.id) for row in (document.family, *document.rows(ROSTER)) for q in row.answers()]
    found: list[float] = []
    for place in places * rounds:
        text = document.text(place)
        document.set(place, None)
        start = perf_counter()
        document.set(place, text)
        found.append((perf_counter() - start) * 1000)
    return found


def age(document: FormInstance, rounds: int = 50) -> list[float]:
    """The age of each member goes to 3 and back: most blocks close and open."""
    found: list[float] = []
    for row in list(document.rows(ROSTER)) * rounds:
        place = Place(AGE, row.id)
        text = document.text(place)
        for value in ("03", text):
            found += timed(lambda value=value, place=place: document.set(place, value))  # type: ignore[misc]
    return found


def add_member(document: FormInstance, rounds: int = 300) -> list[float]:
    found: list[float] = []
    for number in range(rounds):
        row = f"new-{number}"
        found += timed(lambda row=row: document.add_row(ROSTER, row))  # type: ignore[misc]
        document.remove_row(row)
    return found


def full_check(document: FormInstance, rounds: int = 300) -> list[float]:
    """Derive every state and check anew, and put the violations in order."""

    def check() -> None:
        document.refresh()
        document.violations()

    return timed(check, rounds)
