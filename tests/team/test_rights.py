"""Who may change a document now: by role, by where the bundle is, by how far the family has come, by who keys it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from team_rig import DEWI, EKA, FITRI, GITA, RATNA, TINI, claim, move

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import ACCEPTED, APPROVED, HANDED, REJECTED, RETURN, RETURNED
from regsosek_desk.core.domain.kendali import ClaimAction, Party
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.services.completeness.minutes import open_minutes
from regsosek_desk.services.documents import LIST_FORM
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.session import Session
from regsosek_desk.services.team.books import book_id
from regsosek_desk.services.team.rights import ASSIGNED, refusal, right
from regsosek_desk.storage.workfile import WorkFile

Make = Callable[..., Any]
SLS_ID = "3321010001000100"
PPL = Petugas("02301", "SITI AMINAH")
TEAM = {each.role: each for each in (PPL, RATNA, FITRI, TINI, GITA, DEWI)}


@pytest.fixture
def file(make_work: Callable[[], WorkFile]) -> WorkFile:
    file = make_work()
    file.add_petugas(*TEAM.values(), EKA)
    return file


@pytest.fixture
def desk(file: WorkFile, make_desk: Make, family: dict[str, Any], prelist: dict[str, str]) -> DocumentDesk:
    """A family, as nobody in particular has it open."""
    made: DocumentDesk = make_desk(prelist, {q: a for q, a in family.items() if q not in prelist}, file=file)
    return made


def why(file: WorkFile, petugas: Petugas, document: str) -> str:
    return right(file, petugas, file.document(document))


# --- where the bundle is ------------------------------------------------------------------------------

WITHOUT_A_BOOK = {
    "PPL": "", "PML": "", "Koseka": "wrong_role", "penerima": "wrong_role", "pengawas": "", "operator": "claim_first",
}  # fmt: skip
AT_KOSEKA = {**WITHOUT_A_BOOK, "PPL": "at_other", "PML": "at_other"}


@pytest.mark.parametrize(
    ("party", "wanted"),
    [
        (None, WITHOUT_A_BOOK),
        (Party.PPL, WITHOUT_A_BOOK),
        (Party.PML, {**WITHOUT_A_BOOK, "PPL": "at_other"}),
        (Party.KOSEKA, AT_KOSEKA),
        (Party.OPERATOR, AT_KOSEKA),
        (Party.STORAGE, AT_KOSEKA),
    ],
)
def test_who_has_the_paper_keys_it(
    file: WorkFile, desk: DocumentDesk, party: Party | None, wanted: dict[str, str]
) -> None:
    if party:
        move(file, SLS_ID, party)
    assert {role: why(file, petugas, desk.id) for role, petugas in TEAM.items()} == wanted


def test_the_refusal_tells_at_whom_the_bundle_is_and_since_when(file: WorkFile, desk: DocumentDesk) -> None:
    move(file, SLS_ID, Party.KOSEKA, FITRI.code, "2022-11-12")
    found = refusal(file, PPL, file.document(desk.id))
    assert found is not None
    assert all(part in found.words for part in ("Koseka", "FITRI (01001)", "12 Nov 2022"))


@pytest.mark.parametrize(
    ("decisions", "ppl", "pml"),
    [
        ((), "", ""),
        ((HANDED,), "at_other", ""),
        ((HANDED, RETURNED), "", "returned_to_ppl"),
        ((HANDED, APPROVED), "at_other", ""),
        ((APPROVED, REJECTED), "at_other", ""),
    ],
)
def test_a_family_that_was_given_back_opens_for_its_owner_alone(
    file: WorkFile, desk: DocumentDesk, decisions: tuple[str, ...], ppl: str, pml: str
) -> None:
    for each in decisions:
        desk.record(each, None)
    assert (why(file, PPL, desk.id), why(file, RATNA, desk.id)) == (ppl, pml)


def test_lists_go_with_the_bundle_and_a_koseka_fills_the_recap_until_it_is_at_the_office(
    file: WorkFile, make_desk: Make
) -> None:
    vk = make_desk({}, form=LIST_FORM, file=file).id
    minutes = open_minutes(file, SLS_ID, Session(lambda work: work(file), "laptop").stamp())
    for document in (vk, minutes):
        assert [why(file, each, document) for each in (PPL, FITRI, TINI)] == ["", "", "wrong_role"]
    move(file, SLS_ID, Party.KOSEKA)
    assert [why(file, each, vk) for each in (PPL, FITRI)] == ["at_other", ""]
    move(file, SLS_ID, Party.TU)
    assert why(file, FITRI, vk) == "at_other"


# --- who keys the SLS ---------------------------------------------------------------------------------


def test_an_operator_keys_what_is_hers_and_only_that(file: WorkFile, desk: DocumentDesk) -> None:
    claim(file, SLS_ID, DEWI)
    assert [why(file, each, desk.id) for each in (DEWI, EKA)] == ["", "claimed_by_other"]
    claim(file, SLS_ID, DEWI, ClaimAction.PASS_ON, EKA.code)
    assert [why(file, each, desk.id) for each in (DEWI, EKA)] == ["claimed_by_other", ""]
    found = refusal(file, DEWI, file.document(desk.id))
    assert found is not None
    assert "EKA PUTRA (41002)" in found.words


@pytest.mark.parametrize(("given", "code"), [([SLS_ID], ""), (["3321010001009900"], "wrong_area")])
def test_an_sls_that_the_office_gave_to_another_can_only_be_read(
    file: WorkFile, desk: DocumentDesk, given: list[str], code: str
) -> None:
    file.remember(ASSIGNED, json.dumps(given))
    assert why(file, PPL, desk.id) == code


def test_a_control_book_is_never_opened_as_a_document(file: WorkFile) -> None:
    move(file, SLS_ID, Party.PML)
    session = Session(lambda work: work(file), "laptop")
    with pytest.raises(InputFault, match="not_a_document"):
        session.open(book_id(SLS_ID))
    assert session.on_desk() == frozenset()


# --- what a refusal keeps from, and what not ----------------------------------------------------------


@pytest.fixture
def closed(file: WorkFile, desk: DocumentDesk) -> DocumentDesk:
    """The family as its PPL has it open after the bundle went to the PML."""
    move(file, SLS_ID, Party.PML)
    return Session(lambda work: work(file), "laptop").open(desk.id)


CHANGES: dict[str, Callable[[DocumentDesk], object]] = {
    "answer": lambda desk: desk.answer(Place("r303"), "7"),
    "blank": lambda desk: desk.answer(Place("r303"), None),
    "add_row": lambda desk: desk.add_row("anggota"),
    "remove_row": lambda desk: desk.remove_row(desk.instance.rows("anggota")[0].id),
    "move_row": lambda desk: desk.move_row(desk.instance.rows("anggota")[0].id, 1),
}


@pytest.mark.parametrize("change", CHANGES)
def test_answers_and_rows_stay_as_they_are(file: WorkFile, closed: DocumentDesk, change: str) -> None:
    before, length = closed.instance.answers(), len(file.history(closed.id))
    with pytest.raises(InputFault, match="not_yours"):
        CHANGES[change](closed)
    assert closed.instance.answers() == before
    assert len(file.history(closed.id)) == length
    file.verify_document(closed.id)


def test_notes_and_decisions_are_for_everybody(file: WorkFile, closed: DocumentDesk) -> None:
    closed.note(Place("r303"), "tanyakan lagi")
    closed.record(RETURN, Place("r303"), "lantai")
    assert closed.refusal == "at_other"
    state = file.document(closed.id).state
    assert state.notes == {("", "r303"): "tanyakan lagi"}
    assert state.decisions["", "r303"].note == "lantai"


def test_a_decision_is_taken_back_like_any_command_and_moves_the_right_with_it(
    file: WorkFile, desk: DocumentDesk
) -> None:
    own = Session(lambda work: work(file), "laptop").open(desk.id)
    own.record(HANDED, None)
    assert own.refusal == "at_other"
    with pytest.raises(InputFault, match="not_yours"):
        own.answer(Place("r303"), "7")
    assert own.undo() is not None
    assert own.refusal == ""
    own.answer(Place("r303"), "7")
    file.verify_document(desk.id)


def test_a_disk_that_refuses_a_decision_leaves_everything_as_it_was(
    make_desk: Make, family: dict[str, Any], file: WorkFile
) -> None:
    full = False

    def run(work: Callable[[WorkFile], Any]) -> Any:
        if full:
            raise MachineFault("disk_full", file="x")
        return work(file)

    desk = make_desk(family, file=file, run=run)
    desk.record(ACCEPTED, None, "baik")
    before, full = dict(desk.state.decisions), True
    with pytest.raises(MachineFault):
        desk.record(REJECTED, None)
    assert desk.state.decisions == before
