"""What lists may refer to: areas, officers and SLS that the endpoint has, or that came in the same package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from regsosek_desk.core.domain.area import Petugas, Sls
from regsosek_desk.services.lists.kinds import fold


class Known:
    """Codes and their names; grows while a package is read."""

    def __init__(
        self,
        areas: Mapping[str, str] | None = None,
        petugas_list: Iterable[Petugas] = (),
        sls_list: Iterable[Sls] = (),
    ) -> None:
        self.areas = dict(areas or {})
        """Code of 2, 4, 7 or 10 digits to name."""
        self.petugas: dict[str, Petugas] = {}
        self.sls: dict[str, Sls] = {}
        self._subs: defaultdict[str, list[str]] = defaultdict(list)
        self._stripped: defaultdict[str, list[str]] = defaultdict(list)
        self._called: defaultdict[str, list[str]] = defaultdict(list)
        for petugas in petugas_list:
            self.add_petugas(petugas)
        for sls in sls_list:
            self.add_sls(sls)

    def add_petugas(self, petugas: Petugas) -> None:
        if petugas.code not in self.petugas:
            self._stripped[petugas.code.lstrip("0")].append(petugas.code)
            self._called[fold(petugas.name)].append(petugas.code)
        self.petugas[petugas.code] = petugas

    def add_sls(self, sls: Sls) -> None:
        if sls.id not in self.sls:
            self._subs[sls.idsls].append(sls.id)
        self.sls[sls.id] = sls

    def subs(self, idsls: str) -> list[str]:
        """The SLS and sub-SLS (16 digits) that share these 14."""
        return self._subs.get(idsls, [])

    def petugas_like(self, code: str) -> str:
        """The one code that this is without the zeros in front; "" when there is none or several."""
        return _only(self._stripped.get(code.lstrip("0"), ()))

    def petugas_called(self, name: str) -> str:
        """The one code of a petugas of this name; "" when there is none or several."""
        return _only(self._called.get(fold(name), ()))

    def area_called(self, name: str, under: str, length: int) -> str:
        """The one code of that many digits that begins with `under` and has this name, else ""."""
        wanted = fold(name)
        there = (code for code in self.areas if len(code) == length and code.startswith(under))
        return _only(code for code in there if fold(self.areas[code]) == wanted)

    def sls_called(self, name: str) -> str:
        """The one SLS of this name, else ""."""
        wanted = fold(name)
        return _only(sls.id for sls in self.sls.values() if fold(sls.name) == wanted)


def _only(codes: Iterable[str]) -> str:
    found = list(codes)
    return found[0] if len(found) == 1 else ""
