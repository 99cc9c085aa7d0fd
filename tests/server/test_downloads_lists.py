"""VK lists that the office makes of its prelist: once, the same everywhere, and never over what was keyed."""

from __future__ import annotations

from store_rig import PML, PPL_A, SLS_A, SLS_B, Bureau, SendingLaptop

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import Draft, Stamp, chain, verify
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.endpoint.vk_lists import line_id, list_id
from regsosek_desk.storage.endpoint.lists import PrelistRow

VK = list_id(SLS_A)


def rows(*lines: tuple[str, str, str], sls_id: str = SLS_A) -> list[PrelistRow]:
    return [PrelistRow(sls_id, no, {"prelist_nama": name, "prelist_alamat": place}) for no, name, place in lines]


def state(laptop: SendingLaptop, document: str = VK) -> DocumentState:
    return merge(laptop.journals[document]).state


def names(laptop: SendingLaptop) -> list[tuple[str, str]]:
    return [(row.answers["no_prelist"], row.answers["prelist_nama"]) for row in state(laptop).rows("vk_a")]


def key(laptop: SendingLaptop, row: str, question: str, new: str, old: str | None = None) -> None:
    stamp = Stamp.now(PPL_A.code, laptop.keys.device)
    line = laptop.journals[VK]
    line += chain(VK, verify(line), [Draft("set", row=row, question=question, old=old, new=new)], stamp)


def send(laptop: SendingLaptop) -> str:
    """Everything of the VK list, as it would be sent; gives the verdict."""
    from dataclasses import replace

    return laptop.send_one(replace(laptop.bundle(VK), form=LIST_FORM)).code


def test_the_prelist_comes_as_a_vk_document(bureau: Bureau) -> None:
    bureau.store.put_prelist(rows(("002", "BUDI", "JALAN B"), ("001", "SITI", "JALAN A")))
    ppl = bureau.enrol()
    [page] = ppl.fetch()
    [bundle] = page.bundles
    assert (bundle.document, bundle.form, bundle.sls_id, bundle.status) == (VK, LIST_FORM, SLS_A, "blank")
    assert derived_id("dokumen", LIST_FORM, SLS_A) == VK
    assert names(ppl) == [("001", "SITI"), ("002", "BUDI")]
    assert [row.id for row in state(ppl).rows("vk_a")] == [line_id(VK, "001"), line_id(VK, "002")]
    assert state(ppl).answers["r101"] + state(ppl).answers["r105"] == "330001"
    assert state(ppl).answers["r202_nama"] == PPL_A.name
    assert {(e.source, e.petugas, e.device) for e in bundle.entries} == {("prelist", "", bureau.identity.keys.device)}


def test_all_laptops_get_one_and_the_same_document(bureau: Bureau) -> None:
    bureau.store.put_prelist(rows(("001", "SITI", "JALAN A")))
    ppl, pml = bureau.enrol(), bureau.enrol(PML)
    ppl.fetch()
    pml.fetch()
    assert ppl.journals == pml.journals
    assert (ppl.fetch(), pml.fetch()) == ([], [])


def test_only_lists_of_the_scope_are_made(bureau: Bureau) -> None:
    bureau.store.put_prelist([*rows(("001", "SITI", "A")), *rows(("001", "BUDI", "B"), sls_id=SLS_B)])
    ppl = bureau.enrol()
    ppl.fetch()
    assert bureau.endpoint.status()["rows"]["dokumen"] == 1
    bureau.enrol(PML).fetch()
    assert bureau.endpoint.status()["rows"]["dokumen"] == 2


def test_a_later_prelist_adds_and_corrects_and_touches_nothing_keyed(bureau: Bureau) -> None:
    bureau.store.put_prelist(rows(("001", "SITI", "JALAN A"), ("002", "BUDI", "JALAN B")))
    ppl = bureau.enrol()
    ppl.fetch()
    key(ppl, line_id(VK, "001"), "nama_kk", "SITI AMINAH")
    key(ppl, "", "r106", "RT 9", old=state(ppl).answers["r106"])
    assert send(ppl) == "accepted"
    bureau.store.put_prelist(rows(("001", "SITTI", "JALAN A"), ("003", "EKA", "JALAN C")))
    bureau.store.put_sls([Sls(SLS_A, "RT 777", ppl_code=PPL_A.code, ppl_name="SITI BARU", pml_code=PML.code)])
    ppl.fetch()
    assert names(ppl) == [("001", "SITTI"), ("002", "BUDI"), ("003", "EKA")]
    now = state(ppl)
    assert now.rows("vk_a")[0].answers["nama_kk"] == "SITI AMINAH"
    assert (now.answers["r106"], now.answers["r202_nama"]) == ("RT 9", "SITI BARU")
    assert merge(ppl.journals[VK]).conflicts == ()
    assert ppl.fetch() == []


def test_keying_while_the_prelist_changes_joins(bureau: Bureau) -> None:
    bureau.store.put_prelist(rows(("001", "SITI", "JALAN A")))
    ppl = bureau.enrol()
    ppl.fetch()
    pml = bureau.enrol(PML)
    key(ppl, line_id(VK, "001"), "nama_kk", "SITI AMINAH")
    bureau.store.put_prelist(rows(("002", "BUDI", "JALAN B")))
    pml.fetch()
    assert send(ppl) == "accepted"
    ppl.fetch()
    assert names(ppl) == [("001", "SITI"), ("002", "BUDI")]
    assert state(ppl).rows("vk_a")[0].answers["nama_kk"] == "SITI AMINAH"
    bureau.store.put_prelist(rows(("003", "EKA", "JALAN C")))
    ppl.fetch()
    assert [no for no, _ in names(ppl)] == ["001", "002", "003"]


def test_a_line_that_somebody_took_out_stays_out(bureau: Bureau) -> None:
    bureau.store.put_prelist(rows(("001", "SITI", "JALAN A")))
    ppl = bureau.enrol()
    ppl.fetch()
    line = ppl.journals[VK]
    gone = [Draft("row_remove", row=line_id(VK, "001"), roster="vk_a", old="0")]
    line += chain(VK, verify(line), gone, Stamp.now(PPL_A.code, ppl.keys.device))
    send(ppl)
    bureau.store.put_prelist(rows(("001", "SITTI", "JALAN A"), ("002", "BUDI", "JALAN B")))
    ppl.fetch()
    assert names(ppl) == [("002", "BUDI")]


def test_a_number_with_more_boxes_is_the_same_line(bureau: Bureau) -> None:
    bureau.store.put_prelist(rows(("001", "SITI", "JALAN A")))
    ppl = bureau.enrol()
    ppl.fetch()
    before = [row.id for row in state(ppl).rows("vk_a")]
    bureau.store.put_prelist(rows(("0001", "SITI", "JALAN A"), ("1530", "EKA", "JALAN Z")))
    ppl.fetch()
    assert names(ppl) == [("0001", "SITI"), ("1530", "EKA")]
    assert [row.id for row in state(ppl).rows("vk_a")][:1] == before
    assert ppl.fetch() == []


def test_the_same_prelist_again_makes_no_entry(bureau: Bureau) -> None:
    bureau.store.put_prelist(rows(("001", "SITI", "JALAN A")))
    ppl = bureau.enrol()
    ppl.fetch()
    before = bureau.journal(VK)
    bureau.store.put_prelist(rows(("001", "SITI", "JALAN A")))
    assert ppl.fetch() == []
    assert bureau.journal(VK) == before


def test_an_sls_without_a_prelist_has_no_vk_document(bureau: Bureau) -> None:
    ppl = bureau.enrol()
    [page] = ppl.fetch()
    assert page.bundles == ()


def test_a_prelist_that_came_before_its_sls_is_made_then(bureau: Bureau) -> None:
    new = "3321010009000100"
    bureau.store.put_prelist(rows(("001", "SITI", "JALAN A"), sls_id=new))
    bureau.store.put_sls([Sls(new, "RT 1", ppl_code=PPL_A.code)])
    ppl = bureau.enrol()
    ppl.fetch()
    assert list(ppl.journals) == [list_id(new)]
