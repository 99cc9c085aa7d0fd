"""How far each SLS is, at the office: kept up by what comes in, told to who leads, and the same as on the laptops."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sending import send
from store_rig import KAB, PPL_A, SLS_A, SLS_B, SLS_C, Bureau, SendingLaptop

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.ids import derived_id
from regsosek_desk.core.domain.journal import START, Stamp, chain
from regsosek_desk.core.domain.kendali import KENDALI_FORM, MOVEMENTS, Count, Movement, Party, Step, movement_answers
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import row_drafts
from regsosek_desk.services.endpoint.conditions import bring_up, set_deadline
from regsosek_desk.services.progress.levels import table, top
from regsosek_desk.services.progress.look import Look
from regsosek_desk.services.progress.told import told_from_json
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.endpoint.lists import PrelistRow

LEAD = Petugas("09000", "DEWI", "pengawas")


def conditions(bureau: Bureau) -> dict[str, Condition]:
    with bureau.store.reading() as transaction:
        return {each.sls_id: each for each in transaction.conditions.all()}


def test_what_comes_in_is_counted_at_once(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    send(laptop, "clean", "clean", "error", "blank")
    found = conditions(bureau)[SLS_A]
    assert (found.clean, found.error, found.blank, found.documents) == (2, 1, 1, 4)
    assert found.updated_at
    assert SLS_B not in conditions(bureau)


def test_what_becomes_of_a_family_moves_it(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    [family] = send(laptop, "error")
    laptop.write(family, r111="2")
    laptop.send(replace(laptop.bundle(family), status="clean"))
    found = conditions(bureau)[SLS_A]
    assert (found.clean, found.error, found.documents) == (1, 0, 1)


def test_what_is_refused_changes_nothing(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    send(laptop, "clean", sls_id=SLS_C)
    assert conditions(bureau) == {}


def test_the_control_book_tells_who_has_the_bundle(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    move = Movement("", Step.TAKEN, "", None, "", Party.PPL, PPL_A.code, "2022-11-20", {"k": Count(50, 48)})
    book = derived_id("dokumen", KENDALI_FORM, SLS_A)
    stamp = Stamp.now(PPL_A.code, laptop.keys.device)
    laptop.places[book] = SLS_A
    laptop.journals[book] = chain(book, START, row_drafts(MOVEMENTS, 0, movement_answers(move), "r1"), stamp)
    bundle = replace(laptop.bundle(book), form=KENDALI_FORM)
    laptop.send(bundle)
    found = conditions(bureau)[SLS_A]
    assert (found.holder, found.holder_code, found.received, found.used) == ("1", PPL_A.code, 50, 48)
    assert found.documents == 0


def test_a_prelist_counts_once_somebody_looks_and_a_later_one_again(bureau: Bureau) -> None:
    bureau.store.put_prelist([PrelistRow(SLS_A, "001", {}), PrelistRow(SLS_A, "002", {})])
    assert bring_up(bureau.store, bureau.clock) == 3
    assert [conditions(bureau)[each].prelist for each in (SLS_A, SLS_B, SLS_C)] == [2, 0, 0]
    assert bring_up(bureau.store, bureau.clock) == 0
    bureau.store.put_prelist([PrelistRow(SLS_A, "003", {})])
    assert bring_up(bureau.store, bureau.clock) == 1
    assert bureau.endpoint.progress.board().conditions[0].prelist == 3


def test_the_vk_list_that_the_office_makes_counts_too(bureau: Bureau) -> None:
    bureau.store.put_prelist([PrelistRow(SLS_A, "001", {}), PrelistRow(SLS_A, "002", {})])
    bureau.enrol().fetch()
    assert (conditions(bureau)[SLS_A].prelist, conditions(bureau)[SLS_A].vk) == (2, 0)


def test_documents_from_before_are_counted_at_the_start(bureau: Bureau) -> None:
    send(bureau.enrol(), "clean")
    with bureau.store.writing() as transaction:
        transaction._conn.exec_driver_sql("DELETE FROM kondisi_sls")
    bring_up(bureau.store, bureau.clock)
    assert conditions(bureau)[SLS_A].clean == 1


def test_a_list_that_no_form_can_read_does_not_keep_the_rest_out(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    wrong = laptop.new_family(SLS_A, tidak_ada="1")
    laptop.send(replace(laptop.bundle(wrong), form="regsosek22-vk1"))
    send(laptop, "clean")
    assert conditions(bureau)[SLS_A].clean == 1


def test_the_day_keeps_the_last_that_was_so(bureau: Bureau) -> None:
    bureau.clock.at = "2022-11-20T23:59:59.000Z"
    laptop = bureau.enrol()
    send(laptop, "clean")
    send(laptop, "error")
    bureau.clock.at = "2022-11-21T00:00:00.000Z"
    send(laptop, "clean")
    with bureau.store.reading() as transaction:
        past = [(each.day, each.clean, each.keyed) for each in transaction.conditions.past("2022-11-01")]
    assert past == [("2022-11-20", 1, 2), ("2022-11-21", 2, 3)]


# --- the numbers of the ledger ------------------------------------------------------------------------


def test_the_board_agrees_with_the_documents(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    send(laptop, "clean", "warning", "error", "blank")
    send(bureau.enrol(Petugas("02302", "BUDI")), "clean", sls_id=SLS_B)
    board = bureau.endpoint.progress.board()
    figures = table(board, top(board, Look())).total.figures
    told = bureau.endpoint.status()["documents"]
    assert (figures.clean, figures.warning, figures.error, figures.blank) == (2, 1, 1, 1)
    assert told == {"clean": 2, "warning": 1, "error": 1, "blank": 1}
    assert figures.documents == bureau.endpoint.status()["rows"]["dokumen"]


def test_the_board_is_read_anew_only_when_something_has_changed(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    send(laptop, "clean")
    before = bureau.endpoint.progress.board()
    assert bureau.endpoint.progress.board() is before
    send(laptop, "clean")
    assert bureau.endpoint.progress.board().conditions[0].clean == 2


def test_a_withdrawn_sls_is_out_of_the_sums(bureau: Bureau) -> None:
    send(bureau.enrol(), "clean")
    bureau.store.withdraw_sls([SLS_A], bureau.clock())
    board = bureau.endpoint.progress.board()
    assert table(board, Look()).total.figures.clean == 0


# --- who is told --------------------------------------------------------------------------------------


def told(laptop: SendingLaptop, name: str = "conditions") -> Any:
    found = [page.sections[name] for page in laptop.fetch() if name in page.sections]
    return found[0] if found else None


def test_who_leads_the_kabupaten_is_told_of_every_sls_and_then_of_what_changed(bureau: Bureau) -> None:
    bureau.store.put_petugas([LEAD])
    lead, laptop = bureau.enrol(LEAD), bureau.enrol()
    assert [each.sls_id for each in told_from_json(told(lead))] == [SLS_A, SLS_B, SLS_C]
    assert told(lead) is None
    send(laptop, "clean")
    assert told_from_json(told(lead)) == [conditions(bureau)[SLS_A]]
    assert told(lead) is None


def test_who_has_an_area_is_told_of_that_alone(bureau: Bureau) -> None:
    bureau.store.put_petugas([replace(LEAD, area=SLS_C[:10])])
    assert [each.sls_id for each in told_from_json(told(bureau.enrol(LEAD)))] == [SLS_C]


def test_who_was_given_another_area_is_told_of_all_of_it(bureau: Bureau) -> None:
    bureau.store.put_petugas([replace(LEAD, area=SLS_C[:10])])
    lead = bureau.enrol(LEAD)
    lead.fetch()
    bureau.store.put_petugas([replace(LEAD, area=KAB)])
    assert {each.sls_id for each in told_from_json(told(lead))} >= {SLS_A, SLS_B}


def test_who_has_the_documents_is_not_told(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    send(laptop, "clean")
    assert told(laptop) is None


def test_everybody_is_told_once_until_when_all_is_to_be_done(bureau: Bureau) -> None:
    laptop = bureau.enrol()
    assert told(laptop, "deadline") is None
    set_deadline(bureau.store, "2022-12-15")
    assert told(laptop, "deadline") == "2022-12-15"
    assert told(laptop, "deadline") is None
    set_deadline(bureau.store, "")
    assert told(laptop, "deadline") == ""


def test_a_deadline_that_is_no_day_is_refused(bureau: Bureau) -> None:
    set_deadline(bureau.store, "2022-12-15")
    with pytest.raises(InputFault, match="deadline_wrong"):
        set_deadline(bureau.store, "15-12-2022")
    assert str(bureau.endpoint.progress.board().deadline) == "2022-12-15"
