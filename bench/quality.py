"""An operator's log out of the journal of 2,600 families, and comparing what was keyed twice.

`python -m bench.quality` alone; `--families N` takes fewer.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.keyed import keyed_work
from bench.table import Line, show, timed
from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.quality.compare import compare
from regsosek_desk.services.quality.work_log import read_worked
from regsosek_desk.services.quality.work_table import Settings, table
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

FAMILIES = 2_600
_PER_SLS = 100
_DAY = 60
"""Families that an operator keys in a day."""


def lines(folder: Path, families: int = FAMILIES) -> Iterator[Line]:
    path, key = folder / "catatan.regsosek", os.urandom(32)
    with WorkFile.create(path, {}, key) as file:
        made, entries = fill(file, families)
    with WorkFile.open(path, key=key) as file:
        first = timed(lambda: read_worked(file))
        yield Line(f"log of {made:,} families, {entries:,} entries, encrypted: first time", first)
        by_day = Settings(shifts=("07:30-15:00", "15:00-22:00"))
        yield Line("log, read again", timed(lambda: table(read_worked(file), "shift", by_day), 10), budget=500.0)
        documents = [row.id for row in file.lists.documents(form=FAMILY_FORM)]
        again = timed(lambda: table(read_worked(file), "day", by_day), 10, lambda: touch(file, documents[:_DAY]))
        yield Line(f"log after a day's work ({_DAY} families)", again, budget=500.0)
        yield compared(file, documents[: 2 * _DAY])


def fill(file: WorkFile, families: int) -> tuple[int, int]:
    """Absorb as many families as this; gives how many families and how many entries of theirs there are."""
    made = entries = 0
    for bundle, paper in keyed_work(2022, [_PER_SLS] * (families // _PER_SLS + 3)):
        if paper is None:
            file.add_sls(Sls(bundle.sls_id))
        elif made < families:
            file.absorb(bundle, lambda _, bundle=bundle: _summary(bundle))  # type: ignore[misc]
            made, entries = made + 1, entries + len(bundle.entries)
    return made, entries


def _summary(bundle: Bundle) -> Summary:
    return Summary(bundle.form_version, bundle.rule_hash, status=bundle.status)


def touch(file: WorkFile, documents: list[str]) -> None:
    """One more answer in each."""
    for document in documents:
        stored = file.document(document)
        old = stored.state.answers.get("r302")
        draft = Draft("set", question="r302", old=old, new="048" if old != "048" else "049")
        file.commit(document, [draft], Stamp.now("02301", "bench"), stored.summary)


def compared(file: WorkFile, documents: list[str]) -> Line:
    states = [stored.state for stored in file.documents(documents)]
    program = load_form(FAMILY_FORM)
    times = [timed(lambda first=first: compare(program, first, first))[0] for first in states]  # type: ignore[misc]
    return Line("compare two keyings of a family", times, budget=20.0, judged="p95")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument("--families", type=int, default=FAMILIES)
    wanted = parser.parse_args()
    with TemporaryDirectory(prefix="bench-") as folder:
        return 1 if show("Quality", lines(Path(folder), wanted.families)) else 0


if __name__ == "__main__":
    raise SystemExit(main())
