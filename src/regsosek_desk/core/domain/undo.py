"""Undo and redo, known from the journal alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from regsosek_desk.core.domain.journal import KEYED, Draft, Entry, Tip
from regsosek_desk.core.domain.replay import inverse


def revert(group: Sequence[Entry]) -> list[Draft]:
    """The drafts that take a whole group back, last entry first."""
    return [inverse(entry) for entry in reversed(group)]


def own_tail(entries: Sequence[Entry], tip: Tip, device: str) -> Sequence[Entry]:
    """What this device wrote last, knowing of all else; entries of a whole journal in order, with its tip.

    What it wrote before another device's work came in is no longer its alone to take back.
    """
    start = len(entries)
    if len(tip.hash.split()) > 1:
        return ()
    while start and entries[start - 1].device == device:
        start -= 1
        if len(entries[start].parents) > 1:
            break
    return entries[start:]


class UndoStack:
    """What Ctrl+Z and Ctrl+Y would take back next, known from the journal alone.

    An undo is a group whose entries name those they undo; a redo undoes an undo. A fresh edit ends redo.
    Only keyed groups can be undone, and nothing from before an import can.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._done: list[tuple[Entry, ...]] = []
        self._undone: list[tuple[Entry, ...]] = []
        group: list[Entry] = []
        for entry in entries:
            if group and entry.group != group[0].group:
                self.add(group)
                group = []
            group.append(entry)
        self.add(group)

    @property
    def undo(self) -> tuple[Entry, ...]:
        """The group Ctrl+Z takes back (see `revert`), empty when there is none."""
        return self._done[-1] if self._done else ()

    @property
    def redo(self) -> tuple[Entry, ...]:
        """The undo that Ctrl+Y takes back, empty when there is none."""
        return self._undone[-1] if self._undone else ()

    def add(self, group: Sequence[Entry]) -> None:
        """Follow one more group, as `chain` gave it."""
        if not group:
            return
        target = group[0].undoes
        if group[0].source != KEYED:
            self._done.clear()
            self._undone.clear()
        elif target and any(entry.id == target for entry in self.undo):
            self._done.pop()
            self._undone.append(tuple(group))
        elif target and any(entry.id == target for entry in self.redo):
            self._undone.pop()
            self._done.append(tuple(group))
        else:
            self._undone.clear()
            self._done.append(tuple(group))
