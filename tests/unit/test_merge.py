"""What becomes of two people's work on one document, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from merge_rig import DOCUMENT, Laptop, apart, exchange

from regsosek_desk.core.domain.journal import (
    KEYED,
    Draft,
    Stamp,
    beyond,
    chain,
    confirmation_text,
    fill,
    in_order,
    joined_heads,
)
from regsosek_desk.core.domain.merge import REMOVED, WORKED_ON, Conflict, given, merge
from regsosek_desk.core.errors import InputFault, MachineFault

ROSTER = "anggota"


def put(question: str, new: str | None, old: str | None = None, row: str = "") -> Draft:
    return Draft("set", row=row, question=question, old=old, new=new)


def add(row: str, at: int) -> Draft:
    return Draft("row_add", row=row, roster=ROSTER, new=str(at))


def remove(row: str, at: int) -> Draft:
    return Draft("row_remove", row=row, roster=ROSTER, old=str(at))


def move(row: str, old: int, new: int) -> Draft:
    return Draft("row_move", row=row, roster=ROSTER, old=str(old), new=str(new))


def rows(laptop: Laptop) -> list[str]:
    return [row.id for row in laptop.state.rows(ROSTER)]


def only(laptop: Laptop) -> Conflict:
    [conflict] = laptop.merged.conflicts
    return conflict


def values(conflict: Conflict) -> tuple[str | None, list[str | None]]:
    return conflict.base, [side.value for side in conflict.sides]


# --- fields -----------------------------------------------------------------------------------------


def test_changes_to_different_fields_join() -> None:
    ppl, pml = apart(2, fill({"a": "1", "b": "1"}))
    ppl.write(put("a", "2", "1"))
    pml.write(put("b", "3", "1"))
    exchange(ppl, pml)
    assert ppl.state.answers == pml.state.answers == {"a": "2", "b": "3"}
    assert ppl.merged.conflicts == ()


def test_a_field_written_differently_keeps_both_with_their_base() -> None:
    ppl, pml = apart(2, put("a", "1"))
    ppl.write(put("a", "2", "1"))
    pml.write(put("a", None, "1"))
    exchange(ppl, pml)
    conflict = only(ppl)
    assert (conflict.kind, conflict.question, *values(conflict)) == ("answer", "a", "1", [None, "2"])
    assert [side.petugas for side in conflict.sides] == ["petugas-1", "petugas-0"]
    assert ppl.state.answers == {}


def test_the_same_value_twice_is_no_conflict() -> None:
    ppl, pml = apart(2, put("a", "1"))
    for laptop in (ppl, pml):
        laptop.write(put("a", "2", "1"))
    exchange(ppl, pml)
    assert (ppl.state.answers, ppl.merged.conflicts) == ({"a": "2"}, ())


@pytest.mark.parametrize("first", [0, 1])
def test_who_went_back_to_the_base_gives_way(first: int) -> None:
    laptops = apart(2, put("a", "1"))
    changed, back = laptops[first], laptops[1 - first]
    for laptop in laptops:
        laptop.write(put("a", "2", "1"))
    back.write(put("a", "1", "2"))
    exchange(*laptops)
    assert (changed.state.answers, changed.merged.conflicts) == ({"a": "2"}, ())


def test_who_has_seen_both_settles_it() -> None:
    ppl, pml = apart(2, put("a", "1"))
    ppl.write(put("a", "2", "1"))
    pml.write(put("a", "3", "1"))
    pml.take(ppl.entries.values())
    ppl.write(put("b", "1"))
    pml.write(put("a", "2", "3"))
    exchange(ppl, pml)
    assert (ppl.state.answers, ppl.merged.conflicts) == ({"a": "2", "b": "1"}, ())


def test_the_base_is_what_stood_after_an_earlier_meeting() -> None:
    ppl, pml = apart(2, put("a", "1"))
    pml.write(put("a", "2", "1"), put("b", "1"))
    ppl.write(put("a", "5", "1"))
    ppl.write(put("a", "1", "5"))
    exchange(ppl, pml)
    assert ppl.state.answers["a"] == "2"
    ppl.write(put("a", "3", "2"))
    pml.write(put("a", "2", "2"))
    exchange(ppl, pml)
    assert (ppl.state.answers["a"], ppl.merged.conflicts) == ("3", ())


def test_three_who_wrote_differently_are_one_conflict_of_three() -> None:
    laptops = apart(3, put("a", "1"))
    for at, laptop in enumerate(laptops):
        laptop.write(put("a", f"{at + 2}", "1"))
    exchange(*laptops)
    assert values(only(laptops[0])) == ("1", ["4", "3", "2"])


def test_notes_conflict_and_confirmations_do_not() -> None:
    ppl, pml = apart(2, put("a", "1"))
    ppl.write(Draft("note", question="a", new="lihat kertas"))
    pml.write(Draft("note", question="a", new="sudah benar"))
    for laptop, reason in ((ppl, "benar"), (pml, "sudah ditanya")):
        laptop.write(Draft("confirm", question="a", new=confirmation_text("K-1", reason, "1")))
    exchange(ppl, pml)
    assert (only(ppl).kind, *values(only(ppl))) == ("note", None, ["sudah benar", "lihat kertas"])
    assert ppl.state.confirmations["", "a", "K-1"].reason == "sudah ditanya"


def test_one_document_begun_on_two_laptops_is_one() -> None:
    ppl, other = Laptop("0"), Laptop("1")
    for laptop in (ppl, other):
        laptop.write(fill({"number": "001", "name": "SITI"}))
    ppl.write(put("a", "1"))
    other.write(put("name", "SITTI", "SITI"))
    exchange(ppl, other)
    assert ppl.state.answers == {"number": "001", "name": "SITTI", "a": "1"}
    assert values(only(ppl)) == (None, ["SITTI", "SITI"])


# --- rows -------------------------------------------------------------------------------------------


def family() -> list[Laptop]:
    return apart(2, add("x", 0), add("y", 1), add("z", 2), put("name", "X", row="x"))


def test_rows_added_by_two_stay_together() -> None:
    ppl, pml = family()
    for laptop, names in ((ppl, "abc"), (pml, "def")):
        for at, name in enumerate(names):
            laptop.write(add(name, 3 + at))
    exchange(ppl, pml)
    assert rows(ppl) in ([*"xyzabcdef"], [*"xyzdefabc"])


def test_a_row_comes_behind_the_one_its_author_saw_before_it() -> None:
    ppl, pml = family()
    ppl.write(remove("x", 0))
    ppl.write(move("z", 1, 0))
    pml.write(add("b", 2))
    exchange(ppl, pml)
    assert rows(ppl) == [*"zyb"]


def test_a_row_removed_by_one_and_worked_on_by_the_other_stays_until_someone_decides() -> None:
    ppl, pml = family()
    pml.write(remove("x", 0))
    ppl.write(put("name", "XAVER", "X", row="x"))
    exchange(ppl, pml)
    conflict = only(ppl)
    assert (conflict.kind, conflict.row, conflict.roster) == ("row", "x", ROSTER)
    assert [(side.value, side.petugas) for side in conflict.sides] == [
        (WORKED_ON, "petugas-0"),
        (REMOVED, "petugas-1"),
    ]
    assert rows(ppl) == [*"xyz"]


def test_a_row_in_dispute_is_kept_by_leaving_it_in_its_place() -> None:
    ppl, pml = family()
    pml.write(remove("x", 0))
    ppl.write(put("name", "XAVER", "X", row="x"))
    exchange(ppl, pml)
    pml.write(Draft("note", row="x", question="name", new="mana yang benar?"))
    assert only(pml).row == "x"
    pml.write(move("x", 0, 0))
    ppl.write(put("age", "3", row="x"))
    exchange(ppl, pml)
    assert (rows(ppl), ppl.merged.conflicts) == ([*"xyz"], ())
    assert ppl.state.answers_at("x") == {"name": "XAVER", "age": "3"}


def test_a_row_in_dispute_is_let_go_by_removing_it() -> None:
    ppl, pml = family()
    pml.write(remove("x", 0))
    ppl.write(put("name", "XAVER", "X", row="x"))
    exchange(ppl, pml)
    pml.write(remove("x", 0))
    exchange(ppl, pml)
    assert (rows(ppl), ppl.merged.conflicts) == ([*"yz"], ())
    assert ppl.state.removed["x"].answers == {"name": "XAVER"}


def test_a_removal_that_was_taken_back_disputes_nothing() -> None:
    ppl, pml = family()
    pml.write(remove("x", 0))
    pml.undo()
    ppl.write(put("name", "XAVER", "X", row="x"))
    exchange(ppl, pml)
    assert (rows(ppl), ppl.merged.conflicts) == ([*"xyz"], ())


@pytest.mark.parametrize("later", [False, True])
def test_a_removal_stands_though_another_took_his_own_back(later: bool) -> None:
    ppl, pml = family()
    if later:
        pml.write(put("a", "1"))
        pml.write(put("b", "1"))
    pml.write(remove("x", 0))
    ppl.write(remove("x", 0))
    ppl.undo()
    exchange(ppl, pml)
    assert (rows(ppl), ppl.merged.conflicts) == ([*"yz"], ())


@pytest.mark.parametrize("undone", [False, True])
def test_a_row_that_only_got_another_number_is_not_worked_on(undone: bool) -> None:
    ppl, pml = apart(2, add("x", 0), put("no", "1", row="x"), add("y", 1), put("no", "2", row="y"))
    ppl.write(remove("x", 0), put("no", "1", "2", row="y"))
    if undone:
        ppl.undo()
    pml.write(remove("y", 1))
    exchange(ppl, pml)
    assert (rows(ppl), ppl.merged.conflicts) == (["x"] if undone else [], ())


def test_fields_of_a_row_that_is_gone_ask_nobody() -> None:
    ppl, pml = family()
    ppl.write(put("name", "A", "X", row="x"))
    pml.write(put("name", "B", "X", row="x"))
    exchange(ppl, pml)
    ppl.write(remove("x", 0))
    assert ppl.merged.conflicts == ()
    ppl.undo()
    assert values(only(ppl)) == ("X", ["B", "A"])


# --- undo -------------------------------------------------------------------------------------------


def test_undo_ends_where_the_work_of_others_came_in() -> None:
    ppl, pml = apart(2, put("a", "1"))
    ppl.write(put("a", "3", "1"))
    ppl.write(put("a", "2", "3"))
    pml.write(put("b", "1"))
    exchange(ppl, pml)
    ppl.undo()
    assert ppl.state.answers == {"a": "2", "b": "1"}
    ppl.write(put("c", "1"))
    ppl.write(put("c", "2", "1"))
    for left in ("1", None, None):
        ppl.undo()
        assert ppl.state.answers.get("c") == left
    assert ppl.state.answers == {"a": "2", "b": "1"}


IMPOSSIBLE = {
    "empty": put("b", ""),
    "fill": Draft("fill", new='{"b":"1"}', old='{"c":"1"}'),
    "op": Draft("wish"),
    "row": Draft("row_add", new="0"),
    "position": add("x", -1),
    "rule": Draft("confirm", question="a"),
    "stale": put("b", "1", row="nobody"),
}


@pytest.mark.parametrize("draft", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_what_no_document_can_take_is_refused_in_a_fork_too(draft: Draft) -> None:
    ppl, pml = apart(2, put("a", "1"))
    ppl.write(put("a", "2", "1"))
    bad = chain(DOCUMENT, pml.tip, [draft], pml.stamp)
    with pytest.raises(InputFault):
        merge([*ppl.entries.values(), *bad])


# --- the journal ------------------------------------------------------------------------------------


def test_an_entry_that_is_there_with_two_contents_breaks_the_journal() -> None:
    ppl, pml = Laptop("0"), Laptop("1")
    [entry] = ppl.write(put("a", "1"))
    [other] = pml.write(put("a", "2"))
    twin = replace(other, id=entry.id)
    with pytest.raises(MachineFault, match="journal_broken"):
        merge([entry, twin])


def test_what_the_office_gave_counts_without_what_was_keyed_between() -> None:
    office, ppl = Laptop("office"), Laptop("0")
    office.stamp = Stamp("", "d-office", office.stamp.at, 420, "prelist")
    office.write(add("x", 0), fill({"name": "SITI"}, row="x"))
    ppl.take(office.entries.values())
    ppl.write(put("name", "SITTI", "SITI", row="x"), add("own", 1))
    office.take(ppl.entries.values())
    office.write(fill({"street": "JALAN MAWAR"}))
    assert KEYED in {entry.source for entry in office.entries.values()}
    there = given(office.entries.values())
    assert (there.answers, there.answers_at("x")) == ({"street": "JALAN MAWAR"}, {"name": "SITI"})
    assert there.row("own") is None


def test_what_somebody_lacks_is_known_from_the_heads_he_has() -> None:
    ppl, pml = apart(2, put("a", "1"))
    start = ppl.tip.hash
    first = ppl.write(put("a", "2", "1"))
    other = pml.write(put("b", "1"))
    exchange(ppl, pml)
    line = in_order(ppl.entries.values())
    assert beyond(line, "") == line == beyond(line, "unknown")
    assert beyond(line, start) == in_order([*first, *other])
    assert beyond(line, first[0].hash) == other
    assert beyond(line, ppl.tip.hash) == []
    assert joined_heads(line, start, first[0].hash) == first[0].hash
    assert joined_heads(line, other[0].hash, f"{start} {first[0].hash}") == ppl.tip.hash
    assert joined_heads(line, start, "unknown") == " ".join(sorted((start, "unknown")))
