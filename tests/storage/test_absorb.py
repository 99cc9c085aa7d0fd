"""Work of another device brought into the file: once, whole, and never over what is there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from absorb_rig import DOCUMENT, PML, SLS, STAMP, bundle, judge, member, new_document

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import Draft, Entry, Stamp, fill
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.workfile import WorkFile


def put(question: str, new: str, old: str | None = None, row: str = "") -> Draft:
    return Draft("set", row=row, question=question, old=old, new=new)


def write(file: WorkFile, *drafts: Draft) -> None:
    file.commit(DOCUMENT, drafts, PML if file.meta["who"] == "pml" else STAMP, Summary("1", "h"))


def everything(file: WorkFile) -> object:
    stored = file.document(DOCUMENT)
    return stored.state, stored.tip, stored.conflicts, file.conflicts(DOCUMENT), file.history(DOCUMENT)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], WorkFile]]:
    with ExitStack() as files:

        def made(who: str) -> WorkFile:
            file = files.enter_context(WorkFile.create(tmp_path / f"{who}.regsosek", {"who": who}))
            file.add_sls(Sls(SLS))
            return file

        yield made


@pytest.fixture
def ppl(make: Callable[[str], WorkFile]) -> WorkFile:
    """Holds a document with one member."""
    file = make("ppl")
    file.create_documents(STAMP, [new_document()])
    return file


@pytest.fixture
def pml(make: Callable[[str], WorkFile], ppl: WorkFile) -> WorkFile:
    """Holds it too."""
    file = make("pml")
    assert file.absorb(bundle(ppl), judge).code == "accepted"
    return file


def test_a_document_that_is_not_here_is_made(ppl: WorkFile, pml: WorkFile) -> None:
    assert everything(pml) == everything(ppl)
    pml.verify_document(DOCUMENT)
    assert [row.id for row in pml.lists.documents(search="siti")] == [DOCUMENT]


def test_the_same_again_is_no_change(ppl: WorkFile, pml: WorkFile) -> None:
    before = everything(pml)
    verdict = pml.absorb(bundle(ppl), judge)
    assert (verdict.code, verdict.heads) == ("already", ppl.document(DOCUMENT).tip.hash)
    assert everything(pml) == before


def test_what_follows_straight_is_added_and_can_be_worked_on(ppl: WorkFile, pml: WorkFile) -> None:
    known = ppl.document(DOCUMENT).tip.hash
    write(pml, put("a", "1"))  # kept in memory for commits
    ppl.absorb(bundle(pml, known), judge)
    write(ppl, put("a", "2", "1"), Draft("row_add", row="new", roster="anggota", new="0"))
    assert pml.absorb(bundle(ppl, known), judge).code == "accepted"
    write(pml, put("a", "3", "2"))
    pml.verify_document(DOCUMENT)
    assert [row.id for row in pml.document(DOCUMENT).state.rows("anggota")] == ["new", member()]


def test_a_straight_continuation_reads_no_history(
    ppl: WorkFile, pml: WorkFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ppl.document(DOCUMENT).tip.hash
    write(ppl, put("a", "1"))
    sent = bundle(ppl, known)
    monkeypatch.setattr("regsosek_desk.storage.journal.history", None)
    assert pml.absorb(sent, judge).code == "accepted"


def test_both_sides_come_to_the_same(ppl: WorkFile, pml: WorkFile) -> None:
    known = ppl.document(DOCUMENT).tip.hash
    write(ppl, put("a", "1"), put("q_name", "SITI A", "SITI", row=member()))
    write(pml, put("b", "1"), Draft("row_add", row="new", roster="anggota", new="1"))
    write(pml, Draft("row_remove", row="new", roster="anggota", old="1"))
    to_pml, to_ppl = bundle(ppl, known), bundle(pml, known)
    assert pml.absorb(to_pml, judge).code == ppl.absorb(to_ppl, judge).code == "accepted"
    assert everything(pml) == everything(ppl)
    for file in (ppl, pml):
        file.verify_document(DOCUMENT)
        assert [row.id for row in file.lists.documents(search="siti a")] == [DOCUMENT]


def test_a_conflict_is_counted_until_it_is_settled(ppl: WorkFile, pml: WorkFile) -> None:
    known = ppl.document(DOCUMENT).tip.hash
    write(ppl, put("a", "1"))
    write(pml, put("a", "2"))
    assert ppl.absorb(bundle(pml, known), judge).code == "conflict"
    assert ppl.documents_in_conflict() == [DOCUMENT]
    for draft, left in ((put("b", "1"), 1), (put("a", "1", "2"), 0), (put("b", "2", "1"), 0)):
        write(ppl, draft)
        assert (ppl.document(DOCUMENT).conflicts, ppl.lists.documents()[0].conflicts) == (left, left)
        ppl.verify_document(DOCUMENT)
    assert pml.absorb(bundle(ppl, known), judge).code == "accepted"
    assert everything(pml) == everything(ppl)


def test_a_conflict_of_a_removed_row_comes_back_with_it(ppl: WorkFile, pml: WorkFile) -> None:
    known = ppl.document(DOCUMENT).tip.hash
    for file, name in ((ppl, "A"), (pml, "B")):
        write(file, put("q_name", name, "SITI", row=member()))
    ppl.absorb(bundle(pml, known), judge)
    write(ppl, gone := Draft("row_remove", row=member(), roster="anggota", old="0"))
    assert ppl.document(DOCUMENT).conflicts == 0
    write(ppl, Draft("row_add", row=gone.row, roster="anggota", new="0", undoes=ppl.history(DOCUMENT)[-1].id))
    assert ppl.document(DOCUMENT).conflicts == 1
    ppl.verify_document(DOCUMENT)


@pytest.mark.parametrize("seed", range(5))
def test_entries_in_pieces_and_any_order_come_to_the_same(
    make: Callable[[str], WorkFile], ppl: WorkFile, pml: WorkFile, seed: int
) -> None:
    """A piece that needs another one first is refused and changes nothing; later it is taken."""
    pieces, known = [bundle(ppl)], bundle(ppl).heads
    for number in range(3):
        for file in (ppl, pml):
            write(file, put(f"{file.meta['who']}{number}", "1"))
            pieces.append(bundle(file, known if number == 0 else pieces[-2].heads))
    third = make("third")
    random.Random(seed).shuffle(pieces)
    while pieces:
        codes = [third.absorb(each, judge).code for each in pieces]
        pieces = [each for each, code in zip(pieces, codes, strict=True) if code == "quarantined"]
        assert "accepted" in codes
    for file in (ppl, pml):
        file.absorb(bundle(third), judge)
        assert everything(file) == everything(third)
    third.verify_document(DOCUMENT)


def test_blank_stays_blank_until_somebody_keys(make: Callable[[str], WorkFile]) -> None:
    office, ppl = make("office"), make("ppl")
    given = Stamp("", "d-server", STAMP.at, 420, "prelist")
    office.create_documents(given, [NewDocument("k", SLS, Summary("1"), [fill({"street": "X"})], id=DOCUMENT)])
    ppl.absorb(bundle(office), judge)
    assert ppl.document(DOCUMENT).summary.status == "blank"
    known = bundle(office).heads
    office.commit(DOCUMENT, [put("street", "Y", "X")], given, Summary("1"))
    ppl.absorb(bundle(office, known), judge)
    assert ppl.document(DOCUMENT).summary.status == "blank"
    known = bundle(office).heads
    office.commit(DOCUMENT, [put("a", "1")], PML, Summary("1"))
    ppl.absorb(bundle(office, known), judge)
    assert ppl.document(DOCUMENT).summary.status == "error"


# --- what is refused --------------------------------------------------------------------------------


def refused(file: WorkFile, sent: Bundle, judged: Callable[[StoredDocument], Summary] = judge) -> str:
    """Reason of a refusal, which leaves the file as it was."""
    before = list(file.every_document()), [file.history(each.id) for each in file.every_document()]
    verdict = file.absorb(sent, judged)
    assert before == (list(file.every_document()), [file.history(each.id) for each in file.every_document()])
    assert verdict.code == "quarantined"
    assert (verdict.document, verdict.heads, verdict.owner) == (sent.document, sent.heads, sent.entries[-1].petugas)
    return verdict.reason


def longer(ppl: WorkFile) -> Bundle:
    known = ppl.document(DOCUMENT).tip.hash
    write(ppl, put("a", "1"))
    write(ppl, put("a", "2", "1"))
    write(ppl, put("a", "3", "2"))
    return bundle(ppl, known)


def with_entry(sent: Bundle, at: int, **changed: object) -> Bundle:
    entries: list[Entry] = list(sent.entries)
    entries[at] = replace(entries[at], **changed)  # type: ignore[arg-type]
    return replace(sent, entries=tuple(entries))


def test_an_unknown_sls(make: Callable[[str], WorkFile], ppl: WorkFile) -> None:
    other = make("other")
    assert refused(other, replace(bundle(ppl), sls_id="3321010001009900")) == "sls_unknown"


def test_another_document_under_the_same_id(ppl: WorkFile, pml: WorkFile) -> None:
    assert refused(pml, replace(longer(ppl), form="vk")) == "document_differs"


@pytest.mark.parametrize(("at", "reason"), [(0, "journal_broken"), (1, "journal_broken"), (2, "parent_missing")])
def test_a_changed_entry(ppl: WorkFile, pml: WorkFile, at: int, reason: str) -> None:
    """Of the last one only the heads tell, as though it were not there."""
    assert refused(pml, with_entry(longer(ppl), at, new="9")) == reason


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_missing_entry(ppl: WorkFile, pml: WorkFile, at: int) -> None:
    sent = longer(ppl)
    entries = tuple(entry for number, entry in enumerate(sent.entries) if number != at)
    assert refused(pml, replace(sent, entries=entries)) == "parent_missing"


def test_an_entry_that_starts_from_something_else(ppl: WorkFile, pml: WorkFile) -> None:
    sent = bundle(ppl, known := ppl.document(DOCUMENT).tip.hash)
    entry = Entry("e", DOCUMENT, 4, "e", "set", "", "", "a", "9", "1", "", "1", "d", STAMP.at, 420, "keyed", known)
    assert pml.document(DOCUMENT).tip.seq == 3
    assert refused(pml, replace(sent, entries=(entry,), heads=entry.hash)) == "journal_broken"


def test_an_entry_that_is_here_with_another_content(ppl: WorkFile, pml: WorkFile) -> None:
    sent = longer(ppl)
    pml.absorb(sent, judge)
    assert refused(pml, with_entry(sent, 1, new="9")) == "entry_differs"


def test_an_entry_or_row_of_another_document(ppl: WorkFile, pml: WorkFile) -> None:
    pml.create_documents(PML, [new_document("other")])
    assert refused(pml, with_entry(longer(ppl), 0, document="other")) == "entry_differs"
    write(ppl, Draft("row_add", row=member("other"), roster="anggota", new="1"))
    assert refused(pml, bundle(ppl)) == "entry_differs"


def test_a_form_that_this_program_does_not_have(ppl: WorkFile, pml: WorkFile) -> None:
    def unknown(_: StoredDocument) -> Summary:
        raise InputFault("form_unknown")

    assert refused(pml, longer(ppl), unknown) == "form_unknown"


def test_a_disk_that_refuses_leaves_the_file_as_it_was(
    ppl: WorkFile, pml: WorkFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, before = longer(ppl), everything(pml)

    def full(*_: object) -> None:
        raise MachineFault("disk_full", file="pml.regsosek")

    with monkeypatch.context() as broken:
        broken.setattr("regsosek_desk.storage.journal.append", full)
        with pytest.raises(MachineFault):
            pml.absorb(sent, judge)
    assert everything(pml) == before
    assert pml.absorb(sent, judge).code == "accepted"
