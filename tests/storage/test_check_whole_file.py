"""A check of every family at once says what each family's own desk says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.core.engine.messages import message_of
from regsosek_desk.services.check import check_path
from regsosek_desk.services.documents import FAMILY_FORM, instance_from
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.facts import Others, OthersAtOnce, facts_of
from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

T = TypeVar("T")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two lists, half of the families keyed; three keyed ones share a NIK, a KK number, both."""
    path = tmp_path_factory.mktemp("whole") / "many.regsosek"
    make_training_file(path, sizes=[24, 18], keyed_every=2)
    with WorkFile.open(path) as file:
        first, second, third, _, removed, *_ = [desk for desk in desks(file) if desk.status != "blank"]
        nik, kk = row_nik(first), Place("r114")
        second.answer(Place("r403", row_of(second)), nik)
        third.answer(Place("r403", row_of(third)), nik)
        third.answer(kk, first.instance.text(kk))
        third.answer(Place("r115"), "0")
        second.answer(kk, first.instance.text(kk))
        second.answer(Place("r115"), "1")
        removed.answer(Place("r403", row_of(removed)), nik)
        removed.remove_row(row_of(removed))
    return path


def desks(file: WorkFile) -> Iterator[DocumentDesk]:
    def run(work: Callable[[WorkFile], T], /) -> T:
        return work(file)

    ids = [row.id for row in file.lists.documents(form=FAMILY_FORM, sort="number")]
    for each in ids:
        yield DocumentDesk(run, load_form(FAMILY_FORM), each, lambda: Stamp.now("02301", "laptop"))


def row_of(desk: DocumentDesk) -> str:
    return desk.instance.rows("anggota")[0].id


def row_nik(desk: DocumentDesk) -> str | None:
    return desk.instance.text(Place("r403", row_of(desk)))


def test_the_facts_read_at_once_are_those_read_one_by_one(path: Path) -> None:
    with WorkFile.open(path, write=False) as file:
        live, at_once, counts = Others(file), OthersAtOnce(file), []
        for document in file.every_document():
            instance = instance_from(load_form(document.form), document.state)
            facts = facts_of(live, instance, document)
            assert facts_of(at_once, instance, document) == facts
            counts += [fact for values in facts.values() for fact in values.values()]
        assert 2 in counts  # the shared NIK, seen from each of the three


def test_a_row_taken_out_no_longer_counts(path: Path) -> None:
    with WorkFile.open(path, write=False) as file:
        shared = file.lists.repeated_niks()
        assert sorted(shared.values())[-1] == 3


def test_the_whole_file_says_what_each_desk_says(path: Path) -> None:
    with WorkFile.open(path, write=False) as file:
        wanted = {family_of(desk): told(desk) for desk in desks(file)}
    found = {line["keluarga"]: (line["status"], line["violations"]) for line in check_path(path)}
    assert found == wanted
    assert {status for status, _ in found.values()} >= {"blank", "error", "clean"}


def family_of(desk: DocumentDesk) -> str:
    return f"{desk.stored.sls_id}-{desk.stored.summary.family_number}"


def told(desk: DocumentDesk) -> tuple[str, list[dict[str, Any]]]:
    violations = [
        {"rule": v.rule, "severity": v.severity, "at": v.at, "message": str(message_of(desk.instance, v))}
        for v in desk.review.violations
    ]
    return desk.status, violations


def test_blank_is_what_the_last_commit_found(path: Path) -> None:
    with WorkFile.open(path, write=False) as file:
        blank = {family_of(desk) for desk in desks(file) if not desk.instance.rows("anggota")}
    lines = {line["keluarga"]: line["status"] for line in check_path(path)}
    assert blank
    assert all((lines[family] == "blank") == (family in blank) for family in lines)
