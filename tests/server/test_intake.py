"""What becomes of the documents of a batch: each is judged for itself, and what was taken in is the same for all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from store_rig import PML, PPL_A, SLS_A, SLS_B, SLS_C, Bureau, SendingLaptop

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import Draft, Stamp, chain, verify
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.core.errors import InputFault
from regsosek_desk.sync.statements import check_receipt


def stored(bureau: Bureau, document: str) -> object:
    """The document's row and its state as merged from its journal are one."""
    with bureau.store.reading() as transaction:
        [row] = transaction.documents.documents([document]).values()
        transaction.documents.load_states([row])
    merged = merge(bureau.journal(document))
    assert (row.state, row.heads, row.seq, row.conflicts) == (
        merged.state, merged.tip.hash, merged.tip.seq, len(merged.conflicts)
    )  # fmt: skip
    return row


def test_a_new_family_is_accepted_and_kept(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    family = ppl.new_family(r110="007", r108="SITI")
    receipt = ppl.send(ppl.bundle(family))
    assert [(v.document, v.code, v.reason) for v in receipt.verdicts] == [(family, "accepted", "")]
    check_receipt(receipt, bureau.identity.root_key)
    assert (receipt.sender, receipt.held, receipt.issuer.role) == (ppl.keys.device, 1, "server")
    row = stored(bureau, family)
    assert (row.family_number, row.head_name, row.status) == ("007", "SITI", "clean")  # type: ignore[attr-defined]
    assert bureau.journal(family) == ppl.journals[family]


def test_later_entries_continue_the_document(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    family = ppl.new_family(r110="007")
    ppl.send(ppl.bundle(family))
    ppl.write(family, r110="008", r108="SITI")
    assert ppl.send_one(ppl.bundle(family, since=1)).code == "accepted"
    assert stored(bureau, family).family_number == "008"  # type: ignore[attr-defined]
    assert bureau.journal(family) == ppl.journals[family]


def test_what_is_here_already_is_said_so(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    family = ppl.new_family(r110="007")
    early = ppl.bundle(family)
    ppl.write(family, r108="SITI")
    ppl.send(ppl.bundle(family))
    assert ppl.send_one(ppl.bundle(family)).code == "already"
    assert ppl.send_one(early).code == "already"
    assert bureau.journal(family) == ppl.journals[family]


def test_the_same_batch_again_gives_the_same_receipt(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    batch, data = ppl.sealed(ppl.bundle(ppl.new_family()))
    first = ppl.upload(batch, data)
    bureau.clock.move(100)
    assert ppl.upload(batch, data) == first
    assert bureau.endpoint.upload_state(ppl.device, batch).receipt == first
    assert bureau.numbers() == sorted(set(bureau.numbers()))


def test_the_same_id_with_other_content_is_refused(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    batch, data = ppl.sealed(ppl.bundle(ppl.new_family()))
    ppl.upload(batch, data)
    _, other = ppl.sealed(ppl.bundle(ppl.new_family()), batch=batch)
    with pytest.raises(InputFault, match="batch_differs"):
        ppl.upload(batch, other)
    with pytest.raises(InputFault, match="batch_differs"):
        ppl.upload(*(lambda own: ("lain-" + own[0][5:], own[1]))(ppl.sealed(ppl.bundle(ppl.new_family()))))


def test_two_laptops_that_wrote_different_fields_are_joined(bureau: Bureau) -> None:
    ppl, pml, family = fork(bureau, {"r108": "SITI"}, {"r107": "JALAN MELATI"})
    assert ppl.send_one(ppl.bundle(family)).code == "accepted"
    assert pml.send_one(pml.bundle(family)).code == "accepted"
    state = stored(bureau, family).state  # type: ignore[attr-defined]
    assert (state.answers["r108"], state.answers["r107"]) == ("SITI", "JALAN MELATI")


def test_joined_work_is_judged_anew_until_somebody_sends_what_they_found_of_it(bureau: Bureau) -> None:
    ppl, pml, family = fork(bureau, {"r108": "SITI"}, {"r107": "JALAN MELATI"})
    ppl.send(ppl.bundle(family))
    assert bureau.endpoint.status()["documents"] == {"clean": 1}  # so the laptop said
    pml.send(pml.bundle(family))
    assert bureau.endpoint.status()["documents"] == {"error": 1}  # much of it is blank
    pml.fetch()
    pml.write(family, r109="001")
    pml.send(pml.bundle(family))
    assert bureau.endpoint.status()["documents"] == {"clean": 1}


def test_two_who_wrote_one_field_are_a_conflict_until_somebody_chooses(bureau: Bureau) -> None:
    ppl, pml, family = fork(bureau, {"r108": "SITI"}, {"r108": "SITI AMINAH"})
    ppl.send(ppl.bundle(family))
    assert pml.send_one(pml.bundle(family)).code == "conflict"
    assert stored(bureau, family).conflicts == 1  # type: ignore[attr-defined]
    pml.fetch()
    pml.write(family, r108="SITI AMINAH")
    assert pml.send_one(pml.bundle(family)).code == "accepted"
    assert stored(bureau, family).conflicts == 0  # type: ignore[attr-defined]


def fork(bureau: Bureau, one: dict[str, str], other: dict[str, str]) -> tuple[SendingLaptop, SendingLaptop, str]:
    """Both have the family from the office and write without knowing of each other."""
    ppl, pml = bureau.enrol(), bureau.enrol(PML)
    family = ppl.new_family(r110="001")
    ppl.send(ppl.bundle(family))
    pml.fetch()
    ppl.write(family, **one)
    pml.write(family, **other)
    return ppl, pml, family


# --- quarantine -------------------------------------------------------------------------------------


def missing_parent(ppl: SendingLaptop) -> Bundle:
    family = ppl.new_family(r110="001", r108="SITI")
    return ppl.bundle(family, since=1)


def broken(ppl: SendingLaptop) -> Bundle:
    bundle = ppl.bundle(ppl.new_family(r110="001", r108="SITI"))
    return replace(bundle, entries=(bundle.entries[0], replace(bundle.entries[1], seq=5)), heads=bundle.entries[0].hash)


def stale(ppl: SendingLaptop) -> Bundle:
    family = ppl.new_family(r110="001")
    line = ppl.journals[family]
    wrong = [Draft("set", question="r110", old="999", new="002")]
    line += chain(family, verify(line), wrong, Stamp.now(PPL_A.code, ppl.keys.device))
    return ppl.bundle(family)


def of_no_sls(ppl: SendingLaptop) -> Bundle:
    return ppl.bundle(ppl.new_family("3321999999999900"))


def of_others(ppl: SendingLaptop) -> Bundle:
    return ppl.bundle(ppl.new_family(SLS_B))


def of_no_form(ppl: SendingLaptop) -> Bundle:
    return replace(ppl.bundle(ppl.new_family()), form="regsosek30-k")


QUARANTINED = {
    "parent_missing": missing_parent,
    "journal_broken": broken,
    "sls_unknown": of_no_sls,
    "out_of_scope": of_others,
    "form_unknown": of_no_form,
}


@pytest.mark.parametrize("reason", QUARANTINED)
def test_what_cannot_be_taken_in_waits_aside_and_blocks_nothing(bureau: Bureau, reason: str) -> None:
    ppl = bureau.enrol()
    good = ppl.new_family()
    bad = QUARANTINED[reason](ppl)
    receipt = ppl.send(bad, ppl.bundle(good))
    assert [(v.code, v.reason, v.owner) for v in receipt.verdicts] == [
        ("quarantined", reason, PPL_A.code),
        ("accepted", "", ""),
    ]
    assert (receipt.held, bureau.journal(bad.document), bool(bureau.journal(good))) == (1, [], True)
    assert bureau.endpoint.status()["quarantine"] == {reason: 1}


def test_an_entry_that_starts_from_something_else_breaks_the_journal(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    assert ppl.send_one(stale(ppl)).reason == "journal_broken"


def test_half_a_bundle_that_fails_leaves_the_document_as_it_was(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    family = ppl.new_family(r110="001")
    ppl.send(ppl.bundle(family))
    line = list(ppl.journals[family])
    stamp = Stamp.now(PPL_A.code, ppl.keys.device)
    good = chain(family, verify(line), [Draft("set", question="r108", new="SITI")], stamp)
    bad = [Draft("set", question="r110", old="9", new="2")]
    ppl.journals[family] = [*line, *good, *chain(family, verify([*line, *good]), bad, stamp)]
    assert ppl.send_one(ppl.bundle(family, since=1)).code == "quarantined"
    stored(bureau, family)
    ppl.journals[family] = [*line, *good]
    assert ppl.send_one(ppl.bundle(family, since=1)).code == "accepted"
    stored(bureau, family)


def test_one_entry_with_two_contents_is_quarantined(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    family = ppl.new_family(r110="001", r108="SITI")
    ppl.send(ppl.bundle(family))
    first, second = ppl.journals[family]
    ppl.journals[family] = [first, replace(second, new="SITA")]
    assert ppl.send_one(ppl.bundle(family)).reason == "entry_differs"
    assert bureau.journal(family) == [first, second]


def test_a_document_does_not_move_to_another_sls(bureau: Bureau) -> None:
    pml = bureau.enrol(PML)
    family = pml.new_family(SLS_A)
    pml.send(pml.bundle(family))
    pml.places[family] = SLS_B
    pml.write(family, r108="SITI")
    assert pml.send_one(pml.bundle(family)).reason == "document_differs"


def test_a_bundle_is_taken_up_when_its_missing_part_comes(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    family = ppl.new_family(r110="001", r108="SITI", r107="JALAN")
    whole = ppl.bundle(family)
    last = replace(whole, entries=whole.entries[2:])
    middle = replace(whole, entries=whole.entries[1:2], heads=whole.entries[1].hash)
    first = replace(whole, entries=whole.entries[:1], heads=whole.entries[0].hash)
    assert [ppl.send_one(each).reason for each in (last, middle)] == ["parent_missing"] * 2
    assert ppl.send_one(first).code == "accepted"
    assert bureau.journal(family) == ppl.journals[family]
    assert bureau.endpoint.status()["quarantine"] == {}
    stored(bureau, family)


def test_what_came_before_its_lists_is_taken_in_after_them(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    unknown, others = ppl.bundle(ppl.new_family("3321010009000100")), ppl.bundle(ppl.new_family(SLS_C))
    ppl.send(unknown, others)
    assert bureau.endpoint.retry_quarantine() == 0
    bureau.store.put_sls([Sls("3321010009000100", ppl_code=PPL_A.code)])
    bureau.store.put_assignments([(PPL_A.code, SLS_C)])
    assert bureau.endpoint.retry_quarantine() == 2
    assert all(bureau.journal(each.document) for each in (unknown, others))
    assert bureau.endpoint.status()["quarantine"] == {}


def test_sending_again_what_is_in_quarantine_keeps_one_of_it(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    bad = missing_parent(ppl)
    ppl.send(bad)
    ppl.send(bad)
    assert bureau.endpoint.status()["quarantine"] == {"parent_missing": 1}
    assert ppl.send_one(ppl.bundle(bad.document)).code == "accepted"
    assert bureau.endpoint.status()["quarantine"] == {}
