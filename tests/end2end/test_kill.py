"""kill -9 of the real program at random moments of keying: at most the field under the cursor is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from regsosek_desk.core.domain.merge import given
from regsosek_desk.core.domain.replay import replay
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.training_file import make_training_file, training_papers
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WHERE, WorkFile

KILLS = 50
MEMBERS = 4
_CHILD = Path(__file__).with_name("keying_child.py")


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str, str]:
    """A training file, and a family of it that is still to be keyed: SLS, number, document."""
    path = tmp_path_factory.mktemp("kill") / "latihan.regsosek"
    make_training_file(path)
    papers = training_papers().families
    with WorkFile.open(path, write=False) as file:
        blank = file.lists.documents(form=FAMILY_FORM, statuses=["blank"])
    wanted = (r for r in blank if len(papers.get((r.sls_id, r.family_number), {}).get("anggota", ())) == MEMBERS)
    row = next(wanted)
    return path, row.sls_id, row.family_number, row.id


def test_a_kill_at_any_moment_loses_at_most_one_field(original: tuple[Path, str, str, str], tmp_path: Path) -> None:
    moments = [random.Random(seed).randint(1, 150) for seed in range(KILLS)]
    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(lambda pair: _kill_at(original, tmp_path / f"{pair[0]}", pair[1]), enumerate(moments)))
    assert len(kept) == KILLS
    assert max(kept) > min(kept)  # the moments really differ


def _kill_at(original: tuple[Path, str, str, str], folder: Path, fields: int) -> int:
    """Let the program key so many fields, kill it, and compare what is there with what it had said."""
    source, sls_id, number, document = original
    folder.mkdir()
    path = folder / "kerja.regsosek"
    shutil.copy(source, path)
    said = _run_and_kill([str(path), sls_id, number, document], fields)
    _compare(path, document, said)
    return len(said)


def _run_and_kill(args: list[str], fields: int) -> list[tuple[str, str, str | None]]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [sys.executable, str(_CHILD), *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        lines = [child.stdout.readline() for _ in range(fields)]
        child.kill()
        lines += child.stdout.readlines()
        errors = child.stderr.read()
    assert lines[0], errors
    found = [json.loads(line) for line in lines if line.endswith("\n")]
    return [tuple(each) for each in found if each != "end"]


def _compare(path: Path, document: str, said: list[tuple[str, str, str | None]]) -> None:
    """The journal makes the document; all that was said is there; at most one field more."""
    numbered = {question for _, question in load_form(FAMILY_FORM).bound.initial}
    with WorkFile.open(path) as file:
        file.verify_document(document)
        state = replay(file.history(document))
        for question, row, text in said:
            assert (state.answers_at(row) or {}).get(question) == text
        known = {(question, row) for question, row, _ in said}
        prelist = given(file.history(document)).answers
        there = {(q, "") for q in state.answers if q not in prelist}
        there |= {(q, r.id) for rows in state.rosters.values() for r in rows for q in r.answers if q not in numbered}
        assert len(there - known) <= 1
        where = (file.recall(WHERE) or "").split("/")
        assert where[0] == document  # the next start opens where the keyer was
