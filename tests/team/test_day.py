"""Hari ini: what each role is told, and when it says that the work will be done."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from shell_rig import FAMILIES, SLS_A, SLS_B, STAMP, new_family
from team_rig import DEWI, EKA, FITRI, GITA, NOBODYS, RATNA, TEAM, TINI, claim, move

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import (
    APPROVED,
    HANDED,
    REJECTED,
    RETURN,
    RETURNED,
    draft_about_answer,
    draft_about_document,
)
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.domain.kendali import Party
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, row_drafts
from regsosek_desk.services.team.day import TARGET, Day, Pace, last_day, read_day
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile

PPL = Petugas("02301", "SITI AMINAH")
TODAY = datetime.now(UTC).astimezone().date()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four families of SLS A (clean, error, warning, blank) and one of SLS B."""
    path = tmp_path_factory.mktemp("hari") / "a.regsosek"
    with WorkFile.create(path, {"mode": "kerja", "petugas": "02301"}) as file:
        file.add_petugas(PPL, *TEAM)
        file.add_sls(SLS_A, SLS_B)
        families = [new_family(*each) for each in FAMILIES]
        file.create_documents(Stamp.now("", "kantor", "prelist"), [*families, new_family(*FAMILIES[3], SLS_B.id)])
    return path


@pytest.fixture
def file(template: Path, tmp_path: Path) -> WorkFile:
    return WorkFile.open(Path(shutil.copy(template, tmp_path / "a.regsosek")))


def ids(file: WorkFile) -> dict[str, str]:
    """Head of a family of SLS A to its document."""
    return {row.head_name: row.id for row in file.lists.documents(SLS_A.id, form=FAMILY_FORM)}


def figures(day: Day) -> dict[str, int]:
    return dict(day.figures)


def pace_of(file: WorkFile, petugas: Petugas, today: date = TODAY) -> Pace:
    found = read_day(file, petugas, today).pace
    assert found is not None
    return found


def says(file: WorkFile, document: str, who: Petugas, decision: str, note: str = "", question: str = "") -> None:
    stored = file.document(document)
    if question:
        draft = draft_about_answer(stored.state, "", question, decision, note)
    else:
        draft = draft_about_document(stored.state, decision, note)
    file.commit(document, [draft], Stamp.now(who.code, "laptop"), stored.summary)


def keys(file: WorkFile, document: str, who: Petugas, days_ago: int = 0) -> None:
    """Key an answer so many days ago; its status stays."""
    stored = file.document(document)
    old = stored.state.answers.get("r112")
    at = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    stamp = Stamp(who.code, "laptop", at, Stamp.now("", "").offset)
    file.commit(document, [Draft("set", question="r112", old=old, new=f"{int(old or 0) + 1}")], stamp, stored.summary)


# --- what waits, came back, is through ----------------------------------------------------------------


def test_a_ppl_sees_what_is_left_what_came_back_and_what_is_through(file: WorkFile) -> None:
    known = ids(file)
    says(file, known["SITI"], RATNA, APPROVED)
    says(file, known["AGUS"], RATNA, RETURN, "lantai", "r303")
    says(file, known["AGUS"], RATNA, RETURNED, "periksa perumahan")
    found = read_day(file, PPL, TODAY)
    assert figures(found) == {"left": 4, "returned": 1, "waiting": 0, "accepted": 1}
    [back] = found.returned
    assert (back.document, back.place, back.who) == (known["AGUS"], Place("r303"), "RATNA")
    assert back.notes == ("periksa perumahan", "lantai")


def test_what_was_answered_since_is_no_place_to_begin(file: WorkFile) -> None:
    agus = ids(file)["AGUS"]
    says(file, agus, RATNA, RETURN, "salah", "r112")
    says(file, agus, RATNA, RETURNED)
    keys(file, agus, PPL)
    [back] = read_day(file, PPL, TODAY).returned
    assert (back.place, back.notes) == (None, ())


def test_a_pml_and_a_koseka_see_what_is_theirs_to_look_at(file: WorkFile) -> None:
    known = ids(file)
    says(file, known["SITI"], PPL, HANDED)
    says(file, known["AGUS"], RATNA, APPROVED)
    says(file, known["BUDI"], FITRI, REJECTED, "kode 421")
    pml, koseka = (read_day(file, each, TODAY) for each in (RATNA, FITRI))
    assert figures(pml) == {"check": 2, "rejected": 1, "waiting": 0, "approved": 1}
    assert [each.notes for each in pml.returned] == [("kode 421",)]
    assert figures(koseka) == {"check": 1, "rejected": 1, "waiting": 0, "through": 0}
    assert koseka.returned == ()


def test_an_operator_sees_the_sls_she_took_and_what_she_lost(file: WorkFile) -> None:
    assert read_day(file, DEWI, TODAY).places == frozenset()
    claim(file, SLS_A.id, DEWI)
    claim(file, SLS_B.id, EKA)
    claim(file, SLS_B.id, DEWI)
    found = read_day(file, DEWI, TODAY)
    assert found.places == {SLS_A.id}
    assert figures(found) == {"left": 3, "returned": 0, "waiting": 0, "clean": 1}
    assert [row.sls.id for row in found.lost] == [SLS_B.id]
    assert [row.sls.id for row in read_day(file, EKA, TODAY).lost] == []


def test_who_leads_the_processing_sees_sls_and_who_receives_sees_bundles(file: WorkFile) -> None:
    claim(file, SLS_A.id, DEWI)
    move(file, SLS_B.id, Party.TU)
    lead, receiver = read_day(file, GITA, TODAY), read_day(file, TINI, TODAY)
    assert figures(lead) == {"free": 1, "taken": 1, "waiting": 0, "finished": 0}
    assert lead.places == {SLS_A.id}
    assert figures(receiver) == {"bundles_coming": 1, "bundles_here": 1, "waiting": 0, "bundles_on": 0}
    assert receiver.places == {SLS_B.id}


# --- pace ---------------------------------------------------------------------------------------------


def test_the_families_of_a_prelist_are_left_until_they_are_verified(file: WorkFile) -> None:
    before = pace_of(file, PPL).forecast.left
    file.add_sls(NOBODYS[0])
    lines = [draft for position in range(7) for draft in row_drafts("vk_a", position, {}, uuid7())]
    file.create_documents(STAMP, [NewDocument(LIST_FORM, NOBODYS[0].id, Summary(), lines)])
    assert pace_of(file, PPL).forecast.left == before + 7
    assert figures(read_day(file, PPL, TODAY))["left"] == before + 7


def test_what_came_back_is_left_though_it_is_clean(file: WorkFile) -> None:
    before = pace_of(file, PPL).forecast.left
    says(file, ids(file)["SITI"], RATNA, RETURNED)
    assert pace_of(file, PPL).forecast.left == before + 1


def test_without_anything_to_do_nothing_is_said_to_be_finished(file: WorkFile) -> None:
    assert read_day(file, EKA, TODAY).pace is None


def test_nothing_done_gives_no_date(file: WorkFile) -> None:
    pace = pace_of(file, PPL)
    assert (pace.days, pace.forecast.finish, pace.forecast.verdict) == (0, None, "idle")


def test_only_ones_own_finished_families_of_the_last_seven_days_count(file: WorkFile) -> None:
    known = ids(file)
    keys(file, known["SITI"], PPL, days_ago=2)
    keys(file, known["BUDI"], PPL)  # in error still
    keys(file, known["AGUS"], EKA)  # another's
    pace = pace_of(file, PPL)
    assert (pace.today, pace.days) == (0, 3)
    assert pace.forecast.pace == pytest.approx(1 / 3)
    assert pace.forecast.finish == TODAY + timedelta(days=12)  # four are left
    assert pace_of(file, PPL, TODAY + timedelta(days=4)).days == 7
    assert pace_of(file, PPL, TODAY + timedelta(days=5)).days == 0


def test_a_family_keyed_on_two_days_counts_once_on_the_last(file: WorkFile) -> None:
    for ago in (1, 0):
        keys(file, ids(file)["SITI"], PPL, days_ago=ago)
    pace = pace_of(file, PPL)
    assert (pace.today, pace.days, pace.forecast.pace) == (1, 1, 1.0)


def test_deciding_is_the_work_of_a_pml_and_no_keying_of_a_ppl(file: WorkFile) -> None:
    known = ids(file)
    for head in ("SITI", "AGUS"):
        says(file, known[head], RATNA, APPROVED)
    says(file, known["SITI"], PPL, RETURNED)
    assert pace_of(file, RATNA).today == 2
    assert pace_of(file, PPL).days == 0


@pytest.mark.parametrize(
    ("today", "target"),
    [(date(2022, 11, 14), 4), (date(2022, 11, 13), 2), (date(2022, 11, 11), 1), (date(2022, 11, 15), 4)],
)
def test_the_target_is_what_is_left_by_the_days_that_are_left(file: WorkFile, today: date, target: int) -> None:
    pace = pace_of(file, PPL, today)
    assert (pace.deadline, pace.target) == (date(2022, 11, 14), target)


def test_an_own_day_goes_before_that_of_the_office_and_that_before_the_form(file: WorkFile) -> None:
    claim(file, SLS_A.id, DEWI)
    roles = [petugas.role for petugas in (PPL, DEWI)]
    assert [pace_of(file, each).deadline for each in (PPL, DEWI)] == [date(2022, 11, 14), None]
    file.set_meta("deadline", "2022-12-20")
    assert [pace_of(file, each).deadline for each in (PPL, DEWI)] == [date(2022, 12, 20)] * len(roles)
    file.remember(TARGET, "2022-12-10")
    assert last_day(file, None) == date(2022, 12, 10)
    file.remember(TARGET, "")
    assert last_day(file, None) == date(2022, 12, 20)


def test_the_pace_of_the_team_is_told_from_the_second_day_on(file: WorkFile) -> None:
    assert pace_of(file, GITA, TODAY).days == 0
    agus = file.document(ids(file)["AGUS"])
    file.save_summaries([(agus.id, replace(agus.summary, status="clean"))])
    pace = pace_of(file, GITA, TODAY + timedelta(days=2))
    assert (pace.days, pace.forecast.pace) == (2, 0.5)
