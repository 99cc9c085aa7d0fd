"""A work file of every released version still opens, with everything in it, and can be worked on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.storage.workfile import WorkFile

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.regsosek"))


def test_there_are_samples() -> None:
    assert "0.1.0" in {path.stem for path in SAMPLES}


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


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_reading_leaves_a_sample_as_it_is(sample: Path, tmp_path: Path) -> None:
    path = tmp_path / sample.name
    shutil.copy(sample, path)
    with WorkFile.open(path, write=False) as work:
        assert len(list(work.every_document())) == 3
    assert path.read_bytes() == sample.read_bytes()
