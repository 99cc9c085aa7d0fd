"""What has changed in a document since somebody of a level last decided about it, from the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from regsosek_desk.core.domain.decisions import DOCUMENT, RETURN
from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.journal import Entry, beyond
from regsosek_desk.core.domain.merge import merge
from regsosek_desk.core.domain.replay import decision_of, filled

Key = tuple[str, str]
_WRITING = ("set", "fill", "row_add", "row_remove")


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that is another than it was, or a row that came or went (question "")."""

    kind: Literal["answer", "row_new", "row_gone"]
    roster: str
    row: str
    question: str
    old: str | None
    """The answer that stood there; the name of a row that is gone."""
    petugas: str
    """Who wrote last there."""


@dataclass(frozen=True, slots=True)
class Look:
    """The document as it was when it was last decided upon, and who has written what since."""

    at: str
    before: DocumentState
    writers: Mapping[Key, str]
    returned: Mapping[Key, str]
    """Notes of the answers that were given back then."""
    names: Mapping[str, str]
    """Roster to the question that holds the name of a row."""

    def changes(self, now: DocumentState) -> Iterator[Change]:
        """What is different now; an answer that went there and back is not."""
        yield from self._answers("", "", self.before.answers, now.answers)
        for roster in {*self.before.rosters, *now.rosters}:
            there = {row.id: row for row in now.rows(roster)}
            earlier = {row.id: row for row in self.before.rows(roster)}
            for row in there.values():
                if row.id in earlier:
                    yield from self._answers(roster, row.id, earlier[row.id].answers, row.answers)
                else:
                    yield Change("row_new", roster, row.id, "", None, self._writer(row.id))
            for row in earlier.values():
                if row.id not in there:
                    name = row.answers.get(self.names.get(roster, ""))
                    yield Change("row_gone", roster, row.id, "", name, self._writer(row.id))

    def _answers(self, roster: str, row: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
        for question in {**old, **new}:
            if old.get(question) != new.get(question):
                writer = self.writers.get((row, question), self._writer(row))
                yield Change("answer", roster, row, question, old.get(question), writer)

    def _writer(self, row: str) -> str:
        return self.writers.get((row, ""), "")


def last_look(history: Sequence[Entry], decisions: Sequence[str], names: Mapping[str, str]) -> Look | None:
    """The last of these decisions about the whole document that nobody took back; None when there is none.

    What was written elsewhere without being known to whoever looked is a change too, whenever it was written.
    Raises MachineFault `journal_broken`.
    """
    taken_back = {entry.undoes for entry in history}
    looks = [entry for entry in history if _is_look(entry, decisions) and entry.id not in taken_back]
    if not looks:
        return None
    look = looks[-1]
    since = beyond(history, look.hash)
    unseen = {entry.id for entry in since}
    before = merge(entry for entry in history if entry.id not in unseen).state
    writers = {key: entry.petugas for entry in since if entry.op in _WRITING for key in _keys(entry)}
    returned = {
        key: decision.note for key, decision in before.decisions.items() if decision.decision == RETURN and key[1]
    }
    return Look(look.at, before, writers, returned, names)


def _is_look(entry: Entry, decisions: Sequence[str]) -> bool:
    if entry.op != "decide" or (entry.row, entry.question) != DOCUMENT or entry.undoes:
        return False
    decision = decision_of(entry, entry.new)
    return decision is not None and decision.decision in decisions


def _keys(entry: Entry) -> Iterator[Key]:
    if entry.op == "fill":
        yield from ((entry.row, question) for question in filled(entry))
    else:
        yield entry.row, entry.question
