"""What is packed comes back as it was, whatever it was, and small where it is what people key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parties import bundle, keyed

from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, Tip, canonical, chain, fill, in_order, tip_of
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.settings import data_root
from regsosek_desk.sync import answers, entries
from regsosek_desk.sync.packing import pack_bundles, pack_segment, unpack_bundles, unpack_segment

# --- what people key --------------------------------------------------------------------------------

TIMES = ("2022-10-20T03:04:05.678Z", "2022-10-20T03:04:06.000Z", "2022-10-19T23:59:59.999Z", "2022-10-20")
TEXTS = st.text(max_size=6) | st.sampled_from(["1", "2", "01", "SUPARNO", "=", "k[]", '["a"]', '{"a":"1"}'])
SHAPES = st.dictionaries(st.sampled_from(["r101", "r108", "é", ""]), TEXTS | st.none(), max_size=3)
VALUES = TEXTS | st.none() | SHAPES.map(canonical)
DRAFTS = st.builds(
    Draft,
    op=st.sampled_from(["set", "set", "set", "fill", "row_add", "row_remove", "note", "confirm", "odd"]),
    row=st.sampled_from(["", "row-1", uuid7(), uuid7(), uuid7()]),
    roster=st.sampled_from(["", "anggota"]),
    question=st.sampled_from(["r101", "r108", "r401", ""]),
    old=VALUES,
    new=VALUES,
    undoes=st.sampled_from(["", "", "", "other"]),
)
STAMPS = st.builds(
    Stamp,
    petugas=st.sampled_from(["02301", "0230"]),
    device=st.sampled_from(["d-1", "d-2"]),
    at=st.sampled_from(TIMES),
    offset=st.sampled_from([420, 0, -300]),
    source=st.sampled_from(["keyed", "prelist"]),
)


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    """Commands upon one another, apart from one another, and upon several; some take an entry back."""
    found: list[Entry] = []
    tips = [START]
    for drafts in draw(st.lists(st.lists(DRAFTS, min_size=1, max_size=3), max_size=8)):
        upon = draw(st.lists(st.sampled_from(tips), min_size=1, max_size=2, unique=True))
        tip = Tip(max(each.seq for each in upon), " ".join(sorted(each.hash for each in upon if each.hash)))
        undone = [draft if not (draft.undoes and found) else replace(draft, undoes=found[-1].id) for draft in drafts]
        found += chain("doc", tip, draw(st.sampled_from([drafts, undone])), draw(STAMPS))
        tips.append(tip_of(found, START))
    return draw(st.sampled_from([found, in_order(found), found[len(found) // 2 :]]))


ENTRIES = st.builds(
    Entry,
    **dict.fromkeys(("document", "group", "op", "row", "roster", "question", "undoes", "petugas", "source"), TEXTS),
    id=TEXTS | st.sampled_from([uuid7(), uuid7().upper(), uuid7()[:-1], "0" * 32]),
    seq=st.integers(-3, 2**40),
    old=VALUES,
    new=VALUES,
    device=TEXTS,
    at=TEXTS
    | st.sampled_from([*TIMES, "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "2022-10-20T03:04:05Z"]),
    offset=st.integers(-900, 900),
    prev_hash=TEXTS,
)


def as_bundles(journals: Sequence[Sequence[Entry]]) -> list[Bundle]:
    return [bundle(journal, "doc") for journal in journals]


@given(st.lists(journals(), max_size=3).map(as_bundles))
def test_journals_come_back_as_they_were(bundles: list[Bundle]) -> None:
    assert unpack_bundles(pack_bundles(bundles)) == tuple(bundles)


@given(st.lists(st.lists(ENTRIES, max_size=6), max_size=3))
def test_entries_of_any_kind_come_back_as_they_were(journals: list[list[Entry]]) -> None:
    bundles = [bundle([replace(each, document="doc") for each in journal], "doc", heads="x") for journal in journals]
    assert unpack_bundles(pack_bundles(bundles)) == tuple(bundles)


@given(st.builds(Bundle, document=TEXTS, form=TEXTS, sls_id=TEXTS, vk_row=TEXTS | st.none(), form_version=TEXTS,
                 rule_hash=TEXTS, status=TEXTS, errors=st.integers(0, 9), warnings=st.integers(0, 9),
                 infos=st.integers(0, 9), heads=TEXTS, entries=st.just(())))  # fmt: skip
def test_what_is_told_of_a_document_comes_back(empty: Bundle) -> None:
    assert unpack_bundles(pack_bundles([empty, empty])) == (empty, empty)


def test_a_whole_family_makes_the_same_document() -> None:
    family = keyed()
    [back] = unpack_bundles(pack_bundles([family]))
    assert back == family
    assert merge(back.entries).state == merge(family.entries).state


def test_the_entries_after_what_the_other_side_has_are_enough() -> None:
    whole = keyed()
    rest = replace(whole, entries=whole.entries[-3:])
    assert unpack_bundles(pack_bundles([rest])) == (rest,)


def test_a_journal_that_is_broken_stays_broken() -> None:
    family = keyed()
    changed = replace(family.entries[5], new="9")
    broken = replace(family, entries=(*family.entries[:5], changed, *family.entries[6:]))
    [back] = unpack_bundles(pack_bundles([broken]))
    assert back == broken
    with pytest.raises(MachineFault, match="journal_broken"):
        merge(back.entries)


def test_a_clock_set_back_costs_nothing_of_what_was_keyed() -> None:
    line: list[Entry] = []
    for at in ("2022-10-21T03:00:00.000Z", "2022-10-20T03:00:00.000Z", "2022-10-20T03:00:01.000Z"):
        line += chain("doc", tip_of(line, START), [Draft("set", question="r101", new=at)], Stamp("1", "d", at, 420))
    assert unpack_bundles(pack_bundles([bundle(line, "doc")])) == (bundle(line, "doc"),)


def test_more_questions_and_answers_than_a_byte_counts() -> None:
    drafts = [Draft("set", row=uuid7(), question=f"q{number}", new=str(number % 300)) for number in range(700)]
    drafts += [replace(draft, old=draft.new, new="x" * 5000) for draft in drafts[:3]]
    drafts += [Draft("set", question="one", new=str(number // 2)) for number in range(600)]
    large = bundle(chain("doc", START, drafts, Stamp("1", "d", TIMES[0], 420)), "doc")
    assert unpack_bundles(pack_bundles([large])) == (large,)


def test_families_cost_little_more_than_what_was_keyed_and_when() -> None:
    families = [keyed(100) for _ in range(30)]
    packed = pack_bundles(families)
    assert len(packed) < 12 * sum(len(family.entries) for family in families)


# --- what nobody packed -----------------------------------------------------------------------------

PACKED = pack_bundles([keyed(12), keyed(5)])


@given(st.binary(max_size=400))
def test_any_bytes_give_a_coded_fault(data: bytes) -> None:
    with pytest.raises(InputFault, match="envelope_malformed"):
        unpack_bundles(data)


@given(st.lists(st.tuples(st.integers(0, len(PACKED) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_changed_bytes_give_a_coded_fault_or_bundles(changes: list[tuple[int, int]]) -> None:
    data = bytearray(PACKED)
    for place, byte in changes:
        data[place] = byte
    with suppress(InputFault):
        unpack_bundles(bytes(data))


def test_an_entry_never_comes_back_changed_without_notice() -> None:
    """Of what the columns say of entries, nothing can be changed that the hash at their end doesn't tell."""
    whole = unpack_bundles(PACKED)
    for place in range(len(PACKED)):
        data = PACKED[:place] + bytes([PACKED[place] ^ 1]) + PACKED[place + 1 :]
        try:
            back = unpack_bundles(data)
        except InputFault:
            continue
        assert [each.entries for each in back] == [each.entries for each in whole]


@given(st.integers(0, len(PACKED) - 1))
def test_a_missing_end_gives_a_coded_fault(end: int) -> None:
    with pytest.raises(InputFault, match="envelope_malformed"):
        unpack_bundles(PACKED[:end])


def test_a_name_beyond_all_measure_is_not_packed() -> None:
    [entry] = chain("doc", START, [Draft("set", row="r" * 1025, question="q", new="1")], Stamp("1", "d", TIMES[0], 0))
    with pytest.raises(InputFault, match="entry_malformed"):
        pack_bundles([bundle([entry], "doc")])
    assert unpack_bundles(pack_bundles([bundle([replace(entry, row="r" * 1024)], "doc")]))


def test_few_bytes_cannot_stand_for_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = Stamp("1", "d", TIMES[0], 420)
    filled = pack_bundles([bundle(chain("doc", START, [fill({"q": "12345678"})] * 10, stamp), "doc")])
    size = 10 * len('{"q":"12345678"}') * 2 - len('{"q":"12345678"}')
    monkeypatch.setattr(answers, "_MOST_FILLED", size)
    assert unpack_bundles(filled)
    monkeypatch.setattr(answers, "_MOST_FILLED", size - 1)
    with pytest.raises(InputFault, match="envelope_malformed"):
        unpack_bundles(filled)


def test_no_more_entries_than_fit_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    count = sum(len(each.entries) for each in unpack_bundles(PACKED))
    monkeypatch.setattr(entries, "MOST_ENTRIES", count)
    assert unpack_bundles(PACKED)
    monkeypatch.setattr(entries, "MOST_ENTRIES", count - 1)
    with pytest.raises(InputFault, match="envelope_malformed"):
        unpack_bundles(PACKED)


# --- the dictionary ---------------------------------------------------------------------------------


def test_the_dictionary_tells_of_nobody() -> None:
    resources = data_root() / "resources"
    [learnt] = [file.read_bytes() for file in (resources / "exchange").iterdir()]
    names = set(re.findall("[A-Z]{6,}", (resources / "latihan" / "nama.csv").read_text("utf-8").upper()))
    assert len(names) > 100
    assert not [name for name in names if name.encode() in learnt]
    assert len(learnt) <= 64 << 10


# --- segments ---------------------------------------------------------------------------------------


def test_a_segment_comes_back() -> None:
    family = keyed()
    assert unpack_segment(pack_segment(family)) == family
    assert len(pack_segment(family)) < len(pack_bundles([family]))


@given(st.binary(max_size=200) | st.sampled_from([pack_segment(keyed(5))]).flatmap(
    lambda segment: st.integers(0, len(segment) - 1).map(lambda end: segment[:end])))  # fmt: skip
def test_a_damaged_segment_is_a_fault_of_this_machine(data: bytes) -> None:
    with pytest.raises(MachineFault, match="segment_damaged"):
        unpack_segment(data)
