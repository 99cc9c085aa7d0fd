"""The paper printed from its form: every page, every set, every answer in its boxes, whatever is in them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import cache

import pytest
from pypdf import PdfReader
from qr_reader import drawn_qr_text

from regsosek_desk import __version__
from regsosek_desk.core.formdef.models import Form
from regsosek_desk.reports.facsimile.filling import Facsimile, FilledForm, Paper, sheets_of
from regsosek_desk.reports.facsimile.ink import FOOT, PAPER
from regsosek_desk.reports.page import Origin
from regsosek_desk.storage.formfiles import load_form

ORIGIN = Origin("BPS KABUPATEN DEMAK", datetime(2022, 11, 21, 15, 4, tzinfo=timezone(timedelta(hours=7))))
LINK = "RSK1|k|01932f5e-7a1b-7c3d-8e4f-0123456789ab"
PAGES = 4


@cache
def paper(form: str = "regsosek22-k") -> Paper:
    return Paper(form_of(form))


def form_of(form: str = "regsosek22-k") -> Form:
    return load_form(form).bound.form


def family(members: Sequence[Mapping[str, str]] = (), **answers: str) -> FilledForm:
    return FilledForm(LINK, "K 3321010001000100-001", answers, {"anggota": members}, {"r101": "JAWA TENGAH"})


def people(count: int) -> list[dict[str, str]]:
    return [{"r401": f"{n:02}", "r402": f"ORANG KE {n}"} for n in range(1, count + 1)]


def pdf_of(*documents: FilledForm, form: str = "regsosek22-k", origin: Origin = ORIGIN) -> PdfReader:
    book = Facsimile("K", origin)
    for document in documents:
        book.add(paper(form), document)
    return PdfReader(io.BytesIO(book.pdf()))


def texts(reader: PdfReader) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.mark.parametrize(("members", "pages"), [(0, 4), (1, 4), (5, 4), (6, 7), (10, 7), (11, 10)])
def test_five_members_make_a_set_and_each_set_has_its_pages(members: int, pages: int) -> None:
    found = texts(pdf_of(family(people(members), r101="33")))
    assert len(found) == pages
    assert [f"Halaman {at} dari {pages}" in text for at, text in enumerate(found, 1)] == [True] * pages


def test_every_member_is_in_the_set_of_their_place() -> None:
    found = texts(pdf_of(family(people(11), r101="33")))
    shown = [[n for n in range(1, 12) if f"ORANG KE {n} " in f"{text} "] for text in found]
    sets = [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10], [11]]
    assert shown == [[], sets[0], sets[0], [], [], sets[1], sets[1], [], sets[2], sets[2]]


def test_numbers_that_disagree_with_the_set_are_printed_as_they_stand() -> None:
    """The paper of the second set may begin at 01 again: nothing is put right, nobody is left out."""
    members = people(7)
    members[5]["r401"] = members[6]["r401"] = "01"
    pages = [sheet for sheet in sheets_of(paper(), family(members, r101="33")) if sheet.page is paper().pages[1]]
    first, second = pages
    assert [row["r401"] for row in first.rows] == ["01", "02", "03", "04", "05"]
    assert [row["r401"] for row in second.rows] == ["01", "01"]


def test_a_further_set_says_whose_it_is_and_nothing_else_of_the_family() -> None:
    found = texts(pdf_of(family(people(6), r101="33", r108="SITI", responden_nama="TETANGGA")))
    assert ["SITI" in text for text in found] == [True, False, False, False, True, False, False]
    assert ["TETANGGA" in text for text in found] == [True, False, False, False, False, False, False]


def test_answers_stand_in_boxes_and_places_have_their_names() -> None:
    text = texts(pdf_of(family([], r101="33", r114="3321015511800001", r201="2022-10-20", r108="SITI AMINAH")))[0]
    assert "JAWA TENGAH" in text
    assert "SITI AMINAH" in text
    spread = text.replace(" ", "")
    assert "3321015511800001" in spread
    assert "20102022" in spread


def test_the_link_boxes_repeat_the_key_on_page_three() -> None:
    key = {"r101": "33", "r102": "21", "r103": "010", "r104": "001", "r105": "0001", "r105_sub": "00",
           "r109": "012", "r110": "034"}  # fmt: skip
    found = texts(pdf_of(family(people(1), **key)))
    assert "33210100010001000" in found[2].replace(" ", "")
    assert "012034" in found[2].replace(" ", "")
    assert "012034" not in found[1].replace(" ", "")


def test_the_blank_paper_has_every_question_and_no_answer() -> None:
    found = texts(pdf_of(FilledForm(LINK, "K kosong")))
    whole = " ".join(found)
    missing = [q.number for s in form_of().sections for q in s.questions if q.number and q.number not in whole]
    assert missing == []
    assert [word in found[0] for word in ("RAHASIA", "REGISTRASI SOSIAL EKONOMI 2022", "REGSOSEK22-K")] == [True] * 3
    assert "2, 3, 4, 5 → 302" in found[0]


def test_every_code_is_printed_once_at_least() -> None:
    whole = " ".join(texts(pdf_of(FilledForm(LINK, "K kosong")))).replace(" ", "")
    labels = {label for s in form_of().sections for q in s.questions for label in q.codes.values()}
    assert [label for label in sorted(labels) if label.replace(" ", "") not in whole] == []


@pytest.mark.parametrize("form", ["regsosek22-k", "regsosek22-vk1"])
def test_nothing_stands_outside_the_page(form: str) -> None:
    for page in paper(form).pages:
        for slot in page.slots:
            assert slot.frame.x >= 0
            assert slot.frame.right <= PAPER[0]
            assert 0 <= slot.frame.top <= slot.frame.bottom <= FOOT + 1


def test_long_and_odd_answers_are_all_there_or_visibly_cut() -> None:
    name = "SITI ‘AINI BINTI MUHAMMAD ABDURRAHMAN WAHID ASY-SYARIFAH"
    text = texts(pdf_of(family([{"r401": "01", "r402": name}], r101="33", r108=name, r109="12345", r107="JL " * 200)))
    assert name in text[0]
    assert name.split()[-1] in text[1]
    assert "12345" in text[0]  # too long for its boxes
    assert "…" in text[0]


def test_a_note_keeps_its_lines() -> None:
    text = texts(pdf_of(family([], r101="33", catatan="BARIS SATU\nBARIS DUA")))[3]
    assert "BARIS SATU BARIS DUA" in text


def test_every_sheet_has_the_code_of_its_family() -> None:
    other = LINK.replace("89ab", "89ac")
    reader = pdf_of(family(people(1)), FilledForm(other, "K lain"))
    assert [drawn_qr_text(page) for page in reader.pages] == [LINK] * PAGES + [other] * PAGES
    assert all(__version__ in text and "21 November 2022 pukul 15.04 WIB" in text for text in texts(reader))


def test_training_is_written_on_every_sheet_and_on_no_other() -> None:
    practice = Origin(ORIGIN.office, ORIGIN.printed, training=True)
    assert all("LATIHAN" in text for text in texts(pdf_of(family(people(6)), origin=practice)))
    assert not any("LATIHAN" in text for text in texts(pdf_of(family(people(6)))))


def test_pages_that_are_alike_are_kept_once() -> None:
    def size(count: int) -> int:
        book = Facsimile("K", ORIGIN)
        for _ in range(count):
            book.add(paper(), family(people(1), r101="33"))
        return len(book.pdf())

    assert size(5) - size(1) < size(1)


def test_a_list_takes_as_many_pages_as_it_needs() -> None:
    page = next(p for p in paper("regsosek22-vk1").pages if p.roster == "vk_a")
    rows = [{"no_prelist": f"{n:04}", "prelist_nama": f"KELUARGA {n}"} for n in range(1, 2 * page.lines + 2)]
    document = FilledForm(LINK, "VK1", {"r101": "33"}, {"vk_a": rows})
    found = texts(pdf_of(document, form="regsosek22-vk1"))
    assert sum("V.A KELUARGA PRELIST" in text for text in found) == 3
    assert f"KELUARGA {len(rows)}" in " ".join(found)
    blank = texts(pdf_of(FilledForm(LINK, "VK1 kosong"), form="regsosek22-vk1"))
    assert sum("V.A KELUARGA" in text for text in blank) == 1


def test_a_list_on_the_page_of_other_questions_has_a_page_only_where_it_has_rows() -> None:
    roster = next(p.roster for p in paper("regsosek22-vk1").pages if p.when_filled)
    empty, filled = FilledForm(LINK, "VK1"), FilledForm(LINK, "VK1", {}, {roster or "": [{}]})
    assert len(texts(pdf_of(filled, form="regsosek22-vk1"))) == len(texts(pdf_of(empty, form="regsosek22-vk1"))) + 1
