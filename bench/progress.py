"""`python -m bench.progress`: how fast the progress of Demak is told, at the office on PostgreSQL and on a laptop.

The conditions are invented, one for each of Demak's SLS with ten daily snapshots; the laptop's families are real
documents of the training material.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

from bench.devices import database
from bench.lists import FAMILIES, PPL, SLS, demak_lists
from bench.table import Line, show, timed
from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.journal import Draft, Stamp, fill
from regsosek_desk.core.domain.kendali import MOVEMENTS, Movement, Party, Step, movement_answers
from regsosek_desk.server.progress_page import progress_page
from regsosek_desk.services.documents import FAMILY_FORM, LIST_FORM, row_drafts
from regsosek_desk.services.endpoint.clock import utc_now
from regsosek_desk.services.endpoint.progress import OfficeProgress
from regsosek_desk.services.progress.board import board_of
from regsosek_desk.services.progress.conditions import conditions
from regsosek_desk.services.progress.levels import Board, table, top
from regsosek_desk.services.progress.look import WAYS, Look
from regsosek_desk.services.progress.told import told_to_json
from regsosek_desk.services.team.books import write_lines
from regsosek_desk.storage.conditions import Condition
from regsosek_desk.storage.documents import NewDocument
from regsosek_desk.storage.endpoint.store import EndpointStore
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.sync.compression import compress

LEVEL, PAGE, LAPTOP = 300.0, 1000.0, 50.0
"""Milliseconds that were promised: a level warm, the page, the conditions of a PML's laptop."""
_DAYS = 30
_LAPTOP_SLS, _LAPTOP_FAMILIES = 17, 77
_MEMBERS = 4


def lines(folder: Path) -> Iterator[Line]:
    with database(folder) as url, closing(EndpointStore.open(url)) as store:
        start = perf_counter()
        rows = fill_office(store)
        size = f"{SLS:,} SLS, {FAMILIES:,} families, {PPL:,} PPL"
        note = f"{size}; {rows:,} snapshots put in {perf_counter() - start:.0f} s"
        yield from office_lines(store, note)
    yield from laptop_lines(folder)


# --- the office ---------------------------------------------------------------------------------------


def fill_office(store: EndpointStore) -> int:
    """Demak's lists without prelist rows, and conditions with some days of history; gives the snapshots."""
    tables = demak_lists()
    names = {"".join(row[:8:2]): row[1:8:2] for row in tables["wilayah"][1:]}
    store.put_petugas([Petugas(*row) for row in tables["petugas"][1:]])
    places = [_sls(row, names) for row in tables["sls"][1:]]
    store.put_sls(places)
    sizes: dict[str, int] = {}
    for row in tables["prelist"][1:]:
        sizes[row[0]] = sizes.get(row[0], 0) + 1
    return _put_conditions(store, [(each, sizes.get(each.id, 0)) for each in places])


def _sls(row: Sequence[str], names: Mapping[str, Sequence[str]]) -> Sls:
    sls_id, name, ppl, pml = row[:4]
    prov, kab, kec, desa = names[sls_id[:10]]
    return Sls(sls_id, name, prov, kab, kec, desa, ppl, f"PPL {ppl}", pml, f"PML {pml}")


def _put_conditions(store: EndpointStore, places: Sequence[tuple[Sls, int]]) -> int:
    rng, today, count = Random(2022), date.fromisoformat(utc_now()[:10]), 0
    ends = {sls.id: condition(rng, sls, size, today) for sls, size in places}
    for back in range(_DAYS, -1, -1):
        day = (today - timedelta(days=back)).isoformat()
        some = [_as_of(each, back) for each in ends.values() if back in (0, _DAYS) or rng.random() < 0.3]
        with store.writing() as transaction:
            transaction.conditions.put(some, transaction.counter.take(), day)
        count += len(some)
    return count


def condition(rng: Random, sls: Sls, size: int, today: date) -> Condition:
    """An SLS that is somewhere on its way."""
    done = rng.choice((0.0, rng.random(), rng.random(), 1.0))
    keyed = int(size * done)
    warning, error = int(keyed * 0.04), int(keyed * 0.02)
    at = f"{(today - timedelta(days=rng.randrange(14))).isoformat()}T03:04:05.678Z"
    party = rng.choice(tuple(Party)).value if keyed else ""
    return Condition(
        sls.id, party, sls.pml_code if party == "2" else "", at[:10] if party else "", sls.pml_code if keyed else "",
        at if keyed else "", updated_at=at if keyed else "", prelist=size, vk=size, rekap=size, nonrespon=0,
        received=size if party > "3" else -1, used=keyed if party > "3" else -1, documents=keyed, members=keyed * 4,
        clean=keyed - warning - error, warning=warning, error=error, approved=keyed // 2, accepted=keyed // 4,
    )  # fmt: skip


def _as_of(each: Condition, back: int) -> Condition:
    share = 1 - back / _DAYS
    clean, warning, error = (int(count * share) for count in (each.clean, each.warning, each.error))
    return replace(each, clean=clean, warning=warning, error=error)


def office_lines(store: EndpointStore, note: str) -> Iterator[Line]:
    progress = OfficeProgress(store, utc_now)

    def anew() -> Board:
        progress._kept = None
        return progress.board()

    yield Line("progress, office: everything read after a change", timed(anew, 5), "ms", LEVEL, note=note)
    board = progress.board()
    for name, look in looks(board):
        took = timed(partial(_table, progress, look), 5)
        yield Line(f"progress, office: {name}", took, "ms", LEVEL)
    for name, look in (looks(board)[0], max(looks(board), key=lambda pair: len(table(board, pair[1]).rows))):
        took = timed(lambda look=look: progress_page(table(anew(), look), "BPS", utc_now()), 5)  # type: ignore[misc]
        yield Line(f"progress, office: page {name}, after a change", took, "ms", PAGE)
    told = told_to_json(board.conditions)
    packed = len(compress(str(told).encode()))
    yield Line("… all conditions told to a pengawas", [packed / 1024], "KiB", note=f"{packed / SLS:.1f} bytes an SLS")


def _table(progress: OfficeProgress, look: Look) -> object:
    return table(progress.board(), look)


def looks(board: Board) -> list[tuple[str, Look]]:
    """Every level of every way, each entered by its first key."""
    found = []
    for way in WAYS:
        look = top(board, Look(way))
        found.append((f"{way}, {look.level}", look))
        while not look.is_last:
            look = look.into(table(board, look).rows[-1].key)
            found.append((f"{way}, {look.level}", look))
    return found


# --- a laptop -----------------------------------------------------------------------------------------


def laptop_lines(folder: Path) -> Iterator[Line]:
    path = folder / "pml.regsosek"
    with WorkFile.create(path, {"mode": "latihan", "petugas": "02001"}) as file:
        fill_laptop(file)
    today = date.fromisoformat(utc_now()[:10])
    with WorkFile.open(path) as file:
        first = timed(lambda: conditions(file))
        families = _LAPTOP_SLS * _LAPTOP_FAMILIES
        yield Line(f"progress, laptop: conditions of {families:,} families, first", first, "ms", LAPTOP)
        yield Line("progress, laptop: once more", timed(lambda: conditions(file), 20), "ms", LAPTOP)
        board = board_of(file, today)
        yield Line("progress, laptop: the table", timed(lambda: table(board, Look()), 20), "ms", LAPTOP)


def fill_laptop(file: WorkFile) -> None:
    """SLS with a VK list, a control book, and families of some members."""
    stamp = Stamp("02001", "laptop", "2022-11-20T03:04:05.678Z", 420)
    places = [Sls(f"3321010001{number:04d}00", f"RT {number:03d}") for number in range(1, _LAPTOP_SLS + 1)]
    file.add_sls(*places)
    for sls in places:
        numbers = [f"{number:03d}" for number in range(1, _LAPTOP_FAMILIES + 1)]
        drafts = [draft for at, number in enumerate(numbers) for draft in _line(sls, at, number)]
        vk = NewDocument(LIST_FORM, sls.id, Summary(form_version="1"), drafts)
        file.create_documents(stamp, [vk, *(_family(sls, number) for number in numbers)])
        move = Movement("", Step.TAKEN, "", Party.PPL, "", Party.PML, "02001", "2022-11-20", {})
        write_lines(file, sls.id, [(MOVEMENTS, movement_answers(move))], stamp)


def _line(sls: Sls, at: int, number: str) -> list[Draft]:
    answers = {"no_prelist": number, "keberadaan": "1", "nama_kk": "SITI", "r109": number, "r110": number, "r111": "2"}
    return row_drafts("vk_a", at, answers, f"{sls.id}-{number}")


def _family(sls: Sls, number: str) -> NewDocument:
    drafts = [fill({"r110": number})]
    for at in range(_MEMBERS):
        drafts += row_drafts("anggota", at, {"r402": "SITI"}, f"{sls.id}-{number}-{at}")
    return NewDocument(FAMILY_FORM, sls.id, Summary(form_version="1", family_number=number, status="clean"), drafts)


def main() -> int:
    """Exit status 1 when a budget was missed."""
    with TemporaryDirectory(prefix="bench-") as folder:
        return int(show("Progress", lines(Path(folder))) > 0)


if __name__ == "__main__":
    sys.exit(main())
