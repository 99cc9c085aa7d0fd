"""What those who check decide: about one answer, or about the whole document, which then is with somebody else.

A decision is an entry of the document's journal, so it travels, merges and is kept as every answer is. Of two about
the same place the later one counts. It is about what was seen: when that changes, somebody has to look again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal

from regsosek_desk.core.domain.documents import Decision, DocumentState
from regsosek_desk.core.domain.journal import Draft, canonical

RIGHT, RETURN, ANSWERED = "right", "return", "answered"
"""About an answer: it stays as it is · its owner is to look again · the owner says it is as on the paper."""
HANDED, RETURNED, APPROVED, REJECTED, ACCEPTED = "handed", "returned", "approved", "rejected", "accepted"
"""About a document: PPL to PML · PML to PPL · PML to Koseka · Koseka to PML · by Koseka for good."""
ABOUT_DOCUMENT = (HANDED, RETURNED, APPROVED, REJECTED, ACCEPTED)

Stage = Literal["open", "handed", "returned", "approved", "rejected", "accepted", "changed"]
"""The last decision about the document; `open` before the first, `changed` when an approved one was changed since."""
STAGES: tuple[Stage, ...] = ("open", "handed", "returned", "approved", "rejected", "accepted", "changed")
_STAGE_OF: Mapping[str, Stage] = {
    HANDED: "handed", RETURNED: "returned", APPROVED: "approved", REJECTED: "rejected", ACCEPTED: "accepted",
}  # fmt: skip
DOCUMENT = ("", "")
"""Key of the decision about the whole document."""


def decision_text(decision: str, note: str, seen: str) -> str:
    """`new` of a `decide` entry."""
    return canonical({"decision": decision, "note": note, "seen": seen})


def draft_about_answer(state: DocumentState, row: str, question: str, decision: str, note: str = "") -> Draft:
    """Decide about the answer as it stands, which may be blank."""
    seen = (state.answers_at(row) or {}).get(question, "")
    return _draft(state, row, question, decision_text(decision, note, seen))


def draft_about_document(state: DocumentState, decision: str, note: str = "") -> Draft:
    """Decide about the document as it stands."""
    return _draft(state, *DOCUMENT, decision_text(decision, note, print_of(state)))


def _draft(state: DocumentState, row: str, question: str, new: str) -> Draft:
    before = state.decisions.get((row, question))
    old = decision_text(before.decision, before.note, before.seen) if before else None
    return Draft("decide", row=row, question=question, old=old, new=new)


def stage_of(state: DocumentState) -> Stage:
    """How far the document has come on its way from the PPL to the office."""
    last = state.decisions.get(DOCUMENT)
    if last is None:
        return "open"
    stage = _STAGE_OF.get(last.decision, "open")
    return "changed" if stage in ("approved", "accepted") and last.seen != print_of(state) else stage


def print_of(state: DocumentState) -> str:
    """Print (16 hex digits) of all answers and rows; notes and decisions don't change it."""
    rosters = {name: [[row.id, row.answers] for row in rows] for name, rows in state.rosters.items()}
    return hashlib.sha256(canonical([state.answers, rosters]).encode()).hexdigest()[:16]


def holds(state: DocumentState, row: str, question: str) -> Decision | None:
    """The decision about this answer, as long as the answer is the one that was decided upon."""
    decision = state.decisions.get((row, question))
    answers = state.answers_at(row)
    if decision is None or answers is None or answers.get(question, "") != decision.seen:
        return None
    return decision
