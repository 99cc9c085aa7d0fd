"""What somebody who checks gets to see of a document: each place once, for every reason there is, and no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from review_rig import KOSEKA, PML, checker_of, keyed_later, kinds, make_review_file, put_family

from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.checking.checker import Checker
from regsosek_desk.services.checking.exceptions import Exceptional
from regsosek_desk.storage.workfile import WorkFile


@pytest.fixture
def file(tmp_path: Path) -> Iterator[WorkFile]:
    made = make_review_file(tmp_path / "kerja.regsosek")
    yield made
    made.close()


def at(checker: Checker, question: str) -> Exceptional:
    return next(each for each in checker.found.places if each.place.question == question)


def words(each: Exceptional) -> str:
    return " ".join(reason.text for reason in each.reasons)


def test_a_clean_family_has_nothing_to_look_at(file: WorkFile) -> None:
    checker = checker_of(file, PML, put_family(file, "001"))
    assert (checker.found.places, checker.found.unkeyed) == ((), 0)


def test_an_error_and_an_open_warning_are_hard_and_a_confirmed_one_comes_with_its_reason(file: WorkFile) -> None:
    document = put_family(file, "001", {"r302": "005", "r111": "2", "r308": "99"})
    checker = checker_of(file, PML, document)
    assert kinds(checker)["r302"] == ["warning"]
    assert kinds(checker)["r308"] == ["error"]
    assert [each.place.question for each in checker.found.hard] == ["r302", "r308"]  # as on paper
    [violation] = [v for v in checker.desk.review.open if v.place.question == "r302"]  # type: ignore[union-attr]
    checker.desk.confirm(violation, "gubuk di kebun")  # type: ignore[union-attr]
    checker.open(document)
    confirmed = at(checker, "r302")
    assert confirmed.kind == "confirmed"
    assert "gubuk di kebun" in words(confirmed)
    assert PML.name in words(confirmed)
    assert not confirmed.hard


def test_one_place_stands_once_with_all_that_is_to_be_said(file: WorkFile) -> None:
    for number in range(1, 21):
        put_family(file, f"{number:03}", {"r302": "060"})
    document = put_family(file, "030", {"r302": "005"})
    checker = checker_of(file, PML, document)
    assert kinds(checker)["r302"] == ["warning", "unusual"]
    assert len({each.place for each in checker.found.places}) == len(checker.found.places)


def test_a_warning_names_the_other_answers_it_is_about(file: WorkFile) -> None:
    checker = checker_of(file, PML, put_family(file, "001", {"r111": "1", "r502k": "1"}))
    labels = [neighbour.label for neighbour in at(checker, "r111").neighbours]
    assert any("502k" in label for label in labels)
    assert not any(label.startswith("111 ") for label in labels)


def test_a_code_that_is_still_to_be_given_comes_with_its_description(file: WorkFile) -> None:
    document = put_family(file, "001", {"anggota": {"r417_kode": None, "r417_teks": "BURUH TANI PADI"}})
    code = at(checker_of(file, PML, document), "r417_kode")
    assert code.kind == "code"
    assert code.hard
    assert [neighbour.answer for neighbour in code.neighbours] == ["BURUH TANI PADI"]


class TestChangesSinceTheLastLook:
    @pytest.fixture
    def looked(self, file: WorkFile) -> str:
        document = put_family(file, "001")
        checker = checker_of(file, PML, document)
        assert checker.approve().finished
        checker.close()
        return document

    def test_before_the_first_look_nothing_counts_as_changed(self, file: WorkFile) -> None:
        document = put_family(file, "001")
        keyed_later(file, document, "r302", "072")
        assert checker_of(file, PML, document).found.places == ()

    def test_a_change_is_shown_with_what_stood_there(self, file: WorkFile, looked: str) -> None:
        old = file.document(looked).state.answers["r302"]
        keyed_later(file, looked, "r302", "072")
        changed = at(checker_of(file, PML, looked), "r302")
        assert changed.kind == "changed"
        assert old in words(changed)
        assert "SITI AMINAH" in words(changed)

    def test_there_and_back_is_no_change(self, file: WorkFile, looked: str) -> None:
        old = file.document(looked).state.answers["r302"]
        keyed_later(file, looked, "r302", "072")
        keyed_later(file, looked, "r302", old)
        assert checker_of(file, PML, looked).found.places == ()

    def test_what_the_pml_wrote_herself_is_no_news_to_her(self, file: WorkFile, looked: str) -> None:
        checker = checker_of(file, PML, looked)
        assert checker.desk is not None
        checker.desk.answer(Place("r302"), "072")
        checker.open(looked)
        assert checker.found.places == ()

    def test_an_approval_taken_back_was_no_look(self, file: WorkFile) -> None:
        document = put_family(file, "001")
        checker = checker_of(file, PML, document)
        checker.approve()
        checker.take_back()
        checker.close()
        keyed_later(file, document, "r302", "072")
        assert checker_of(file, PML, document).found.places == ()

    def test_a_koseka_has_looked_only_where_a_koseka_has(self, file: WorkFile, looked: str) -> None:
        keyed_later(file, looked, "r302", "072")
        assert checker_of(file, PML, looked).approve().done is False  # asks once
        assert "r302" not in kinds(checker_of(file, KOSEKA, looked))
