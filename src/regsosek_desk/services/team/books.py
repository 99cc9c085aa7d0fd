"""The control books in a work file: one document an SLS, to which rows are only added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from regsosek_desk.core.domain.documents import Answers, DocumentState
from regsosek_desk.core.domain.ids import derived_id, uuid7
from regsosek_desk.core.domain.journal import Draft, Stamp
from regsosek_desk.core.domain.kendali import KENDALI_FORM, Kendali, read_kendali
from regsosek_desk.services.documents import row_drafts, state_after, summary_for
from regsosek_desk.storage.documents import NewDocument, StoredDocument
from regsosek_desk.storage.formfiles import load_form
from regsosek_desk.storage.workfile import WorkFile

Line = tuple[str, Answers]
"""Roster and answers of a row to be added."""


def book_id(sls_id: str, form: str = KENDALI_FORM) -> str:
    """Id of the book of an SLS: the same one on every laptop."""
    return derived_id("dokumen", form, sls_id)


def read_book(file: WorkFile, sls_id: str) -> Kendali:
    """The book as it stands here, an empty one where none was begun. Raises MachineFault."""
    stored = stored_book(file, sls_id)
    return read_kendali(stored.state) if stored else Kendali()


def read_books(file: WorkFile) -> Mapping[str, Kendali]:
    """SLS to its book, for those that have one. Raises MachineFault."""
    return {each.sls_id: read_kendali(each.state) for each in file.every_document(form=KENDALI_FORM)}


def write_lines(
    file: WorkFile, sls_id: str, lines: Sequence[Line], stamp: Stamp, *,
    form: str = KENDALI_FORM, ids: Sequence[str] = (),
) -> list[str]:  # fmt: skip
    """Add rows to the book of an SLS in one transaction; gives their ids. Raises MachineFault."""
    stored = stored_book(file, sls_id, form)
    state = stored.state if stored else DocumentState()
    made = list(ids) or [uuid7() for _ in lines]
    counts = {roster: len(state.rows(roster)) for roster, _ in lines}
    drafts: list[Draft] = []
    for (roster, answers), row in zip(lines, made, strict=True):
        drafts += row_drafts(roster, counts[roster], answers, row)
        counts[roster] += 1
    own_id = book_id(sls_id, form)
    summary = summary_for(load_form(form), state_after(own_id, drafts, stamp, state), DocumentState())
    if stored:
        file.commit(own_id, drafts, stamp, summary)
    else:
        file.create_documents(stamp, [NewDocument(form, sls_id, summary, drafts, id=own_id)])
    return made


def stored_book(file: WorkFile, sls_id: str, form: str = KENDALI_FORM) -> StoredDocument | None:
    """The document of a book, None where none was begun. Raises MachineFault."""
    return next(file.documents([book_id(sls_id, form)]), None)
