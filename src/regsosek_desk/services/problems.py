"""Masalah aplikasi: what somebody files as the program's own fault."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from regsosek_desk import __version__
from regsosek_desk.core.domain.ids import uuid7
from regsosek_desk.core.domain.problem import REPORT_MOST, Problem, without_persons
from regsosek_desk.services.session import Session
from regsosek_desk.storage.workfile import WorkFile


def open_answers(session: Session) -> list[str]:
    """Everything answered in the documents that are open: what a note must not repeat."""
    return [answer for document in session.on_desk() for answer in session.run(partial(_answers, document))]


def _answers(document: str, file: WorkFile) -> list[str]:
    state = file.document(document).state
    rows = [row.answers for rows in state.rosters.values() for row in rows]
    return [answer for answers in (state.answers, *rows) for answer in answers.values()]


def file_problem(session: Session, screen: str, report: str, note: str, answers: Sequence[str]) -> Problem:
    """Keep a problem for the office, its note without what it tells of `answers`. Raises MachineFault."""
    stamp = session.stamp()
    bare = without_persons(note, answers)
    made = Problem(uuid7(), stamp.at, stamp.petugas, stamp.device, __version__, screen, bare, report[:REPORT_MOST])
    session.run(lambda file: file.problems.put(made))
    return made
