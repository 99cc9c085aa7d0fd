"""What the office tells a laptop of SLS whose families are elsewhere, by the real exchange."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from field import SLS_A1, SLS_A2, SLS_B, Laptop, Office
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.endpoint.conditions import set_deadline
from regsosek_desk.services.exchange.standing import take_told
from regsosek_desk.services.progress.board import board_of
from regsosek_desk.services.progress.conditions import conditions
from regsosek_desk.services.progress.levels import table, top
from regsosek_desk.services.progress.look import Look
from regsosek_desk.services.progress.told import deadline_in, told_from_json, told_to_json
from regsosek_desk.storage.conditions import Condition

LEAD = Petugas("09000", "DEWI", "pengawas")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office.make(tmp_path / "kantor")
    made.store.put_petugas([LEAD])
    yield made
    made.close()


def laptop(office: Office, petugas: Petugas, folder: Path) -> Laptop:
    made = office.enrol(petugas, folder / f"{petugas.code}.regsosek")
    made.exchange()
    return made


def test_laptop_and_page_tell_the_same(office: Office, tmp_path: Path) -> None:
    ppl, lead = laptop(office, Petugas("02301", "SITI"), tmp_path), laptop(office, LEAD, tmp_path)
    for sls_id in (SLS_A1, SLS_A1, SLS_A2):
        ppl.new_family(sls_id, r110="001")
    ppl.exchange()
    outcome = lead.exchange()
    assert (outcome.told, outcome.changed) == (2, True)
    at_office = office.endpoint.progress.board()
    here = board_of(lead.file, at_office.today)
    assert list(here.conditions) == list(at_office.conditions)
    look = top(at_office, Look())
    assert table(here, look).total.figures == table(at_office, look).total.figures
    assert table(here, look).total.figures.error == 3
    assert [each for each in conditions(ppl.file) if each.documents] == list(at_office.conditions)[:2]
    for each in (ppl, lead):
        each.close()


def test_nothing_new_is_told_twice(office: Office, tmp_path: Path) -> None:
    lead = laptop(office, LEAD, tmp_path)
    assert {each.sls_id for each in lead.file.snapshots.told()} == {SLS_A1, SLS_A2, SLS_B}
    assert lead.exchange().told == 0
    lead.close()


def test_the_deadline_reaches_a_laptop_and_goes_again(office: Office, tmp_path: Path) -> None:
    ppl = laptop(office, Petugas("02301", "SITI"), tmp_path)
    assert deadline_in(ppl.file) is None
    set_deadline(office.store, "2022-12-15")
    ppl.exchange()
    assert str(deadline_in(ppl.file)) == "2022-12-15"
    set_deadline(office.store, "")
    ppl.exchange()
    assert deadline_in(ppl.file) is None
    ppl.close()


# --- on the wire --------------------------------------------------------------------------------------

CONDITIONS = st.lists(
    st.builds(Condition, sls_id=st.text("0123456789", min_size=1), vk=st.integers(0, 9), rekap=st.integers(-1, 9))
)


@given(CONDITIONS)
def test_what_is_told_is_read(told: list[Condition]) -> None:
    assert told_from_json(told_to_json(told)) == told


def test_what_nobody_needs_does_not_travel() -> None:
    assert told_to_json([Condition("1", vk=2), Condition("2")]) == {"sls_id": ["1", "2"], "vk": [2, 0]}


def test_columns_of_a_newer_program_are_passed_over() -> None:
    assert told_from_json({"sls_id": ["1"], "baru": [7]}) == [Condition("1")]


@pytest.mark.parametrize(
    "section",
    [
        None, [], {}, {"sls_id": "1"}, {"sls_id": [1]}, {"sls_id": [""]}, {"sls_id": ["1"], "vk": []},
        {"sls_id": ["1"], "vk": ["2"]}, {"sls_id": ["1"], "vk": [True]}, {"sls_id": ["1"], "vk": [1 << 31]},
        {"sls_id": ["1"], "holder": [2]},
    ],
)  # fmt: skip
def test_what_has_not_its_shape_is_refused(section: object) -> None:
    with pytest.raises(InputFault, match="package_malformed"):
        told_from_json(section)


@pytest.mark.parametrize("day", [5, "besok", "2022-13-01", ["2022-12-15"]])
def test_a_deadline_that_is_no_day_is_refused_and_nothing_kept(office: Office, tmp_path: Path, day: object) -> None:
    ppl = laptop(office, Petugas("02301", "SITI"), tmp_path)
    sections = {"deadline": day, "conditions": {"sls_id": [SLS_B]}}
    with pytest.raises(InputFault, match="package_malformed"):
        take_told(ppl.run, sections, lambda: None)
    assert ppl.file.snapshots.told() == []
    ppl.close()
