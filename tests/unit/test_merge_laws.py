"""Laws of the merge: nothing is lost, no order of arrival matters, and a commit on top is the merge of everything."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from journal_rig import Step, step
from merge_rig import Laptop, exchange

from regsosek_desk.core.domain.journal import Draft, Entry, in_order
from regsosek_desk.core.domain.merge import Merged, merge
from regsosek_desk.core.domain.replay import filled, replay


@dataclass(frozen=True)
class Act:
    """What one laptop does: a command, an undo, or taking part of what another has."""

    laptop: int
    command: tuple[Step, ...] | None
    source: int
    whole: bool


acts = st.builds(
    Act,
    laptop=st.integers(0, 3),
    command=st.one_of(st.none(), st.lists(step, min_size=1, max_size=3).map(tuple)),
    source=st.integers(0, 3),
    whole=st.booleans(),
)
scripts = st.lists(acts, max_size=25)


@contextmanager
def any_clock(seed: int) -> Iterator[None]:
    """Ids in no order of time, as of laptops whose clocks are wrong."""
    chance = random.Random(seed)
    with patch("regsosek_desk.core.domain.journal.uuid7", lambda: f"{chance.getrandbits(96):024x}"):
        yield


def played(count: int, script: list[Act], seed: int) -> list[Laptop]:
    """Laptops after the script; each commit leaves what a merge of all entries gives."""
    laptops = [Laptop(str(at)) for at in range(count)]
    chance = random.Random(seed)
    with any_clock(seed):
        for act in script:
            laptop, source = laptops[act.laptop % count], laptops[act.source % count]
            if source is not laptop and (act.command is None or chance.random() < 0.3):
                take(laptop, source, act.whole, chance)
                continue
            if act.command is None:
                laptop.undo()
            else:
                laptop.do(act.command)
            assert (laptop.state, laptop.tip) == (laptop.merged.state, laptop.merged.tip)
    return laptops


def take(laptop: Laptop, source: Laptop, whole: bool, chance: random.Random) -> None:
    """All of what the other has, or what he had some time ago; in any order, with repeats."""
    line = in_order(source.entries.values())
    part = line if whole else line[: chance.randint(0, len(line))]
    laptop.take(chance.sample(part * 2, len(part) * 2))


@settings(max_examples=300)
@given(st.integers(2, 4), scripts, st.integers())
def test_all_who_have_the_same_entries_have_the_same_document(count: int, script: list[Act], seed: int) -> None:
    laptops = played(count, script, seed)
    exchange(*laptops)
    everything = [entry for laptop in laptops for entry in laptop.entries.values()]
    random.Random(seed).shuffle(everything)
    for laptop in laptops:
        assert laptop.merged == merge(everything)
        assert laptop.tip == laptop.merged.tip


@settings(max_examples=200)
@given(st.integers(2, 4), scripts, st.integers())
def test_nothing_that_anyone_wrote_is_missing(count: int, script: list[Act], seed: int) -> None:
    laptops = played(count, script, seed)
    exchange(*laptops)
    line = in_order(laptops[0].entries.values())
    merged = laptops[0].merged
    rows = {row.id for rows in merged.state.rosters.values() for row in rows}
    assert {entry.row for entry in line if entry.op == "row_add"} == rows | merged.state.removed.keys()
    assert not rows & merged.state.removed.keys()
    for place, last in last_writes(line).items():
        accounted_for(merged, place, last, line)


Place = tuple[str, str, str]


def writes(entry: Entry) -> dict[Place, str | None]:
    if entry.op == "fill":
        return {("answer", entry.row, question): new for question, (_, new) in filled(entry).items()}
    kind = {"set": "answer", "note": "note"}.get(entry.op)
    return {(kind, entry.row, entry.question): entry.new} if kind else {}


def ancestors(line: list[Entry]) -> dict[str, set[str]]:
    """Hash of each entry to the hashes of all it was made upon."""
    found: dict[str, set[str]] = {}
    for entry in line:
        found[entry.hash] = set(entry.parents).union(*(found[parent] for parent in entry.parents))
    return found


def last_writes(line: list[Entry]) -> dict[Place, list[Entry]]:
    """For each field the entries that nobody who knew of them has written over."""
    known, found = ancestors(line), dict[Place, list[Entry]]()
    for entry in line:
        for place in writes(entry):
            rest = [each for each in found.get(place, []) if each.hash not in known[entry.hash]]
            found[place] = [*rest, entry]
    return found


def accounted_for(merged: Merged, place: Place, last: list[Entry], line: list[Entry]) -> None:
    """Each last write stands, or is a side of the conflict, or only brought back what all had known."""
    kind, row, question = place
    state = merged.state
    gone = state.removed.get(row)
    answers = gone.answers if gone else state.answers_at(row) or {}
    stands = state.notes.get((row, question)) if kind == "note" else answers.get(question)
    values = {writes(entry)[place] for entry in last}
    assert stands in values
    conflicts = [c for c in merged.conflicts if (c.kind, c.row, c.question) == place]
    assert len(conflicts) <= 1
    sides = {side.value for each in conflicts for side in each.sides}
    known = ancestors(line)
    common = {writes(each)[place] for each in line if place in writes(each)
              and all(each.hash in known[entry.hash] for entry in last)} or {None}  # fmt: skip
    if conflicts:
        assert conflicts[0].sides[0].value == stands
        assert conflicts[0].base in common
    if not gone:
        assert values - {stands} <= sides | common


@given(scripts, st.integers())
def test_the_work_of_one_laptop_is_its_journal_replayed(script: list[Act], seed: int) -> None:
    [laptop] = played(1, script, seed)
    assert laptop.merged.state == replay(in_order(laptop.entries.values()))
    assert laptop.merged.conflicts == ()


@settings(max_examples=200)
@given(st.integers(2, 3), scripts, st.integers())
def test_writing_again_what_stands_settles_a_conflict(count: int, script: list[Act], seed: int) -> None:
    laptops = played(count, script, seed)
    exchange(*laptops)
    [laptop, *_] = laptops
    for conflict in [c for c in laptop.merged.conflicts if c.kind != "row"]:
        before = laptop.merged.conflicts
        stands, op = conflict.sides[0].value, "note" if conflict.kind == "note" else "set"
        laptop.write(Draft(op, conflict.row, "", conflict.question, stands, stands))
        assert conflict in before
        settled = {conflict, *(c for c in before if c.kind == "row" and c.row == conflict.row and op == "set")}
        assert laptop.merged.conflicts == tuple(c for c in before if c not in settled)
        assert laptop.merged.state == laptop.state
