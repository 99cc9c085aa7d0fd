"""Names of provinces, regencies, districts and villages, as far as the SLS of the work file tell them."""

from __future__ import annotations

from collections.abc import Iterable

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.core.engine.instance import Place
from regsosek_desk.services.entry import DocumentDesk


class AreaNames:
    """Called with the place of an area code it gives the name; "" when it isn't known."""

    def __init__(self, desk: DocumentDesk, places: Iterable[Sls]) -> None:
        self._desk = desk
        self._names: dict[str, str] = {}
        for sls in places:
            levels = ((2, sls.prov_name), (4, sls.kab_name), (7, sls.kec_name), (10, sls.desa_name))
            self._names.update({sls.id[:length]: name for length, name in levels})

    def __call__(self, place: Place) -> str:
        area = self._desk.program.bound.form.area
        if place.question not in area:
            return ""
        parts = [self._desk.instance.text(Place(question)) for question in area[: area.index(place.question) + 1]]
        return self._names.get("".join(part for part in parts if part), "") if all(parts) else ""
