"""The journal's laws: chained, replayed, taken back."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_rig import Step, commands, draft_of

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import (
    ENTRY_FIELDS,
    START,
    Draft,
    Entry,
    Stamp,
    chain,
    confirmation_text,
    continues,
    fill,
    tip_of,
    verify,
)
from regsosek_desk.core.domain.replay import apply, inverse, replay
from regsosek_desk.core.domain.undo import UndoStack, revert
from regsosek_desk.core.errors import DeskError, InputFault, MachineFault

DOCUMENT = "doc"
KEYED = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)


def run(state: DocumentState, history: list[Entry], drafts: list[Draft], stamp: Stamp = KEYED) -> list[Entry]:
    """Do one command."""
    entries = chain(DOCUMENT, tip_of(history, START), drafts, stamp)
    for entry in entries:
        apply(state, entry)
    history += entries
    return entries


def journal_of(script: list[list[Step]]) -> list[Entry]:
    """A journal that the script's commands make, each step fitted to the state it meets."""
    state, history = DocumentState(), list[Entry]()
    for command in script:
        drafts: list[Draft] = []
        trial = deepcopy(state)
        for item in command:
            if draft := draft_of(trial, *item):
                apply(trial, chain(DOCUMENT, START, [draft], KEYED)[0])
                drafts.append(draft)
        run(state, history, drafts)
    return history


def visible(state: DocumentState) -> tuple[object, ...]:
    return deepcopy((state.answers, state.rosters, state.notes, state.confirmations))


def one(draft: Draft) -> Entry:
    return chain(DOCUMENT, START, [draft], KEYED)[0]


@given(commands, st.integers(0, 40))
def test_replay_is_a_fold(script: list[list[Step]], cut: int) -> None:
    entries = journal_of(script)
    state = replay(entries[:cut])
    for entry in entries[cut:]:
        apply(state, entry)
    assert state == replay(entries)


@given(commands)
def test_every_entry_has_an_inverse(script: list[list[Step]]) -> None:
    state = DocumentState()
    for entry in journal_of(script):
        before = visible(state)
        apply(state, entry)
        after = visible(state)
        back = one(inverse(entry))
        apply(state, back)
        assert visible(state) == before
        apply(state, one(inverse(back)))
        assert visible(state) == after


@given(commands)
def test_undo_all_then_redo_all_passes_every_state_again(script: list[list[Step]]) -> None:
    history = journal_of(script)
    state, seen = DocumentState(), [visible(DocumentState())]
    for _, group in groupby(history, lambda entry: entry.group):
        for entry in group:
            apply(state, entry)
        seen.append(visible(state))
    stack = UndoStack(history)
    for expected in reversed(seen[:-1]):
        stack.add(run(state, history, revert(stack.undo)))
        assert visible(state) == expected
    assert stack.undo == ()
    for expected in seen[1:]:
        stack.add(run(state, history, revert(stack.redo)))
        assert visible(state) == expected
    assert stack.redo == ()
    assert replay(history) == state


@given(commands, st.data())
def test_stack_from_the_journal_equals_the_stack_kept(script: list[list[Step]], data: st.DataObject) -> None:
    history = journal_of(script)
    state, stack = replay(history), UndoStack(history)
    for undo in data.draw(st.lists(st.booleans(), max_size=10)):
        if group := stack.undo if undo else stack.redo:
            stack.add(run(state, history, revert(group)))
    again = UndoStack(history)
    assert (again.undo, again.redo) == (stack.undo, stack.redo)


@given(commands.filter(bool), st.data())
def test_any_change_of_a_journal_is_found(script: list[list[Step]], data: st.DataObject) -> None:
    entries = journal_of([*script, [("set", 0, 0, "1"), ("set", 1, 0, "1")]])
    verify(entries)
    place = data.draw(st.integers(0, len(entries) - 2))
    name = data.draw(st.sampled_from(ENTRY_FIELDS))
    value = getattr(entries[place], name)
    changed: Any = {name: value + 1 if isinstance(value, int) else f"{value}x"}
    entries[place] = replace(entries[place], **changed)
    with pytest.raises(MachineFault) as caught:
        verify(entries)
    assert caught.value.code == "journal_broken"
    assert caught.value.params["seq"] in (place + 1, place + 2)


def test_a_lost_entry_is_found_and_a_whole_journal_passes() -> None:
    entries = journal_of([[("set", 0, 0, "1")], [("set", 1, 0, "2")], [("set", 0, 0, "02")]])
    assert verify(entries).seq == 3
    assert continues(tip_of(entries[:2], START), entries[2:]) == verify(entries)
    assert continues(START, entries[1:]) is None
    with pytest.raises(MachineFault, match="seq=3"):
        verify([entries[0], entries[2]])
    with pytest.raises(MachineFault, match="seq=2"):
        verify(entries[1:])


def test_fresh_edit_ends_redo_and_undo_goes_on_below_it() -> None:
    state, history = DocumentState(), list[Entry]()
    run(state, history, [Draft("set", question="qa", new="1")])
    run(state, history, [Draft("set", question="qa", old="1", new="2")])
    run(state, history, revert(UndoStack(history).undo))
    assert UndoStack(history).redo
    run(state, history, [Draft("set", question="qb", new="3")])
    stack = UndoStack(history)
    assert stack.redo == ()
    assert stack.undo[0].question == "qb"
    stack.add(run(state, history, revert(stack.undo)))
    assert (stack.undo[0].question, stack.undo[0].new) == ("qa", "1")


@pytest.mark.parametrize("source", ["prelist", "import", "training"])
def test_only_keyed_groups_can_be_undone(source: str) -> None:
    state, history = DocumentState(), list[Entry]()
    run(state, history, [Draft("set", question="qa", new="1")])
    run(state, history, [Draft("set", question="qa", old="1", new="2")], replace(KEYED, source=source))
    assert UndoStack(history).undo == ()
    run(state, history, [Draft("set", question="qb", new="1")])
    assert [entry.question for entry in UndoStack(history).undo] == ["qb"]


def test_a_group_is_undone_whole() -> None:
    state, history = DocumentState(), list[Entry]()
    entries = run(
        state,
        history,
        [Draft("row_add", row="r", roster="anggota", new="0"), Draft("set", row="r", question="qa", new="1")],
    )
    assert {entry.group for entry in entries} == {entries[0].id}
    run(state, history, revert(UndoStack(history).undo))
    assert state.rosters == {}
    run(state, history, revert(UndoStack(history).redo))
    assert state.rows("anggota")[0].answers == {"qa": "1"}


def test_a_removed_row_keeps_its_answers_and_comes_back_to_its_place() -> None:
    state, history = DocumentState(), list[Entry]()
    for at, row in enumerate("abc"):
        run(state, history, [Draft("row_add", row=row, roster="anggota", new=str(at))])
        run(state, history, [Draft("set", row=row, question="qa", new=row)])
    (gone,) = run(state, history, [Draft("row_remove", row="b", roster="anggota", old="1")])
    assert [row.id for row in state.rows("anggota")] == ["a", "c"]
    assert (state.removed["b"].position, state.removed["b"].answers) == (1, {"qa": "b"})
    assert state.answers_at("b") is None
    run(state, history, [inverse(gone)])
    assert [row.answers["qa"] for row in state.rows("anggota")] == ["a", "b", "c"]
    assert state.removed == {}


def a_state() -> DocumentState:
    drafts = [
        Draft("set", question="qa", new="1"),
        Draft("row_add", row="r", roster="anggota", new="0"),
        Draft("row_add", row="s", roster="anggota", new="1"),
        Draft("row_add", row="t", roster="anggota", new="0"),
        Draft("row_remove", row="t", roster="anggota", old="0"),
    ]
    return replay(chain(DOCUMENT, START, drafts, KEYED))


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft("status", new="1"), "unknown_op"),
        (Draft("set", question="qa", old="1", new=""), "entry_malformed"),
        (Draft("fill", new="[1]"), "entry_malformed"),
        (Draft("fill", new="{"), "entry_malformed"),
        (Draft("fill", new='{"qb":1}'), "entry_malformed"),
        (Draft("fill", new='{"qb":""}'), "entry_malformed"),
        (Draft("fill", old='{"qa":"1"}', new='{"qb":"1"}'), "entry_malformed"),
        (Draft("row_add", row="x", roster="anggota", new="-1"), "entry_malformed"),
        (Draft("row_add", row="x", roster="anggota"), "entry_malformed"),
        (Draft("confirm", question="qa"), "entry_malformed"),
        (Draft("confirm", question="qa", new='{"reason":"ya"}'), "entry_malformed"),
        (Draft("set", question="qa", old="2", new="3"), "entry_stale"),
        (Draft("set", question="qa", new="3"), "entry_stale"),
        (Draft("set", row="x", question="qa", new="3"), "entry_stale"),
        (Draft("set", row="t", question="qa", new="3"), "entry_stale"),
        (fill({"qa": "2", "qb": "2"}), "entry_stale"),
        (Draft("row_add", row="x", roster="anggota", new="3"), "entry_stale"),
        (Draft("row_add", row="r", roster="anggota", new="0"), "entry_stale"),
        (Draft("row_add", row="t", roster="vk", new="0"), "entry_stale"),
        (Draft("row_add", roster="anggota", new="0"), "entry_stale"),
        (Draft("row_remove", row="r", roster="anggota", old="1"), "entry_stale"),
        (Draft("row_remove", row="r", roster="anggota", old="2"), "entry_stale"),
        (Draft("row_remove", row="r", roster="none", old="0"), "entry_stale"),
        (Draft("row_move", row="r", roster="anggota", old="0", new="2"), "entry_stale"),
        (Draft("note", question="qa", old="lama", new="baru"), "entry_stale"),
        (Draft("confirm", question="qa", old=confirmation_text("K", "ya", None)), "entry_stale"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(draft: Draft, code: str) -> None:
    state = a_state()
    with pytest.raises(InputFault) as caught:
        apply(state, one(draft))
    assert caught.value.code == code
    assert state == a_state()


@pytest.mark.parametrize(
    "draft",
    [
        Draft("set", question="qa", old="1", new="0"),
        Draft("set", question="qa", old="1"),
        fill({"qa": None, "qb": "2"}, {"qa": "1"}),
        fill({"qa": None}, {"qa": "1"}),
        fill({}),
        Draft("row_add", row="x", roster="anggota", new="2"),
        Draft("row_add", row="t", roster="anggota", new="2"),
        Draft("row_move", row="r", roster="anggota", old="0", new="1"),
        Draft("note", question="qa", new="baru"),
        Draft("confirm", question="qa", new=confirmation_text("K", "", None)),
    ],
)
def test_what_fits_is_taken(draft: Draft) -> None:
    apply(a_state(), one(draft))


def test_a_confirmation_tells_who_when_and_why_until_it_is_withdrawn() -> None:
    text = confirmation_text("K3-20", "benar di lapangan", {"qa": "5"})
    state = DocumentState()
    apply(state, one(Draft("confirm", question="qa", new=text)))
    held = state.confirmations["", "qa", "K3-20"]
    assert (held.reason, held.seen, held.petugas, held.at) == (
        "benar di lapangan",
        {"qa": "5"},
        KEYED.petugas,
        KEYED.at,
    )
    apply(state, one(Draft("confirm", question="qa", old=text)))
    assert state.confirmations == {}


def test_stamp_is_utc_with_milliseconds() -> None:
    stamp = Stamp.now("02301", "laptop")
    assert len(stamp.at) == len("2022-10-20T03:04:05.678Z")
    assert stamp.at.endswith("Z")
    assert -14 * 60 <= stamp.offset <= 14 * 60
    assert stamp.source == "keyed"


def test_ids_are_version_7_and_grow() -> None:
    ids = [uuid7() for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert {(UUID(each).version, UUID(each).variant) for each in ids} == {(7, RFC_4122)}


def test_an_error_names_no_person_in_a_log() -> None:
    fault = DeskError("some_code", seq=3, nik="3321010101010001", name="SITI")
    assert str(fault) == "some_code (seq=3)"
    assert fault.params["name"] == "SITI"
    assert str(DeskError("bare")) == "bare"
