"""Keys while an exchange runs: an office in a process of its own, 500 documents to send and as many to take in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from bench.family import family, put_in
from bench.keyed import Petugas, keyed_sls
from bench.table import Line
from regsosek_desk.core.domain import area
from regsosek_desk.server.opening import Office
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.services.enrolment import enrol
from regsosek_desk.services.exchange.links import link_to, office_address
from regsosek_desk.services.exchange.receive import judge
from regsosek_desk.services.exchange.run import Exchange
from regsosek_desk.services.opening import open_workfile
from regsosek_desk.services.training import SlsPackage, demak_sls
from regsosek_desk.services.training_file import sls_code, wilayah_rows

PIN = "kopi7294"
MEMBERS = 10
_SIZES = (250, 250, 250, 250)
"""Families per SLS; the first half is here, the second comes in."""
_PETUGAS = area.Petugas("02301", "SITI AMINAH")
_MARK = "http://"


def lines(folder: Path, child: Any) -> Iterator[Line]:
    """`child` runs a job in a window of its own, as in bench.window."""
    packages = demak_sls(wilayah_rows(), seed=1, sizes=_SIZES)
    half = len(packages) // 2
    with _office(folder / "office", [sls_code(each.area) for each in packages]) as office:
        code = _code(folder / "office", office)
        path, document = _laptop(code(), folder / "a", packages[:half], MEMBERS)
        other, _ = _laptop(code(), folder / "b", packages[half:], 0)
        _exchange(other)
        found = child("exchange", str(path), PIN, document, str(MEMBERS))
    what = f"key press to painted, {MEMBERS} members, pauses between keys"
    yield Line(what, found["alone"], budget=16.0, judged="p99", note=_longest(found["alone"]))
    busy = found["exchange"]
    note = f"{_longest(busy)}; {found['sent']} documents out, {found['received']} in, {found['seconds']:.0f} s"
    yield Line("the same while an exchange runs", busy, budget=16.0, judged="p99", note=note)


def _longest(values: Sequence[float]) -> str:
    return f"{len(values)} keys, the longest {max(values):.1f} ms"


@contextmanager
def _office(folder: Path, ids: Sequence[str]) -> Iterator[str]:
    """Gives the address of the endpoint, in another process."""
    init_identity(folder, "BPS Kabupaten Demak", "3321")
    store = Office(folder).store()
    store.put_petugas([_PETUGAS])
    store.put_sls([area.Sls(each, each[10:], ppl_code=_PETUGAS.code, ppl_name=_PETUGAS.name) for each in ids])
    store.close()
    command = [sys.executable, "-m", "regsosek_desk", "server", "--folder", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        said = next(line for line in process.stdout if _MARK in line)
        try:
            yield next(word.rstrip(".,") for word in said.split() if word.startswith(_MARK))
        finally:
            process.terminate()


def _code(folder: Path, address: str) -> Any:
    def code() -> str:
        endpoint = Office(folder).open()
        with closing(endpoint):
            return endpoint.new_code(_PETUGAS.code, url=address).link

    return code


def _laptop(link: str, folder: Path, packages: Sequence[SlsPackage], members: int) -> tuple[Path, str]:
    """An enrolled work file with the families of these SLS keyed, and one of so many members to key into."""
    folder.mkdir(parents=True)
    path = enrol(link, PIN, folder)
    with open_workfile(path, PIN) as file:
        file.remember("exchange", "by_hand")
        hand = Petugas(Random(1), _PETUGAS.code, file.meta["device"])
        for bundle in (each for package in packages for each, paper in keyed_sls(hand, package) if paper):
            assert file.absorb(bundle, judge(file)).code == "accepted"
        sls_id = sls_code(packages[0].area)
        return path, put_in(file, family(members), sls_id, file.meta["device"]) if members else ""


def _exchange(path: Path) -> None:
    with open_workfile(path, PIN) as file:

        def run(job: Any) -> Any:
            return job(file)

        with closing(link_to(run, office_address(run), lambda _: None)) as link:
            assert not Exchange(run, link).run().faults
