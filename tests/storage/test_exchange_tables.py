"""What waits, what was sent, what is held by whom: as it is told, and never less than the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from absorb_rig import OTHER_SLS, PML, SLS, STAMP, bundle, judge, new_document

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.exchange import Certificate, Receipt, Verdict, VerdictCode
from regsosek_desk.core.domain.journal import Draft, beyond
from regsosek_desk.storage.batches import OutBatch
from regsosek_desk.storage.exchange import ExchangeTables, Peer, Waiting
from regsosek_desk.storage.set_aside import Aside, Quarantined
from regsosek_desk.storage.workfile import WorkFile

SERVER, LAPTOP, OWN = "d-server", "d-pml", "d-own"
AT = "2022-10-20T03:04:05.678Z"


@pytest.fixture
def tables(work: WorkFile) -> ExchangeTables:
    """Of a file with three documents: a and b in one SLS, c in another."""
    work.create_documents(STAMP, [new_document("a"), new_document("b"), new_document("c", OTHER_SLS)])
    return work.exchange


@pytest.fixture
def heads(work: WorkFile, tables: ExchangeTables) -> Callable[[str], str]:
    return lambda document: work.document(document).tip.hash


@pytest.fixture
def write(work: WorkFile) -> Callable[..., None]:
    def change(document: str, question: str = "x", old: str | None = None, new: str = "1") -> None:
        work.commit(document, [Draft("set", question=question, old=old, new=new)], STAMP, Summary())

    return change


def batch(number: int, heads: dict[str, str], sender: str = OWN) -> OutBatch:
    return OutBatch(f"batch-{number}-{sender}", number, sender, AT, 3, 8, heads, b"envelope")


def receipt(of: OutBatch, code: VerdictCode = "accepted", issuer: str = SERVER, reason: str = "") -> Receipt:
    certificate = Certificate(issuer, "key", "age", "", "BPS", "server", "3321", AT)
    refused = {"owner": "02301", "params": {"sls": SLS}, "reason": reason} if code == "quarantined" else {}
    verdicts = tuple(Verdict(document, heads, code, **refused) for document, heads in of.heads.items())  # type: ignore[arg-type]
    return Receipt(of.id, of.number, of.sender, certificate, AT, verdicts)


def states(tables: ExchangeTables) -> dict[str, str]:
    return {each.document: each.state for each in tables.states(SERVER)}


def waiting(tables: ExchangeTables, peer: str = SERVER) -> list[str]:
    return [each.document for each in tables.waiting(peer)]


# --- how far each document has come -----------------------------------------------------------------


def test_a_document_goes_from_new_to_received_and_changes_again(
    work: WorkFile, tables: ExchangeTables, heads: Callable[[str], str], write: Callable[..., None]
) -> None:
    assert states(tables) == {"a": "new", "b": "new", "c": "new"}
    assert tables.waiting(SERVER)[0] == Waiting("a", SLS, heads("a"), "")
    tables.put_batch(first := batch(1, {"a": heads("a")}))
    assert (states(tables)["a"], waiting(tables)) == ("sent", ["a", "b", "c"])
    tables.put_receipt("{}", receipt(first))
    assert (states(tables)["a"], waiting(tables)) == ("received", ["b", "c"])
    known = heads("a")
    write("a")
    assert (states(tables)["a"], waiting(tables)) == ("changed", ["a", "b", "c"])
    assert tables.waiting(SERVER)[0].known == known
    assert [entry.question for entry in beyond(work.history("a"), known)] == ["x"]
    assert tables.counts(SERVER) == {SLS: {"changed": 1, "new": 1}, OTHER_SLS: {"new": 1}}


def test_a_document_changed_before_its_receipt_came_is_changed(
    tables: ExchangeTables, heads: Callable[[str], str], write: Callable[..., None]
) -> None:
    tables.put_batch(first := batch(1, {"a": heads("a")}))
    write("a")
    assert states(tables)["a"] == "changed"
    tables.put_receipt("{}", receipt(first))
    assert (states(tables)["a"], waiting(tables)) == ("changed", ["a", "b", "c"])


def test_a_receipt_that_comes_late_takes_nothing_back(
    tables: ExchangeTables, heads: Callable[[str], str], write: Callable[..., None]
) -> None:
    tables.put_batch(first := batch(1, {"a": heads("a")}))
    write("a")
    tables.put_batch(second := batch(2, {"a": heads("a")}))
    for each in (second, first, second):
        tables.put_receipt("{}", receipt(each))
        assert (states(tables)["a"], waiting(tables)) == ("received", ["b", "c"])
    assert len(tables.receipts()) == 2


def test_what_another_peer_holds_says_nothing_of_the_server(
    tables: ExchangeTables, heads: Callable[[str], str]
) -> None:
    tables.put_batch(first := batch(1, {"a": heads("a")}))
    tables.put_receipt("{}", receipt(first, issuer=LAPTOP))
    assert (states(tables)["a"], waiting(tables, LAPTOP), waiting(tables)) == ("sent", ["b", "c"], ["a", "b", "c"])


def test_what_came_from_the_server_is_there_until_it_is_changed_here(
    tables: ExchangeTables, heads: Callable[[str], str], write: Callable[..., None]
) -> None:
    tables.put_known(SERVER, "a", heads("a"))
    assert (states(tables)["a"], waiting(tables)) == ("received", ["b", "c"])
    write("a")
    assert states(tables)["a"] == "changed"


def test_the_server_holds_what_it_confirmed_and_what_it_sent(
    work: WorkFile, tables: ExchangeTables, heads: Callable[[str], str], write: Callable[..., None], tmp_path: Path
) -> None:
    with WorkFile.create(tmp_path / "other.regsosek", {}) as other:
        other.add_sls(Sls(SLS))
        other.absorb(bundle(work, document="a"), judge)
        known = heads("a")
        [foreign] = other.commit("a", [Draft("set", question="y", new="1")], PML, Summary())
        theirs = bundle(other, known, "a")
    write("a")
    tables.put_batch(first := batch(1, {"a": heads("a")}))
    tables.put_receipt("{}", receipt(first))
    work.absorb(theirs, judge)
    assert states(tables)["a"] == "changed"
    tables.put_known(SERVER, "a", foreign.hash)
    assert (states(tables)["a"], waiting(tables)) == ("received", ["b", "c"])
    tables.put_known(SERVER, "a", known)
    assert states(tables)["a"] == "received"


def test_a_refused_document_is_not_sent_again_as_it_is(
    tables: ExchangeTables, heads: Callable[[str], str], write: Callable[..., None]
) -> None:
    tables.put_batch(first := batch(1, {"a": heads("a")}))
    tables.put_receipt("{}", receipt(first, "quarantined", reason="sls_unknown"))
    [a, b, _] = tables.states(SERVER)
    assert (a.state, a.reason, a.owner) == ("quarantined", "sls_unknown", "02301")
    assert (b.state, b.reason, b.owner) == ("new", "", "")
    assert (waiting(tables), len(tables.waiting(SERVER, again=True))) == (["b", "c"], 3)
    write("a")
    assert (states(tables)["a"], waiting(tables)) == ("changed", ["a", "b", "c"])
    assert tables.states(SERVER)[0].reason == ""


def test_a_peer_that_misses_entries_is_sent_the_whole_document(
    tables: ExchangeTables, heads: Callable[[str], str], write: Callable[..., None]
) -> None:
    tables.put_known(SERVER, "a", heads("a"))
    write("a")
    tables.put_batch(first := batch(1, {"a": heads("a")}))
    tables.put_receipt("{}", receipt(first, "quarantined", reason="parent_missing"))
    assert tables.waiting(SERVER)[0] == Waiting("a", SLS, heads("a"), "")
    tables.put_batch(second := batch(2, {"a": heads("a")}))
    tables.put_receipt("{}", receipt(second, "quarantined", reason="parent_missing"))
    assert (states(tables)["a"], waiting(tables)) == ("quarantined", ["b", "c"])


# --- batches, receipts, peers -----------------------------------------------------------------------


def test_a_batch_is_kept_with_its_envelope_until_there_is_a_receipt(tables: ExchangeTables) -> None:
    tables.put_batch(first := batch(1, {"a": "h1", "b": "h2"}))
    tables.put_batch(replace(first, envelope=b"other"))
    assert tables.batch(first.id) == first
    assert tables.batches() == tables.batches(SERVER) == [replace(first, envelope=b"")]
    tables.forget_envelope(first.id)
    assert tables.batch(first.id) == first
    tables.put_receipt("{}", receipt(first, issuer=LAPTOP))
    assert (len(tables.batches(SERVER)), tables.batches(LAPTOP)) == (1, [])
    tables.forget_envelope(first.id)
    assert tables.batch(first.id) == replace(first, envelope=b"")
    assert tables.batch("unknown") is None


def test_a_batch_is_dropped_only_without_a_receipt(tables: ExchangeTables, heads: Callable[[str], str]) -> None:
    for number in (1, 2):
        tables.put_batch(batch(number, {"a": heads("a")}))
    tables.put_receipt("{}", receipt(batch(1, {"a": heads("a")})))
    for number in (1, 2):
        tables.drop_batch(f"batch-{number}-{OWN}")
    assert [each.number for each in tables.batches()] == [1]


def test_each_sender_counts_its_own_batches(tables: ExchangeTables) -> None:
    assert tables.next_number(OWN) == 1
    tables.put_batch(batch(7, {}, sender=LAPTOP))
    tables.put_batch(batch(1, {}))
    assert (tables.next_number(OWN), tables.next_number(LAPTOP)) == (2, 8)


def test_a_receipt_is_found_by_its_batch_and_issuer(tables: ExchangeTables) -> None:
    first = batch(1, {"a": "h1", "b": "h2"})
    tables.put_receipt('{"a":1}', receipt(first))
    found = tables.receipt(first.id, SERVER)
    assert found is not None
    assert (found.number, found.sender, found.held, found.count, found.receipt) == (1, OWN, 2, 2, '{"a":1}')
    assert tables.receipt(first.id, LAPTOP) is None


def test_peers_are_kept_with_how_far_they_were_read(tables: ExchangeTables) -> None:
    office, laptop = Peer(SERVER, "server", "BPS", "https://x", "{}"), Peer(LAPTOP, "laptop", "BUDI")
    tables.put_peer(laptop)
    tables.put_peer(office)
    tables.set_cursor(SERVER, "12")
    assert tables.peers() == [replace(office, cursor="12"), laptop]
    tables.put_peer(replace(laptop, name="BUDI S"))
    assert tables.peers()[1].name == "BUDI S"


def test_what_was_refused_or_waits_here_is_kept_until_it_is_done(tables: ExchangeTables) -> None:
    kept = Quarantined("q", "a", SLS, "sls_unknown", {"sls": SLS}, "02301", AT, b"bundle")
    tables.put_quarantine(kept)
    tables.put_quarantine(kept)
    assert tables.quarantined() == [kept]
    tables.resolve_quarantine("q")
    assert tables.quarantined() == []
    for payload in (b"1", b"2"):
        tables.put_aside("a", payload)
    [first, second] = tables.aside()
    assert (first, second.payload) == (Aside(first.id, "a", b"1"), b"2")
    tables.drop_aside(first.id)
    assert tables.aside() == [second]
