"""`python -m bench printing`: the sheets of a whole SLS, and what one waits for before a family is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from bench.family import SLS, family, put_in
from bench.table import Line
from regsosek_desk.reports.viewing import Viewer
from regsosek_desk.services.print import bundles
from regsosek_desk.services.print.desk import desk_on
from regsosek_desk.services.print.questionnaires import filled_forms
from regsosek_desk.storage.workfile import WorkFile

FAMILIES, MEMBERS = 250, 6
"""Two sets each: seven sheets a family."""


def lines(folder: Path) -> Iterator[Line]:
    with WorkFile.create(folder / "cetak.regsosek", {"mode": "latihan", "petugas": "02301"}) as file:
        with file.together():
            ids = [put_in(file, _numbered(number)) for number in range(1, FAMILIES + 1)]
        desk = desk_on(lambda work: work(file))
        pdf = filled_forms(desk, ids[:1])
        yield Line("one family on paper", _times(lambda: filled_forms(desk, ids[:1]), 5), budget=1_500)
        viewer = Viewer(pdf)
        yield Line("a page on the screen", _times(lambda: viewer.picture(0, 110), 10), budget=150)
        viewer.close()
        seconds, whole = _once(lambda: filled_forms(desk, ids))
        note = f"{len(whole) / 1e6:.1f} MB"
        yield Line(f"{FAMILIES} families of {MEMBERS} in one PDF", [seconds], "s", 30, note=note)
        yield Line("a label", _times(lambda: bundles.bundle_labels(desk, [SLS]), 5), budget=200)


def _numbered(number: int) -> dict[str, object]:
    return family(MEMBERS) | {"r109": f"{number:03}", "r110": f"{number:03}"}


def _times(work: Callable[[], object], count: int) -> list[float]:
    return [_once(work)[0] * 1000 for _ in range(count)]


def _once(work: Callable[[], bytes] | Callable[[], object]) -> tuple[float, bytes]:
    began = perf_counter()
    found = work()
    return perf_counter() - began, found if isinstance(found, bytes) else b""
