"""A small office in a folder: one SLS of the training package with its PPL and its PML."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app_rig import Laptop, enrol

from regsosek_desk.server.opening import Office
from regsosek_desk.services.endpoint.endpoint import Endpoint
from regsosek_desk.services.endpoint.identity import init_identity
from regsosek_desk.services.training_office import fill_with_training

PPL, PML = "02301", "0230"
KAB = "3321"


@dataclass(frozen=True)
class OfficeFolder:
    """An office that is set up, and the key that recovers its work files."""

    office: Office
    recovery: str

    @property
    def folder(self) -> Path:
        return self.office.folder

    def code(self, petugas: str) -> str:
        """A new enrolment code."""
        endpoint = self.office.open()
        try:
            return endpoint.new_code(petugas).code
        finally:
            endpoint.close()


@dataclass(frozen=True)
class Served:
    """An office on the air."""

    office: OfficeFolder
    endpoint: Endpoint
    address: str

    def laptop(self, petugas: str = PPL) -> Laptop:
        return enrol(self.address, self.endpoint.new_code(petugas).code)

    def pml(self) -> Laptop:
        return self.laptop(PML)


def office_of(folder: Path, database: str = "") -> OfficeFolder:
    """Set up an office below the folder."""
    office = Office(folder / "server", database)
    store = office.store()
    try:
        fill_with_training(store)
    finally:
        store.close()
    _, recovery = init_identity(office.folder, "BPS Kabupaten Demak", KAB)
    return OfficeFolder(office, recovery)
