"""The area a petugas works in, and the petugas."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sls:
    """One SLS or sub-SLS with the names of its area and its officers. Codes are text, zeros kept."""

    id: str
    """idsubsls, 16 digits: provinsi 2, kabupaten 2, kecamatan 3, desa 3, SLS 4, sub-SLS 2."""
    name: str = ""
    prov_name: str = ""
    kab_name: str = ""
    kec_name: str = ""
    desa_name: str = ""
    ppl_code: str = ""
    ppl_name: str = ""
    pml_code: str = ""
    pml_name: str = ""
    withdrawn: str = ""
    """Day (UTC, ISO 8601) on which the office took it out of the work; "" while it is in."""

    @property
    def idsls(self) -> str:
        return self.id[:14]

    @property
    def prov(self) -> str:
        return self.id[:2]

    @property
    def kab(self) -> str:
        return self.id[2:4]

    @property
    def kec(self) -> str:
        return self.id[4:7]

    @property
    def desa(self) -> str:
        return self.id[7:10]

    @property
    def sls(self) -> str:
        return self.id[10:14]

    @property
    def sub(self) -> str:
        return self.id[14:16]


@dataclass(frozen=True, slots=True)
class Petugas:
    """An officer: code as on the paper, role (PPL, PML or a word of the office), code of the area."""

    code: str
    name: str
    role: str = "PPL"
    area: str = ""
