"""One exchange after the other between laptops and the office: who has what, who holds what, and what is proven."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from field import PPL_A, SLS_A1, SLS_B, Laptop, Office
from wire import Reply, Wire, lied

from regsosek_desk.core.errors import PeerFault
from regsosek_desk.services.exchange import batches
from regsosek_desk.services.exchange.laptop import Progress
from regsosek_desk.services.exchange.run import Exchange
from regsosek_desk.services.exchange.state import status
from regsosek_desk.sync import client

Give = Callable[[str], Laptop]


def test_a_laptop_gets_the_sls_of_its_petugas_and_no_others(laptop: Give) -> None:
    assert {sls.id for sls in laptop("b").file.sls_list()} == {SLS_B}
    assert SLS_B in {sls.id for sls in laptop("pml").file.sls_list()}
    assert PPL_A.name in {petugas.name for petugas in laptop("a").file.petugas_list()}


def test_what_is_keyed_reaches_the_office_and_the_receipt_proves_it(laptop: Give) -> None:
    a = laptop("a")
    families = [a.new_family(SLS_A1, r110=f"{number:03}") for number in range(1, 4)]
    assert a.states() == dict.fromkeys(families, "new")
    outcome = a.exchange()
    assert (outcome.sent, outcome.held, outcome.faults) == (3, 3, [])
    assert a.states() == dict.fromkeys(families, "received")
    shown = status(a.run)
    assert shown.waiting == 0
    assert [(proof.held, proof.count, proof.verified) for proof in shown.proofs] == [(3, 3, True)]
    assert shown.holders[0].peer.last_at


def test_both_laptops_of_a_petugas_and_the_pml_come_to_the_same_others_see_nothing(laptop: Give) -> None:
    family = laptop("a").new_family(SLS_A1, r110="001")
    for name in ("a", "a2", "pml", "b"):
        laptop(name).exchange()
    assert laptop("a2").answers(family) == laptop("pml").answers(family) == {"r110": "001"}
    assert family not in laptop("b").documents()


def test_different_fields_join_and_the_same_field_becomes_a_conflict(laptop: Give) -> None:
    a, a2 = laptop("a"), laptop("a2")
    family = a.new_family(SLS_A1, r110="001")
    a.exchange()
    a2.exchange()
    a.key(family, "r108", "MAWAR")
    a2.key(family, "r109", "007")
    a.key(family, "r111", "1")
    a2.key(family, "r111", "2")
    a.exchange()
    assert a2.exchange().conflicts == 1
    a.exchange()
    assert a.answers(family) == a2.answers(family)
    assert a.answers(family)["r108"] == "MAWAR"
    assert a.answers(family)["r109"] == "007"
    assert a.states()[family] == a2.states()[family] == "conflict"
    [conflict] = a.file.conflicts(family)
    assert {side.value for side in conflict.sides} == {"1", "2"}


def test_an_exchange_without_news_sends_nothing_and_changes_nothing(laptop: Give) -> None:
    a = laptop("a")
    a.new_family(SLS_A1, r110="001")
    a.exchange()
    wire = a.office.wire()
    outcome = a.exchange(wire)
    assert (outcome.sent, outcome.received, outcome.receipts) == (0, 0, [])
    assert len(a.file.exchange.batches()) == 1
    assert wire.seen.total() <= 4


def test_what_came_from_the_office_is_not_sent_back(laptop: Give) -> None:
    laptop("a").new_family(SLS_A1, r110="001")
    laptop("a").exchange()
    pml = laptop("pml")
    pml.exchange()
    assert pml.file.exchange.batches() == []
    assert set(pml.states().values()) == {"received"}


def test_a_change_after_sending_shows_and_goes_with_the_next_exchange(laptop: Give) -> None:
    a = laptop("a")
    family = a.new_family(SLS_A1, r110="001")
    a.exchange()
    a.key(family, "r108", "MAWAR")
    assert a.states() == {family: "changed"}
    a.exchange()
    assert a.states() == {family: "received"}
    last = a.file.exchange.batches()[-1]
    assert last.entries == 1


def test_a_batch_whose_receipt_got_lost_goes_again_byte_by_byte(laptop: Give) -> None:
    a = laptop("a")
    family = a.new_family(SLS_A1, r110="001")
    bodies: list[bytes] = []

    def serve(request: object) -> Reply:
        reply = a.office(request)  # type: ignore[arg-type]
        if getattr(request, "method", "") == "PATCH":
            bodies.append(getattr(request, "body", b""))
            return Reply(502)
        return Reply(502) if bodies and "/batches/" in str(getattr(request, "url", "")) else reply

    with pytest.raises(PeerFault):
        a.exchange(Wire(serve))
    assert a.states() == {family: "sent"}
    [waiting] = a.file.exchange.batches(unreceipted_by=a.server)
    a.restart()
    a.key(family, "r108", "MAWAR")
    outcome = a.exchange()
    assert outcome.receipts[0].batch == waiting.id
    assert a.states() == {family: "received"}
    assert len(a.file.exchange.batches()) == 2


def test_a_false_receipt_is_not_stored(laptop: Give) -> None:
    a = laptop("a")
    family = a.new_family(SLS_A1, r110="001")

    def serve(request: object) -> Reply:
        reply = a.office(request)  # type: ignore[arg-type]
        return Reply(reply.status, reply.body.replace(b'"accepted"', b'"already"'), {})

    outcome = a.exchange(Wire(serve))
    assert [fault.code for fault in outcome.faults] == ["receipt_invalid"]
    assert a.states() == {family: "sent"}
    a.exchange()
    assert a.states() == {family: "received"}


def test_a_document_on_the_desk_waits_until_it_is_closed(laptop: Give) -> None:
    a, a2 = laptop("a"), laptop("a2")
    family = a.new_family(SLS_A1, r110="001")
    a.exchange()
    a2.exchange()
    a2.key(family, "r108", "MAWAR")
    a2.exchange()
    open_now = {family}
    assert a.exchange(on_desk=lambda: open_now).deferred == 1
    assert "r108" not in a.answers(family)
    a.key(family, "r109", "007")
    assert a.exchange(on_desk=lambda: open_now).received == 0
    open_now.clear()
    assert a.exchange(on_desk=lambda: open_now).received == 1
    assert a.answers(family) == {"r110": "001", "r108": "MAWAR", "r109": "007"}
    a.exchange()
    assert status(a.run).put_aside == 0
    assert a.states() == {family: "received"}


def test_one_document_that_is_refused_holds_no_other_up(laptop: Give) -> None:
    a = laptop("a")
    a.file.add_sls(*laptop("b").file.sls_list())
    wrong, right = a.new_family(SLS_B, r110="001"), a.new_family(SLS_A1, r110="001")
    outcome = a.exchange()
    assert (outcome.sent, outcome.held) == (2, 1)
    assert a.states() == {wrong: "quarantined", right: "received"}
    [mend] = status(a.run).to_mend
    assert (mend.reason, mend.owner.code) == ("out_of_scope", PPL_A.code)
    assert a.exchange().sent == 0  # it isn't sent again and again


def test_what_was_refused_goes_again_when_the_office_has_changed_its_lists(laptop: Give) -> None:
    a = laptop("a")
    a.file.add_sls(*laptop("b").file.sls_list())
    family = a.new_family(SLS_B, r110="001")
    a.exchange()
    a.office.store.put_assignments([(PPL_A.code, SLS_B)])
    assert a.exchange().held == 1
    assert a.states() == {family: "received"}
    assert status(a.run).to_mend == ()
    assert a.office.endpoint.status()["quarantine"] == {}


def test_another_office_is_not_taken_for_ours(laptop: Give, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = Office.make(tmp_path_factory.mktemp("lain"))
    a = laptop("a")
    a.new_family(SLS_A1, r110="001")
    with pytest.raises(PeerFault) as told:
        a.exchange(other.wire())
    assert told.value.code == "not_our_office"
    assert a.file.exchange.batches() == []
    other.close()


def test_cancelling_leaves_everything_ready_to_go_on(laptop: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CHUNK", 256)
    a = laptop("a")
    family = a.new_family(SLS_A1, r110="001")
    phases: list[str] = []
    stopped = Exchange(a.run, a.link()).run(lambda step: phases.append(step.phase), lambda: "send" in phases)
    assert stopped.cancelled
    assert a.states() == {family: "sent"}
    assert not a.exchange().cancelled
    assert a.states() == {family: "received"}


def test_progress_tells_bytes_and_documents(laptop: Give) -> None:
    a = laptop("a")
    for number in range(1, 6):
        a.new_family(SLS_A1, r110=f"{number:03}")
    steps: list[Progress] = []
    Exchange(a.run, a.link()).run(steps.append)
    last = [step for step in steps if step.phase == "send"][-1]
    assert last.bytes_done == last.bytes_all > 0
    assert last.documents_all == 5


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_wrong_by_a_day_changes_nothing(
    laptop: Give, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    there = datetime.fromisoformat(laptop("a").stamp().at) + timedelta(days=days)
    wrong = there.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    monkeypatch.setattr(batches, "now", lambda: wrong)
    family = laptop("a").new_family(SLS_A1, r110="001")
    laptop("a").exchange()
    laptop("pml").exchange()
    assert laptop("a").states() == {family: "received"}
    assert laptop("pml").answers(family) == {"r110": "001"}


def test_more_than_one_batch_holds_goes_in_several(laptop: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "DOCUMENTS", 2)
    families = [laptop("a").new_family(SLS_A1, r110=f"{number:03}") for number in range(1, 6)]
    pauses: list[int] = []
    assert laptop("a").exchange(pause=lambda: pauses.append(1)).sent == 5
    assert [batch.number for batch in laptop("a").file.exchange.batches()] == [1, 2, 3]
    assert len(pauses) >= len(families)


def test_a_file_put_back_from_a_backup_gets_back_what_it_had_sent(laptop: Give, tmp_path: Path) -> None:
    a, a2 = laptop("a"), laptop("a2")
    family = a.new_family(SLS_A1, r110="001")
    a.exchange()
    a.restart()
    shutil.copy(a.path, tmp_path / "cadangan")
    a.key(family, "r108", "MAWAR")
    later = a.new_family(SLS_A1, r110="002")
    a.exchange()
    a2.exchange()
    a2.key(family, "r109", "007")
    a2.exchange()
    a.close()
    shutil.copy(tmp_path / "cadangan", a.path)
    a.key(family, "r111", "1")
    a.exchange()
    a2.exchange()
    whole = {"r110": "001", "r108": "MAWAR", "r109": "007", "r111": "1"}
    assert a.answers(family) == a2.answers(family) == whole
    assert a.answers(later) == {"r110": "002"}
    assert status(a.run).quarantined == 0


def test_an_envelope_cut_on_the_way_is_fetched_again_and_holds_no_sending_up(laptop: Give) -> None:
    a, a2 = laptop("a"), laptop("a2")
    theirs = a2.new_family(SLS_A1, r110="001")
    a2.exchange()
    mine = a.new_family(SLS_A1, r110="002")

    def serve(request: object) -> Reply:
        reply = a.office(request)  # type: ignore[arg-type]
        return lied("lie_short", reply) if "/changes" in str(getattr(request, "url", "")) else reply

    outcome = a.exchange(Wire(serve))
    assert [fault.code for fault in outcome.faults] == ["envelope_cut"]
    assert a.states() == {mine: "received"}
    assert a.exchange().received == 1
    assert a.states() == {mine: "received", theirs: "received"}
