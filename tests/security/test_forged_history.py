"""Entries in the name of others: what vouches for an entry is the envelope that its own device signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from field import SLS_A1, Laptop, Office, Relay
from store_rig import PML, PPL_A, SLS_A, Bureau, SendingLaptop

from regsosek_desk.__main__ import main
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, verify
from regsosek_desk.services.exchange.relay import collect
from regsosek_desk.services.session import Session

Give = Callable[[str], Laptop]


def answered(
    line: list[Entry], question: str, new: str, petugas: str, device: str, source: str = "keyed"
) -> list[Entry]:
    tip = verify(line) if line else START
    return [*line, *chain(line[0].document, tip, [Draft("set", "", "", question, None, new)],
                          Stamp(petugas, device, "2022-10-20T01:02:03.000Z", 420, source))]  # fmt: skip


def bundle_of(laptop: SendingLaptop, document: str, line: list[Entry]) -> Bundle:
    laptop.journals[document] = line
    return laptop.bundle(document)


# --- at the office ------------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", ["device", "petugas", "office"])
def test_entries_in_the_name_of_another_are_kept_aside(bureau: Bureau, claim: str) -> None:
    ppl, pml = bureau.enrol(PPL_A), bureau.enrol(PML)
    who, device = {
        "device": (PPL_A.code, pml.keys.device),
        "petugas": (PML.code, ppl.keys.device),
        "office": ("", bureau.identity.keys.device),
    }[claim]
    document = ppl.new_family()
    assert ppl.send_one(ppl.bundle(document)).code == "accepted"
    before = bureau.journal(document)
    forged = bundle_of(ppl, document, answered(ppl.journals[document], "r108", "BUKAN SAYA", who, device, "prelist"))
    for sent in (forged, replace(forged, entries=forged.entries[1:])):  # whole, and only what is new
        verdict = ppl.send_one(sent)
        assert (verdict.code, verdict.reason, verdict.owner) == ("quarantined", "entry_foreign", PPL_A.code)
    assert bureau.journal(document) == before


def test_a_whole_document_in_the_name_of_another_is_kept_aside(bureau: Bureau) -> None:
    ppl, pml = bureau.enrol(PPL_A), bureau.enrol(PML)
    document = pml.new_family(SLS_A)
    assert ppl.send_one(pml.bundle(document)).reason == "entry_foreign"
    assert bureau.journal(document) == []


def test_it_comes_in_by_itself_when_the_author_has_sent_it(bureau: Bureau) -> None:
    """A PML that worked on what a PPL gave it may be heard before the PPL: nothing of it is lost."""
    ppl, pml = bureau.enrol(PPL_A), bureau.enrol(PML)
    document = ppl.new_family()
    pml.places[document] = SLS_A
    pml.journals[document] = list(ppl.journals[document])
    pml.write(document, r108="RATNA")
    assert pml.send_one(pml.bundle(document)).reason == "entry_foreign"
    assert ppl.send_one(ppl.bundle(document)).code == "accepted"
    assert bureau.journal(document) == pml.journals[document]
    assert pml.send_one(pml.bundle(document)).code == "already"


def test_the_work_of_a_revoked_laptop_is_not_laundered_by_another(bureau: Bureau) -> None:
    thief, pml = bureau.enrol(PPL_A), bureau.enrol(PML)
    document = thief.new_family()
    stolen = thief.bundle(document)
    bureau.endpoint.revoke(thief.keys.device)
    assert pml.send_one(stolen).reason == "entry_foreign"
    pml.upload(*thief.sealed(stolen))
    assert bureau.journal(document) == []
    assert bureau.endpoint.retry_quarantine() == 0


def test_what_a_lost_backup_took_comes_back_by_the_word_of_the_office(
    bureau: Bureau, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two laptops worked on one document, and the office has neither's batches any more."""
    a, second = bureau.enrol(PPL_A), bureau.enrol(PPL_A)
    document = a.new_family()
    second.places[document] = SLS_A
    second.journals[document] = list(a.journals[document])
    second.write(document, r108="MAWAR")
    a.journals[document] = list(second.journals[document])
    a.write(document, r110="002")
    assert {each.send_one(each.bundle(document)).reason for each in (a, second)} == {"entry_foreign"}
    place = ["--folder", str(bureau.folder / "kunci"), "--database", f"sqlite:///{bureau.folder / 'server.sqlite'}"]
    for more, taken, left in (([], 0, 2), (["--percaya"], 2, 0)):
        assert main(["server", "karantina", *place, *more]) == 0
        assert f"{taken} dokumen keluar dari karantina, {left} masih" in capsys.readouterr().out
    assert bureau.journal(document) == a.journals[document]


# --- at a PML -----------------------------------------------------------------------------------------


@pytest.fixture
def relay(laptop: Give, tmp_path: Path) -> Iterator[Relay]:
    with Relay(laptop("pml"), tmp_path / "relay") as relay:
        yield relay


def test_a_pml_does_not_find_words_in_its_own_name_that_it_never_wrote(
    laptop: Give, office: Office, relay: Relay
) -> None:
    a, pml = laptop("a"), laptop("pml")
    family = a.new_family(SLS_A1, r110="001")
    forged = answered(a.file.history(family), "r108", "SUDAH SAYA PERIKSA", pml.file.meta["petugas"], pml.device)
    with a.file.together():
        from regsosek_desk.storage import journal  # what a changed program would do

        journal.append(a.file._conn, forged[1:])
        a.file._conn.exec_driver_sql("UPDATE dokumen SET head_hash = ? WHERE id = ?", (forged[-1].hash, family))
    a.restart()
    a.exchange(relay.wire())
    assert collect(pml.run, pml.link(relay.wire())).quarantined == 1
    assert pml.documents() == []
    for _ in range(2):
        pml.exchange()  # what was refused is looked at again
    assert pml.documents() == []
    assert [each.reason for each in pml.file.exchange.quarantined()] == ["entry_foreign"]


def test_two_laptops_of_one_petugas_and_their_pml_still_come_together(
    laptop: Give, office: Office, relay: Relay
) -> None:
    a, second, pml = laptop("a"), laptop("a2"), laptop("pml")
    family = a.new_family(SLS_A1, r110="001")
    a.exchange()
    second.exchange()
    second.key(family, "r108", "MAWAR")
    second.exchange(relay.wire())  # the PML has nothing of the first laptop yet
    assert collect(pml.run, pml.link(relay.wire())).quarantined == 1
    pml.exchange()
    pml.exchange()
    assert pml.answers(family) == second.answers(family)
    assert pml.file.exchange.quarantined() == []
    a.exchange()
    assert a.file.history(family) == second.file.history(family) == pml.file.history(family)


def test_what_is_keyed_at_the_desk_names_the_device_that_signs_it(laptop: Give) -> None:
    a = laptop("a")
    assert Session(a.run, "nama-komputer").stamp().device == a.device
