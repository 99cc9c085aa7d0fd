"""Entries of another device brought into the file: what they become, and why they may not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from regsosek_desk.core.domain.documents import Summary
from regsosek_desk.core.domain.exchange import Bundle, Verdict
from regsosek_desk.core.domain.journal import START, Entry, continues, in_order
from regsosek_desk.core.domain.merge import given, merge
from regsosek_desk.core.domain.replay import apply, replay
from regsosek_desk.core.errors import InputFault, MachineFault
from regsosek_desk.storage import documents, journal
from regsosek_desk.storage.documents import StoredDocument
from regsosek_desk.storage.schema import dokumen, sls

_AT_ONCE = 60
"""Entries written in one piece."""
Judge = Callable[[StoredDocument], Summary]
"""Gives all columns of a document; it may see from `summary` the form version, and whether it is blank."""


class Refused(Exception):
    """A bundle that can't become part of the document: code of the reason and what fills its message in."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params: Mapping[str, str] = params


def absorb(conn: Connection, bundle: Bundle, judge: Judge, between: Callable[[], None]) -> Verdict:
    """Merge a bundle into its document; a refused one leaves everything as it was. The caller holds the transaction.

    `between` is called between the pieces of the work, some milliseconds each; it may raise to have it all undone.
    """
    try:
        return _absorb(conn, bundle, judge, between)
    except Refused as refused:
        owner = bundle.entries[-1].petugas if bundle.entries else ""
        return Verdict(bundle.document, bundle.heads, "quarantined", refused.reason, refused.params, owner)


def _absorb(conn: Connection, bundle: Bundle, judge: Judge, between: Callable[[], None]) -> Verdict:
    is_here = _is_here(conn, bundle)
    fresh = _fresh(conn, bundle)
    if is_here and not fresh:
        return Verdict(bundle.document, bundle.heads, "already")
    stored = documents.load(conn, bundle.document) if is_here else _empty(bundle)
    between()
    _grow(conn, stored, fresh, bundle.heads)
    between()
    try:
        summary = judge(stored)
    except InputFault as fault:  # a form or version that this program doesn't have
        raise Refused(fault.code, form=stored.form) from fault
    stored.summary = replace(summary, row_keys={**stored.summary.row_keys, **summary.row_keys})
    between()
    documents.put(conn, stored, new=not is_here)
    for start in range(0, len(fresh), _AT_ONCE):
        between()
        journal.append(conn, fresh[start : start + _AT_ONCE])
    return Verdict(bundle.document, bundle.heads, "conflict" if stored.conflicts else "accepted")


def _is_here(conn: Connection, bundle: Bundle) -> bool:
    """Whether the document is here already, as the one that the bundle says it is."""
    there = conn.execute(select(dokumen.c.form, dokumen.c.sls_id).where(dokumen.c.id == bundle.document)).first()
    if there is not None and tuple(there) != (bundle.form, bundle.sls_id):
        raise Refused("document_differs", form=bundle.form, sls=bundle.sls_id)
    if there is None and conn.scalar(select(sls.c.id).where(sls.c.id == bundle.sls_id)) is None:
        raise Refused("sls_unknown", sls=bundle.sls_id)
    return there is not None


def _fresh(conn: Connection, bundle: Bundle) -> list[Entry]:
    """The entries that aren't here yet, in order."""
    entries = {entry.id: entry for entry in bundle.entries}
    known = journal.known(conn, list(entries))
    whole = all(entry.document == bundle.document and entries[entry.id] == entry for entry in bundle.entries)
    if not whole or any(entries[key] != entry for key, entry in known.items()):
        raise Refused("entry_differs")
    fresh = in_order(entry for entry in entries.values() if entry.id not in known)
    rows = [entry.row for entry in fresh if entry.op == "row_add"]
    if rows and documents.rows_elsewhere(conn, bundle.document, rows):
        raise Refused("entry_differs")
    return fresh


def _empty(bundle: Bundle) -> StoredDocument:
    return StoredDocument(
        id=bundle.document,
        form=bundle.form,
        sls_id=bundle.sls_id,
        vk_row=bundle.vk_row,
        updated_at="",
        tip=START,
        summary=Summary(form_version=bundle.form_version, rule_hash=bundle.rule_hash),
        state=replay(()),
    )


def _grow(conn: Connection, stored: StoredDocument, fresh: Sequence[Entry], heads: str) -> None:
    """The document with these entries, its journal checked, its columns but for `blank` as they were."""
    tip = continues(stored.tip, fresh)
    try:
        if tip is not None and tip.hash == heads and not stored.conflicts:
            for entry in fresh:
                apply(stored.state, entry)
            stored.tip = tip
        else:
            before = journal.history(conn, stored.id)
            _check_parents(before, fresh, heads)
            merged = merge([*before, *fresh])
            stored.state, stored.tip, stored.conflicts = merged.state, merged.tip, len(merged.conflicts)
    except (InputFault, MachineFault) as fault:
        raise Refused("journal_broken", **{key: str(value) for key, value in fault.params.items()}) from fault
    stored.updated_at = max([stored.updated_at, *(entry.at for entry in fresh)])
    office = given([*journal.given(conn, stored.id), *fresh])
    status = "blank" if stored.state.is_within(office) else ""
    stored.summary = replace(stored.summary, status=status)


def _check_parents(before: Sequence[Entry], fresh: Sequence[Entry], heads: str) -> None:
    """Every entry that these were made upon must be here, and every one that the sender had last."""
    here = {entry.hash for entry in (*before, *fresh)}
    first = next((entry for entry in fresh if not here.issuperset(entry.parents)), None)
    if first:
        changed = any((e.device, e.seq) == (first.device, first.seq - 1) for e in fresh)
        raise Refused("journal_broken" if changed else "parent_missing", seq=str(first.seq))
    if not here.issuperset(heads.split()):
        raise Refused("parent_missing", seq=str(fresh[-1].seq))
