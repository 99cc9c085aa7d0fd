"""What was keyed before is offered again, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from regsosek_desk.core.engine.program import FormProgram
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.recall import Recall
from regsosek_desk.storage.workfile import WorkFile


@pytest.fixture
def recall(k: FormProgram) -> Recall:
    return Recall(k.bound, {"padi": "01", "toko kelontong": "12", "TOKO": "12", "guru": "21"})


def job(recall: Recall, text: str, code: str) -> None:
    recall.learn("r417_kode", code, {"r417_teks": text})


def test_the_latest_answer_comes_first(recall: Recall) -> None:
    assert recall.last("r106") is None
    for text in ("RT 001", "RT 002", "RT 001"):
        recall.learn("r106", text, {})
    assert recall.last("r106") == "RT 001"
    assert recall.completion("r106", "rt") == "RT 001"
    assert recall.completion("r106", "RT 002") is None  # nothing goes on from there
    assert recall.completion("r106", "X") is None
    assert recall.completion("r107", "RT") is None


def test_old_answers_are_forgotten(recall: Recall) -> None:
    for number in range(500):
        recall.learn("r107", f"JL {number:03}", {})
    assert recall.completion("r107", "JL 499") is None
    assert recall.completion("r107", "JL 49") == "JL 499"
    assert recall.completion("r107", "JL 09") is None


def test_the_code_that_like_descriptions_got_most_often(recall: Recall) -> None:
    job(recall, "Menanam  padi", "01")
    job(recall, "MENANAM PADI", "03")
    job(recall, "MENANAM PADI", "01")
    assert recall.code_for("menanam padi ") == ("01", 2)
    assert recall.code_for("MENANAM JAGUNG") is None


def test_seeds_help_where_nothing_is_known(recall: Recall) -> None:
    """The longest words count; what was keyed here counts more."""
    assert recall.code_for("Buruh tanam padi") == ("01", 0)
    assert recall.code_for("jaga toko kelontong") == ("12", 0)
    job(recall, "JAGA TOKO KELONTONG", "24")
    assert recall.code_for("jaga toko kelontong") == ("24", 1)
    assert recall.code_for("") is None


def test_what_is_wrong_is_not_offered(recall: Recall) -> None:
    job(recall, "MENJAHIT", "99")
    recall.learn("r403", "123", {})
    assert recall.code_for("MENJAHIT") is None
    assert recall.last("r403") is None
    assert recall.last("r417_kode") is None


def test_learns_from_documents(
    k: FormProgram, make_work: Callable[..., WorkFile], make_desk: Callable[..., DocumentDesk], family: dict[str, Any]
) -> None:
    file = make_work()
    make_desk(None, family, file=file)
    recall = Recall(k.bound)
    recall.learn_documents(file.every_document())
    assert recall.last("r106") == "RT 001 RW 001"
    assert recall.code_for("menanam padi") == ("01", 1)
    assert recall.completion("r402", "SU") == "SUKINAH"
