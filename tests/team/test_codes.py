"""Codes for a description: what was given before comes first, then what words tell; and each only once."""

from __future__ import annotations

from pathlib import Path

import pytest
from review_rig import make_review_file, put_family

from regsosek_desk.core.domain.documents import DocumentState, RowState
from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.core.formdef.models import Question
from regsosek_desk.services.checking.codes import MOST, Codes, codes_of


@pytest.fixture
def question(k: FormProgram) -> Question:
    return k.bound.cells[("anggota", "r417_kode")].question


@pytest.fixture
def codes(k: FormProgram) -> Codes:
    return Codes(k)


def proposed(codes: Codes, question: Question, text: str) -> list[str]:
    return [each.code for each in codes.propose(question, text)]


def test_what_the_same_description_got_comes_first_the_most_frequent_before_the_others(
    codes: Codes, question: Question
) -> None:
    for code in ("12", "13", "13"):
        codes.learn("Ojek  daring", code)
    found = codes.propose(question, "OJEK DARING")
    assert [each.code for each in found[:2]] == ["13", "12"]
    assert "2" in found[0].why


def test_words_that_are_known_propose_the_longest_run_first(codes: Codes, question: Question) -> None:
    assert proposed(codes, question, "BURUH TANI DI SAWAH, JUAL IKAN")[0] == "01"


def test_a_description_like_an_earlier_one_gets_its_code_with_the_words_of_that(
    codes: Codes, question: Question
) -> None:
    codes.learn("REPARASI GAWAI", "24")
    [alike] = codes.propose(question, "REPARASI JAM")[:1]
    assert alike.code == "24"
    assert "REPARASI GAWAI" in alike.why


def test_a_code_named_like_the_description_is_proposed(codes: Codes, question: Question) -> None:
    assert "22" in proposed(codes, question, "PERAWAT KESEHATAN")


def test_nothing_is_made_up_for_words_that_tell_nothing(codes: Codes, question: Question) -> None:
    assert proposed(codes, question, "XYZ") == []
    assert proposed(codes, question, "") == []


def test_each_code_once_no_more_than_there_are_digits_and_only_codes_of_the_question(
    codes: Codes, question: Question
) -> None:
    for code in (*question.codes, "99"):
        codes.learn("SERABUTAN", code)
    found = proposed(codes, question, "SERABUTAN")
    assert len(found) == len(set(found)) == MOST
    assert "99" not in found


def test_job_and_business_learn_from_each_other(codes: Codes, k: FormProgram) -> None:
    row = RowState("m", {"r417_teks": "TAMBAL BAN", "r417_kode": "12"})
    codes.learn_all([DocumentState(rosters={"anggota": [row]})])
    business = k.bound.cells[("anggota", "r421_kode")].question
    assert proposed(codes, business, "TAMBAL BAN")[0] == "12"


def test_all_families_of_the_file_teach(tmp_path: Path, question: Question) -> None:
    with make_review_file(tmp_path / "kerja.regsosek") as file:
        put_family(file, "001", {"anggota": {"r417_teks": "PAWANG HUJAN", "r417_kode": "24"}})
        assert proposed(codes_of(file), question, "PAWANG HUJAN")[0] == "24"
