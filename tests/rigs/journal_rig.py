"""Drafts that fit any state of a document, for laws over random journals."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from regsosek_desk.core.domain.decisions import RIGHT, draft_about_answer
from regsosek_desk.core.domain.documents import DocumentState
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.journal import Draft, confirmation_text, fill

QUESTIONS = ("qa", "qb")
ROSTERS = ("anggota", "vk")

Step = tuple[str, int, int, str | None]
step = st.tuples(
    st.sampled_from(("set", "fill", "row_add", "row_remove", "row_move", "note", "confirm", "decide")),
    st.integers(0, 20),
    st.integers(0, 20),
    st.sampled_from(("1", "02", "SITI É", None)),
)
commands = st.lists(st.lists(step, min_size=1, max_size=3), max_size=12)


def draft_of(state: DocumentState, kind: str, a: int, b: int, text: str | None) -> Draft | None:
    """A draft that fits the state, None where the state has nothing for it."""
    live = [(name, at, row.id) for name, rows in sorted(state.rosters.items()) for at, row in enumerate(rows)]
    question, roster = QUESTIONS[a % 2], ROSTERS[b % 2]
    place = ["", *(row for _, _, row in live)][b % (len(live) + 1)]
    if kind == "row_add":
        gone = [key for key, row in state.removed.items() if row.roster == roster]
        row = gone[0] if gone and a % 3 == 0 else uuid7()
        return Draft(kind, row=row, roster=roster, new=str(a % (len(state.rows(roster)) + 1)))
    if kind in ("row_remove", "row_move"):
        if not live:
            return None
        roster, at, row = live[a % len(live)]
        new = str(b % len(state.rows(roster))) if kind == "row_move" else None
        return Draft(kind, row=row, roster=roster, old=str(at), new=new)
    if kind == "note":
        return Draft(kind, row=place, question=question, old=state.notes.get((place, question)), new=text)
    if kind == "confirm":
        held = state.confirmations.get((place, question, "K-1"))
        old = confirmation_text("K-1", held.reason, held.seen) if held else None
        new = text and confirmation_text("K-1", text, {question: text})
        return Draft(kind, row=place, question=question, old=old, new=new) if old or new else None
    answers = state.answers_at(place)
    assert answers is not None
    if kind == "decide":
        about = draft_about_answer(state, place, question, RIGHT, text or "")
        return about if text or not about.old else replace(about, new=None)
    if kind == "fill":
        return fill(dict.fromkeys(QUESTIONS, text), answers, place)
    return Draft(kind, row=place, question=question, old=answers.get(question), new=text)
