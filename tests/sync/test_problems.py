"""Faults of the program that were filed on a laptop: they go with the next batch, by every route, and come once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from field import SLS_A1, Laptop, Office, Relay
from hypothesis import given
from hypothesis import strategies as st

from regsosek_desk.cli.main import run_command
from regsosek_desk.core.domain.problem import NOTE_MOST, Problem, problems_in, without_persons
from regsosek_desk.services.endpoint.access import Device
from regsosek_desk.services.endpoint.stick import take_file
from regsosek_desk.services.exchange.state import status
from regsosek_desk.services.exchange.stick import save_to_stick, take_from_stick
from regsosek_desk.sync.statements import certificate_from_json

Give = Callable[[str], Laptop]


def problem(number: int = 1, **more: str) -> Problem:
    told = {"petugas": "02301", "device": "d-x", "version": "0.1.0", "screen": "BerandaScreen", "note": "macet"}
    return Problem(**{"id": f"masalah-{number}", "at": "2022-10-20T03:04:05.678Z", "report": "isi", **told, **more})


def filed(laptop: Laptop, number: int = 1) -> None:
    laptop.file.problems.put(problem(number))


def at_office(office: Office) -> list[str]:
    return sorted(each.id for each, _ in office.endpoint.problems(100))


def sent_at(laptop: Laptop) -> list[str]:
    rows = laptop.file._conn.exec_driver_sql("SELECT sent_at FROM masalah")
    return [row[0] for row in rows]


def test_it_goes_with_the_next_batch_and_is_then_marked(office: Office, laptop: Give) -> None:
    mine = laptop("a")
    mine.new_family(SLS_A1, r110="001")
    filed(mine)
    outcome = mine.exchange()
    assert (outcome.faults, outcome.problems, outcome.held) == ([], 1, 1)
    assert at_office(office) == ["masalah-1"]
    assert sent_at(mine) == [outcome.receipts[0].at]
    assert mine.file.problems.waiting() == []


def test_it_needs_no_document_to_go_with_and_shows_no_empty_receipt(office: Office, laptop: Give) -> None:
    mine = laptop("a")
    filed(mine)
    assert mine.exchange().problems == 1
    assert at_office(office) == ["masalah-1"]
    assert status(mine.run).proofs == ()
    mine.exchange()
    assert len(mine.file.exchange.batches()) == 1


def test_many_go_in_turns_and_each_comes_once(office: Office, laptop: Give) -> None:
    mine = laptop("a")
    for number in range(30):
        filed(mine, number)
    mine.exchange()
    mine.exchange()
    mine.exchange()
    assert len(at_office(office)) == 30
    assert mine.file.problems.waiting() == []


def test_who_filed_it_is_whose_laptop_it_came_from(office: Office, laptop: Give) -> None:
    mine = laptop("a")
    mine.file.problems.put(problem(petugas="02001", device="d-lain"))
    mine.exchange()
    [(found, _)] = office.endpoint.problems(10)
    assert (found.petugas, found.device) == ("02301", mine.device)


def test_by_stick(office: Office, laptop: Give, tmp_path: Path) -> None:
    mine, stick = laptop("a"), tmp_path / "stick"
    stick.mkdir()
    filed(mine)
    [file] = save_to_stick(mine.run, stick)
    assert mine.file.problems.waiting()  # on a stick is not yet at the office
    assert save_to_stick(mine.run, stick) == [file]
    answer = take_file(office.endpoint, file).answer
    assert at_office(office) == ["masalah-1"]
    assert take_from_stick(mine.run, answer).problems == 1
    assert mine.file.problems.waiting() == []


def test_by_way_of_a_pml(office: Office, laptop: Give, tmp_path: Path) -> None:
    mine, pml = laptop("a"), laptop("pml")
    filed(mine)
    stick = tmp_path / "stick"
    stick.mkdir()
    with Relay(pml, tmp_path / "relay") as relay:
        mine.exchange(relay.wire())
        assert relay.endpoint.problems(10) == []  # it only hands on
        assert mine.file.problems.waiting()
        envelope = relay.endpoint.held_envelope(*own_batch(pml, mine))
    (stick / "titipan.rgsk").write_bytes(envelope)
    take_from_stick(pml.run, stick / "titipan.rgsk")
    pml.exchange()
    assert at_office(office) == ["masalah-1"]
    mine.exchange()
    assert mine.file.problems.waiting() == []


def own_batch(pml: Laptop, mine: Laptop) -> tuple[Device, str]:
    certificate = certificate_from_json(json.loads(pml.file.meta["certificate"]))
    return Device(pml.device, certificate), mine.file.exchange.batches()[0].id


# --- at the office --------------------------------------------------------------------------------------


def server(office: Office, *action: str) -> int:
    place = ["--folder", str(office.folder), "--database", f"sqlite:///{office.folder / 'server.db'}"]
    return run_command(["server", *action, *place])


def test_the_office_reads_them(office: Office, laptop: Give, capsys: pytest.CaptureFixture[str]) -> None:
    assert server(office, "masalah") == 0
    assert "Belum ada" in capsys.readouterr().out
    mine = laptop("a")
    mine.file.problems.put(problem(report="baris satu\n\x1b[2Jbaris dua"))
    mine.exchange()
    assert server(office, "masalah") == 0
    said = capsys.readouterr().out
    assert "macet" in said
    assert "BerandaScreen" in said
    assert "baris satu" not in said
    assert server(office, "masalah", "asalah-1") == 0
    said = capsys.readouterr().out
    assert "baris satu\n?[2Jbaris dua" in said
    assert server(office, "masalah", "tidak-ada") == 2
    assert "tidak-ada" in capsys.readouterr().err


# --- what another program may send ------------------------------------------------------------------------


@given(st.recursive(st.none() | st.integers() | st.text(), lambda kids: st.lists(kids) | st.dictionaries(
    st.sampled_from(["problems", "id", "at", "note", "x"]), kids), max_leaves=20))  # fmt: skip
def test_nonsense_is_passed_over(told: object) -> None:
    assert problems_in(told) == []
    assert problems_in({"problems": told}) == []


def test_what_is_too_long_is_cut() -> None:
    [found] = problems_in({"problems": [problem(note="x" * 9999).to_json(), {"id": 1}, "x"]})
    assert len(found.note) == NOTE_MOST


@given(st.text(), st.lists(st.text(min_size=3, max_size=20)))
def test_no_word_of_an_answer_and_no_long_number_is_left(note: str, answers: list[str]) -> None:
    bare = without_persons(note, answers)
    words = {word for answer in answers for word in words_of(answer) if len(word) >= 3}
    assert not words & set(words_of(bare))
    assert not any(word.isdecimal() and len(word) >= 4 for word in words_of(bare))
    assert "\n" not in bare


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
