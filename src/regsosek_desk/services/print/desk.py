"""What every sheet needs besides its own matter: whose office it is, the SLS and petugas, and who wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.reports.page import Origin
from regsosek_desk.services.entry import RunOnFile
from regsosek_desk.services.session import TRAINING
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.workfile import WorkFile
from regsosek_desk.texts import officer, t

T = TypeVar("T")
Watch = Callable[[int, int], None]
"""Is told how many of how many are done; to stop the work it raises."""
_SLICE = 10
"""Documents read at one go: whoever keys meanwhile waits no longer for the file."""


class Stopped(Exception):
    """Raised by a watch when nobody wants the sheet any more."""


def nobody(done: int, total: int) -> None:
    """A watch that doesn't look."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A work file that is printed from; read once for a sheet."""

    run: RunOnFile
    origin: Origin
    sls: Mapping[str, Sls]
    petugas: Petugas

    def place(self, sls_id: str) -> Sls:
        return self.sls.get(sls_id, Sls(sls_id))

    def documents(self, ids: Sequence[str], watch: Watch = nobody) -> Iterator[StoredDocument]:
        """The documents in that order, a few at a time."""
        watch(0, len(ids))
        done = 0
        for some in _slices(ids):
            for stored in self.run(lambda file, some=some: list(file.documents(some))):  # type: ignore[misc]
                yield stored
                done += 1
                watch(done, len(ids))


def desk_on(run: RunOnFile) -> Desk:
    """Raises MachineFault."""
    return run(lambda file: _desk(run, file))


def _desk(run: RunOnFile, file: WorkFile) -> Desk:
    sls = {each.id: each for each in file.sls_list()}
    office = next((t("reports.office", kab=each.kab_name) for each in sls.values() if each.kab_name), "")
    own = file.meta.get("petugas", "")
    petugas = next((each for each in file.petugas_list() if each.code == own), Petugas(own, ""))
    origin = Origin(office, datetime.now().astimezone(), file.meta.get("mode") == TRAINING)
    return Desk(run, origin, sls, petugas)


def _slices(ids: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while some := list(islice(rest, _SLICE)):
        yield some


def person(name: str, code: str) -> str:
    """Name and code of a petugas, as far as they are known."""
    return officer(name, code) or "–"
