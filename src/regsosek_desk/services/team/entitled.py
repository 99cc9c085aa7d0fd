"""What somebody's own entries may say: no verdict above their role, and nothing in a control book in another's name.

The laptop keeps to this by itself; who takes work in from another laptop looks again, for its program may be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from regsosek_desk.core.domain.area import Petugas
from regsosek_desk.core.domain.decisions import ACCEPTED, APPROVED, REJECTED, RETURN, RETURNED, RIGHT
from regsosek_desk.core.domain.exchange import Bundle, is_foreign
from regsosek_desk.core.domain.journal import Entry
from regsosek_desk.core.domain.kendali import (
    APPROVALS,
    CLAIMS,
    KENDALI_FORM,
    MOVEMENTS,
    ClaimAction,
    Level,
    Step,
    Verdict,
)
from regsosek_desk.core.domain.replay import decision_of, filled
from regsosek_desk.core.domain.roles import Role, role_of
from regsosek_desk.core.domain.sample import SAMPLE_FORM, STEPS, VERDICTS
from regsosek_desk.core.errors import InputFault
from regsosek_desk.services.team.books import book_id

FOREIGN, BEYOND_ROLE, BROKEN = "entry_foreign", "beyond_role", "journal_broken"
"""Codes under `exchange.reason`."""
History = Callable[[], Iterable[Entry]]
"""Gives the entries of the document that are known already."""
Answers = dict[str, str | None]
_BOOKS = (KENDALI_FORM, SAMPLE_FORM)
_CHECKERS = frozenset({Role.PML, Role.KOSEKA, Role.SUPERVISOR})
_KOSEKA = frozenset({Role.KOSEKA})
_DECIDES: Mapping[str, Collection[Role]] = {
    RIGHT: _CHECKERS, RETURN: _CHECKERS, RETURNED: _CHECKERS, APPROVED: _CHECKERS, REJECTED: _KOSEKA, ACCEPTED: _KOSEKA,
}  # fmt: skip
"""Decision → roles that make it; the others are anybody's."""
_WRITER = {MOVEMENTS: "ke_kode", APPROVALS: "oleh", STEPS: "pelaku", VERDICTS: "pemutus"}
"""Roster of a book → the question that names who writes its rows."""
_NAMING = frozenset({"langkah", "dari_kode", "tingkat", "putusan", "aksi", "petugas", "kepada", *_WRITER.values()})
"""Questions of a book that say who did what: they stay as they were written."""
_ROWS = 5_000
"""Of one writer in one book: far beyond any SLS, and read in a second."""
_YEARS = range(1971, 3000)
"""What every laptop can show as a time of its own."""


def refusal(bundle: Bundle, fresh: Sequence[Entry], device: str, author: Petugas, history: History) -> str:
    """Why these entries, new to who received them, can't come from this device and petugas: a reason, "" if they can.
    """
    if is_foreign(fresh, device, author.code):
        return FOREIGN
    if not all(_is_time(entry.at) for entry in fresh):
        return BROKEN
    try:
        is_book = bundle.form in _BOOKS
        oversteps = _in_book(bundle, fresh, author, history) if is_book else _decides(fresh, author, history)
    except InputFault:  # of a shape that no program of ours writes
        return BROKEN
    return BEYOND_ROLE if oversteps else ""


def _is_time(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.year in _YEARS


def _decides(fresh: Sequence[Entry], author: Petugas, history: History) -> bool:
    """Whether a decision is made or taken back that is not theirs to make; one's own undone brings back what it was."""
    role = role_of(author)
    for entry in fresh:
        said = decision_of(entry, entry.new or entry.old) if entry.op == "decide" else None
        if said and role not in _DECIDES.get(said.decision, Role) and not _brings_back(entry, fresh, author, history):
            return True
    return False


def _brings_back(entry: Entry, fresh: Sequence[Entry], author: Petugas, history: History) -> bool:
    """Whether it takes an entry of the author's back, and what stood there before stands there again."""
    if not entry.undoes or entry.new is None:
        return False
    undone = next((each for each in (*fresh, *history()) if each.id == entry.undoes), None)
    return undone is not None and (undone.petugas, undone.old) == (author.code, entry.new)


def _in_book(bundle: Bundle, fresh: Sequence[Entry], author: Petugas, history: History) -> bool:
    """Whether it is another book than that of the SLS, or changes a row of somebody else, or says it was another."""
    if bundle.document != book_id(bundle.sls_id, bundle.form):
        return True
    writers: dict[str, str] = {}
    for entry in history():
        if entry.op == "row_add":
            writers.setdefault(entry.row, entry.petugas)
    rosters, rows = dict[str, str](), dict[str, Answers]()
    for entry in fresh:
        if entry.op == "row_add" and entry.row not in writers:
            rosters[entry.row], writers[entry.row] = entry.roster, author.code
        if entry.op == "row_move" or writers.get(entry.row) != author.code:
            return True
        rows.setdefault(entry.row, {}).update(_written(entry))
    return list(writers.values()).count(author.code) > _ROWS or any(
        _is_anothers(rosters[row], answers, author) if row in rosters else not _NAMING.isdisjoint(answers)
        for row, answers in rows.items()
    )


def _written(entry: Entry) -> Answers:
    if entry.op == "fill":
        return {question: new for question, (_, new) in filled(entry).items()}
    return {entry.question: entry.new} if entry.op == "set" else {}


def _is_anothers(roster: str, answers: Answers, author: Petugas) -> bool:
    """Whether only somebody else could write this row."""
    if roster == CLAIMS:
        return answers.get("aksi") == ClaimAction.SETTLE
    writer = _WRITER.get(roster, "")
    if roster == MOVEMENTS and answers.get("langkah") == Step.HANDED:
        writer = "dari_kode"
    return bool(writer) and (answers.get(writer) != author.code or role_of(author) not in _roles(roster, answers))


def _roles(roster: str, answers: Answers) -> Collection[Role]:
    """Roles that write such a row."""
    if roster == VERDICTS:
        return (Role.SUPERVISOR,)
    if roster != APPROVALS:
        return tuple(Role)
    above = answers.get("tingkat") == Level.KOSEKA and answers.get("putusan") != Verdict.WITHDRAWN
    return _KOSEKA if above else _CHECKERS
