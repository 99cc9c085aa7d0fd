"""Batches and packages as files: to the office, to a PML and back, twice, on the wrong laptop, on a bad stick."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest
from field import SLS_A1, Laptop, Office, Relay

from regsosek_desk.core.errors import DeskError, InputFault, MachineFault
from regsosek_desk.services.endpoint.stick import take_file, write_all_for
from regsosek_desk.services.exchange import stick
from regsosek_desk.services.exchange.laptop import Outcome
from regsosek_desk.services.exchange.stick import save_to_stick, take_from_stick, write_envelope
from regsosek_desk.sync.envelope import read_header

Give = Callable[[str], Laptop]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "flashdisk"
    path.mkdir()
    return path


def taken(a: Laptop, path: Path) -> Outcome:
    return take_from_stick(a.run, path)


def answered(office: Office, path: Path) -> Path:
    """The office takes the file, and gives the answer for the laptop that it came from."""
    first, again = take_file(office.endpoint, path), take_file(office.endpoint, path)
    assert first.receipt == again.receipt
    return first.answer


def test_a_batch_goes_by_stick_under_a_speaking_name_and_its_receipt_comes_back(
    laptop: Give, office: Office, folder: Path
) -> None:
    a = laptop("a")
    families = [a.new_family(SLS_A1, r110=f"{number:03}") for number in (1, 2)]
    [path] = save_to_stick(a.run, folder)
    day = a.file.exchange.batches()[0].created[:10].replace("-", "")
    assert path.name == f"regsosek_3321_02301_0001_{day}.rgsk"
    assert [each.name for each in folder.iterdir()] == [path.name]
    assert a.states() == dict.fromkeys(families, "sent")
    answer = answered(office, path)
    assert taken(a, answer).held == 2
    assert a.states() == dict.fromkeys(families, "received")
    assert taken(a, answer).receipts == []


def test_saving_again_writes_nothing_new_until_something_is_keyed(laptop: Give, folder: Path) -> None:
    a = laptop("a")
    family = a.new_family(SLS_A1, r110="001")
    first = save_to_stick(a.run, folder)
    assert save_to_stick(a.run, folder) == first
    a.key(family, "r108", "MAWAR")
    assert len(save_to_stick(a.run, folder)) == 2
    assert len(list(folder.iterdir())) == 2
    assert a.exchange().sent == 2
    assert save_to_stick(a.run, folder) == []


def test_another_file_of_that_name_is_never_overwritten(laptop: Give, folder: Path) -> None:
    a = laptop("a")
    a.new_family(SLS_A1, r110="001")
    [path] = save_to_stick(a.run, folder)
    path.write_bytes(b"of another laptop")
    [second] = save_to_stick(a.run, folder)
    assert path.read_bytes() == b"of another laptop"
    assert second.stem == f"{path.stem}-2"


def test_a_stick_that_loses_bytes_is_told_of_and_leaves_no_file(
    laptop: Give, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = laptop("a")
    family = a.new_family(SLS_A1, r110="001")
    monkeypatch.setattr(stick, "write_durably", lambda path, data: path.write_bytes(data[:-1]))
    with pytest.raises(MachineFault) as told:
        save_to_stick(a.run, folder)
    assert told.value.code == "stick_unreadable"
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    assert len(save_to_stick(a.run, folder)) == 1
    assert a.states() == {family: "sent"}


def test_a_full_stick_leaves_no_half_file(laptop: Give, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a = laptop("a")
    a.new_family(SLS_A1, r110="001")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(MachineFault) as told:
        write_envelope(folder, "x", b"bytes", "")
    assert told.value.code == "place_full"
    assert list(folder.iterdir()) == []


def test_the_file_of_another_laptop_can_not_be_taken(laptop: Give, office: Office, folder: Path) -> None:
    a, b = laptop("a"), laptop("b")
    a.new_family(SLS_A1, r110="001")
    [path] = save_to_stick(a.run, folder)
    for wrong, code in ((b, "envelope_not_for_us"), (laptop("pml"), "envelope_not_for_us"), (a, "envelope_other_kind")):
        before = wrong.documents()
        with pytest.raises(InputFault) as told:
            taken(wrong, path)
        assert told.value.code == code
        assert wrong.documents() == before
    answer = answered(office, path)
    with pytest.raises(InputFault) as told:
        taken(b, answer)
    assert told.value.code == "envelope_not_for_us"


@pytest.mark.parametrize("harm", ["cut", "changed", "other", "empty"])
def test_a_damaged_file_changes_nothing(laptop: Give, office: Office, folder: Path, harm: str) -> None:
    a = laptop("a")
    a.new_family(SLS_A1, r110="001")
    path = answered(office, save_to_stick(a.run, folder)[0])
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes({
        "cut": data[:-9], "changed": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "other": b"%PDF-1.7" * 100, "empty": b"",
    }[harm])  # fmt: skip
    states = a.states()
    with pytest.raises(DeskError) as told:
        taken(a, path)
    assert told.value.code.startswith("envelope_") or told.value.code == "not_an_envelope"
    assert a.states() == states


def test_a_pml_takes_a_batch_answers_it_and_passes_it_on(laptop: Give, office: Office, folder: Path) -> None:
    a, pml = laptop("a"), laptop("pml")
    with Relay(pml, folder.parent / "relay") as relay:
        a.exchange(relay.wire())  # they have met
    family = a.new_family(SLS_A1, r110="001")
    [path] = save_to_stick(a.run, folder)
    assert taken(pml, path).received == 1
    assert taken(pml, path).received == 0
    [answer] = folder.glob("*jawaban*")
    assert taken(a, answer).held == 1
    assert a.states() == {family: "sent"}  # the PML has it, the office not yet
    assert pml.exchange().forwarded == 1
    assert read_header(path.read_bytes(), office.endpoint.identity.root_key).certificate.device == a.device
    a.exchange()
    assert a.states() == {family: "received"}


def test_a_laptop_that_is_never_online_gets_everything_by_stick(laptop: Give, office: Office, folder: Path) -> None:
    a, a2 = laptop("a"), laptop("a2")
    family = a.new_family(SLS_A1, r110="001")
    a.exchange()
    files = write_all_for(office.endpoint, a2.device, folder)
    assert [taken(a2, path).received for path in files] == [1]
    assert [taken(a2, path).received for path in files] == [0]
    assert a2.answers(family) == {"r110": "001"}
    assert a2.states() == {family: "received"}
    assert save_to_stick(a2.run, folder) == []
