"""The sheets around the questionnaire: mistakes, checks, recap, minutes, labels, each read back from its PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pypdf import PdfReader
from qr_reader import drawn_qr_text, qr_text

from regsosek_desk.core.domain.decisions import RETURN, RETURNED, draft_about_answer, draft_about_document
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import MOVEMENTS, PAPERS, Count, Movement, Party, Step, movement_answers
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, form_of, instance_from, judge, summary_of
from regsosek_desk.services.print import bundles, lists
from regsosek_desk.services.print.catalog import KINDS, SheetKind, Wish, file_name, make
from regsosek_desk.services.print.desk import Desk, Stopped, desk_on
from regsosek_desk.services.print.links import link
from regsosek_desk.services.print.questionnaires import blank_form, filled_forms
from regsosek_desk.services.team.books import write_lines
from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile

STAMP = Stamp("0230", "laptop-pml", "2022-11-02T03:04:05.678Z", 420)
COUNTS: Mapping[str, Count] = {paper: Count(1, None) for paper in PAPERS} | {"k": Count(87, 86)}
BAST = "B-001/3321/BAST/Regsosek/2022"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cetak") / "latihan.regsosek"
    make_training_file(path, sizes=(14, 9), keyed_every=1)
    return path


@pytest.fixture
def file(made: Path, tmp_path: Path) -> Iterator[WorkFile]:
    copy = tmp_path / made.name
    copy.write_bytes(made.read_bytes())
    with WorkFile.open(copy) as opened:
        yield opened


@pytest.fixture
def desk(file: WorkFile) -> Desk:
    return desk_on(lambda work: work(file))


def families(file: WorkFile) -> list[DocumentRow]:
    return file.lists.documents(form=FAMILY_FORM)


def read(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def give_back(file: WorkFile, document: str, note: str) -> str:
    """The first answer of a family goes back to its PPL, and with it the document; gives the printed number."""
    stored = file.document(document)
    program = form_of(stored)
    question = next(q for q in stored.state.answers if q in {c.id for c in program.bound.cells_of(None)})
    back = draft_about_answer(stored.state, "", question, RETURN, note)
    drafts = [back, draft_about_document(stored.state, RETURNED)]
    instance = instance_from(program, stored.state)
    file.commit(document, drafts, STAMP, summary_of(instance, judge(instance, stored.state, stored.state), ()))
    return program.bound.cells[None, question].question.number


def hand(file: WorkFile, sls_id: str, step: Step = Step.TAKEN, bast: str = BAST, on: str = "2022-11-16") -> None:
    move = Movement("", step, "", Party.PML, "0230", Party.KOSEKA, "023", on, COUNTS, bast)
    write_lines(file, sls_id, [(MOVEMENTS, movement_answers(move))], STAMP)


def box(file: WorkFile, sls_id: str, number: str) -> None:
    move = Movement("", Step.TAKEN, "", Party.TU, "05", Party.TU, "05", "2022-12-01", COUNTS, box=number)
    write_lines(file, sls_id, [(MOVEMENTS, movement_answers(move))], STAMP)


# --- mistakes -------------------------------------------------------------------------------------------


def test_mistakes_stand_in_walking_order_with_what_to_do(file: WorkFile, desk: Desk) -> None:
    wrong = [row for row in families(file) if row.status in ("error", "warning")]
    assert wrong  # the training data have planted mistakes
    text = " ".join(read(lists.mistake_list(desk, list(desk.sls))))
    places = [text.find(f" {row.building_number} {row.family_number} {row.head_name}") for row in
              sorted(wrong, key=lambda row: (row.sls_id, row.building_number, row.family_number))]  # fmt: skip
    assert -1 not in places
    assert places == sorted(places)


def test_families_without_a_mistake_are_not_on_the_list(file: WorkFile, desk: Desk) -> None:
    text = " ".join(read(lists.mistake_list(desk, list(desk.sls))))
    clean = [row for row in families(file) if row.status == "clean"]
    assert clean
    assert [row.id for row in clean if f" {row.building_number} {row.family_number} {row.head_name}" in text] == []


def test_the_note_of_the_pml_is_on_the_list_until_it_is_answered(file: WorkFile, desk: Desk) -> None:
    clean = next(row for row in families(file) if row.status == "clean")
    number = give_back(file, clean.id, "tanyakan lagi, NIK 3321015511800001 salah")
    text = " ".join(read(lists.mistake_list(desk, [clean.sls_id])))
    assert f"{clean.family_number} {clean.head_name} {number}" in text
    assert "tanyakan lagi, NIK 3321········0001 salah" in text


def test_no_number_of_a_person_is_on_a_list(file: WorkFile, desk: Desk) -> None:
    stored = list(file.every_document(form=FAMILY_FORM))
    niks = {key.nik for each in stored for key in each.summary.row_keys.values()}
    niks |= {each.summary.kk_number for each in stored}
    sheets = [lists.mistake_list(desk, list(desk.sls)), lists.check_report(desk, list(desk.sls)),
              bundles.bundle_labels(desk, list(desk.sls))]  # fmt: skip
    text = " ".join(part for pdf in sheets for part in read(pdf))
    assert {len(nik) for nik in niks} & {16}
    assert [nik for nik in niks if nik and nik in text] == []


def test_each_ppl_has_a_sheet_of_their_own(file: WorkFile) -> None:
    from dataclasses import replace

    first, second = file.sls_list()
    file.add_sls(replace(second, ppl_code="02399", ppl_name="PPL LAIN"))
    desk = desk_on(lambda work: work(file))
    found = read(lists.mistake_list(desk, [first.id, second.id]))
    assert ["PPL LAIN (02399)" in text for text in found if "Halaman 1 dari" in text] == [False, True]


# --- checks and recap -----------------------------------------------------------------------------------


def test_the_report_adds_up_and_names_what_came_back(file: WorkFile, desk: Desk) -> None:
    row = next(row for row in families(file) if row.status == "clean")
    number = give_back(file, row.id, "umur belum cocok")
    found = read(lists.check_report(desk, list(desk.sls)))
    rows = families(file)
    by = [sum(each.status == status for each in rows) for status in ("blank", "clean", "warning", "error")]
    assert f"Jumlah {len(rows)} {' '.join(map(str, by))} 0 1" in found[0]
    assert f"{row.family_number} {row.head_name}" in found[1]
    assert f"{number} umur belum cocok 2022-11-02" in found[1]


def test_the_recap_shows_what_the_list_counts_where_the_paper_says_nothing(file: WorkFile, desk: Desk) -> None:
    text = read(lists.recap(desk, list(desk.sls)))[0]
    found = file.lists.documents(form=LIST_FORM)
    assert all(row.sls_id in text for row in found)
    stored = file.document(found[0].id)
    present = sum(row.answers.get("keberadaan") == "1" for rows in stored.state.rosters.values() for row in rows)
    assert f"({present})" in text or f" {present} " in text


# --- minutes and labels -----------------------------------------------------------------------------------


def test_bundles_handed_over_together_make_one_sheet(file: WorkFile, desk: Desk) -> None:
    first, second = desk.sls
    hand(file, first)
    hand(file, second)
    hand(file, first, on="2022-11-20", bast="B-002")
    later, earlier = bundles.handings(desk)
    assert (later.bast, list(later.moves)) == ("B-002", [first])
    assert (earlier.bast, sorted(earlier.moves)) == (BAST, [first, second])
    text = read(bundles.handover_sheet(desk, earlier))[0]
    for part in (BAST, "16 November 2022", "2 bundel SLS", first, second, "87 / 86", "174 / 172", "Sudah diterima",
                 "VK1", "Peta WS", "BANR"):  # fmt: skip
        assert part in text


def test_what_is_only_announced_says_so_and_putting_into_a_box_is_no_handing_over(file: WorkFile, desk: Desk) -> None:
    first, second = desk.sls
    hand(file, first, Step.HANDED, bast="")
    box(file, second, "33210001")
    [only] = bundles.handings(desk)
    text = read(bundles.handover_sheet(desk, only))[0]
    assert "belum dinyatakan diterima" in text
    assert "Nomor: …" in text
    assert second not in text


def test_a_box_has_a_label_with_what_is_in_it(file: WorkFile, desk: Desk) -> None:
    for sls_id in desk.sls:
        box(file, sls_id, "33210001")
    pdf = bundles.box_labels(desk, bundles.boxes_of(desk))
    [text] = read(pdf)
    assert "33210001" in text
    assert all(sls_id in text for sls_id in desk.sls)
    assert qr_text(PdfReader(io.BytesIO(pdf)).pages[0]) == link("box", "33210001")


def test_nine_bundles_have_labels_on_two_pages(desk: Desk) -> None:
    own = next(iter(desk.sls))
    found = read(bundles.bundle_labels(desk, [own] * 9))
    grouped = " ".join((own[:2], own[2:4], own[4:7], own[7:10], own[10:14], own[14:]))
    assert [text.count(grouped) for text in found] == [8, 1]
    assert ["Halaman 1 dari 2" in found[0], "Halaman 2 dari 2" in found[1]] == [True, True]


# --- all of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.file)
def test_every_sheet_says_that_it_is_practice_and_is_named_by_no_person(
    file: WorkFile, desk: Desk, kind: SheetKind
) -> None:
    own = next(iter(desk.sls))
    hand(file, own)
    box(file, own, "33210001")
    row = families(file)[0]
    wish = {
        "family": Wish([own], [row.id]), "handing": Wish(handing=bundles.handings(desk)[0]),
        "box": Wish(boxes=["33210001"]),
    }.get(kind.about, Wish([own]))  # fmt: skip
    found = read(make(desk, kind, wish))
    assert all("LATIHAN" in text and "Halaman" in text and "Dicetak" in text for text in found)
    name = file_name(desk, kind, wish)
    assert row.head_name.split()[0] not in name
    assert ("33210001" if wish.boxes else own) in name
    assert not set(name) & set('/\\:*?"<>|')


def test_a_filled_questionnaire_leads_back_to_its_document(file: WorkFile, desk: Desk) -> None:
    row = families(file)[0]
    reader = PdfReader(io.BytesIO(filled_forms(desk, [row.id])))
    assert {drawn_qr_text(page) for page in reader.pages} == {link("k", row.id)}
    own = next(iter(desk.sls))
    blank = PdfReader(io.BytesIO(blank_form(desk, FAMILY_FORM, own)))
    assert {drawn_qr_text(page) for page in blank.pages} == {link("sls", own)}
    assert row.head_name not in blank.pages[0].extract_text()


def test_who_doesnt_want_the_sheet_any_more_stops_it(file: WorkFile, desk: Desk) -> None:
    told: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> None:
        told.append((done, total))
        if done == 3:
            raise Stopped

    ids = [row.id for row in families(file)]
    with pytest.raises(Stopped):
        filled_forms(desk, ids, watch)
    assert told == [(done, len(ids)) for done in range(4)]
