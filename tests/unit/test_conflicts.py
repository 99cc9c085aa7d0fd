"""Two laptops on one document: what differs is told in the form's words, and choosing settles it on both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.merge import REMOVED, WORKED_ON
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.conflicts import OpenConflict, choose, open_conflicts
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, drafts_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.exchange.receive import judge
from regsosek_desk.services.session import Session
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

SLS = "3321010001000100"
FLOOR, NAME = Place("r302"), "r402"


class Laptop:
    """A petugas with his file."""

    def __init__(self, file: WorkFile, petugas: Petugas) -> None:
        self.file = file
        file.add_petugas(Petugas("02301", "SITI AMINAH"), Petugas("0230", "BUDI", "PML"))
        file.set_meta("petugas", petugas.code)
        self.session = Session(lambda work: work(file), f"d-{petugas.code}")

    def open(self, document: str) -> DocumentDesk:
        return self.session.open(document)

    def conflicts(self, document: str) -> list[OpenConflict]:
        self.file.verify_document(document)
        return open_conflicts(self.file, document)

    def send(self, other: Laptop, document: str) -> str:
        """Everything of a document to another laptop; gives the code of the verdict there."""
        stored, summary = self.file.document(document), self.file.document(document).summary
        bundle = Bundle(
            document, stored.form, stored.sls_id, stored.vk_row, summary.form_version, summary.rule_hash,
            summary.status, 0, 0, 0, stored.tip.hash, tuple(self.file.history(document)),
        )  # fmt: skip
        return other.file.absorb(bundle, judge(other.file)).code


@pytest.fixture
def ppl(make_work: Callable[..., WorkFile]) -> Laptop:
    return Laptop(make_work(), Petugas("02301", "SITI AMINAH"))


@pytest.fixture
def pml(make_work: Callable[..., WorkFile]) -> Laptop:
    return Laptop(make_work(), Petugas("0230", "BUDI", "PML"))


@pytest.fixture
def document(ppl: Laptop, pml: Laptop, family: dict[str, Any]) -> str:
    """The clean family, keyed by the PPL, on both laptops."""
    drafts = drafts_of(family, load_form(FAMILY_FORM).bound.form.rosters)
    stamp = Stamp.now("02301", "d-02301")
    [made] = ppl.file.create_documents(stamp, [NewDocument(FAMILY_FORM, SLS, Summary(), drafts)])
    assert ppl.send(pml, made) == "accepted"
    return made


def exchange(ppl: Laptop, pml: Laptop, document: str) -> None:
    ppl.send(pml, document)
    pml.send(ppl, document)
    there, here = (each.file.document(document) for each in (ppl, pml))
    assert (there.state, there.tip, there.conflicts) == (here.state, here.tip, here.conflicts)


def differ(ppl: Laptop, pml: Laptop, document: str) -> OpenConflict:
    """Both write into one question."""
    ppl.open(document).answer(Place("r303"), "4")
    pml.open(document).answer(Place("r303"), "3")
    exchange(ppl, pml, document)
    [conflict] = pml.conflicts(document)
    return conflict


def row(desk: DocumentDesk, position: int) -> str:
    return desk.instance.rows("anggota")[position - 1].id


def test_a_conflict_speaks_the_words_of_the_form(ppl: Laptop, pml: Laptop, document: str) -> None:
    before = pml.open(document)
    conflict = differ(ppl, pml, document)
    assert (conflict.number, conflict.label) == ("303", before.instance.cell(Place("r303")).question.label)
    assert (conflict.row, conflict.place) == ("", Place("r303"))
    labels = before.instance.cell(Place("r303")).question.codes
    assert conflict.base == f"{before.instance.text(Place('r303'))} {labels[before.instance.text(Place('r303')) or '']}"
    assert [(each.value, each.who) for each in conflict.choices] == [
        (f"3 {labels['3']}", "BUDI"),
        (f"4 {labels['4']}", "SITI AMINAH"),
    ]
    assert all(each.at for each in conflict.choices)


@pytest.mark.parametrize(("side", "stands"), [(0, "3"), (1, "4")])
def test_choosing_settles_it_everywhere(ppl: Laptop, pml: Laptop, document: str, side: int, stands: str) -> None:
    conflict = differ(ppl, pml, document)
    desk = pml.open(document)
    choose(desk, conflict.conflict, conflict.choices[side].side)
    assert desk.instance.text(Place("r303")) == stands
    exchange(ppl, pml, document)
    for laptop in (ppl, pml):
        assert laptop.conflicts(document) == []
        assert laptop.open(document).instance.text(Place("r303")) == stands
        assert [each.conflicts for each in laptop.session.families()] == [0]


def test_what_was_settled_already_is_not_settled_again(ppl: Laptop, pml: Laptop, document: str) -> None:
    conflict = differ(ppl, pml, document)
    choose(pml.open(document), conflict.conflict, conflict.choices[0].side)
    with pytest.raises(InputFault, match="conflict_gone"):
        choose(pml.open(document), conflict.conflict, conflict.choices[1].side)
    assert pml.open(document).instance.text(Place("r303")) == "3"


def test_a_choice_can_be_taken_back_and_done_again(ppl: Laptop, pml: Laptop, document: str) -> None:
    """Taking it back brings the other answer back; that somebody has looked at both stays true."""
    conflict = differ(ppl, pml, document)
    desk = pml.open(document)
    choose(desk, conflict.conflict, conflict.choices[1].side)
    assert desk.undo() == Place("r303")
    assert (desk.instance.text(Place("r303")), pml.conflicts(document)) == ("3", [])
    desk.redo()
    assert desk.instance.text(Place("r303")) == "4"
    again = pml.open(document)
    assert again.marks.places == desk.marks.places


def test_notes_differ_and_are_chosen(ppl: Laptop, pml: Laptop, document: str) -> None:
    ppl.open(document).note(FLOOR, "lihat kertas")
    pml.open(document).note(FLOOR, "sudah benar")
    exchange(ppl, pml, document)
    [conflict] = ppl.conflicts(document)
    assert [each.value for each in conflict.choices] == ["sudah benar", "lihat kertas"]
    choose(ppl.open(document), conflict.conflict, conflict.choices[1].side)
    exchange(ppl, pml, document)
    assert pml.open(document).notes == {FLOOR: "lihat kertas"}
    assert pml.conflicts(document) == []


@pytest.mark.parametrize(("value", "members"), [(WORKED_ON, 4), (REMOVED, 3)])
def test_a_member_removed_here_and_keyed_there(
    ppl: Laptop, pml: Laptop, document: str, value: str, members: int
) -> None:
    third = row(ppl.open(document), 3)
    ppl.open(document).remove_row(third)
    pml.open(document).answer(Place(NAME, third), "JOKO")
    exchange(ppl, pml, document)
    [conflict] = ppl.conflicts(document)
    assert (conflict.conflict.kind, conflict.place, conflict.row) == ("row", None, "JOKO")
    assert [(each.side.value, each.who) for each in conflict.choices] == [
        (WORKED_ON, "BUDI"),
        (REMOVED, "SITI AMINAH"),
    ]
    [side] = [each.side for each in conflict.choices if each.side.value == value]
    choose(ppl.open(document), conflict.conflict, side)
    exchange(ppl, pml, document)
    for laptop in (ppl, pml):
        assert laptop.conflicts(document) == []
        assert len(laptop.open(document).instance.rows("anggota")) == members


def test_undo_stops_at_the_work_of_another_laptop(ppl: Laptop, pml: Laptop, document: str) -> None:
    ppl.open(document).answer(FLOOR, "48")
    pml.open(document).answer(Place("r303"), "3")
    exchange(ppl, pml, document)
    desk = ppl.open(document)
    assert desk.undo() is None
    desk.answer(FLOOR, "50")
    assert (desk.undo(), desk.instance.text(FLOOR), desk.undo()) == (FLOOR, "048", None)


def test_one_line_opened_on_two_laptops_is_one_family(ppl: Laptop, pml: Laptop, families_list: dict[str, Any]) -> None:
    drafts = drafts_of(families_list, load_form(LIST_FORM).bound.form.rosters)
    office = Stamp.now("", "d-server", "prelist")
    [vk] = ppl.file.create_documents(office, [NewDocument(LIST_FORM, SLS, Summary(), drafts)])
    ppl.send(pml, vk)
    lists = [laptop.open(vk) for laptop in (ppl, pml)]
    line = next(rows for rows in lists[0].instance.rosters.values() if rows)[0].id
    [k, same] = [laptop.session.family_of_line(desk, line) for laptop, desk in zip((ppl, pml), lists, strict=True)]
    assert k == same
    assert [each.session.families()[0].status for each in (ppl, pml)] == ["blank", "blank"]
    ppl.open(k).answer(Place("r205"), "1")
    pml.open(k).answer(FLOOR, "48")
    exchange(ppl, pml, k)
    for laptop in (ppl, pml):
        assert laptop.conflicts(k) == []
        desk = laptop.open(k)
        assert (desk.instance.text(Place("r205")), desk.instance.text(FLOOR)) == ("1", "048")
        assert [each.id for each in laptop.session.families()] == [k]
        assert laptop.session.family_of_line(laptop.open(vk), line) == k
        assert desk.is_given(Place("r108"))


def test_documents_are_on_the_desk_until_they_are_closed(ppl: Laptop, document: str) -> None:
    first, second = ppl.open(document), ppl.open(document)
    with pytest.raises(InputFault):
        ppl.open("tidak-ada")
    assert ppl.session.on_desk() == {document}
    ppl.session.close(first)
    assert ppl.session.on_desk() == {document}
    ppl.session.close(second)
    assert ppl.session.on_desk() == frozenset()
