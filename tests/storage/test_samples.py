"""A work file of every released version still opens, with everything in it, and can be worked on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regsosek_desk.core.domain.decisions import stage_of
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.storage.workfile import WorkFile

SLS = "3321010001000100"
SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.regsosek"))


def test_there_are_samples() -> None:
    assert {path.stem for path in SAMPLES} >= {"0.1.0", "0.2.0", "0.3.0"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_opens_whole(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / sample.name
    shutil.copy(sample, path)
    with WorkFile.open(path) as work:
        documents = list(work.every_document())
        assert [each.id for each in documents] == ["sample-1", "sample-2", "sample-3"]
        for each in documents:
            work.verify_document(each.id)
        first = documents[0].state
        assert first.answers == {"family": "001", "floor": "005"}
        assert [row.id for row in first.rows("anggota")] == ["row-1-1"]
        assert first.removed["row-1-0"].answers["name"] == "NAMA 1 0"
        assert first.notes == {("", "floor"): "lihat kertas"}
        assert first.confirmations["", "floor", "K3-20"].petugas == "02301"
        assert [row.head_name for row in work.lists.documents(search="nama 2 1")] == ["NAMA 2 0"]
        assert (work.meta["mode"], work.recall(), len(work.petugas_list())) == ("latihan", "floor", 2)
        stamp = Stamp("02301", "laptop", "2022-10-21T00:00:00.000Z", 420)
        work.commit("sample-2", [Draft("set", question="floor", new="1")], stamp, Summary())
        work.verify_document("sample-2")


def test_what_was_exchanged_is_still_known(tmp_path: Path) -> None:
    path = tmp_path / "petugas.regsosek"
    shutil.copy(SAMPLES[-1], path)
    with WorkFile.open(path) as work:
        [conflict] = work.conflicts("sample-3")
        assert (conflict.question, {side.value for side in conflict.sides}) == ("floor", {"7", "8"})
        states = {each.document: each.state for each in work.exchange.states("d-server")}
        assert states == {"sample-1": "new", "sample-2": "new", "sample-3": "conflict"}
        assert [(each.batch, each.held) for each in work.exchange.receipts()] == [("batch-1", 1)]
        assert [each.payload for each in work.exchange.aside()] == [b"later"]


def test_what_was_decided_is_still_known(tmp_path: Path) -> None:
    path = tmp_path / "petugas.regsosek"
    shutil.copy(SAMPLES[-1], path)
    with WorkFile.open(path) as work:
        returned = work.document("sample-2")
        assert stage_of(returned.state) == "returned"
        assert returned.state.decisions["", "family"].note == "lihat kertas"
        stages = {each.id: each.stage for each in work.lists.documents(SLS)}
        assert stages == {"sample-1": "open", "sample-2": "returned", "sample-3": "open"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_reading_leaves_a_sample_as_it_is(sample: Path, tmp_path: Path) -> None:
    """Only opening it for work upgrades an older one."""
    path = tmp_path / sample.name
    shutil.copy(sample, path)
    if sample == SAMPLES[-1]:
        with WorkFile.open(path, write=False) as work:
            assert len(list(work.every_document())) == 3
    else:
        with pytest.raises(MachineFault, match="older_file"):
            WorkFile.open(path, write=False)
    assert path.read_bytes() == sample.read_bytes()
