"""Documents in and out of the file: the row of a dokumen and the rows of its rosters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, Text, bindparam, select, type_coerce
from sqlalchemy.dialects.sqlite import insert

from regsosek_desk.core.domain.decisions import stage_of
from regsosek_desk.core.domain.documents import (
    Answers,
    Confirmation,
    Decision,
    DocumentState,
    RemovedRow,
    RowKey,
    RowState,
    Summary,
)
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import START, Draft, Entry, Stamp, Tip, chain, tip_of
from regsosek_desk.core.domain.replay import replay
from regsosek_desk.core.errors import InputFault
from regsosek_desk.storage.connection import readable
from regsosek_desk.storage.schema import baris, dokumen

_SUMMARY = (
    *("form_version", "rule_hash", "family_number", "building_number", "head_name", "kk_number", "kk_code"),
    *("family_status", "status", "errors", "warnings", "infos"),
)
_STRUCTURAL = frozenset({"row_add", "row_remove", "row_move"})
_ON_ROWS = _STRUCTURAL | {"set", "fill"}


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be made: its first entries and the columns that go with them."""

    form: str
    sls_id: str
    summary: Summary
    drafts: Sequence[Draft] = ()
    vk_row: str | None = None
    """Id of its line on the VK list."""
    id: str = field(default_factory=uuid7)


@dataclass(slots=True)
class StoredDocument:
    """A document as it stands in the file."""

    id: str
    form: str
    sls_id: str
    vk_row: str | None
    updated_at: str
    """Time of the last entry (UTC, ISO 8601), "" when there is none."""
    tip: Tip
    summary: Summary
    state: DocumentState
    conflicts: int = 0
    """Fields that two devices wrote differently, and nobody has chosen yet."""


_INSERT = dokumen.insert()
_KEY = bindparam("key", type_=Text())
_UPDATE = dokumen.update().where(dokumen.c.id == _KEY)
_UPDATE_ROW = baris.update().where(baris.c.id == _KEY)
_INSERT_ROW = baris.insert()
_UPSERT_ROW = insert(baris).on_conflict_do_update(
    index_elements=["id"],
    set_={name: insert(baris).excluded[name] for name in ("position", "removed", "name", "nik", "answers")},
)
_IDENTITY = ("id", "form", "sls_id", "vk_row", "updated_at", "seq", "head_hash", "conflicts")
_DOCUMENTS = select(
    *(dokumen.c[name] for name in (*_IDENTITY, *_SUMMARY, "notes", "confirmations", "decisions")),
    type_coerce(dokumen.c.answers, Text),
)
_ROW_COLUMNS = ("dokumen_id", "id", "roster", "position", "removed", "name", "nik")
_ROWS = select(*(baris.c[name] for name in _ROW_COLUMNS), type_coerce(baris.c.answers, Text)).order_by(
    baris.c.dokumen_id, baris.c.roster, baris.c.position
)
Values = Sequence[Any]
Filled = tuple[Values, Answers]


def load(conn: Connection, document: str) -> StoredDocument:
    """One document. Raises InputFault `document_missing`, MachineFault `damaged`."""
    for stored in load_many(conn, [document]):
        return stored
    raise InputFault("document_missing", document=document)


def load_many(conn: Connection, ids: Sequence[str]) -> Iterator[StoredDocument]:
    """Documents in the order of their ids given; unknown ids are left out. Raises MachineFault `damaged`."""
    rows: dict[str, list[Filled]] = {}
    for row, answers in _read(conn, _ROWS.where(baris.c.dokumen_id.in_(ids))):
        rows.setdefault(row[0], []).append((row, answers))
    found = {row[0]: (row, answers) for row, answers in _read(conn, _DOCUMENTS.where(dokumen.c.id.in_(ids)))}
    for document in ids:
        if document in found:
            with readable(conn):
                stored = _stored(*found[document], rows.get(document, ()))
            yield stored


def _read(conn: Connection, query: Select[Any]) -> list[Filled]:
    """Rows that end in JSON text, and what it says. One call reads the texts of all: one each takes longer."""
    with readable(conn):
        rows: Sequence[Values] = conn.execute(query).fetchall()
        texts = json.loads(f"[{','.join([row[-1] for row in rows])}]")
        if not all(isinstance(answers, dict) for answers in texts):
            raise TypeError("answers")
        return list(zip(rows, texts, strict=True))


def _stored(row: Values, answers: Answers, rows: Iterable[Filled]) -> StoredDocument:
    rosters: dict[str, list[RowState]] = {}
    removed: dict[str, RemovedRow] = {}
    keys: dict[str, RowKey] = {}
    for (_, key, roster, position, is_removed, name, nik, _), row_answers in rows:
        keys[key] = RowKey(name, nik)
        if is_removed:
            removed[key] = RemovedRow(roster, position, row_answers)
        else:
            rosters.setdefault(roster, []).append(RowState(key, row_answers))
    document, form, sls_id, vk_row, updated_at, seq, head_hash, conflicts, *rest = row
    *summary, notes, confirmations, decisions, _ = rest
    summary.append(keys)  # its last field
    return StoredDocument(
        id=document,
        form=form,
        sls_id=sls_id,
        vk_row=vk_row,
        updated_at=updated_at,
        tip=Tip(seq, head_hash),
        conflicts=conflicts,
        summary=Summary(*summary),
        state=DocumentState(
            answers=answers,
            rosters=rosters,
            removed=removed,
            notes={(place, question): text for place, question, text in notes},
            confirmations={
                (place, question, rule): Confirmation(*content) for place, question, rule, *content in confirmations
            },
            decisions={(place, question): Decision(*content) for place, question, *content in decisions},
        ),
    )


def first_version(new: NewDocument, stamp: Stamp) -> tuple[StoredDocument, list[Entry]]:
    """The document that its first drafts make, and their entries. Raises InputFault as `apply` does."""
    entries = chain(new.id, START, new.drafts, stamp)
    stored = StoredDocument(
        id=new.id,
        form=new.form,
        sls_id=new.sls_id,
        vk_row=new.vk_row,
        updated_at=stamp.at,
        tip=tip_of(entries, START),
        summary=new.summary,
        state=replay(entries),
    )
    return stored, entries


def insert_many(conn: Connection, documents: Sequence[StoredDocument]) -> None:
    """Write new documents with all their rows; the caller holds the transaction."""
    conn.execute(_INSERT, [_identity(each) | _content(each) for each in documents])
    rows = [values for each in documents for values in _rows(each)]
    if rows:
        conn.execute(_INSERT_ROW, rows)


def save(conn: Connection, stored: StoredDocument, entries: Sequence[Entry]) -> None:
    """Write what these entries, already applied, changed: the dokumen and only the touched roster rows."""
    conn.execute(_UPDATE, _content(stored) | {"key": stored.id})
    touched = {entry.row for entry in entries if entry.row and entry.op in _ON_ROWS}
    if any(entry.op in _STRUCTURAL for entry in entries):
        _save_structure(conn, stored, touched, entries)
    elif touched:
        conn.execute(_UPDATE_ROW, [_row_values(stored, row) for row in touched])


def put(conn: Connection, stored: StoredDocument, *, new: bool) -> None:
    """Write a document with all its rows, a new one or over the one that is there; no row of it ever goes."""
    if new:
        return insert_many(conn, [stored])
    conn.execute(_UPDATE, _content(stored) | {"key": stored.id})
    if rows := list(_rows(stored)):
        conn.execute(_UPSERT_ROW, rows)
    return None


def rows_elsewhere(conn: Connection, document: str, rows: Sequence[str]) -> bool:
    """Whether one of these row ids belongs to another document."""
    return conn.scalar(select(baris.c.id).where(baris.c.id.in_(rows), baris.c.dokumen_id != document)) is not None


def save_summary(conn: Connection, document: str, summary: Summary) -> None:
    """Write a document's columns anew, its answers left as they are."""
    conn.execute(_UPDATE, _columns(summary) | {"key": document})
    keys = [{"key": row, "name": key.name, "nik": key.nik} for row, key in summary.row_keys.items()]
    if keys:
        conn.execute(_UPDATE_ROW, keys)


def _save_structure(conn: Connection, stored: StoredDocument, touched: set[str], entries: Sequence[Entry]) -> None:
    """Rows came, went or moved: write the touched ones whole, and the new positions of those behind."""
    conn.execute(_UPSERT_ROW, [row for row in _rows(stored) if row["id"] in touched])
    shifted = [
        {"key": row.id, "position": position}
        for roster, first in _first_shifted(entries).items()
        for position, row in enumerate(stored.state.rows(roster)[first:], first)
        if row.id not in touched
    ]
    if shifted:
        conn.execute(_UPDATE_ROW, shifted)


def _first_shifted(entries: Iterable[Entry]) -> dict[str, int]:
    """Per roster the first position that any of these entries may have shifted."""
    first: dict[str, int] = {}
    for entry in entries:
        if entry.op in _STRUCTURAL:
            places = [int(text) for text in (entry.old, entry.new) if text is not None]
            first[entry.roster] = min([*places, first.get(entry.roster, places[0])])
    return first


def _identity(stored: StoredDocument) -> dict[str, object]:
    return {"id": stored.id, "form": stored.form, "sls_id": stored.sls_id, "vk_row": stored.vk_row}


def _columns(summary: Summary) -> dict[str, object]:
    return {name: getattr(summary, name) for name in _SUMMARY}


def _content(stored: StoredDocument) -> dict[str, object]:
    state = stored.state
    return _columns(stored.summary) | {
        "updated_at": stored.updated_at,
        "seq": stored.tip.seq,
        "head_hash": stored.tip.hash,
        "conflicts": stored.conflicts,
        "answers": state.answers,
        "notes": [[*key, text] for key, text in state.notes.items()],
        "confirmations": [
            [*key, each.reason, each.seen, each.petugas, each.at] for key, each in state.confirmations.items()
        ],
        "decisions": [
            [*key, each.decision, each.note, each.seen, each.petugas, each.at] for key, each in state.decisions.items()
        ],
        "stage": stage_of(state),
    }


def _row_values(stored: StoredDocument, row_id: str) -> dict[str, object]:
    key = stored.summary.row_keys.get(row_id, RowKey())
    answers = stored.state.answers_at(row_id)
    return {"key": row_id, "name": key.name, "nik": key.nik, "answers": answers}


def _rows(stored: StoredDocument) -> Iterator[Mapping[str, object]]:
    """Every roster row of a document, removed ones too, as a row of the table."""
    state = stored.state
    places = [
        (row.id, roster, position, False, row.answers)
        for roster, rows in state.rosters.items()
        for position, row in enumerate(rows)
    ]
    places += [(key, row.roster, row.position, True, row.answers) for key, row in state.removed.items()]
    for row_id, roster, position, removed, answers in places:
        key = stored.summary.row_keys.get(row_id, RowKey())
        yield {
            "id": row_id,
            "dokumen_id": stored.id,
            "roster": roster,
            "position": position,
            "removed": removed,
            "name": key.name,
            "nik": key.nik,
            "answers": answers,
        }
