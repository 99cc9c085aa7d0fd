"""One document in small work files, and what one of them would send of it."""

from __future__ import annotations

from regsosek_desk.core.domain.documents import RowKey, Summary
from regsosek_desk.core.domain.exchange import Bundle
from regsosek_desk.core.domain.journal import Draft, Stamp, beyond, fill
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.workfile import WorkFile

SLS, OTHER_SLS = "3321010001000100", "3321010001000200"
STAMP = Stamp("02301", "d-ppl", "2022-10-20T03:04:05.678Z", 420)
PML = Stamp("0230", "d-pml", "2022-10-20T04:04:05.678Z", 420)
DOCUMENT = "doc"


def new_document(document: str = DOCUMENT, sls_id: str = SLS) -> NewDocument:
    """A family with one member."""
    drafts = [fill({"number": "001"}), Draft("row_add", row=member(document), roster="anggota", new="0")]
    drafts.append(fill({"q_name": "SITI"}, row=member(document)))
    keys = {member(document): RowKey("SITI", "")}
    return NewDocument("k", sls_id, Summary("1", "h", "001", row_keys=keys), drafts, id=document)


def member(document: str = DOCUMENT) -> str:
    """Row id of its member."""
    return f"{document}-member"


def judge(stored: StoredDocument) -> Summary:
    """Columns as the services would give them."""
    rows = [row for rows in stored.state.rosters.values() for row in rows]
    keys = {row.id: RowKey(row.answers.get("q_name", ""), row.answers.get("q_nik", "")) for row in rows}
    status = stored.summary.status or "error"
    return Summary("1", "h", status=status, family_number=stored.state.answers.get("number", ""), row_keys=keys)


def bundle(file: WorkFile, known: str = "", document: str = DOCUMENT) -> Bundle:
    """What the file would send to somebody who holds these heads."""
    stored = file.document(document)
    entries = tuple(beyond(file.history(document), known))
    return Bundle(document, "k", stored.sls_id, None, "1", "h", "error", 0, 0, 0, stored.tip.hash, entries)
