"""The one line for the chat: written, and read again from whatever stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from progress_rig import A1, A2, sls

from regsosek_desk.services.progress.report import Report, compared, line_of, report_of, reports_in
from regsosek_desk.storage.conditions import Condition

REPORTS = st.builds(
    Report, sls_id=st.text("0123456789", min_size=16, max_size=16), verified=st.integers(0, 9999),
    keyed=st.integers(0, 9999), done=st.booleans(),
)  # fmt: skip


@given(st.lists(REPORTS, unique_by=lambda each: each.sls_id))
def test_what_was_written_is_read(reports: list[Report]) -> None:
    assert reports_in("\n".join(map(line_of, reports))) == reports


@pytest.mark.parametrize(
    "text",
    [
        f"REGSOSEK-{A1}-52-48-0", f"regsosek-{A1}-52-48-0", f"Siang bu, REGSOSEK - {A1} - 52 - 48 - 0. Trims",
        f"REGSOSEK–{A1}–52–48–0", "REGSOSEK-3321 0100 0100 0100-52-48-0",
    ],
)  # fmt: skip
def test_it_is_read_as_people_write_it(text: str) -> None:
    assert reports_in(text) == [Report(A1, 52, 48, done=False)]


@pytest.mark.parametrize(
    "text", ["", "REGSOSEK-332101000100010-52-48-0", f"REGSOSEK-{A1}-52-48", f"REGSOSEK-{A1}-52-48-2"]
)
def test_what_is_no_report_is_passed_over(text: str) -> None:
    assert reports_in(text) == []


def test_of_two_about_one_sls_the_later_counts() -> None:
    assert reports_in(f"REGSOSEK-{A1}-1-1-0\nREGSOSEK-{A1}-2-2-1") == [Report(A1, 2, 2, done=True)]


@pytest.mark.parametrize(("vk", "clean", "done"), [(0, 0, False), (3, 2, False), (3, 3, True), (3, 4, True)])
def test_it_says_done_when_all_that_were_found_are_keyed(vk: int, clean: int, done: bool) -> None:
    assert report_of(Condition(A1, vk=vk, clean=clean)) == Report(A1, vk, clean, done)


def test_it_is_compared_with_what_is_known_here() -> None:
    here = {A1: Condition(A1, vk=2, clean=1, error=1)}
    same, other, unknown = compared(
        f"REGSOSEK-{A1}-2-2-1 REGSOSEK-{A2}-2-2-1 REGSOSEK-3399010001000100-1-1-1", {A1: sls(A1), A2: sls(A2)}, here
    )
    assert same.agrees
    assert same.sls == sls(A1)
    assert (other.agrees, other.here) == (False, None)
    assert unknown.sls is None
