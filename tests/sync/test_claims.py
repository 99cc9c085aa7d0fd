"""Who keys an SLS: two operators and a pengawas at one endpoint, each with a work file of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from field import KAB, PPL_A, SLS_A1, SLS_A2, Laptop, Office, copied

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.kendali import CLAIMS, KENDALI_FORM, ClaimAction, Kendali, claim_answers
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM
from regsosek_desk.services.session import Session
from regsosek_desk.services.team.books import read_book, write_lines
from regsosek_desk.services.team.claims import claim_rows, give, lost_claims, release, take
from regsosek_desk.storage.endpoint.lists import PrelistRow

DEWI, EKA = Petugas("41001", "DEWI", "operator", KAB), Petugas("41002", "EKA", "operator", KAB)
LEAD = Petugas("40001", "GITA", "pengawas")
TEAM = {"dewi": DEWI, "eka": EKA, "lead": LEAD}
Give = Callable[[str], Laptop]


@pytest.fixture(scope="module")
def enrolled(enrolled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office and its laptops, those of the processing too, after the field has sent a family of two SLS."""
    folder = copied(enrolled, tmp_path_factory.mktemp("olah") / "kantor")
    office = Office(folder / "office")
    office.store.put_petugas(TEAM.values())
    office.store.put_prelist([PrelistRow(sls, "001", {}) for sls in (SLS_A1, SLS_A2)])
    ppl = Laptop(folder / "a.regsosek", office)
    for sls in (SLS_A1, SLS_A2):
        ppl.new_family(sls, r110="001", r108="SITI")
    for laptop in (ppl, *(office.enrol(petugas, folder / f"{name}.regsosek") for name, petugas in TEAM.items())):
        laptop.exchange()
        laptop.close()
    office.close()
    return folder


@pytest.fixture
def team(laptop: Give) -> Give:
    """Gives the laptop of that name."""
    return laptop


def takes(laptop: Laptop, petugas: Petugas, sls_id: str = SLS_A1) -> None:
    laptop.run(lambda file: take(file, petugas, sls_id, laptop.stamp()))


def gives(laptop: Laptop, petugas: Petugas, to: Petugas, sls_id: str = SLS_A1) -> None:
    laptop.run(lambda file: give(file, petugas, sls_id, to, laptop.stamp()))


def releases(laptop: Laptop, petugas: Petugas, sls_id: str = SLS_A1) -> None:
    laptop.run(lambda file: release(file, petugas, sls_id, laptop.stamp()))


def book(laptop: Laptop, sls_id: str = SLS_A1) -> Kendali:
    return read_book(laptop.file, sls_id)


def holder(laptop: Laptop, sls_id: str = SLS_A1) -> str:
    claim = book(laptop, sls_id).claim
    return claim.petugas if claim else ""


def forms(laptop: Laptop) -> set[tuple[str, str]]:
    return {(row.form, row.sls_id) for row in laptop.file.lists.documents()}


def family(laptop: Laptop) -> str:
    [row] = laptop.file.lists.documents(SLS_A1, form=FAMILY_FORM)
    return row.id


# --- who gets what ------------------------------------------------------------------------------------


def test_an_operator_sees_every_sls_of_the_area_and_no_family(team: Give) -> None:
    dewi = team("dewi")
    assert {row.sls.id for row in claim_rows(dewi.file, DEWI)} >= {SLS_A1, SLS_A2}
    assert forms(dewi) == set()


def test_the_lead_gets_lists_and_books_but_no_family(team: Give) -> None:
    takes(team("dewi"), DEWI)
    team("dewi").exchange()
    team("lead").exchange()
    assert forms(team("lead")) == {(LIST_FORM, SLS_A1), (LIST_FORM, SLS_A2), (KENDALI_FORM, SLS_A1)}


def test_taking_an_sls_brings_all_of_it_and_of_no_other(team: Give) -> None:
    dewi = team("dewi")
    takes(dewi, DEWI)
    dewi.exchange()
    assert forms(dewi) == {(KENDALI_FORM, SLS_A1), (LIST_FORM, SLS_A1), (FAMILY_FORM, SLS_A1)}


def test_the_others_see_who_has_it_and_since_when(team: Give) -> None:
    takes(team("dewi"), DEWI)
    team("dewi").exchange()
    team("eka").exchange()
    row = next(row for row in claim_rows(team("eka").file, EKA) if row.sls.id == SLS_A1)
    assert (row.state, row.who) == ("other", "DEWI (41001)")
    assert row.claim == book(team("dewi")).claim
    with pytest.raises(InputFault, match="claim_taken"):
        takes(team("eka"), EKA)
    assert book(team("eka")).rivals == ()


# --- two who did not know of each other ---------------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [("dewi", "eka"), ("eka", "dewi")])
def test_of_two_claims_the_one_that_came_first_counts(team: Give, first: str, second: str) -> None:
    """Whoever took it earlier by their own clock: the order at the endpoint decides."""
    takes(team("dewi"), DEWI)
    takes(team("eka"), EKA)
    team(first).exchange()
    for name in (second, first, "lead"):
        team(name).exchange()
    for name in (first, second, "lead"):
        assert holder(team(name)) == TEAM[first].code, name
    assert [row.sls.id for row in lost_claims(team(second).file, TEAM[second])] == [SLS_A1]
    assert lost_claims(team(first).file, TEAM[first]) == []
    assert (FAMILY_FORM, SLS_A1) in forms(team(first))
    assert forms(team(second)) == {(KENDALI_FORM, SLS_A1)}


def test_nothing_the_loser_keyed_is_lost(team: Give, office: Office) -> None:
    dewi, eka = team("dewi"), team("eka")
    takes(eka, EKA)
    eka.exchange()
    releases(eka, EKA)
    eka.exchange()
    dewi.exchange()
    takes(dewi, DEWI)  # each again, neither knowing of the other
    takes(eka, EKA)
    eka.key(family(eka), "r112", "001")
    dewi.exchange()
    eka.exchange()
    assert office.endpoint.status()["quarantine"] == {}
    dewi.exchange()
    assert holder(dewi) == DEWI.code
    assert dewi.answers(family(dewi))["r112"] == "001"
    assert holder(eka) == DEWI.code


def test_who_lost_puts_it_away_and_may_take_it_later(team: Give) -> None:
    dewi, eka = team("dewi"), team("eka")
    takes(dewi, DEWI)
    takes(eka, EKA)
    dewi.exchange()
    eka.exchange()
    releases(eka, EKA)
    assert lost_claims(eka.file, EKA) == []
    releases(dewi, DEWI)
    dewi.exchange()
    eka.exchange()
    takes(eka, EKA)
    eka.exchange()
    dewi.exchange()
    assert [holder(each) for each in (dewi, eka)] == [EKA.code] * 2


def test_who_is_no_operator_takes_nothing_even_with_another_program(team: Give) -> None:
    """A row in the book that the role doesn't allow is answered by the endpoint: nobody has the SLS."""
    ppl = team("a")
    with pytest.raises(InputFault, match="claim_wrong_role"):
        takes(ppl, PPL_A)
    row = claim_answers(ClaimAction.TAKE, PPL_A.code, ppl.stamp().at)
    write_lines(ppl.file, SLS_A1, [(CLAIMS, row)], ppl.stamp())
    ppl.exchange()
    team("dewi").exchange()
    assert holder(team("dewi")) == ""
    takes(team("dewi"), DEWI)
    team("dewi").exchange()
    ppl.exchange()
    assert holder(ppl) == DEWI.code


# --- from hand to hand --------------------------------------------------------------------------------


def test_handing_over_moves_the_documents_and_closes_them_for_the_first(team: Give) -> None:
    dewi, eka = team("dewi"), team("eka")
    takes(dewi, DEWI)
    dewi.exchange()
    gives(dewi, DEWI, EKA)
    dewi.exchange()
    eka.exchange()
    assert eka.answers(family(eka))["r108"] == "SITI"
    assert Session(eka.run, eka.device).open(family(eka)).refusal == ""
    assert Session(dewi.run, dewi.device).open(family(dewi)).refusal == "claimed_by_other"
    eka.key(family(eka), "r112", "002")
    eka.exchange()
    dewi.exchange()
    assert "r112" not in dewi.answers(family(dewi)), "what is another's comes down no more"


def test_the_lead_gives_a_free_sls_and_takes_one_away(team: Give) -> None:
    lead, dewi = team("lead"), team("dewi")
    gives(lead, LEAD, DEWI)
    lead.exchange()
    dewi.exchange()
    assert holder(dewi) == DEWI.code
    gives(lead, LEAD, EKA)
    lead.exchange()
    dewi.exchange()
    assert holder(dewi) == EKA.code
    releases(lead, LEAD)
    lead.exchange()
    dewi.exchange()
    assert holder(dewi) == ""


def test_what_was_keyed_before_a_claim_ended_still_comes_in(team: Give, office: Office) -> None:
    lead, dewi = team("lead"), team("dewi")
    takes(dewi, DEWI)
    dewi.exchange()
    dewi.key(family(dewi), "r112", "003")
    lead.exchange()
    gives(lead, LEAD, EKA)
    lead.exchange()
    dewi.exchange()
    assert office.endpoint.status()["quarantine"] == {}
    team("eka").exchange()
    assert team("eka").answers(family(team("eka")))["r112"] == "003"


@pytest.mark.parametrize("action", [releases, gives])
def test_an_sls_of_another_is_neither_given_back_nor_handed_over(team: Give, action: Callable[..., None]) -> None:
    takes(team("dewi"), DEWI)
    team("dewi").exchange()
    team("eka").exchange()
    more = (DEWI,) if action is gives else ()
    with pytest.raises(InputFault, match="claim_not_yours"):
        action(team("eka"), EKA, *more)


def test_an_sls_goes_to_an_operator_only(team: Give) -> None:
    takes(team("dewi"), DEWI)
    with pytest.raises(InputFault, match="claim_to_whom"):
        gives(team("dewi"), DEWI, PPL_A)
