"""Decisions made on laptops that don't know of each other come together by way of the office."""

from __future__ import annotations

from pathlib import Path

from exchange_rig import PIN, Field, exchange
from review_rig import put_family, stage

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.checking.checker import Checker
from regsosek_desk.services.checking.review import read_queue
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile


def checker_on(file: WorkFile, document: str) -> Checker:
    """Whoever this laptop belongs to, with the document on the desk."""
    checker = Checker(Session(lambda work: work(file), "laptop"))
    checker.open(document)
    return checker


def shared(field: Field, address: str) -> tuple[Path, Path, str]:
    """A clean family of the PPL that the PML has too."""
    ppl, pml = field.laptop("ppl"), field.laptop("pml")
    with open_workfile(ppl, PIN) as file:
        document = put_family(file, "001")
    exchange(ppl, address)
    exchange(pml, address)
    return ppl, pml, document


def test_what_the_ppl_changed_meanwhile_is_seen_by_the_pml_who_approved_without_knowing(field: Field) -> None:
    with field.office.on_air() as address:
        ppl, pml, document = shared(field, address)
        with open_workfile(pml, PIN) as file:
            checker = checker_on(file, document)
            assert checker.approve().finished
            checker.close()
        with open_workfile(ppl, PIN) as file:
            Session(lambda work: work(file), "laptop").open(document).answer(Place("r302"), "072")
        for path in (pml, ppl, pml):
            exchange(path, address)
    with open_workfile(ppl, PIN) as there, open_workfile(pml, PIN) as file:
        assert (stage(there, document), stage(file, document)) == ("changed", "changed")
        file.verify_document(document)
        checker = checker_on(file, document)
        assert [row.id for row in read_queue(file, checker.judge, "waiting").rows] == [document]
        [place] = checker.found.places
        assert (place.place.question, place.kind, place.answer) == ("r302", "changed", "072")


def test_a_note_travels_to_its_owner_and_the_answer_back(field: Field) -> None:
    with field.office.on_air() as address:
        ppl, pml, document = shared(field, address)
        with open_workfile(pml, PIN) as file:
            checker = checker_on(file, document)
            assert checker.return_document("halaman 2 hilang").finished
            checker.close()
        exchange(pml, address)
        exchange(ppl, address)
        with open_workfile(ppl, PIN) as file:
            assert stage(file, document) == "returned"
            desk = Session(lambda work: work(file), "laptop").open(document)
            assert desk.refused is None
            assert desk.state.decisions[("", "")].note == "halaman 2 hilang"
            desk.record("handed", None)
        exchange(ppl, address)
        exchange(pml, address)
        with open_workfile(pml, PIN) as file:
            assert stage(file, document) == "handed"
