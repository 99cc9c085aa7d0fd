"""One decision a key: what it writes, what it refuses and why, and that the last one can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from document_rig import SLS, case, prelist_of
from review_rig import KOSEKA, PML, PPL, become, checker_of, keyed_later, kinds, make_review_file, put_family, stage

from regsosek_desk.core.domain.decisions import ANSWERED, HANDED
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.checking.checker import Checker
from regsosek_desk.services.checking.exceptions import Exceptional
from regsosek_desk.services.checking.returned import why_not_hand
from regsosek_desk.services.documents import FAMILY_FORM, drafts_of, state_after, summary_for
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

SMALL = {"r302": "005", "r111": "2"}
"""A warning at the floor area."""


@pytest.fixture
def file(tmp_path: Path) -> Iterator[WorkFile]:
    made = make_review_file(tmp_path / "kerja.regsosek")
    yield made
    made.close()


def first(checker: Checker) -> Exceptional:
    return checker.found.places[0]


def test_a_clean_document_is_approved_with_one_key(file: WorkFile) -> None:
    document = put_family(file, "001")
    assert checker_of(file, PML, document).approve().finished
    assert stage(file, document) == "approved"


def test_a_warning_that_is_right_is_confirmed_by_it_and_the_document_can_go(file: WorkFile) -> None:
    document = put_family(file, "001", SMALL)
    checker = checker_of(file, PML, document)
    refused = checker.approve()
    assert (refused.done, refused.finished) == (False, False)
    assert checker.right(first(checker)).done
    assert file.document(document).summary.status == "clean"
    assert first(checker).settled
    assert checker.approve().finished
    file.verify_document(document)


def test_an_error_is_never_right(file: WorkFile) -> None:
    document = put_family(file, "001", {"r308": "99"})
    checker = checker_of(file, PML, document)
    assert not checker.right(first(checker)).done
    assert not checker.approve().done
    assert file.document(document).state.decisions == {}


def test_what_is_only_unusual_asks_once(file: WorkFile) -> None:
    for number in range(1, 21):
        put_family(file, f"{number:03}", {"r302": "060"})
    document = put_family(file, "030", {"r302": "300"})
    checker = checker_of(file, PML, document)
    assert kinds(checker) == {"r302": ["unusual"]}
    assert not checker.approve().finished
    assert stage(file, document) == "open"
    assert checker.approve().finished
    assert first(checker).settled


def test_a_document_with_answers_given_back_is_given_back_and_not_approved(file: WorkFile) -> None:
    document = put_family(file, "001", SMALL)
    checker = checker_of(file, PML, document)
    checker.give_back(first(checker), "ukur lagi")
    assert not checker.approve().finished
    assert checker.return_document().finished
    assert stage(file, document) == "returned"
    assert checker.notes()[0] == "ukur lagi"


def test_a_document_without_any_needs_a_note(file: WorkFile) -> None:
    document = put_family(file, "001")
    checker = checker_of(file, PML, document)
    assert not checker.return_document().finished
    assert checker.return_document("halaman 2 hilang").finished
    assert checker.about is not None
    assert checker.about.note == "halaman 2 hilang"


def test_a_code_is_taken_by_its_digit_and_never_by_itself(file: WorkFile) -> None:
    document = put_family(file, "001", {"anggota": {"r417_kode": None, "r417_teks": "BURUH TANI PADI"}})
    checker = checker_of(file, PML, document)
    code = first(checker)
    place = code.place
    [proposal, *_] = checker.proposals(code)
    assert proposal.code == "01"
    assert checker.desk is not None
    assert checker.desk.instance.text(place) is None
    assert not checker.approve().done
    assert not checker.right(code).done
    checker.fill(code, proposal.code)
    assert checker.desk.instance.text(place) == "01"
    assert checker.approve().finished


class TestTakingBack:
    def test_the_last_decision_also_of_the_document_before(self, file: WorkFile) -> None:
        one, two = put_family(file, "001"), put_family(file, "002")
        checker = checker_of(file, PML, one)
        checker.approve()
        checker.open(two)
        checker.take_back()
        assert checker.desk is not None
        assert checker.desk.id == one
        assert (stage(file, one), stage(file, two)) == ("open", "open")
        assert not checker.take_back().done

    def test_a_warning_called_right_is_open_again(self, file: WorkFile) -> None:
        document = put_family(file, "001", SMALL)
        checker = checker_of(file, PML, document)
        before = file.document(document).state
        checker.right(first(checker))
        checker.take_back()
        assert file.document(document).state == before
        assert first(checker).kind == "warning"

    def test_a_document_given_back_is_here_again(self, file: WorkFile) -> None:
        document = put_family(file, "001", SMALL)
        checker = checker_of(file, PML, document)
        checker.give_back(first(checker), "ukur lagi")
        checker.return_document()
        checker.take_back()
        assert stage(file, document) == "open"
        assert checker.has_returns
        checker.take_back()
        assert not checker.has_returns


class TestWhoMayDecide:
    def test_a_pml_leaves_a_document_that_is_with_its_ppl(self, file: WorkFile) -> None:
        document = put_family(file, "001")
        checker = checker_of(file, PML, document)
        checker.return_document("periksa")
        assert not checker.approve().done
        assert stage(file, document) == "returned"

    def test_a_koseka_decides_what_the_pml_has_approved_and_nothing_else(self, file: WorkFile) -> None:
        document = put_family(file, "001")
        assert not checker_of(file, KOSEKA, document).approve().done
        checker_of(file, PML, document).approve()
        assert checker_of(file, KOSEKA, document).approve().finished
        assert stage(file, document) == "accepted"
        assert not checker_of(file, PML, document).return_document("terlambat").done

    def test_a_rejection_comes_back_to_the_pml_with_its_notes(self, file: WorkFile) -> None:
        document = put_family(file, "001")
        checker_of(file, PML, document).approve()
        koseka = checker_of(file, KOSEKA, document)
        koseka.return_document("luas tidak masuk akal")
        assert stage(file, document) == "rejected"
        pml = checker_of(file, PML, document)
        assert pml.about is not None
        assert (pml.about.note, pml.name_of(pml.about.petugas)) == ("luas tidak masuk akal", "FITRI")
        assert pml.approve().finished

    def test_nobody_decides_about_what_nobody_keyed(self, file: WorkFile) -> None:
        blank = checker_of(file, PML, _blank(file))
        assert not blank.approve().done
        assert not blank.return_document("isi").done


def _blank(file: WorkFile) -> str:
    stamp = Stamp.now("", "kantor", "prelist")
    drafts = drafts_of(prelist_of(case("keluarga-bersih")), ["anggota"])
    state = state_after("d", drafts, stamp)
    summary = summary_for(load_form(FAMILY_FORM), state, state)
    return file.create_documents(stamp, [NewDocument(FAMILY_FORM, SLS, summary, drafts)])[0]


class TestTheWayBack:
    @pytest.fixture
    def returned(self, file: WorkFile) -> str:
        document = put_family(file, "001", {"r302": "005", "r111": "2", "r308": "99"})
        checker = checker_of(file, PML, document)
        for each in list(checker.found.places):
            checker.give_back(each, "ukur lagi")
        checker.return_document()
        checker.close()
        return document

    def test_it_is_handed_back_when_all_is_dealt_with(self, file: WorkFile, returned: str) -> None:
        desk = become(file, PPL).open(returned)
        assert desk.returned == {Place("r302"): "ukur lagi", Place("r308"): "ukur lagi"}
        assert why_not_hand(desk, PPL)
        desk.answer(Place("r308"), "04")
        assert desk.returned == {Place("r302"): "ukur lagi"}
        desk.record(ANSWERED, Place("r302"), "memang kecil")
        assert why_not_hand(desk, PPL) == ""
        desk.record(HANDED, None)
        assert stage(file, returned) == "handed"

    def test_the_pml_sees_the_answer_and_the_change_beside_her_note(self, file: WorkFile, returned: str) -> None:
        desk = become(file, PPL).open(returned)
        desk.answer(Place("r308"), "04")
        desk.record(ANSWERED, Place("r302"), "memang kecil")
        desk.record(HANDED, None)
        checker = checker_of(file, PML, returned)
        found = {each.place.question: " ".join(reason.text for reason in each.reasons) for each in checker.found.places}
        assert "ukur lagi" in found["r308"]
        assert "memang kecil" in found["r302"]
        assert kinds(checker) == {"r302": ["warning", "answered"], "r308": ["changed"]}

    def test_a_pml_hands_nothing_over(self, file: WorkFile, returned: str) -> None:
        assert why_not_hand(become(file, PML).open(returned), PML)

    def test_what_was_changed_without_being_asked_is_seen_too(self, file: WorkFile, returned: str) -> None:
        keyed_later(file, returned, "r303", "8")
        desk = become(file, PPL).open(returned)
        desk.answer(Place("r308"), "04")
        desk.record(ANSWERED, Place("r302"))
        desk.record(HANDED, None)
        assert "changed" in kinds(checker_of(file, PML, returned))["r303"]
