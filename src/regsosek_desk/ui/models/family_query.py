"""What the list of families shows and in which order; and the work that reads it from the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from regsosek_desk.core.domain.area import Sls
from regsosek_desk.services.documents import FAMILY_FORM
from regsosek_desk.services.session import Session
from regsosek_desk.storage.search import DocumentRow
from regsosek_desk.storage.workfile import WorkFile

_DIGITS = 3
FALLING = frozenset({"updated"})
"""Sorts that are wanted from the other end first."""


@dataclass(slots=True)
class FamilyQuery:
    """`sls_id` None means the whole file, `status` and `stage` "" every one; `selected` is the document under the
    cursor."""

    sls_id: str | None = None
    search: str = ""
    status: str = ""
    stage: str = ""
    sort: str = "number"
    descending: bool = False
    selected: str = ""

    def sort_by(self, sort: str) -> None:
        """Sort by this; a second time turns the order round."""
        self.descending = not self.descending if sort == self.sort else sort in FALLING
        self.sort = sort

    def come_from(self, document: str) -> None:
        """The keyer comes back from this document; where it isn't the one they opened, no search may hide it."""
        if document != self.selected:
            self.search, self.selected = "", document

    def work(self) -> Callable[[WorkFile], FamilyPage]:
        """What reads the page as it is wanted now, in the thread of the file."""
        sls_id, search, status, stage = self.sls_id, self.search, self.status, self.stage
        sort, descending = self.sort, self.descending

        def read(file: WorkFile) -> FamilyPage:
            rows = file.lists.documents(
                sls_id,
                form=FAMILY_FORM,
                statuses=[status] if status else [],
                search=search,
                sort=sort,
                descending=descending,
            )
            shown = [row for row in rows if stage in ("", row.stage)]
            places = {sls.id: sls for sls in file.sls_list()}
            return FamilyPage(shown, _counts(file, sls_id), places, file.lists.stages(FAMILY_FORM, sls_id))

        return read


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """Rows found; documents by status in the SLS or file, whatever the search; SLS by id; documents by stage."""

    rows: list[DocumentRow]
    counts: Mapping[str, int]
    places: Mapping[str, Sls]
    stages: Mapping[str, int] = field(default_factory=dict)


def _counts(file: WorkFile, sls_id: str | None) -> dict[str, int]:
    result: dict[str, int] = {}
    for owner, counts in file.lists.counts(FAMILY_FORM).items():
        for status, count in counts.items() if sls_id in (None, owner) else ():
            result[status] = result.get(status, 0) + count
    return result


def families_numbered(session: Session, text: str) -> list[DocumentRow]:
    """Families with this number (`012`, or `12`), in one SLS when its 16 digits stand before it (`3321…-012`)."""
    sls_id, _, digits = text.strip().rpartition("-")
    number = digits.zfill(_DIGITS)
    found = session.families(sls_id or None, search=number)
    return [row for row in found if row.family_number == number]
