"""A file or lock that is taken away under the open program: told with the next commit, before anything is lost."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.errors import MachineFault
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.workfile import WorkFile

Make = Callable[..., NewDocument]
KEYED = Stamp("02301", "laptop", "2022-10-20T03:04:05.678Z", 420)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps an open file in its place")


@pytest.mark.parametrize("deed", ["renamed", "deleted", "replaced", "folder_moved"])
def test_a_file_gone_takes_no_more_answers(work: WorkFile, path: Path, tmp_path: Path, deed: str) -> None:
    if deed == "renamed":
        path.rename(tmp_path / "other")
    elif deed == "deleted":
        path.unlink()
    elif deed == "replaced":
        shutil.copy(path, tmp_path / "other")
        (tmp_path / "other").replace(path)
    else:
        tmp_path.rename(tmp_path.with_name(tmp_path.name + "-moved"))
    with pytest.raises(MachineFault) as caught:
        work.remember("a", "1")
    assert (caught.value.code, caught.value.params) == ("file_gone", {"file": path.name})
    assert work.recall("a") is None


def test_put_back_the_same_entry_goes_through(work: WorkFile, path: Path, new_document: Make) -> None:
    (document,) = work.create_documents(KEYED, [new_document()])
    before, change = work.document(document), [Draft("set", question="q", new="1")]
    path.rename(path.with_name("other"))
    with pytest.raises(MachineFault, match="file_gone"):
        work.commit(document, change, KEYED, Summary())
    assert work.document(document) == before
    path.with_name("other").rename(path)
    work.commit(document, change, KEYED, Summary())
    work.close()
    with WorkFile.open(path) as again:
        assert again.document(document).state.answers["q"] == "1"
        again.verify_document(document)


def test_a_lock_taken_away_takes_no_more_answers(work: WorkFile, path: Path) -> None:
    path.with_name(path.name + ".lock").unlink()
    with pytest.raises(MachineFault) as caught:
        work.remember("a", "1")
    assert (caught.value.code, caught.value.params) == ("lock_gone", {"file": path.name})
    with WorkFile.open(path) as second:  # now a second writer can come
        second.remember("b", "2")
        with pytest.raises(MachineFault, match="lock_gone"):
            work.remember("a", "1")
    assert work.recall("a") is None
