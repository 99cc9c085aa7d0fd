"""Whatever the order in which bundles arrive, however often and in whatever pieces: the office ends with the same."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rig import PML, Bureau, SendingLaptop, bureau_of

from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, tip_of
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.storage.endpoint.segments import pack_entries, unpack_entries
from regsosek_desk.storage.endpoint.store import EndpointStore

Step = tuple[int, str, str, int]
"""Laptop, question, answer, and how far back in the family's journal the writer had seen the other's work."""
STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["r107", "r108"]), st.sampled_from("ABC"), st.integers(0, 1)),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=25)
@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_any_order_with_repeats_gives_one_document(steps: list[Step], order: object) -> None:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = EndpointStore.open(f"sqlite:///{Path(folder) / 'server.sqlite'}")
        try:
            _play(bureau_of(store, Path(folder)), steps, order)
        finally:
            store.close()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3)


@given(
    drafts=st.lists(st.tuples(st.sampled_from(["r107", "r108"]), st.none() | TEXTS), min_size=1, max_size=5),
    known=st.booleans(),
)
def test_a_segment_gives_its_entries_back(drafts: list[tuple[str, str | None]], known: bool) -> None:
    who = [Stamp(petugas, "d-1", "2022-10-20T03:04:05.678Z", 420) for petugas in ("a", "b")]
    entries: list[Entry] = []
    for number, (question, new) in enumerate(drafts):
        tip = tip_of(entries, START)
        entries += chain("d", tip, [Draft("set", question=question, new=new)], who[number // 2 % 2])
    assert unpack_entries("d", pack_entries(entries, START if known else None)) == entries
    assert unpack_entries("d", pack_entries(entries[1:] or entries, None)) == (entries[1:] or entries)


@given(st.binary(max_size=40))
def test_bytes_that_are_no_segment_are_told(data: bytes) -> None:
    with pytest.raises(MachineFault, match="segment_damaged"):
        unpack_entries("d", data)


def _play(bureau: Bureau, steps: list[Step], order: object) -> None:
    laptops = bureau.enrol(), bureau.enrol(PML)
    family = laptops[0].new_family(r110="001")
    _share(laptops, family)
    sent = [(laptops[0], laptops[0].bundle(family))]
    for who, question, answer, see in steps:
        laptop = laptops[who]
        if see:
            _share(laptops, family)
        since = len(laptop.journals[family])
        laptop.write(family, **{question: answer})
        sent.append((laptop, laptop.bundle(family, since)))
    twice = [*sent, *sent]
    order.shuffle(twice)  # type: ignore[attr-defined]
    for laptop, bundle in [*twice]:
        assert laptop.send_one(bundle).reason in ("", "parent_missing")
    _share(laptops, family)
    everything = laptops[0].journals[family]
    assert bureau.journal(family) == everything
    with bureau.store.reading() as transaction:
        [row] = transaction.documents.documents([family]).values()
        transaction.documents.load_states([row])
        numbers = [segment.number for segment in transaction.documents.segments(family)]
    assert row.state == merge(everything).state
    assert row.conflicts == len(merge(everything).conflicts)
    assert bureau.endpoint.status()["quarantine"] == {}
    assert len(numbers) == len(set(numbers)) <= len(sent)


def _share(laptops: tuple[SendingLaptop, SendingLaptop], family: str) -> None:
    """Both know what either has, past the office."""
    known = {e.id: e for laptop in laptops for e in laptop.journals.get(family, ())}
    line = sorted(known.values(), key=lambda entry: (entry.seq, entry.id))
    for laptop in laptops:
        laptop.journals[family] = list(line)
        laptop.places[family] = laptops[0].places[family]
