"""The work file: one field to the disk, and a check of everything in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.family import ROSTER, family, put_in
from bench.table import Line, timed
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.documents import FAMILY_FORM, summary_of
from regsosek_desk.services.entry import DocumentDesk
from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

FAMILIES = 10_000
_FIELD = "r428a"
_LIST_SIZES = [107] * 100  # a few families of each list are left for practice
_COMMITS = 400


def lines(folder: Path) -> Iterator[Line]:
    with WorkFile.create(folder / "commits.regsosek", {}) as file:
        desk = open_desk(file)
        commits, grown = one_field(file, desk)
        yield Line("journal commit of one field", commits, budget=1.0, judged="p95")
        yield Line(f"the disk alone: write and sync {grown} bytes", disk_alone(folder / "disk", grown))
        yield Line("one answer with rules, marks and commit, 10 members", whole_answer(desk))
        yield Line("open a document of 10 members, no screen", timed(lambda: open_desk(file, desk.id), 50))
    with WorkFile.create(folder / "locked.regsosek", {}, os.urandom(32)) as file:
        yield Line(
            "journal commit of one field, encrypted", one_field(file, open_desk(file))[0], budget=1.0, judged="p95"
        )
    yield whole_file(folder / "many.regsosek")


def open_desk(file: WorkFile, document: str | None = None) -> DocumentDesk:
    program = load_form(FAMILY_FORM)
    return DocumentDesk(
        lambda work: work(file), program, document or put_in(file, family(10)), lambda: Stamp.now("02301", "bench")
    )


def one_field(file: WorkFile, desk: DocumentDesk) -> tuple[list[float], int]:
    """Times of a commit, and by how many bytes one makes the file's log grow."""
    row = desk.instance.rows(ROSTER)[0].id
    state = {"now": desk.instance.text(Place(_FIELD, row))}
    summary, log = summary_of(desk.instance, desk.review), file.path.with_name(file.path.name + "-wal")

    def commit() -> None:
        old, new = state["now"], "3" if state["now"] == "4" else "4"
        draft = Draft("set", row=row, question=_FIELD, old=old, new=new)
        file.commit(desk.id, [draft], Stamp.now("02301", "bench"), summary, f"{desk.id}/{row}/{_FIELD}")
        state["now"] = new

    commit()
    before = log.stat().st_size
    first = timed(commit, 20)
    grown = (log.stat().st_size - before) // 20
    return first + timed(commit, _COMMITS), grown


def disk_alone(path: Path, size: int) -> list[float]:
    """What the same disk needs for nothing but bringing that many bytes safely down."""
    content = os.urandom(max(size, 1))
    with path.open("wb", buffering=0) as file:

        def write() -> None:
            file.write(content)
            os.fsync(file.fileno())

        return timed(write, _COMMITS)


def whole_answer(desk: DocumentDesk) -> list[float]:
    """What a keyer waits for at each field, the painting apart."""
    desk = open_desk_again(desk)
    place = Place(_FIELD, desk.instance.rows(ROSTER)[0].id)
    texts = iter(["3", "4"] * _COMMITS)
    return timed(lambda: desk.answer(place, next(texts)), _COMMITS)


def open_desk_again(desk: DocumentDesk) -> DocumentDesk:
    """The commits above went past the desk; this one knows of them."""
    return DocumentDesk(desk._run, desk.program, desk.id, lambda: Stamp.now("02301", "bench"))


def whole_file(path: Path) -> Line:
    """Make the file (untimed), then check it five times in one fresh process."""
    make_training_file(path, sizes=_LIST_SIZES, keyed_every=1)
    command = [sys.executable, "-m", "bench.check_child", str(path), "5"]
    found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    count, seconds = json.loads(found.stdout)
    return Line(
        f"check every family of a work file, for {FAMILIES:,}",
        [each / count * FAMILIES for each in seconds],
        unit="s",
        budget=2.0,
        note=f"{count:,} families in the file; the figure is for {FAMILIES:,}",
    )
