"""A second keying is no family: no list, count, check or export of families knows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from quality_rig import BUDI, RINI, SITI, SLS_ID, Bureau, at

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.sample import COPY_FORM, SAMPLE_FORM, Manner
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.check import check_path
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.export import export
from regsosek_desk.services.quality.sample import Choice, begin, draw
from regsosek_desk.services.quality.work_log import read_worked
from regsosek_desk.services.recheck import recheck
from regsosek_desk.services.session import Session
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile


@pytest.fixture
def copied(bureau: Bureau) -> str:
    """A second keying with every answer of the first, and so its NIK and its KK number."""
    bureau.key(3)
    draw(bureau.file, Choice("", Manner.INDEPENDENT, BUDI.code, numbers="1"), RINI.code, lambda: at(RINI))
    return bureau.key_again(bureau.sampled()[0])


def summaries(file: WorkFile) -> list[tuple[str, str, int, int]]:
    rows = file.lists.documents(form=FAMILY_FORM)
    return [(row.id, row.status, row.errors, row.warnings) for row in rows]


def test_it_is_the_same_questionnaire_under_another_name() -> None:
    k, copy = load_form(FAMILY_FORM), load_form(COPY_FORM)
    assert copy.bound.cells.keys() == k.bound.cells.keys()
    assert [rule.rule for rule in copy.bound.form.rules] == [rule.rule for rule in k.bound.form.rules]
    assert (copy.id, copy.bound.form.version) == (COPY_FORM, k.bound.form.version)
    assert copy.rule_hash != k.rule_hash
    assert not {"head_name", "kk_number", "row_name", "row_nik"} & copy.bound.form.summary.keys()


def test_no_list_and_no_count_has_it(bureau: Bureau, copied: str) -> None:
    file, session = bureau.file, Session(bureau.run, "laptop")
    assert bureau.answer(copied, "r403", 1) == bureau.answer(bureau.families[0], "r403", 1)
    assert [row.id for row in session.families()] == bureau.families
    assert session.next_family(bureau.families[-1]) is None
    assert [sum(each.counts.values()) for each in session.progress()] == [3]
    assert file.lists.documents(search=str(bureau.answer(copied, "r402", 1)), form=None) == file.lists.documents(
        form=FAMILY_FORM
    )
    assert [row.id for row in file.lists.documents(search=str(bureau.answer(copied, "r403", 1)))] == bureau.families[:1]
    assert [row.id for row in file.lists.documents(search=str(bureau.answer(copied, "r114")))] == bureau.families[:1]


def test_no_family_has_its_nik_or_its_kk(bureau: Bureau, copied: str) -> None:
    before = summaries(bureau.file)
    assert bureau.file.lists.repeated_niks() == {}
    assert bureau.file.lists.repeated_kks() == {}
    recheck(bureau.file)
    assert summaries(bureau.file) == before
    assert {status for _, status, *_ in before} == {"clean"}
    assert bureau.file.document(copied).summary.status == "clean"  # nor does it have theirs
    desk = bureau.desk(bureau.families[0], SITI)
    desk.recheck()
    assert desk.status == "clean"


def test_no_vk_line_has_it(bureau: Bureau, copied: str) -> None:
    assert bureau.file.document(copied).vk_row is None


def test_no_export_and_no_check_has_it(bureau: Bureau, copied: str, tmp_path: Path) -> None:
    file = bureau.file
    path = file.path
    file.settle()
    assert len(list(check_path(path))) == 3
    made = export(file, "csv", tmp_path / "hasil")
    assert copied not in "".join(each.read_text("utf-8-sig") for each in (tmp_path / "hasil").glob("*.csv"))
    assert made is not None


def test_no_operator_is_credited_for_it(bureau: Bureau, copied: str) -> None:
    assert {each.document.id for each in read_worked(bureau.file)} == set(bureau.families)


def test_it_is_its_keyers_alone_and_its_book_no_document(bureau: Bureau, copied: str) -> None:
    draw(bureau.file, Choice("", Manner.INDEPENDENT, BUDI.code, numbers="2"), RINI.code, lambda: at(RINI))
    family = next(each for each in bureau.sampled() if each.number == "002")
    copy = begin(bureau.file, SLS_ID, family.id, BUDI, at(BUDI))
    assert [as_(bureau, who).open(copy).refusal for who in (BUDI, SITI, RINI)] == ["", "other", "other"]
    assert as_(bureau, BUDI).open(copied).refusal == "done"
    [book] = [each.id for each in bureau.file.every_document(form=SAMPLE_FORM)]
    with pytest.raises(InputFault, match="not_a_document"):
        as_(bureau, RINI).open(book)


def as_(bureau: Bureau, petugas: Petugas) -> Session:
    bureau.file.set_meta("petugas", petugas.code)
    return Session(bureau.run, "laptop")
