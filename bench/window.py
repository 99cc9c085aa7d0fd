"""The real program in processes of its own, without a display; see window_child for what each measures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any

from bench import exchange
from bench.family import family, put_in
from bench.table import Line
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.training_file import make_training_file
from regsosek_desk.storage.workfile import WorkFile

_STARTS, _OPENINGS = 7, 5
_PAINTED = {10: 16.0, 30: 25.0}


def lines(folder: Path) -> Iterator[Line]:
    training = folder / "latihan.regsosek"
    make_training_file(training)
    sls_id, number = _largest(training)
    yield Line("start to first key accepted, on Beranda", starts(training, ""), unit="s", budget=1.0)
    yield Line("start to first key accepted, straight on a family", starts(training, number), unit="s", budget=1.0)
    files = {members: _file(folder, members) for members in _PAINTED}
    yield Line("open a K of 10 members, cold", [child("open", *files[10]) for _ in range(_OPENINGS)], budget=100.0)
    for members, budget in _PAINTED.items():
        found = child("keys", *files[members], str(members))
        yield Line(f"key press to painted, {members} members", found["keys"], budget=budget, judged="p99")
        if members == 10:
            yield Line("add a member, painted, 10 members", found["add"], budget=16.0, judged="p95")
    yield from exchange.lines(folder, child)
    yield from _memory(child("memory", str(training), sls_id, number))


def child(job: str, path: str, *arguments: str) -> Any:
    """Run a job of window_child on a work file and give what it found. Raises RuntimeError with what it said."""
    home = str(Path(path).parent)  # settings and logs of its own
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "REGSOSEK_DESK_HOME": home}
    command = [sys.executable, "-m", "bench.window_child", job, path, *arguments]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def starts(path: Path, number: str) -> list[float]:
    """Seconds from asking for the process to the first key; one start ahead warms the disk."""
    found = []
    for _ in range(_STARTS + 1):
        begun = time()
        found.append(child("start", str(path), number) - begun)
    return found[1:]


def _file(folder: Path, members: int) -> tuple[str, str]:
    """A file with one family of that many members, and the family's id."""
    path = folder / f"{members}.regsosek"
    with WorkFile.create(path, {"mode": "latihan", "petugas": "02301"}) as file:
        document = put_in(file, family(members))
    return str(path), document


def _largest(path: Path) -> tuple[str, str]:
    """The SLS with most families, and the number of a keyed family that no other SLS has."""
    with WorkFile.open(path, write=False) as file:
        rows = file.lists.documents(form=FAMILY_FORM)
    by_sls: dict[str, list[str]] = {}
    for row in rows:
        by_sls.setdefault(row.sls_id, []).append(row.family_number)
    sls_id = max(by_sls, key=lambda each: len(by_sls[each]))
    others = {number for each, numbers in by_sls.items() if each != sls_id for number in numbers}
    return sls_id, next(number for number in by_sls[sls_id] if number not in others)


def _memory(found: dict[str, float | None]) -> Iterator[Line]:
    for what, key in (("with the list of the 123-family SLS open", "list"), ("and then a family of it", "family")):
        value = found[key]
        yield Line(f"memory {what}", [] if value is None else [value], unit="MB", budget=250.0)
