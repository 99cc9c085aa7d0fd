"""Who keyed what, how fast, on which day and in which shift: out of the journal, by hand-worked examples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quality_rig import BUDI, SITI, SLS_ID, at

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import VERIFIED, Draft, fill
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.quality.work_log import joined, read_worked
from regsosek_desk.services.quality.work_table import (
    By,
    Line,
    Settings,
    keep_settings,
    read_settings,
    settings_from,
    table,
    total,
)
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.work_log import Act, WorkLog
from regsosek_desk.storage.workfile import WorkFile

EVER = Settings()
MORNING = "2022-12-05T09:00:00"
"""In Demak, seven hours ahead of UTC."""


class Work:
    """A work file and people who key in it at times of the local clock."""

    def __init__(self, file: WorkFile) -> None:
        self.file = file
        self.answers: dict[tuple[str, str], str] = {}

    def family(self, number: str, status: str = "clean") -> str:
        summary = Summary(family_number=number, status=status)
        stamp = at(SITI, "2022-12-01T00:00:00.000Z", "prelist")
        return self.file.create_documents(stamp, [NewDocument(FAMILY_FORM, SLS_ID, summary, [fill({"r110": number})])])[
            0
        ]

    def key(
        self, document: str, question: str, answer: str | None, time: str, who: Petugas = SITI, source: str = "keyed"
    ) -> None:
        old = self.answers.get((document, question))
        draft = Draft("set", question=question, old=old, new=answer)
        utc = (datetime.fromisoformat(time).replace(tzinfo=UTC) - timedelta(hours=7)).isoformat(timespec="milliseconds")
        summary = self.file.document(document).summary
        self.file.commit(document, [draft], at(who, utc.replace("+00:00", "Z"), source), summary)
        self.answers[document, question] = answer or ""

    def lines(self, by: By = "petugas", settings: Settings = EVER, petugas: str | None = None) -> list[Line]:
        return table(read_worked(self.file), by, settings, petugas)


@pytest.fixture
def work(make_work: Callable[..., WorkFile]) -> Work:
    return Work(make_work())


def after(seconds: int, start: str = MORNING) -> str:
    return (datetime.fromisoformat(start) + timedelta(seconds=seconds)).isoformat()


def test_keys_hours_minutes_and_corrections(work: Work) -> None:
    one = work.family("001")
    for seconds, question, answer in (
        (0, "r302", "048"),
        (60, "r303", "2"),
        (120, "r201", "2022-10-20"),
        (180, "r303", "3"),
    ):
        work.key(one, question, answer, after(seconds))
    [line] = work.lines()
    assert (line.petugas, line.documents, line.clean) == (SITI.code, 1, 1)
    assert line.keys == 3 + 1 + 8 + 1
    assert line.seconds == 180
    assert line.keys_per_hour == pytest.approx(13 * 20)
    assert line.minutes_per_document == pytest.approx(3)
    assert line.corrected == pytest.approx(1 / 4)


@pytest.mark.parametrize(("gap", "worked"), [(120, 180), (121, 60)])
def test_a_gap_longer_than_the_pause_is_no_work(work: Work, gap: int, worked: int) -> None:
    one = work.family("001")
    for seconds in (0, 60, 60 + gap):
        work.key(one, f"r{seconds}", "1", after(seconds))
    assert work.lines()[0].seconds == worked
    assert work.lines(settings=Settings(pause=600))[0].seconds == 60 + gap


def test_turning_to_the_next_paper_is_work(work: Work) -> None:
    one, two = work.family("001"), work.family("002")
    work.key(one, "r302", "048", after(0))
    work.key(two, "r302", "050", after(90))
    work.key(one, "r303", "1", after(150))
    assert work.lines()[0].seconds == 150


@given(
    times=st.lists(st.integers(0, 5000), min_size=1, max_size=40), pause=st.integers(30, 600), cut=st.integers(1, 39)
)
def test_work_in_pieces_is_the_work_in_one(times: list[int], pause: int, cut: int) -> None:
    def worked(stretches: list[tuple[int, int]]) -> int:
        return sum(end - start for start, end in joined(stretches, pause))

    points = [(each, each) for each in times]
    pieces = [*joined(points[:cut], 30), *joined(points[cut:], 30)]
    assert worked(pieces) == worked(points)
    gaps = [b - a for a, b in zip(sorted(times), sorted(times)[1:], strict=False)]
    assert worked(points) == sum(gap for gap in gaps if gap <= pause)


def test_what_the_office_gave_and_what_was_put_right_is_nobodys_keying(work: Work) -> None:
    one = work.family("001")
    work.key(one, "r302", "048", after(0))
    work.key(one, "r302", "050", after(30), BUDI, VERIFIED)
    [line] = work.lines()
    assert (line.petugas, line.answers, line.corrections) == (SITI.code, 1, 0)


def test_a_document_counts_for_who_keyed_most_of_it_on_the_day_they_began(work: Work) -> None:
    one = work.family("001", "warning")
    for day in (5, 6):
        for question in ("r302", "r303"):
            work.key(one, f"{question}{day}", "1", f"2022-12-0{day}T09:00:00")
    work.key(one, "r305", "1", "2022-12-07T09:00:00", BUDI)
    found = {(line.petugas, line.day): (line.documents, line.warning) for line in work.lines("day")}
    assert found == {
        (SITI.code, "2022-12-05"): (1, 1),
        (SITI.code, "2022-12-06"): (0, 0),
        (BUDI.code, "2022-12-07"): (0, 0),
    }
    assert total(work.lines("day")).documents == 1


def test_a_contract_period_counts_from_its_own_beginning(work: Work) -> None:
    for number, day in (("001", "2022-11-30T23:59:00"), ("002", "2022-12-01T00:00:00"), ("003", "2022-12-05T09:00:00")):
        work.key(work.family(number), "r302", "048", day)
    assert work.lines(settings=Settings("2022-12-01"))[0].documents == 2
    assert work.lines()[0].documents == 3
    assert work.lines(settings=Settings("2022-12-06")) == []


@pytest.mark.parametrize(
    ("clock", "day", "shift"),
    [
        ("2022-12-05T07:29:59", "2022-12-05", ""),
        ("2022-12-05T07:30:00", "2022-12-05", "07:30-15:00"),
        ("2022-12-05T14:59:59", "2022-12-05", "07:30-15:00"),
        ("2022-12-05T15:00:00", "2022-12-05", ""),
        ("2022-12-05T22:00:00", "2022-12-05", "22:00-06:00"),
        ("2022-12-06T05:59:59", "2022-12-05", "22:00-06:00"),
        ("2022-12-06T06:00:00", "2022-12-06", ""),
    ],
)
def test_shifts_have_their_hours(work: Work, clock: str, day: str, shift: str) -> None:
    work.key(work.family("001"), "r302", "048", clock)
    [line] = work.lines("shift", Settings(shifts=("07:30-15:00", "22:00-06:00")))
    assert (line.day, line.shift, line.documents) == (day, shift, 1)


def test_an_operator_reads_her_own_alone(work: Work) -> None:
    work.key(work.family("001"), "r302", "048", MORNING)
    work.key(work.family("002"), "r302", "048", MORNING, BUDI)
    assert [line.petugas for line in work.lines()] == [SITI.code, BUDI.code]
    assert [line.petugas for line in work.lines(petugas=BUDI.code)] == [BUDI.code]


def test_a_blank_family_is_no_document(work: Work) -> None:
    work.key(work.family("001", "blank"), "r302", "048", MORNING)
    assert work.lines()[0].documents == 0


def test_only_what_changed_is_read_again(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = work.family("001"), work.family("002")
    for each in (one, two):
        work.key(each, "r302", "048", MORNING)
    first = work.lines()
    work.key(two, "r303", "1", after(20))
    asked: list[str] = []
    log = WorkLog
    acts = log.acts

    def look(self: WorkLog, ids: list[str]) -> dict[str, dict[str, list[Act]]]:
        asked.extend(ids)
        return acts(self, ids)

    monkeypatch.setattr(log, "acts", look)
    assert work.lines()[0].answers == first[0].answers + 1
    assert asked == [two]


def test_settings_are_kept_as_they_were_typed(work: Work) -> None:
    made = settings_from("1-12-2022", "7:30-15:00, 15.00-22.00", "2,5")
    keep_settings(work.file, made)
    assert read_settings(work.file) == made == Settings("2022-12-01", ("07:30-15:00", "15:00-22:00"), 150)
    assert settings_from("", "", "") == Settings()


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("31-02-2022", "", "2"), "work_since"),
        (("besok", "", "2"), "work_since"),
        (("", "07:20-15:00", "2"), "work_shifts"),
        (("", "pagi", "2"), "work_shifts"),
        (("", "", "0,4"), "work_pause"),
        (("", "", "61"), "work_pause"),
        (("", "", "dua"), "work_pause"),
    ],
)
def test_settings_that_cannot_be_are_refused(texts: tuple[str, str, str], code: str) -> None:
    with pytest.raises(InputFault, match=code):
        settings_from(*texts)
