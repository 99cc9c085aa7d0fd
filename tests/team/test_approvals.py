"""A whole SLS through one level or back: only when it is complete, all of it at once, and seen by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from document_rig import SLS
from review_rig import (
    KOSEKA,
    OTHER_SLS,
    PML,
    checker_of,
    keyed_later,
    make_review_file,
    put_family,
    put_papers,
    stage,
)

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.journal import Stamp
from regsosek_desk.core.domain.kendali import Level, Verdict
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.checking.approvals import Outlook, approve_sls, give_back, outlook, reject_sls
from regsosek_desk.services.checking.review import Judge, judge_of, read_queue
from regsosek_desk.services.team.books import read_book
from regsosek_desk.storage.workfile import WorkFile

AT_PML, AT_KOSEKA = judge_of(PML), judge_of(KOSEKA)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[WorkFile]:
    made = make_review_file(tmp_path / "kerja.regsosek")
    yield made
    made.close()


def by(petugas: Petugas) -> Stamp:
    return Stamp.now(petugas.code, f"laptop-{petugas.code}")


@pytest.fixture
def complete(file: WorkFile) -> list[str]:
    """An SLS of three clean families whose papers tie."""
    numbers = ("001", "002", "003")
    put_papers(file, dict.fromkeys(numbers, "3"))
    return [put_family(file, number) for number in numbers]


def seen(file: WorkFile, judge: Judge = AT_PML) -> Outlook:
    return outlook(file, SLS, judge)


def verdicts(file: WorkFile) -> dict[Level, Verdict]:
    return {each.level: each.verdict for each in read_book(file, SLS).approvals}


def stages(file: WorkFile, ids: list[str]) -> list[str]:
    return [stage(file, each) for each in ids]


def test_a_complete_sls_is_approved_with_all_that_is_still_open(file: WorkFile, complete: list[str]) -> None:
    checker = checker_of(file, PML, complete[0])
    checker.approve()
    checker.close()
    assert list(seen(file).gaps) == []
    assert approve_sls(file, SLS, AT_PML, by(PML)) == 2
    assert stages(file, complete) == ["approved"] * 3
    assert verdicts(file) == {Level.PML: Verdict.APPROVED}
    for each in complete:
        file.verify_document(each)


@pytest.mark.parametrize(("question", "answer"), [("r308", "99"), ("r303", "8")])
def test_a_family_with_an_error_or_an_open_warning_stands_against_it(
    file: WorkFile, complete: list[str], question: str, answer: str
) -> None:
    keyed_later(file, complete[1], question, answer)
    assert any("002" in gap for gap in seen(file).gaps)
    with pytest.raises(InputFault, match="sls_not_ready"):
        approve_sls(file, SLS, AT_PML, by(PML))
    assert stages(file, complete) == ["open"] * 3
    assert verdicts(file) == {}


def test_so_does_a_family_that_was_given_back(file: WorkFile, complete: list[str]) -> None:
    give_back(file, complete[:1], AT_PML, by(PML), "periksa")
    assert any("001" in gap for gap in seen(file).gaps)


def test_and_a_family_of_the_list_that_nobody_keyed(file: WorkFile) -> None:
    put_papers(file, {"001": "3", "002": "3"})
    put_family(file, "001")
    assert any("002" in gap for gap in seen(file).gaps)


def test_an_sls_without_papers_is_not_complete(file: WorkFile) -> None:
    put_family(file, "001")
    assert seen(file).gaps


def test_a_koseka_approves_only_what_the_pml_has_approved(file: WorkFile, complete: list[str]) -> None:
    assert len(seen(file, AT_KOSEKA).gaps) == 3
    approve_sls(file, SLS, AT_PML, by(PML))
    assert approve_sls(file, SLS, AT_KOSEKA, by(KOSEKA)) == 3
    assert stages(file, complete) == ["accepted"] * 3
    assert verdicts(file) == {Level.PML: Verdict.APPROVED, Level.KOSEKA: Verdict.APPROVED}


def test_families_a_koseka_rejects_wait_at_the_pml_again_and_the_sls_is_approved_no_more(
    file: WorkFile, complete: list[str]
) -> None:
    approve_sls(file, SLS, AT_PML, by(PML))
    assert give_back(file, complete[1:2], AT_KOSEKA, by(KOSEKA), "luas") == 1
    assert stages(file, complete) == ["approved", "rejected", "approved"]
    assert verdicts(file) == {}
    assert [row.id for row in read_queue(file, AT_PML, "waiting").rows] == complete[1:2]
    assert any("002" in gap for gap in seen(file).gaps)  # it has to be looked at, not waved through with the rest
    checker_of(file, PML, complete[1]).approve()
    assert approve_sls(file, SLS, AT_PML, by(PML)) == 0


def test_a_whole_sls_goes_back_with_one_note(file: WorkFile, complete: list[str]) -> None:
    approve_sls(file, SLS, AT_PML, by(PML))
    assert reject_sls(file, SLS, AT_KOSEKA, by(KOSEKA), "kode usaha") == 3
    assert stages(file, complete) == ["rejected"] * 3
    assert verdicts(file) == {Level.KOSEKA: Verdict.REJECTED}
    assert {each.decisions[("", "")].note for each in (file.document(d).state for d in complete)} == {"kode usaha"}


class TestTheQueue:
    def test_each_family_is_in_one_group_and_the_counts_say_so(self, file: WorkFile) -> None:
        ids = [put_family(file, f"{number:03}") for number in range(1, 5)]
        give_back(file, ids[:1], AT_PML, by(PML), "periksa")
        for each in ids[1:3]:
            checker_of(file, PML, each).approve()
        keyed_later(file, ids[2], "r302", "072")  # changed after its approval
        queue = read_queue(file, AT_PML, "waiting")
        assert queue.counts == {"waiting": 2, "returned": 1, "done": 1, "early": 0}
        assert [row.id for row in queue.rows] == ids[2:]
        assert [row.id for row in read_queue(file, AT_PML, "returned").rows] == ids[:1]

    def test_it_goes_by_ppl_and_sls_and_can_be_of_one(self, file: WorkFile) -> None:
        here, there = put_family(file, "001"), put_family(file, "001", sls_id=OTHER_SLS)
        [officer] = read_queue(file, AT_PML, "waiting").officers
        assert (officer.code, officer.name, officer.waiting) == ("02301", "SITI AMINAH", 2)
        assert [place.sls.id for place in officer.places] == [SLS, OTHER_SLS]
        assert [row.id for row in read_queue(file, AT_PML, "waiting", OTHER_SLS).rows] == [there]
        assert here not in [row.id for row in read_queue(file, AT_KOSEKA, "waiting").rows]
