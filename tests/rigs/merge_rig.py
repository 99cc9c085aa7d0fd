"""Laptops that key one document, each on its own, and now and then exchange what they wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy

from journal_rig import Step, draft_of

from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, chain, in_order, tip_of
from regsosek_desk.core.domain.merge import Merged, merge
from regsosek_desk.core.domain.replay import apply
from regsosek_desk.core.domain.undo import UndoStack, own_tail, revert

DOCUMENT = "doc"


class Laptop:
    """Holds entries and, as a work file does, the document that they made so far."""

    def __init__(self, name: str, entries: Iterable[Entry] = ()) -> None:
        self.stamp = Stamp(f"petugas-{name}", f"d-{name}", "2022-10-20T03:04:05.678Z", 420)
        self.entries: dict[str, Entry] = {}
        self.state, self.tip = DocumentState(), START
        self.take(entries)

    @property
    def merged(self) -> Merged:
        return merge(self.entries.values())

    def take(self, entries: Iterable[Entry]) -> None:
        """What came from others."""
        self.entries.update({entry.id: entry for entry in entries})
        self.state, self.tip = self.merged.state, self.merged.tip

    def write(self, *drafts: Draft) -> list[Entry]:
        """One command on the document as it stands here."""
        entries = chain(DOCUMENT, self.tip, drafts, self.stamp)
        for entry in entries:
            apply(self.state, entry)
        self.tip = tip_of(entries, self.tip)
        self.entries.update({entry.id: entry for entry in entries})
        return entries

    def do(self, command: Sequence[Step]) -> None:
        """A command of which each step is fitted to what it meets."""
        trial, drafts = deepcopy(self.state), list[Draft]()
        for step in command:
            if draft := draft_of(trial, *step):
                apply(trial, chain(DOCUMENT, START, [draft], self.stamp)[0])
                drafts.append(draft)
        self.write(*drafts)

    def undo(self) -> None:
        history = in_order(self.entries.values())
        if group := UndoStack(own_tail(history, self.tip, self.stamp.device)).undo:
            self.write(*revert(group))


def exchange(*laptops: Laptop) -> None:
    """Everybody gets everything."""
    everything = [entry for laptop in laptops for entry in laptop.entries.values()]
    for laptop in laptops:
        laptop.take(everything)


def apart(count: int, *first: Draft) -> list[Laptop]:
    """Laptops that all hold a document with these entries."""
    office = Laptop("office")
    office.write(*first)
    return [Laptop(str(at), office.entries.values()) for at in range(count)]
