"""Boxes and batches: their numbers, and which bundles are in which.

A number is the code of the kabupaten and four digits that go up, "33210001"; in storage with the suffix K.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regsosek_desk.core.domain.kendali import Kendali, Step
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.custody.handover import box_of
from regsosek_desk.services.custody.labels import BOX
from regsosek_desk.services.custody.ledger import writer_of
from regsosek_desk.services.team.books import read_books
from regsosek_desk.storage.workfile import WorkFile

_STORAGE = "K"
_MOST = 9_999


@dataclass
class Boxes:
    """What is in which box by all books of a file, kept up while bundles are put through."""

    inside: dict[str, dict[str, None]] = field(default_factory=dict)
    """Box to the SLS in it, in the order of their ids when read."""
    packers: dict[str, dict[str, None]] = field(default_factory=dict)
    """Box to the codes of those who put bundles into it."""

    @classmethod
    def of(cls, books: Mapping[str, Kendali]) -> Boxes:
        made = cls()
        for sls_id, book in sorted(books.items()):
            made.note(sls_id, book)
        return made

    def note(self, sls_id: str, book: Kendali) -> None:
        """Take up what the book of an SLS says now."""
        for each in self.inside.values():
            each.pop(sls_id, None)
        for move in book.movements:
            if move.box and move.step is Step.TAKEN:
                self.packers.setdefault(move.box, {})[writer_of(move)] = None
        if box := box_of(book):
            self.inside.setdefault(box, {})[sls_id] = None

    def next_number(self, kab: str, *, storage: bool = False) -> str:
        """The first number above all that are taken. Raises InputFault `custody_boxes_full`."""
        found = [BOX.fullmatch(box) for box in self.inside.keys() | self.packers.keys()]
        taken = [int(each[2]) for each in found if each and each[1] == kab and bool(each[3]) == storage]
        number = max(taken, default=0) + 1
        if number > _MOST:
            raise InputFault("custody_boxes_full", kab=kab)
        return f"{kab}{number:04}{_STORAGE if storage else ''}"

    def others(self, box: str, code: str) -> list[str]:
        """Who else put bundles under this number: two laptops may have given it without knowing of each other."""
        return [each for each in self.packers.get(box, {}) if each != code]


def next_box(file: WorkFile, kab: str, *, storage: bool = False) -> str:
    """The next free number of a kabupaten (four digits). Raises InputFault `custody_boxes_full`, MachineFault."""
    return Boxes.of(read_books(file)).next_number(kab, storage=storage)


def contents(file: WorkFile, box: str) -> list[str]:
    """Ids of the SLS in a box or batch. Raises MachineFault."""
    return list(Boxes.of(read_books(file)).inside.get(box, ()))
