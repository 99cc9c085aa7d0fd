"""A document as its journal leaves it, and the few columns that lists need of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Answers = dict[str, str]
"""Question id to answer; a blank question has no key."""

STATUSES = ("blank", "error", "warning", "clean")


@dataclass(slots=True)
class RowState:
    """A row of a roster; its id stays the same wherever the row moves."""

    id: str
    answers: Answers = field(default_factory=dict)


@dataclass(slots=True)
class RemovedRow:
    """A row that was taken out: where it stood (from 0) and what it held."""

    roster: str
    position: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A warning somebody looked at; `seen` is the JSON value that tells what the rule had read."""

    reason: str
    seen: object
    petugas: str
    at: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody who checks decided about one answer, or about the document (see `domain.decisions`)."""

    decision: str
    note: str
    seen: str
    """What was decided upon: the answer ("" blank), or the print of the whole document."""
    petugas: str
    at: str


@dataclass(slots=True)
class DocumentState:
    """Everything keyed in one document. Row id "" in `notes`, `confirmations`, `decisions` means the family."""

    answers: Answers = field(default_factory=dict)
    rosters: dict[str, list[RowState]] = field(default_factory=dict)
    """Rows in order; a roster without rows has no key."""
    removed: dict[str, RemovedRow] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    """(row id, question) to text."""
    confirmations: dict[tuple[str, str, str], Confirmation] = field(default_factory=dict)
    """(row id, question, rule) to who confirmed and why."""
    decisions: dict[tuple[str, str], Decision] = field(default_factory=dict)
    """(row id, question) to what was decided last; question "" is the document."""
    _rows: dict[str, RowState] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._rows = {row.id: row for rows in self.rosters.values() for row in rows}

    def row(self, row_id: str) -> RowState | None:
        """The row with this id, None if there is none or it was removed."""
        return self._rows.get(row_id)

    def rows(self, roster: str) -> list[RowState]:
        """The rows of a roster in order; to be read, not changed."""
        return self.rosters.get(roster, [])

    def answers_at(self, row_id: str) -> Answers | None:
        """Answers of a row, of the family for ""; None where there is no such row."""
        if not row_id:
            return self.answers
        row = self._rows.get(row_id)
        return None if row is None else row.answers

    def is_within(self, other: DocumentState) -> bool:
        """Whether every answer here stands there too, in the same row."""
        rows = [("", self.answers), *((row.id, row.answers) for row in self._rows.values())]
        return all((there := other.answers_at(key)) is not None and here.items() <= there.items() for key, here in rows)

    def insert(self, roster: str, position: int, row: RowState) -> None:
        """Put a row in at a position from 0."""
        self.rosters.setdefault(roster, []).insert(position, row)
        self._rows[row.id] = row

    def take(self, roster: str, position: int) -> RowState:
        """Take the row at a position from 0 out."""
        rows = self.rosters[roster]
        row = rows.pop(position)
        if not rows:
            del self.rosters[roster]
        del self._rows[row.id]
        return row


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a search finds a roster row by."""

    name: str = ""
    nik: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What lists and searches show of a document and which rules it was last checked with.

    The services fill it: they know from the form which question each column comes from.
    """

    form_version: str = ""
    rule_hash: str = ""
    family_number: str = ""
    building_number: str = ""
    head_name: str = ""
    kk_number: str = ""
    kk_code: str = ""
    family_status: str = ""
    status: str = "blank"
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    row_keys: Mapping[str, RowKey] = field(default_factory=dict)
    """Row id to name and NIK; rows that did not change may be left out."""
