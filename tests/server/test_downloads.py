"""What a device gets: everything of its scope that it lacks, once, in pages; lists and receipts beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from store_rig import PML, PPL_A, PPL_B, SLS_A, SLS_B, SLS_C, Bureau, SendingLaptop

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.endpoint import changes
from regsosek_desk.sync.envelope import Content, open_envelope
from regsosek_desk.sync.statements import check_receipt, receipt_from_json


def documents(pages: Sequence[Content]) -> list[str]:
    """Ids of the documents on these pages, as often as they stand there."""
    return [bundle.document for page in pages for bundle in page.bundles]


def packages(pages: Sequence[Content]) -> list[Any]:
    return [page.sections["package"] for page in pages if "package" in page.sections]


def caught_up(laptop: SendingLaptop) -> SendingLaptop:
    laptop.fetch()
    return laptop


def test_the_pml_gets_what_the_ppl_sent_and_the_ppl_nothing_back(bureau: Bureau) -> None:
    ppl, pml, other = caught_up(bureau.enrol()), caught_up(bureau.enrol(PML)), caught_up(bureau.enrol(PPL_B))
    family = ppl.new_family(r110="007")
    ppl.send(ppl.bundle(family))
    assert documents(pml.fetch()) == [family]
    assert pml.journals[family] == ppl.journals[family]
    assert pml.fetch() == []
    assert (ppl.fetch(), other.fetch()) == ([], [])


def test_work_goes_back_and_forth_until_both_have_all(bureau: Bureau) -> None:
    ppl, pml = caught_up(bureau.enrol()), caught_up(bureau.enrol(PML))
    family = ppl.new_family(r110="007")
    ppl.send(ppl.bundle(family))
    pml.fetch()
    pml.write(family, r108="SITI")
    ppl.write(family, r107="JALAN")
    pml.send(pml.bundle(family, since=1))
    ppl.send(ppl.bundle(family, since=1))
    ppl.fetch()
    pml.fetch()
    assert ppl.journals[family] == pml.journals[family] == bureau.journal(family)


def test_two_laptops_of_one_petugas_get_each_others_work(bureau: Bureau) -> None:
    one, two = caught_up(bureau.enrol()), caught_up(bureau.enrol())
    family = one.new_family()
    one.send(one.bundle(family))
    assert documents(two.fetch()) == [family]


def test_many_come_in_pages_each_once(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_SEGMENTS", 3)
    ppl, pml = bureau.enrol(), caught_up(bureau.enrol(PML))
    families = [ppl.new_family() for _ in range(8)]
    ppl.send(*(ppl.bundle(each) for each in families))
    pages = pml.fetch()
    assert [len(page.bundles) for page in pages] == [3, 3, 2]
    assert documents(pages) == families


def test_large_ones_make_small_pages(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_BYTES", 1)
    ppl, pml = bureau.enrol(), caught_up(bureau.enrol(PML))
    ppl.send(*(ppl.bundle(ppl.new_family()) for _ in range(3)))
    assert [len(page.bundles) for page in pml.fetch()] == [1, 1, 1]


def test_what_comes_in_while_pages_go_out_is_not_missed(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "_SEGMENTS", 2)
    ppl, pml = bureau.enrol(), caught_up(bureau.enrol(PML))
    ppl.send(*(ppl.bundle(ppl.new_family()) for _ in range(4)))
    got: list[Content] = []
    while found := bureau.endpoint.changes(pml.device, pml.cursor):
        got.append(open_envelope(found[0], pml.keys, bureau.identity.root_key)[1])
        pml.cursor = found[1]
        if len(got) == 1:
            late = ppl.new_family()
            ppl.send(ppl.bundle(late))
    assert len(documents(got)) == len(set(documents(got))) == 5
    assert documents(got)[-1] == late


def test_a_cursor_asked_twice_gives_the_same_again(bureau: Bureau) -> None:
    ppl, pml = bureau.enrol(), caught_up(bureau.enrol(PML))
    family = ppl.new_family()
    ppl.send(ppl.bundle(family))
    cursor = pml.cursor
    assert documents(pml.fetch()) == [family]
    pml.cursor = cursor
    assert documents(pml.fetch()) == [family]


def test_a_laptop_that_starts_anew_gets_its_own_work_back(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    family = ppl.new_family(r108="SITI")
    ppl.send(ppl.bundle(family))
    lost, ppl.journals, ppl.cursor = ppl.journals, {}, ""
    ppl.fetch()
    assert ppl.journals == lost


def test_after_a_backup_was_put_back_a_cursor_counts_no_more(bureau: Bureau) -> None:
    ppl, pml = bureau.enrol(), bureau.enrol(PML)
    family = ppl.new_family()
    ppl.send(ppl.bundle(family))
    pml.fetch()
    assert pml.fetch() == []
    bureau.store.begin_epoch()
    pages = pml.fetch()
    assert documents(pages) == [family]
    assert "package" in pages[0].sections
    assert pml.fetch() == []


@pytest.mark.parametrize("cursor", ["x", "-1", "1.2", "5.9.7", "1.2.3.4", "9" * 30, "1..2", "٣"])
def test_a_cursor_that_is_none_is_refused(bureau: Bureau, cursor: str) -> None:
    with pytest.raises(InputFault, match="cursor_wrong"):
        bureau.endpoint.changes(bureau.enrol().device, cursor)


def test_an_envelope_is_for_its_device_alone(bureau: Bureau) -> None:
    ppl, other = bureau.enrol(), bureau.enrol(PPL_B)
    found = bureau.endpoint.changes(ppl.device, "")
    assert found
    with pytest.raises(InputFault, match="envelope_not_for_us"):
        open_envelope(found[0], other.keys, bureau.identity.root_key)


# --- assignments ------------------------------------------------------------------------------------


def test_a_new_assignment_brings_all_that_was_done_there(bureau: Bureau) -> None:
    ppl, other = bureau.enrol(), caught_up(bureau.enrol(PPL_B))
    families = [ppl.new_family() for _ in range(2)]
    ppl.send(*(ppl.bundle(each) for each in families))
    assert other.fetch() == []
    bureau.store.put_assignments([(PPL_B.code, SLS_A)])
    pages = other.fetch()
    assert documents(pages) == families
    assert [each["id"] for each in packages(pages)[0]["sls"]] == [SLS_A, SLS_B]
    assert other.fetch() == []


def test_another_ppl_in_the_list_of_sls_takes_over(bureau: Bureau) -> None:
    ppl, other = caught_up(bureau.enrol()), caught_up(bureau.enrol(PPL_B))
    family = ppl.new_family()
    ppl.send(ppl.bundle(family))
    bureau.store.put_sls([replace(each, ppl_code=PPL_B.code) for each in bureau.places() if each.id == SLS_A])
    assert documents(other.fetch()) == [family]
    [package] = packages(ppl.fetch())
    assert (package["sls"], package["assignments"]) == ([], [])
    assert ppl.send_one(ppl.bundle(ppl.new_family())).reason == "out_of_scope"


def test_who_comes_to_lead_an_area_gets_all_of_it(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    bureau.store.put_petugas([Petugas("ko1", "FAJAR", "Koseka", "3321020")])
    leader = caught_up(bureau.enrol(Petugas("ko1", "")))
    family = ppl.new_family()
    ppl.send(ppl.bundle(family))
    assert leader.fetch() == []
    bureau.store.put_petugas([Petugas("ko1", "FAJAR", "Koseka", "3321010")])
    assert documents(leader.fetch()) == [family]


# --- lists and receipts -----------------------------------------------------------------------------


def test_lists_come_first_and_again_only_when_they_changed(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    [package] = packages(ppl.fetch())
    assert [each["id"] for each in package["sls"]] == [SLS_A]
    assert {each["code"] for each in package["petugas"]} == {PPL_A.code, PML.code}
    assert package["assignments"] == [[PPL_A.code, SLS_A]]
    bureau.store.put_sls(bureau.places())
    bureau.store.put_petugas([PPL_A, PPL_B, PML])
    assert ppl.fetch() == []
    bureau.store.withdraw_sls([SLS_A], "2022-11-01T00:00:00Z")
    [package] = packages(ppl.fetch())
    assert package["sls"][0]["withdrawn"] == "2022-11-01T00:00:00Z"


def test_lists_of_others_are_none_of_its_business(bureau: Bureau) -> None:
    ppl = caught_up(bureau.enrol())
    bureau.store.put_sls([Sls(SLS_C, "LAIN", ppl_code=PPL_B.code)])
    bureau.store.put_petugas([replace(PPL_B, name="BUDI SANTOSO")])
    assert ppl.fetch() == []


def test_everybody_hears_of_a_revoked_laptop(bureau: Bureau) -> None:
    ppl, gone = caught_up(bureau.enrol()), bureau.enrol(PPL_B)
    bureau.endpoint.revoke(gone.keys.device)
    assert packages(ppl.fetch())[0]["revoked"] == [gone.keys.device]


def test_the_receipt_of_a_batch_that_another_brought_reaches_its_sender(bureau: Bureau) -> None:
    ppl, pml = caught_up(bureau.enrol()), caught_up(bureau.enrol(PML))
    batch, data = ppl.sealed(ppl.bundle(ppl.new_family()))
    told = pml.upload(batch, data)
    [page] = ppl.fetch()
    [receipt] = [receipt_from_json(each) for each in page.sections["receipts"]]
    check_receipt(receipt, bureau.identity.root_key)
    assert receipt == told
    assert ppl.fetch() == []
